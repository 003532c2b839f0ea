"""Where training starts: an encoder with a decoder made from it, or weights that exist."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.errors import ConfigurationError
from models.training.config import RunConfig
from models.training.e5_weights import E5Weights, read_e5
from models.training.network import load_network
from models.training.vocabulary import PAD, TAGS, load_tokenizer

Floats = NDArray[np.float32]
_ATTENTION = {"q_proj": "q", "k_proj": "k", "v_proj": "v", "out_proj": "ao"}


def initial_network(config: RunConfig, tokenizer: Path) -> Any:
    """The network that ``model.init`` names. Its vocabulary must be the tokenizer's."""
    kind = config.model.init
    if kind == "encoder":
        model = network_from_encoder(
            read_e5(config.vocabulary.source), tokenizer, config.model.decoder_layers
        )
    elif kind == "bundled":
        model = _from_bundled()
    elif (Path(kind) / "config.json").is_file():
        model = load_network(Path(kind))
    else:
        raise ConfigurationError(
            f"`model.init` is {kind}; expected `encoder`, `bundled` or the path of a directory "
            "with a transformers model."
        )
    pieces = load_tokenizer(str(tokenizer)).get_vocab_size()
    if model.config.vocab_size != pieces:
        raise ConfigurationError(
            f"The network of `model.init: {kind}` knows {model.config.vocab_size} pieces, the "
            f"tokenizer {pieces}; set `vocabulary.tokenizer` to the tokenizer.json of that network."
        )
    return model


def _from_bundled() -> Any:
    from models.bundled import bundled_path
    from models.bundled.rebuild import rebuild_transformers

    with tempfile.TemporaryDirectory() as space:
        return load_network(rebuild_transformers(bundled_path(), Path(space) / "model"))


def network_from_encoder(weights: E5Weights, tokenizer: Path, decoder_layers: int) -> Any:
    """A BART that computes the encoder's function, with a decoder to be trained.

    The token-type row is added to the positions, which BART reads from row 2. Decoder layers start
    from evenly spaced encoder layers (for three: 3, 7 and 11), both attentions from the same one
    (Ma et al. 2021, DeltaLM, section 3); the decoder's embeddings from the encoder's.
    """
    from transformers import BartConfig, BartForConditionalGeneration

    vocabulary = load_tokenizer(str(tokenizer)).get_vocab()
    shape = BartConfig(
        vocab_size=len(vocabulary),
        d_model=weights.width,
        encoder_layers=weights.layers,
        decoder_layers=decoder_layers,
        encoder_attention_heads=weights.heads,
        decoder_attention_heads=weights.heads,
        encoder_ffn_dim=weights.inner,
        decoder_ffn_dim=weights.inner,
        max_position_embeddings=len(weights.vector("emb.pos")) // weights.width,
        activation_function="gelu",
        dropout=0.0,
        attention_dropout=0.0,
        activation_dropout=0.0,
        scale_embedding=False,
        tie_word_embeddings=False,
        bos_token_id=0,
        pad_token_id=PAD,
        eos_token_id=2,
        decoder_start_token_id=2,
        forced_eos_token_id=None,
    )
    shape._attn_implementation = "eager"
    model = BartForConditionalGeneration(shape)
    words = _word_rows(weights, vocabulary)
    with torch.no_grad():
        for side in (model.model.encoder, model.model.decoder):
            side.embed_tokens = torch.nn.Embedding(len(words), weights.width, padding_idx=PAD)
            side.embed_tokens.weight.copy_(torch.from_numpy(words))
            side.embed_positions.weight.zero_()
            side.embed_positions.weight[2:].copy_(torch.from_numpy(_positions(weights)))
            _copy(side.layernorm_embedding, weights, "emb.ln.w", "emb.ln.b", None)
        for number, layer in enumerate(model.model.encoder.layers):
            _copy_layer(layer, weights, number, ["self_attn"])
        step = weights.layers / decoder_layers
        for number, layer in enumerate(model.model.decoder.layers):
            below = round(step * (number + 1)) - 1
            _copy_layer(layer, weights, below, ["self_attn", "encoder_attn"])
        model.model.shared.weight = model.model.decoder.embed_tokens.weight
        model.lm_head.weight = model.model.decoder.embed_tokens.weight
    return model


def _word_rows(weights: E5Weights, vocabulary: dict[str, int]) -> Floats:
    place = {piece: number for number, piece in enumerate(weights.pieces)}
    pieces = sorted(vocabulary, key=vocabulary.__getitem__)
    known = [piece for piece in pieces if piece in place]
    absent = set(pieces) - set(known) - set(TAGS)
    if absent:
        raise ConfigurationError(
            f"The encoder does not know {len(absent)} of the tokenizer's pieces, among them "
            f"{sorted(absent)[:3]}; build the tokenizer from the encoder's pieces."
        )
    rows = weights.matrix("emb.word", weights.width, np.array([place[p] for p in known]))
    words = np.tile(rows.mean(axis=0), (len(pieces), 1)).astype(np.float32)
    words += np.random.default_rng(0).normal(0, 0.02, words.shape).astype(np.float32)
    words[[vocabulary[piece] for piece in known]] = rows
    return words


def _positions(weights: E5Weights) -> Floats:
    kinds = weights.vector("emb.type").reshape(-1, weights.width)
    table: Floats = weights.vector("emb.pos").reshape(-1, weights.width) + kinds[0]
    return table


def _copy_layer(layer: Any, weights: E5Weights, number: int, attentions: list[str]) -> None:
    prefix, width = f"l{number}", weights.width
    for attention in attentions:
        for name, short in _ATTENTION.items():
            part = getattr(getattr(layer, attention), name)
            _copy(part, weights, f"{prefix}.{short}.w", f"{prefix}.{short}.b", width)
        norm = getattr(layer, f"{attention}_layer_norm")
        _copy(norm, weights, f"{prefix}.aln.w", f"{prefix}.aln.b", None)
    _copy(layer.fc1, weights, f"{prefix}.fi.w", f"{prefix}.fi.b", width)
    _copy(layer.fc2, weights, f"{prefix}.fo.w", f"{prefix}.fo.b", weights.inner)
    _copy(layer.final_layer_norm, weights, f"{prefix}.oln.w", f"{prefix}.oln.b", None)


def _copy(module: Any, weights: E5Weights, weight: str, bias: str, columns: int | None) -> None:
    values = weights.vector(weight) if columns is None else weights.matrix(weight, columns)
    module.weight.copy_(torch.from_numpy(np.array(values)))
    module.bias.copy_(torch.from_numpy(np.array(weights.vector(bias))))
