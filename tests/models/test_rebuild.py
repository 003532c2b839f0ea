"""The transformers form from CTranslate2's weights: every tensor, within int8's rounding."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from models.bundled import bundled_path
from models.bundled.model_bin import read_model_bin
from models.bundled.rebuild import rebuild_state_dict, rebuild_transformers
from models.errors import ModelError


def _bart(path: Path) -> Path:
    """A tiny BART of kk-mini's shape, its embeddings untied, and its tokenizer."""
    import tokenizers
    import torch
    import transformers
    from tokenizers import models

    torch.manual_seed(3)
    config = transformers.BartConfig(
        vocab_size=12, d_model=16, encoder_layers=2, decoder_layers=1, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=24, decoder_ffn_dim=20,
        max_position_embeddings=32, tie_word_embeddings=False,
    )  # fmt: skip
    model = transformers.BartForConditionalGeneration(config)
    with torch.no_grad():
        for weight in model.parameters():
            weight.normal_(0, 0.5)
        model.lm_head.weight.copy_(model.model.decoder.embed_tokens.weight)
    model.save_pretrained(path)
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "a", "b", "c", "d", "<en>", "<ru>", "<kk>", "<sum>"]
    vocabulary = [(piece, 0.0 if number < 4 else -1.0) for number, piece in enumerate(pieces)]
    tokenizer = tokenizers.Tokenizer(models.Unigram(vocabulary, 3, False))
    tokenizer.add_special_tokens(pieces[:4] + pieces[8:])
    fast = transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<s>", eos_token="</s>", unk_token="<unk>",
        pad_token="<pad>",
    )  # fmt: skip
    fast.save_pretrained(path)
    return path


@pytest.mark.parametrize(("compute_type", "tolerance"), [("int8", 0.02), ("float32", 0.0)])
def test_every_tensor_comes_back(tmp_path: Path, compute_type: str, tolerance: float):
    from safetensors.numpy import load_file

    from models.convert import convert

    path = _bart(tmp_path / "bart")
    converted = convert(path, tmp_path / "converted", compute_type)
    original = load_file(path / "model.safetensors")
    rebuilt = rebuild_state_dict(converted)
    assert set(original) - {"model.shared.weight"} <= set(rebuilt)
    for name, values in original.items():
        if name == "model.shared.weight":
            continue
        found = rebuilt[name]
        assert found.dtype == np.float32
        if "embed_positions" in name:  # the two rows that BART never reads are not kept
            values, found = values[2:], found[2:]
        assert found.shape == values.shape
        assert np.abs(found - values).max() <= tolerance, name


def test_the_bundled_model_rebuilds_into_a_bart_that_transformers_loads(tmp_path: Path):
    import transformers

    path = rebuild_transformers(bundled_path(), tmp_path / "kk-mini")
    assert {file.name for file in path.iterdir()} >= {
        "model.safetensors", "config.json", "tokenizer.json",
    }  # fmt: skip
    model, loading = transformers.AutoModelForSeq2SeqLM.from_pretrained(
        path, output_loading_info=True
    )
    assert not loading["missing_keys"]
    assert not loading["unexpected_keys"]
    assert model.config.model_type == "bart"


def test_aliases_and_scalars_are_read():
    variables = read_model_bin(bundled_path() / "model.bin")
    assert variables["decoder/projection/weight"] is variables["decoder/embeddings/weight"]
    assert variables["encoder/embeddings_0/weight"].dtype == np.int8
    assert variables["encoder/num_heads"].shape == ()
    assert int(variables["encoder/num_heads"]) == 12


def _file(path: Path, *variables: bytes, version: int = 6, aliases: bytes = b"") -> Path:
    head = struct.pack("<I", version) + _string("Spec") + struct.pack("<II", 1, len(variables))
    path.write_bytes(head + b"".join(variables) + (aliases or struct.pack("<I", 0)))
    return path


def _string(text: str) -> bytes:
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def _variable(name: str, shape: tuple[int, ...], kind: int, data: bytes) -> bytes:
    return (
        _string(name)
        + struct.pack(f"<B{len(shape)}I", len(shape), *shape)
        + struct.pack("<BI", kind, len(data))
        + data
    )


def test_a_file_is_read_number_by_number(tmp_path: Path):
    values = struct.pack("<2f", 1.5, -2.0)
    aliases = struct.pack("<I", 1) + _string("b") + _string("a")
    read = read_model_bin(_file(tmp_path / "m", _variable("a", (2,), 0, values), aliases=aliases))
    assert {name: array.tolist() for name, array in read.items()} == {
        "a": [1.5, -2.0], "b": [1.5, -2.0],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("variable", "options", "words"),
    [
        (_variable("a", (2,), 0, bytes(8)), {"version": 5}, "its version is 5, expected 6"),
        (_variable("a", (3,), 0, bytes(8)), {}, r"a has 2 numbers for the shape \(3,\)"),
        (_variable("a", (2,), 9, bytes(8)), {}, "a has the unknown type 9"),
        (
            _variable("a", (2,), 0, bytes(8)),
            {"aliases": struct.pack("<I", 1) + _string("b") + _string("c")},
            "b stands for c, which is not there",
        ),
        (
            _variable("a", (2,), 0, bytes(8)),
            {"aliases": struct.pack("<I", 0) + b"more"},
            "bytes follow its end",
        ),
    ],
)
def test_damage_is_named(
    tmp_path: Path, variable: bytes, options: dict[str, int | bytes], words: str
):
    path = _file(tmp_path / "model.bin", variable, **options)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match=words):
        read_model_bin(path)


def test_every_shorter_file_is_refused(tmp_path: Path):
    whole = _file(tmp_path / "model.bin", _variable("a", (2,), 0, bytes(8))).read_bytes()
    for length in range(len(whole)):
        (tmp_path / "cut.bin").write_bytes(whole[:length])
        with pytest.raises(ModelError, match="it ends early"):
            read_model_bin(tmp_path / "cut.bin")


def test_weights_of_another_network_are_refused(tmp_path: Path):
    _file(tmp_path / "model.bin", _variable("a", (2,), 0, bytes(8)))
    with pytest.raises(ModelError, match="expected a BART converted for CTranslate2"):
        rebuild_state_dict(tmp_path)
    with pytest.raises(ModelError, match="cannot be read"):
        rebuild_state_dict(tmp_path / "nowhere")
