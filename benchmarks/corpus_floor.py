"""What the arithmetic allows: multiply-adds a source word of kk-mini, the machine's int8 rate in
CTranslate2's own matrix products, and the cost of NLLB-600M's shape (random weights)."""

from __future__ import annotations

import json
import tempfile
import time
from typing import Any

import numpy as np

from models.engine import GenerationSettings
from summarize.bench import peak_megabytes

WIDE = 4096
"""Width of the matrices whose rate stands for the machine's."""


def measured_rate() -> float:
    """Multiply-adds a second of int8 products of CTranslate2 with two threads: one encoder layer
    whose feed-forward part is all that counts, 2 x 1024 x WIDE a token."""
    import ctranslate2
    from ctranslate2.converters import utils
    from ctranslate2.specs import common_spec, transformer_spec

    width, draw = 1024, np.random.default_rng(1)

    def fill(spec: Any, rows: int, columns: int) -> None:
        spec.weight = draw.standard_normal((rows, columns), dtype=np.float32) * 0.02
        spec.bias = np.zeros(rows, dtype=np.float32)

    def norm(spec: Any) -> None:
        spec.gamma, spec.beta = np.ones(width, np.float32), np.zeros(width, np.float32)

    encoder = transformer_spec.TransformerEncoderSpec(1, 16, pre_norm=False)
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = draw.standard_normal((16, width), dtype=np.float32)
    encoder.position_encodings.encodings = np.zeros((512, width), np.float32)
    layer = encoder.layer[0]
    parts = [common_spec.LinearSpec() for _ in range(3)]
    for part in parts:
        fill(part, width, width)
    utils.fuse_linear(layer.self_attention.linear[0], parts)
    fill(layer.self_attention.linear[1], width, width)
    fill(layer.ffn.linear_0, WIDE, width)
    fill(layer.ffn.linear_1, width, WIDE)
    norm(layer.self_attention.layer_norm)
    norm(layer.ffn.layer_norm)
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    spec.register_vocabulary([str(number) for number in range(16)])
    spec.validate()
    spec.optimize(quantization="int8")
    rows, length, repeats = 16, 64, 20
    with tempfile.TemporaryDirectory() as folder:
        spec.save(folder)
        model = ctranslate2.Encoder(folder, compute_type="int8", intra_threads=2)
        batch = [[number % 16 for number in range(length)]] * rows
        model.forward_batch(batch)
        seconds = float("inf")
        for _ in range(repeats):
            began = time.perf_counter()
            model.forward_batch(batch)
            seconds = min(seconds, time.perf_counter() - began)
    a_token = 4 * width * width + 2 * width * WIDE
    return rows * length * a_token / seconds


def multiply_adds(source: float, target: float, vocabulary: int) -> dict[str, float]:
    """Millions of multiply-adds a source word, given source and target tokens a source word:
    kk-mini's 12 encoder layers, 3 decoder layers and output of width 384, inner width 1536."""
    d, inner = 384, 1536
    encoder = source * 12 * (4 * d * d + 2 * d * inner)
    cross = source * 3 * 2 * d * d
    decoder = target * 3 * (4 * d * d + 2 * d * d + 2 * d * inner)
    output = target * vocabulary * d
    return {
        "encoder": encoder / 1e6,
        "decoder": (cross + decoder) / 1e6,
        "output": output / 1e6,
    }


def time_kk_mini(texts: list[str]) -> tuple[float, float, float, int]:
    """Words a second, source and target tokens a word, and the vocabulary of the bundled model."""
    from models.bundled import bundled_path
    from models.loading import load_engine

    engine = load_engine("kk-mini", threads=2)
    engine.generate(texts[:2], "kk", "en", GenerationSettings())
    seconds = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        outputs = engine.generate(texts, "kk", "en", GenerationSettings())
        seconds = min(seconds, time.perf_counter() - began)
    words = sum(len(text.split()) for text in texts)
    source = sum(engine.count_tokens(texts)) + 2 * len(texts)
    target = sum(output.tokens + 2 for output in outputs)
    pieces = (bundled_path("kk-mini") / "shared_vocabulary.json").read_text("utf-8")
    vocabulary = len(json.loads(pieces))
    return words / seconds, source / words, target / words, vocabulary


def floor(count: int) -> None:
    """Print the floor and the share of it that is reached."""
    from corpus_speed import apart, row, sentences

    rate = apart(measured_rate)
    speed, source, target, vocabulary = apart(time_kk_mini, sentences(count))
    parts = multiply_adds(source, target, vocabulary)
    total = sum(parts.values())
    best = rate / (total * 1e6)
    shares = ", ".join(f"{name} {value:.0f}" for name, value in parts.items())
    row("tokens a source word", f"{source:.2f} in, {target:.2f} out; vocabulary {vocabulary:,}")
    row("multiply-adds a source word, millions", f"{total:.0f} ({shares})")
    row("int8 rate measured in wide products", f"{rate / 1e9:.0f} G multiply-adds/s")
    row("words/s if all of it ran at that rate", f"{best:.0f}")
    row("reached", f"{speed:.0f} words/s, {speed / best:.0%} of it")


def time_nllb(folder: str, texts: list[str]) -> tuple[float, float]:
    """Words a second and peak MB of the model in ``folder``, batched as a corpus run batches. The
    weights are random, so each output has a fixed 1.2 tokens a source token."""
    import ctranslate2

    from models.batching import plan_batches

    draw = np.random.default_rng(2)
    translator = ctranslate2.Translator(
        folder, compute_type="int8", inter_threads=2, intra_threads=1
    )
    # NLLB cuts Kazakh news into 2.2 pieces a word.
    rows = [
        [f"t{number}" for number in draw.integers(10, 250_000, round(2.2 * len(t.split())))]
        for t in texts
    ]
    began = time.perf_counter()
    waiting = []
    for batch in plan_batches(
        [len(row) for row in rows], GenerationSettings().batch_tokens, at_least=2
    ):
        steps = round(1.2 * max(len(rows[index]) for index in batch))
        waiting += translator.translate_batch(
            [rows[index] for index in batch], asynchronous=True, beam_size=1,
            max_decoding_length=steps, min_decoding_length=steps,
        )  # fmt: skip
    for future in waiting:
        future.result()
    seconds = time.perf_counter() - began
    return sum(len(text.split()) for text in texts) / seconds, peak_megabytes()


def _save_nllb_shape(folder: str) -> None:
    """NLLB-200-distilled-600M's shape with random weights, in int8."""
    import ctranslate2

    draw = np.random.default_rng(1)

    spec = ctranslate2.specs.TransformerSpec.from_config(
        (12, 12), 16, pre_norm=True, activation=ctranslate2.specs.Activation.RELU
    )
    width, inner, vocabulary = 1024, 4096, 256_206
    table = draw.standard_normal((vocabulary, width), dtype=np.float32) * 0.02
    for side in (spec.encoder, spec.decoder):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight = table
        side.scale_embeddings = True
        side.position_encodings.encodings = np.zeros((512, width), np.float32)
        for norm in _norms(side):
            norm.gamma, norm.beta = np.ones(width, np.float32), np.zeros(width, np.float32)
        for layer in side.layer:
            _fill(layer.self_attention.linear[0], 3 * width, width, draw)
            _fill(layer.self_attention.linear[1], width, width, draw)
            if side is spec.decoder:
                _fill(layer.attention.linear[0], width, width, draw)
                _fill(layer.attention.linear[1], 2 * width, width, draw)
                _fill(layer.attention.linear[2], width, width, draw)
            _fill(layer.ffn.linear_0, inner, width, draw)
            _fill(layer.ffn.linear_1, width, inner, draw)
    spec.decoder.projection.weight = table
    names = ["<unk>", "<s>", "</s>", *(f"t{number}" for number in range(3, vocabulary))]
    spec.register_source_vocabulary(names)
    spec.register_target_vocabulary(names)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(folder)


def _fill(spec: Any, rows: int, columns: int, draw: Any) -> None:
    spec.weight = draw.standard_normal((rows, columns), dtype=np.float32) * 0.02
    spec.bias = np.zeros(rows, dtype=np.float32)


def _norms(side: Any) -> list[Any]:
    norms = [side.layer_norm]
    for layer in side.layer:
        norms += [layer.self_attention.layer_norm, layer.ffn.layer_norm]
        attention = getattr(layer, "attention", None)
        if attention is not None:
            norms.append(attention.layer_norm)
    return norms


def nllb(count: int) -> None:
    """Print what the larger model costs."""
    from corpus_speed import apart, row, sentences

    with tempfile.TemporaryDirectory() as folder:
        apart(_save_nllb_shape, folder)
        speed, megabytes = apart(time_nllb, folder, sentences(min(count, 64)))
    row("NLLB-600M's shape, int8, random weights", f"{speed:.0f} words/s, {megabytes:.0f} MB")
