"""From the network in memory to the files that CTranslate2 reads."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch

BART_EXTRAS = {"normalize_before": False, "normalize_embedding": True}
"""What CTranslate2's loader reads from config.json and transformers 5 no longer writes."""


def save_transformers(
    model: Any, tokenizer: Path, folder: Path, kind: torch.dtype = torch.float32
) -> None:
    """The transformers form of a network, which both engines can read."""
    from transformers import PreTrainedTokenizerFast

    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.detach().cpu().to(kind) for name, value in model.state_dict().items()}
    state = {name: value.clone().contiguous() for name, value in state.items()}
    model.save_pretrained(folder, state_dict=state)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config |= BART_EXTRAS | {"dtype": str(kind).removeprefix("torch.")}
    (folder / "config.json").write_text(json.dumps(config, indent=2), "utf-8")
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_file=str(tokenizer),
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=512,
    )
    fast.save_pretrained(folder)


def convert(transformers_folder: Path, folder: Path, quantization: str = "int8") -> None:
    """The CTranslate2 form of a transformers directory; ``folder`` is replaced."""
    from ctranslate2.converters import TransformersConverter

    TransformersConverter(str(transformers_folder)).convert(
        str(folder), quantization=quantization, force=True
    )


def convert_model(model: Any, tokenizer: Path, folder: Path, quantization: str = "int8") -> None:
    """The CTranslate2 form of a network in memory, with its tokenizer."""
    with tempfile.TemporaryDirectory() as space:
        save_transformers(model, tokenizer, Path(space) / "model")
        convert(Path(space) / "model", folder, quantization)
    shutil.copy(tokenizer, folder / "tokenizer.json")
