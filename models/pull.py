"""Fetches a catalogue model from the Hugging Face hub: the one place here that uses a network.

What is fetched is pinned: the catalogue's commit, or, where it has none, the commit that the first
pull found and wrote down beside the files. Sizes and checksums are those the hub publishes.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.catalog import ModelCard, card_named
from models.checkpoint import read_json
from models.errors import ModelError
from models.store import MANIFEST, cache_dir, file_digest, write_manifest

_TOKENIZER_PATTERNS = (
    "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
    "special_tokens_map.json", "added_tokens.json", "vocab.json", "*.model", "*.spm",
)  # fmt: skip
_SAFE = ("model*.safetensors", "model.safetensors.index.json")
_PICKLED = ("pytorch_model*.bin", "pytorch_model.bin.index.json")


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the hub lists it; ``sha256`` is None for small files kept in git itself."""

    name: str
    size: int
    sha256: str | None


def pulled_path(card: ModelCard) -> Path | None:
    """Where a pulled model lies, None if it was not pulled, or not to its end."""
    path = _directory(card)
    return path if (path / MANIFEST).is_file() else None


def pull(name: str, *, force: bool = False) -> Path:
    """Fetches a model at its pinned commit and gives its directory.

    A model that is there is not fetched again; ``force`` fetches it anew and may then move an
    unpinned one to the hub's present commit. An interrupted pull goes on where it stopped. The
    hub library shows its progress bars on standard error, if that is a terminal. Raises ModelError
    for an unknown name, no network, a gated model without a token, a full disk or a checksum that
    does not fit.
    """
    card = card_named(name)
    if card.hub_id is None:
        raise ModelError(f"The model {card.name} ships with Qysqa; there is nothing to pull.")
    path = _directory(card)
    present = read_json(path / MANIFEST)["revision"] if (path / MANIFEST).is_file() else None
    if present is not None and not force and card.revision in (None, present):
        return path
    started = _started_commit(path)
    # An interrupted pull goes on with its own commit; a finished one is only left by force.
    commit, files = _listing(card, card.revision or (None if present else started) or "main")
    if started not in (None, commit):
        # Files of two commits must not mix.
        shutil.rmtree(path)
    path.mkdir(parents=True, exist_ok=True)
    (path / MANIFEST).unlink(missing_ok=True)
    (path / ".commit").write_text(commit, "utf-8")
    _download(card, commit, [file.name for file in files], path)
    _verify(path, files)
    write_manifest(
        path,
        {
            "schema": "qysqa.pull/1",
            "name": card.name,
            "hub_id": card.hub_id,
            "revision": commit,
            "files": {file.name: {"size": file.size, "sha256": file.sha256} for file in files},
        },
    )
    return path


def wanted_files(files: Mapping[str, RemoteFile]) -> list[RemoteFile]:
    """The files a model needs out of a repository's: its configuration, its tokenizer, and one
    form of the weights, safetensors where there is a choice (a pickle can run code)."""
    from fnmatch import fnmatch

    def matching(patterns: tuple[str, ...]) -> list[RemoteFile]:
        return [
            file
            for name, file in sorted(files.items())
            if any(fnmatch(name, pattern) for pattern in patterns)
        ]

    return matching(_TOKENIZER_PATTERNS) + (matching(_SAFE) or matching(_PICKLED))


def _directory(card: ModelCard) -> Path:
    return cache_dir() / "models" / card.name


def _started_commit(path: Path) -> str | None:
    mark = path / ".commit"
    return mark.read_text("utf-8").strip() if mark.is_file() else None


def _listing(card: ModelCard, wanted: str) -> tuple[str, list[RemoteFile]]:
    """The commit to fetch and its files, from the hub."""
    import huggingface_hub

    try:
        found: Any = huggingface_hub.HfApi().model_info(
            str(card.hub_id), revision=wanted, files_metadata=True
        )
    except Exception as error:  # network, authorisation, an absent commit: many types
        raise _explained(card, error) from error
    if card.revision is not None and found.sha != card.revision:
        raise ModelError(
            f"The hub answers for {card.hub_id} with commit {found.sha}, not with the pinned "
            f"{card.revision}; nothing was fetched."
        )
    listed = {
        each.rfilename: RemoteFile(
            name=each.rfilename,
            size=int(each.size or 0),
            sha256=None if each.lfs is None else str(each.lfs.sha256),
        )
        for each in found.siblings or []
    }
    files = wanted_files(listed)
    if not any(file.name.endswith((".bin", ".safetensors")) for file in files):
        raise ModelError(f"The repository {card.hub_id} has no weights that transformers reads.")
    return str(found.sha), files


def _download(card: ModelCard, commit: str, names: list[str], path: Path) -> None:
    import huggingface_hub

    if not sys.stderr.isatty():
        utilities: Any = huggingface_hub.utils
        utilities.disable_progress_bars()
    try:
        huggingface_hub.snapshot_download(
            str(card.hub_id), revision=commit, allow_patterns=names, local_dir=str(path)
        )
    except Exception as error:
        raise _explained(card, error) from error


def _verify(path: Path, files: list[RemoteFile]) -> None:
    for file in files:
        local = path / file.name
        size = local.stat().st_size if local.is_file() else -1
        if size != file.size or (file.sha256 and file_digest(local) != file.sha256):
            local.unlink(missing_ok=True)
            raise ModelError(
                f"{file.name} arrived damaged ({max(size, 0)} of {file.size} bytes, or another "
                "checksum) and was removed; run the same pull again, the other files are kept."
            )


def _explained(card: ModelCard, error: Exception) -> ModelError:
    reason = " ".join(str(error).split())[:200]
    if card.gated and ("gated" in reason.lower() or "401" in reason or "403" in reason):
        return ModelError(
            f"The model {card.hub_id} is given only to those who accept its terms: do so on its "
            "page on the hub, then run `hf auth login` and pull again."
        )
    return ModelError(
        f"The model {card.hub_id} could not be fetched ({type(error).__name__}: {reason}); check "
        "the network and pull again, what has arrived is kept."
    )
