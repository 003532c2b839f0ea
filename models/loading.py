"""From a model's name to a running engine. Nothing is ever fetched from here."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from models.bundled import DEFAULT, bundled_path
from models.catalog import ModelCard, card_named, find_card
from models.checkpoint import SHAPE, Checkpoint, open_checkpoint
from models.devices import ctranslate2_device
from models.engine import Engine
from models.errors import ModelError
from models.families import check_vocabulary
from models.pull import pulled_path
from models.tokenizer_files import TORCH_EXTRA, open_tokenizer

ENGINES = ("auto", "ctranslate2", "transformers")


def load_engine(
    model: str = DEFAULT,
    *,
    engine: str = "auto",
    device: str = "auto",
    threads: int = 0,
    compute_type: str = "auto",
) -> Engine:
    """The engine of a model, ready to generate; both engines may be shared between threads.

    ``model`` is a catalogue name, a hub id in the catalogue, or a directory. ``engine`` ``auto``
    is ctranslate2 wherever the model is or can be put into its form, else transformers.
    ``threads`` 0 takes all cores. ``compute_type`` ``auto`` is int8 (ctranslate2) or float32
    (transformers) on a CPU and half precision on a GPU. The first use of a transformers model on
    ctranslate2 converts it into the cache, which takes a minute or so.

    Raises ModelError, which says what to do: unknown name, model not on the disk, missing or
    damaged files, a missing extra, a language code that the vocabulary lost. Never load before
    forking a process (CTranslate2 issue 1414).
    """
    if engine not in ENGINES:
        raise ModelError(f"No engine is called {engine!r}; the engines are {', '.join(ENGINES)}.")
    checkpoint = find_checkpoint(model)
    if engine == "transformers":
        return _on_transformers(checkpoint, device, threads, compute_type)
    if checkpoint.form == "ctranslate2":
        return _on_ctranslate2(checkpoint, device, threads, compute_type)
    from models.convert import ConversionError, convert_checkpoint, converted_path, is_converted

    stored = "float16" if ctranslate2_device(device) == "cuda" else "int8"
    if compute_type != "auto":
        stored = compute_type
    if not is_converted(converted_path(checkpoint, stored)):
        _need_torch(checkpoint)
    try:
        converted = convert_checkpoint(checkpoint, None, stored)
    except ConversionError:
        if engine == "ctranslate2":
            raise
        return _on_transformers(checkpoint, device, threads, compute_type)
    opened = open_checkpoint(converted, checkpoint.name)
    return _on_ctranslate2(opened, device, threads, compute_type)


def find_checkpoint(model: str) -> Checkpoint:
    """The files of a model that is on this disk; ModelError in milliseconds if it is not."""
    card = find_card(model)
    if card is not None:
        return open_checkpoint(card_path(card), card.name, card)
    path = Path(model).expanduser()
    # `owner/name` may be meant as a hub id or as a directory; more slashes are a directory.
    named = not path.is_absolute() and not model.startswith((".", "~")) and model.count("/") < 2
    if path.is_dir() or not named:
        return open_checkpoint(path, path.resolve().name)
    try:
        card = card_named(model)
    except ModelError as error:
        if "/" not in model:
            raise
        raise ModelError(f"{error} A directory would be given as ./{model}.") from None
    return open_checkpoint(card_path(card), card.name, card)


def card_path(card: ModelCard) -> Path:
    """The directory of a catalogue model; ModelError with the command that fetches it if it is
    not on this disk."""
    if card.bundled:
        return bundled_path(card.name)
    path = pulled_path(card)
    if path is None:
        raise ModelError(
            f"The model {card.name} is not on this disk; `qysqa models pull {card.name}` fetches "
            f"it once ({card.size_mb / 1000:.1f} GB, licence {card.licence})."
        )
    return path


def _need_torch(checkpoint: Checkpoint) -> None:
    for name in ("torch", "transformers"):
        if find_spec(name) is None:
            raise ModelError(
                f"The model {checkpoint.name} needs {name}, which is not installed; install it "
                f"with `{TORCH_EXTRA}` (the bundled kk-mini needs neither torch nor transformers)."
            )


def _on_ctranslate2(checkpoint: Checkpoint, device: str, threads: int, compute_type: str) -> Engine:
    from models.ctranslate2_engine import CTranslate2Engine

    tokenizer = open_tokenizer(checkpoint.path, checkpoint.family)
    check_vocabulary(checkpoint.family, tokenizer)
    return CTranslate2Engine(
        checkpoint, tokenizer, device=device, threads=threads, compute_type=compute_type
    )


def _on_transformers(
    checkpoint: Checkpoint, device: str, threads: int, compute_type: str
) -> Engine:
    _need_torch(checkpoint)
    from models.transformers_engine import TransformersEngine

    if checkpoint.form == "ctranslate2":
        checkpoint = _rebuilt(checkpoint)
    tokenizer = open_tokenizer(checkpoint.path, checkpoint.family)
    check_vocabulary(checkpoint.family, tokenizer)
    return TransformersEngine(
        checkpoint, tokenizer, device=device, threads=threads, compute_type=compute_type
    )


def _rebuilt(checkpoint: Checkpoint) -> Checkpoint:
    """The transformers form of a model of the bundled kind, rebuilt into the cache once."""
    if not (checkpoint.path / SHAPE).is_file():
        raise ModelError(
            f"The model in {checkpoint.path} is only there in CTranslate2's form; name the "
            "transformers directory that it was converted from, or use `--engine ctranslate2`."
        )
    from models.bundled.rebuild import rebuilt_checkpoint

    return rebuilt_checkpoint(checkpoint)
