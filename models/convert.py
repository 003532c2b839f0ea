"""transformers models into CTranslate2's form, once, into the cache.

Nothing is written into the source directory: the converter reads a temporary directory of links
in which config.json is a copy with the keys that CTranslate2 4.8 reads and transformers 5 no
longer writes.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.checkpoint import Checkpoint, describe, open_checkpoint, read_json
from models.errors import ModelError
from models.families import check_vocabulary
from models.store import MANIFEST, cache_dir, new_directory, write_manifest
from models.tokenizer_files import load_transformers_tokenizer, open_tokenizer


class ConversionError(ModelError):
    """CTranslate2's converter does not take this model; transformers may still run it."""


LAYOUT = 1
"""Raised when a converted directory's content changes, so that old ones are not read."""

_TOKENIZER_FILES = (
    "tokenizer_config.json", "special_tokens_map.json", "vocab.json", "source.spm", "target.spm",
    "sentencepiece.bpe.model", "added_tokens.json",
)  # fmt: skip


def convert(directory: Path | str, output: Path | None = None, compute_type: str = "int8") -> Path:
    """Converts a transformers model and gives the directory of the result.

    Without ``output`` the result goes into the cache, keyed by the model's revision and the
    compute type, and is made only once. Raises ModelError if the model cannot be converted or
    ``output`` already exists.
    """
    path = Path(directory)
    checkpoint = open_checkpoint(path, path.resolve().name)
    if checkpoint.form == "ctranslate2":
        raise ModelError(f"The model in {path} is already in CTranslate2's form.")
    if output is not None and output.exists():
        raise ModelError(f"{output} already exists; name a directory that does not.")
    return convert_checkpoint(checkpoint, output, compute_type)


def converted_path(checkpoint: Checkpoint, compute_type: str) -> Path:
    """Where the conversion of a checkpoint lies in the cache, made or not."""
    key = f"{checkpoint.name}-{checkpoint.revision[:12]}-{compute_type}-{LAYOUT}"
    return cache_dir() / "ctranslate2" / key


def is_converted(path: Path) -> bool:
    """Whether a directory holds a finished conversion (the manifest is written last)."""
    return (path / MANIFEST).is_file() and (path / "model.bin").is_file()


def convert_checkpoint(
    checkpoint: Checkpoint, output: Path | None = None, compute_type: str = "int8"
) -> Path:
    """`convert` for an opened checkpoint."""
    final = output or converted_path(checkpoint, compute_type)
    if is_converted(final):
        return final
    from models.transformers_engine import import_torch

    import_torch()
    tokenizer = load_transformers_tokenizer(checkpoint.path, checkpoint.family)
    with new_directory(final) as temporary:
        _run_converter(checkpoint, tokenizer, temporary / "model", compute_type)
        for file in (temporary / "model").iterdir():
            file.rename(temporary / file.name)
        (temporary / "model").rmdir()
        _finish_config(checkpoint, tokenizer, temporary)
        _save_tokenizer(checkpoint, tokenizer, temporary)
        check_vocabulary(checkpoint.family, open_tokenizer(temporary, checkpoint.family))
        write_manifest(
            temporary,
            {
                "schema": "qysqa.model/1",
                "name": checkpoint.name,
                "compute_type": compute_type,
                **describe(checkpoint),
            },
        )
    return final


class _Vocabulary:
    """A tokenizer as the converter should see it: every piece that the network has a row for, and
    no other. transformers 5 leaves M2M100's language codes out of ``get_vocab`` and gives T5 a
    hundred sentinels that MADLAD-400 has no rows for."""

    def __init__(self, tokenizer: Any, rows: int) -> None:
        self._tokenizer = tokenizer
        self._rows = rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)

    def get_vocab(self) -> dict[str, int]:
        pieces = {**self._tokenizer.get_vocab(), **getattr(self._tokenizer, "lang_token_to_id", {})}
        return {piece: number for piece, number in pieces.items() if number < self._rows}


def _run_converter(checkpoint: Checkpoint, tokenizer: Any, output: Path, compute_type: str) -> None:
    from ctranslate2.converters import TransformersConverter

    from models.transformers_engine import quiet_transformers, refuse_absent

    rows = int(read_json(checkpoint.path / "config.json")["vocab_size"])

    class Converter(TransformersConverter):  # type: ignore[misc]
        """Uses the tokenizer whose language codes were given back, and the true scale of a T5's
        outputs: transformers 5 calls every T5's embeddings tied, which CTranslate2 4.8 takes for
        the sign that the outputs are scaled."""

        def load_model(self, model_class: Any, name: str, **options: Any) -> Any:
            model, loading = super().load_model(
                model_class, name, output_loading_info=True, **options
            )
            refuse_absent(checkpoint, loading)
            if model.config.model_type in ("t5", "mt5"):
                scaled = getattr(model.config, "scale_decoder_outputs", False)
                model.config.tie_word_embeddings = scaled
            return model

        def load_tokenizer(self, tokenizer_class: Any, name: str, **options: Any) -> Any:
            return _Vocabulary(tokenizer, rows)

    try:
        with quiet_transformers(), _patched(checkpoint) as source:
            Converter(str(source)).convert(str(output), quantization=compute_type)
    except ModelError:
        raise
    except Exception as error:  # the converter raises whatever a file makes the libraries raise
        raise ConversionError(
            f"The model {checkpoint.name} in {checkpoint.path} cannot be converted for CTranslate2 "
            f"({' '.join(str(error).split())[:300]}); use `--engine transformers`."
        ) from error


@contextmanager
def _patched(checkpoint: Checkpoint) -> Iterator[Path]:
    """A temporary view of the checkpoint whose config.json has what the converter reads."""
    config = read_json(checkpoint.path / "config.json")
    kind = config.get("model_type")
    if kind == "bart":
        config.setdefault("normalize_before", False)
        config.setdefault("normalize_embedding", True)
    elif kind == "mbart":
        config.setdefault("normalize_before", True)
        config.setdefault("normalize_embedding", True)
        config["tokenizer_class"] = (
            "MBart50Tokenizer" if checkpoint.family.name == "mbart50" else "MBartTokenizer"
        )
    with tempfile.TemporaryDirectory(prefix="qysqa-convert-") as name:
        view = Path(name)
        for file in checkpoint.path.iterdir():
            if not file.is_file() or file.name == "config.json":
                continue
            try:
                (view / file.name).symlink_to(file.resolve())
            except OSError:  # Windows without the right to make links
                shutil.copyfile(file, view / file.name)
        (view / "config.json").write_text(json.dumps(config), "utf-8")
        yield view


def _finish_config(checkpoint: Checkpoint, tokenizer: Any, directory: Path) -> None:
    """What the converter leaves open and CTranslate2 then stumbles over: the decoder's start for
    an mBART of 25 languages, the beginning mark where a tokenizer has none (mBART-50)."""
    from models.transformers_engine import special_id

    config = read_json(directory / "config.json")
    if config.get("decoder_start_token") is None:
        start = special_id(checkpoint, "decoder_start_token_id")
        config["decoder_start_token"] = tokenizer.convert_ids_to_tokens(start)
    if config.get("bos_token") is None:
        config["bos_token"] = "<s>"
    (directory / "config.json").write_text(json.dumps(config, indent=2) + "\n", "utf-8")


def _save_tokenizer(checkpoint: Checkpoint, tokenizer: Any, directory: Path) -> None:
    """A tokenizer.json where the tokenizer has that form (it then needs no transformers), else
    the files of the slow one."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if (checkpoint.path / "tokenizer.json").is_file():
        shutil.copyfile(checkpoint.path / "tokenizer.json", directory / "tokenizer.json")
    elif backend is not None:
        backend.save(str(directory / "tokenizer.json"))
    else:
        for name in _TOKENIZER_FILES:
            if (checkpoint.path / name).is_file():
                shutil.copyfile(checkpoint.path / name, directory / name)
        # Beside a model of transformers its config.json tells the class; here nothing else does.
        file = directory / "tokenizer_config.json"
        settings = read_json(file) if file.is_file() else {}
        settings["tokenizer_class"] = type(tokenizer).__name__
        file.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", "utf-8")
