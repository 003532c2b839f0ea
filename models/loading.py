"""From a model's name to a running engine."""

from __future__ import annotations

from pathlib import Path

from models.bundled import DEFAULT, bundled_path
from models.checkpoint import Checkpoint, open_checkpoint
from models.engine import Engine
from models.tokenization import FastTokenizer


def load_engine(
    model: str = DEFAULT,
    *,
    engine: str = "auto",
    device: str = "auto",
    threads: int = 0,
    compute_type: str = "auto",
) -> Engine:
    """The engine of a model, ready to generate.

    ``model`` is a catalogue name or a directory; ``engine`` is auto, ctranslate2 or transformers;
    ``threads`` 0 takes all cores. Raises ModelError with what to do for everything a user can
    mend. Nothing is ever fetched from here.
    """
    from models.ctranslate2_engine import CTranslate2Engine

    checkpoint = _checkpoint(model)
    tokenizer = FastTokenizer(checkpoint.path / "tokenizer.json")
    return CTranslate2Engine(
        checkpoint, tokenizer, device=device, threads=threads, compute_type=compute_type
    )


def _checkpoint(model: str) -> Checkpoint:
    if model == DEFAULT:
        return open_checkpoint(bundled_path(model), model)
    return open_checkpoint(Path(model), Path(model).name)
