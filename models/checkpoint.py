"""A model on the disk: where it lies, in which form, of which family, within which limits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from models.catalog import ModelCard
from models.errors import ModelError
from models.families import Family, Framing, family_named, known_framing
from models.store import MANIFEST, directory_fingerprint, file_digest
from models.tokenization import Tokenizer

Form = Literal["ctranslate2", "transformers"]

SHAPE = "bart_config.json"
"""In a CTranslate2 directory of the bundled kind: the configuration transformers would need."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One model directory.

    ``max_positions`` is the longest sequence the network has positions for, None where unbounded.
    ``max_source_tokens`` and ``max_target_tokens`` bound a text and its output (None: the
    output's bound follows the source alone). ``prefixes`` are a T5's task prefixes by task.
    ``forced`` are pieces every output begins with besides the family's own. ``sources`` and
    ``targets`` limit the languages where the model is known to have fewer than its family.
    """

    name: str
    path: Path
    form: Form
    family: Family
    revision: str
    max_source_tokens: int
    max_positions: int | None = None
    max_target_tokens: int | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict)
    forced: tuple[str, ...] = ()
    sources: tuple[str, ...] | None = None
    targets: tuple[str, ...] | None = None

    def framing(self, source: str, target: str, tokenizer: Tokenizer) -> Framing:
        """What goes around a text for a language pair; ModelError if the model lacks it."""
        for role, code, known in (("from", source, self.sources), ("into", target, self.targets)):
            if known is not None and code not in known:
                raise ModelError(
                    f"The model {self.name} does not work {role} {code!r}; it works {role} "
                    f"{', '.join(known)}."
                )
        framing = known_framing(self.family, source, target, tokenizer)
        task = "summarization" if source == target else f"translation_{source}_to_{target}"
        return replace(
            framing,
            prefix=self.prefixes.get(task, framing.prefix),
            target=framing.target or self.forced,
        )


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a model's file; ModelError if it is absent or is something else."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"The model in {path.parent} has no {path.name}; expected a directory written by "
            "transformers or by `qysqa models convert`."
        ) from error
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The model file {path} cannot be read as JSON ({error}); fetch the model again."
        ) from error
    if not isinstance(data, dict):
        raise ModelError(f"The model file {path} holds no JSON object; fetch the model again.")
    return data


def open_checkpoint(path: Path, name: str, card: ModelCard | None = None) -> Checkpoint:
    """The checkpoint in a directory, described by its files and, if it has one, its card.

    Raises ModelError that says what is missing or not understood. Reads no weights.
    """
    if not path.is_dir():
        raise ModelError(
            f"There is no model directory {path}; expected a directory with a model in the form "
            "of transformers or CTranslate2."
        )
    if (path / "model.bin").is_file():
        if (path / SHAPE).is_file():
            return _bundled_kind(path, name)
        if (path / MANIFEST).is_file():
            return _converted(path, name)
        raise ModelError(
            f"The CTranslate2 model in {path} was not converted by Qysqa, so its family and limits "
            "are unknown; convert the transformers model with `qysqa models convert DIR`."
        )
    return _transformers_kind(path, name, card)


def _bundled_kind(path: Path, name: str) -> Checkpoint:
    """The card's revision is the beginning of the SHA-256 of ``model.bin``; a flipped bit would
    otherwise only show as worse translations."""
    card = read_json(path / "card.json") if (path / "card.json").is_file() else {}
    family = family_named("kk-mini")
    digest = file_digest(path / "model.bin")[:12]
    revision = str(card.get("revision") or digest)
    if revision != digest:
        raise ModelError(
            f"The weights {path / 'model.bin'} are damaged: their checksum is not {revision}, "
            "which the card names; install qysqa again."
        )
    limit = card.get("max_source_tokens", family.max_source_tokens)
    return Checkpoint(
        name=name,
        path=path,
        form="ctranslate2",
        family=family,
        revision=revision,
        max_source_tokens=int(limit),
        max_positions=int(read_json(path / SHAPE)["max_position_embeddings"]),
    )


def _converted(path: Path, name: str) -> Checkpoint:
    manifest = read_json(path / MANIFEST)
    try:
        return Checkpoint(
            name=name,
            path=path,
            form="ctranslate2",
            family=family_named(manifest["family"]),
            revision=manifest["revision"],
            max_source_tokens=manifest["max_source_tokens"],
            max_positions=manifest["max_positions"],
            max_target_tokens=manifest["max_target_tokens"],
            prefixes=manifest["prefixes"],
            forced=tuple(manifest["forced"]),
            sources=_tuple(manifest["sources"]),
            targets=_tuple(manifest["targets"]),
        )
    except KeyError as error:
        raise ModelError(
            f"{path / MANIFEST} lacks {error}; delete the directory and convert the model again."
        ) from error


def describe(checkpoint: Checkpoint) -> dict[str, Any]:
    """What `_converted` reads back, as plain data for a manifest."""
    return {
        "family": checkpoint.family.name,
        "revision": checkpoint.revision,
        "max_source_tokens": checkpoint.max_source_tokens,
        "max_positions": checkpoint.max_positions,
        "max_target_tokens": checkpoint.max_target_tokens,
        "prefixes": dict(checkpoint.prefixes),
        "forced": list(checkpoint.forced),
        "sources": None if checkpoint.sources is None else list(checkpoint.sources),
        "targets": None if checkpoint.targets is None else list(checkpoint.targets),
    }


def _transformers_kind(path: Path, name: str, card: ModelCard | None) -> Checkpoint:
    config = read_json(path / "config.json")
    if not weight_files(path):
        raise ModelError(
            f"The model directory {path} has no weights; expected model.safetensors, "
            "pytorch_model.bin or model.bin."
        )
    family = family_named(card.family if card else _family_name(path, config))
    positions = config.get("max_position_embeddings") if family.positions else None
    limit = (card.max_source_tokens if card else None) or family.max_source_tokens
    if positions is not None:
        limit = min(limit, int(positions) - RESERVED)
    manifest = read_json(path / MANIFEST) if (path / MANIFEST).is_file() else {}
    pair = _pair(path) if family.name == "marian" else (None, None)
    return Checkpoint(
        name=name,
        path=path,
        form="transformers",
        family=family,
        revision=str(manifest.get("revision") or directory_fingerprint(path)),
        max_source_tokens=limit,
        max_positions=None if positions is None else int(positions),
        max_target_tokens=card.max_target_tokens if card else None,
        prefixes=_prefixes(config) if family.name == "t5" else {},
        sources=card.sources if card else pair[0],
        targets=card.targets if card else pair[1],
    )


RESERVED = 4
"""Positions kept for what stands around a source: begin, end, language code, one to spare."""


def weight_files(path: Path) -> list[Path]:
    """The files with a transformers model's weights, the safe format first and alone if present."""
    for pattern in ("*.safetensors", "pytorch_model*.bin"):
        found = sorted(path.glob(pattern))
        if found:
            return found
    return []


def _family_name(path: Path, config: Mapping[str, Any]) -> str:
    """The family by the configuration's model type and, where two share one, the tokenizer."""
    kind = str(config.get("model_type", "missing"))
    tokenizer_class = _tokenizer_class(path, config)
    if kind == "m2m_100":
        if "Nllb" in tokenizer_class or not (path / "vocab.json").is_file():
            return "nllb"
        return "m2m100"
    if kind == "mbart":
        return "mbart50" if "50" in tokenizer_class else "mbart"
    if kind in ("t5", "mt5", "umt5"):
        return "madlad" if _has_piece(path, "<2en>") else "t5"
    if kind == "marian":
        return "marian"
    if kind == "bart" and _has_piece(path, "<en>"):
        return "kk-mini"
    raise ModelError(
        f"The model in {path} is of the type {kind!r}; Qysqa runs m2m_100 (NLLB, M2M100), mbart, "
        "t5, mt5, umt5, marian, and BART with the target tags of kk-mini."
    )


def _tokenizer_class(path: Path, config: Mapping[str, Any]) -> str:
    file = path / "tokenizer_config.json"
    settings = read_json(file) if file.is_file() else {}
    return str(settings.get("tokenizer_class") or config.get("tokenizer_class") or "")


def _has_piece(path: Path, piece: str) -> bool:
    """Whether the vocabulary file holds a piece; a look into the file, no tokenizer is built."""
    needle = piece.encode()
    files = (path / "tokenizer.json", path / "spiece.model", path / "sentencepiece.bpe.model")
    return any(file.is_file() and needle in file.read_bytes() for file in files)


def _prefixes(config: Mapping[str, Any]) -> dict[str, str]:
    tasks = config.get("task_specific_params")
    if not isinstance(tasks, dict):
        return {}
    return {
        str(task): str(options["prefix"])
        for task, options in tasks.items()
        if isinstance(options, dict) and "prefix" in options
    }


def _pair(path: Path) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """A Marian model's languages, where its tokenizer names single ones."""
    file = path / "tokenizer_config.json"
    settings = read_json(file) if file.is_file() else {}
    source, target = settings.get("source_lang"), settings.get("target_lang")
    return (
        (source,) if isinstance(source, str) and len(source) == 2 else None,
        (target,) if isinstance(target, str) and len(target) == 2 else None,
    )


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)
