"""How good a model is, as shipped: scores with signatures, numbers kept, speed, size."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.engine import Engine, GenerationSettings
from models.loading import load_engine
from models.training.cleaning import clean, numbers_kept
from models.training.probe import DevSet

SUITE = "news-suite"
GREEDY = GenerationSettings(batch_tokens=2048)
"""How a corpus run searches: the preset fast."""
SHIPPED = GenerationSettings(beam_size=4, length_penalty=2.0)
"""How the product searches when it is told nothing: the preset kk-mini."""
_SPEED_WORDS = 6000
_SPEED_REPEATS = 3


@dataclass(frozen=True, slots=True)
class SetResult:
    """One development set translated. ``numbers`` is the share of sentences, among those with
    digits in the source, whose digits are all in the output, and ``counted`` how many have any."""

    name: str
    language: str
    sentences: int
    chrf: float
    bleu: float
    chrf_signature: str
    bleu_signature: str
    numbers: float
    counted: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One translated sentence with its own chrF++."""

    set_name: str
    source: str
    output: str
    reference: str
    chrf: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything measured of one model. ``words_per_second`` counts source words on one core, in
    greedy search, as a corpus run translates."""

    model: str
    revision: str
    beam: int
    length_penalty: float
    sets: tuple[SetResult, ...]
    samples: tuple[Sample, ...]
    words_per_second: float
    size_mb: float

    def chrf(self, name: str) -> float | None:
        """chrF++ of a set, None where it was not measured."""
        return next((part.chrf for part in self.sets if part.name == name), None)

    def numbers_preserved(self) -> float | None:
        """The share of sentences with digits that keep them all, over the news suite."""
        suite = [part for part in self.sets if part.name.startswith(SUITE)]
        counted = sum(part.counted for part in suite)
        return sum(part.numbers * part.counted for part in suite) / counted if counted else None

    def worst(self, count: int, min_words: int = 6) -> list[Sample]:
        """The outputs with the lowest chrF++ among sentences of ``min_words`` words or more."""
        long = [part for part in self.samples if len(part.source.split()) >= min_words]
        return sorted(long, key=lambda part: part.chrf)[:count]


def read_suite(path: Path) -> list[DevSet]:
    """The sentences of the project's news suite (authored format) as two development sets."""
    rows: list[dict[str, str]] = []
    for line in path.read_text("utf-8").splitlines():
        document = json.loads(line)
        rows += [s for paragraph in document["paragraphs"] for s in paragraph]
    sources = tuple(row["kk"] for row in rows)
    return [
        DevSet(f"{SUITE}-{language}", language, sources, tuple(row[language] for row in rows))
        for language in ("en", "ru")
    ]


def evaluate(
    model: str,
    sets: Sequence[DevSet],
    *,
    settings: GenerationSettings = SHIPPED,
    engine_name: str = "auto",
    threads: int = 0,
    compute_type: str = "auto",
) -> Evaluation:
    """Translates every set with the product's engine and measures."""
    engine = load_engine(model, engine=engine_name, threads=threads, compute_type=compute_type)
    results, samples = [], []
    for dev in sets:
        outputs = translate_all(engine, dev, settings)
        result, scored = score(dev, outputs)
        results.append(result)
        samples += scored
    single = load_engine(model, engine=engine_name, threads=1, compute_type=compute_type)
    return Evaluation(
        model=model,
        revision=engine.info.revision,
        beam=settings.beam_size,
        length_penalty=settings.length_penalty,
        sets=tuple(results),
        samples=tuple(samples),
        words_per_second=measure_speed(single, sets),
        size_mb=_size(Path(model)),
    )


def translate_all(engine: Engine, dev: DevSet, settings: GenerationSettings) -> list[str]:
    """One output a sentence. A sentence over the engine's limit is translated in halves."""
    cut = [_fit(engine, clean(text, "kk")) for text in dev.sources]
    flat = [part for parts in cut for part in parts]
    outputs = iter(engine.generate(flat, "kk", dev.language, settings))
    return [" ".join(next(outputs).text for _ in parts) for parts in cut]


def _fit(engine: Engine, text: str) -> list[str]:
    words = text.split(" ")
    if len(words) < 2 or engine.count_tokens([text])[0] <= engine.max_source_tokens:
        return [text]
    half = len(words) // 2
    return [*_fit(engine, " ".join(words[:half])), *_fit(engine, " ".join(words[half:]))]


def score(dev: DevSet, outputs: Sequence[str]) -> tuple[SetResult, list[Sample]]:
    """chrF++ and BLEU of a set by sacrebleu, with their signatures, and each sentence's chrF++."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    chrf, bleu = CHRF(word_order=2), BLEU(effective_order=False)
    references = [list(dev.references)]
    corpus_chrf = chrf.corpus_score(list(outputs), references)
    corpus_bleu = bleu.corpus_score(list(outputs), references)
    own = [
        round(chrf.sentence_score(output, [reference]).score, 1)
        for output, reference in zip(outputs, dev.references, strict=True)
    ]
    rows = zip(dev.sources, outputs, dev.references, own, strict=True)
    samples = [Sample(dev.name, *row) for row in rows]
    with_digits = [part for part in samples if any(map(str.isdigit, part.source))]
    kept = sum(numbers_kept(part.source, part.output) for part in with_digits)
    result = SetResult(
        name=dev.name,
        language=dev.language,
        sentences=len(outputs),
        chrf=round(corpus_chrf.score, 2),
        bleu=round(corpus_bleu.score, 2),
        chrf_signature=str(chrf.get_signature()),
        bleu_signature=str(bleu.get_signature()),
        numbers=kept / len(with_digits) if with_digits else 1.0,
        counted=len(with_digits),
    )
    return result, samples


def measure_speed(engine: Engine, sets: Sequence[DevSet]) -> float:
    """Source words per second of processor time, greedy, in batches as a corpus run makes them.

    The best of three counts: whatever else the machine does can only slow a measurement.
    """
    texts: list[str] = []
    words = 0
    for dev in sets:
        for text in dev.sources:
            if words < _SPEED_WORDS and engine.count_tokens([text])[0] <= engine.max_source_tokens:
                texts.append(text)
                words += len(text.split())
    if not texts:
        return 0.0
    engine.generate(texts[:4], "kk", "en", GREEDY)
    best = 0.0
    for _ in range(_SPEED_REPEATS):
        start = time.process_time()
        engine.generate(texts, "kk", "en", GREEDY)
        best = max(best, words / max(1e-9, time.process_time() - start))
    return best


def _size(path: Path) -> float:
    if not path.is_dir():
        return 0.0
    return sum(file.stat().st_size for file in path.iterdir() if file.is_file()) / 1e6
