"""The performance table of docs/performance.md: ratios inside one run, on two cores.

    python benchmarks/corpus_speed.py [--parts engines,plain,scaling,floor,nllb] [--sentences 300]

Each part runs in processes of its own, so that memory is its own. Needs the extra 'torch' and
../shared/corpora/mono. The first call expands the embedding model into the cache.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from make_corpus import FURNITURE, MONO, write_corpus

from summarize.bench import peak_megabytes
from summarize.configuration import read_config

REPEATS = 2
"""The best of so many counts: whatever else the machine does can only slow a measurement."""

SLOW = 24
"""Sentences for the one-at-a-time loop, which is too slow for more."""


def sentences(count: int, seed: int = 3) -> list[str]:
    """Different news sentences of 5 to 30 words."""
    lines = [line.strip() for line in MONO.read_text("utf-8").splitlines()]
    lines = sorted({line for line in lines if 5 <= len(line.split()) <= 30})
    return random.Random(seed).sample(lines, count)


def words(texts: list[str]) -> int:
    """Source words."""
    return sum(len(text.split()) for text in texts)


def apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """The function's value, from a fresh process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def time_engine(name: str, texts: list[str], threads: int, singly: bool) -> tuple[float, float]:
    """Words a second and peak MB of an engine, everything in one call or a call a sentence."""
    from models.loading import load_engine

    engine = load_engine("kk-mini", engine=name, threads=threads)
    settings = read_config("fast").generation.settings()
    engine.generate(texts[:2], "kk", "en", settings)
    best = 0.0
    for _ in range(REPEATS):
        began = time.perf_counter()
        for some in [[text] for text in texts] if singly else [texts]:
            engine.generate(some, "kk", "en", settings)
        best = max(best, words(texts) / (time.perf_counter() - began))
    return best, peak_megabytes()


def engines(count: int) -> None:
    """CTranslate2 int8 against transformers fp32 on the same weights and sentences."""
    texts = sentences(count)
    ours, ours_mb = apart(time_engine, "ctranslate2", texts, 2, False)
    row("CTranslate2 int8, 2 threads", f"{ours:.0f} words/s, {ours_mb:.0f} MB")
    one, _ = apart(time_engine, "ctranslate2", texts, 1, False)
    row("two threads against one", f"{ours / one:.2f} times the speed (target 1.8)")
    theirs, theirs_mb = apart(time_engine, "transformers", texts, 2, False)
    row("transformers fp32, batches", f"{theirs:.0f} words/s, {theirs_mb:.0f} MB")
    loop, _ = apart(time_engine, "transformers", texts[:SLOW], 2, True)
    row("transformers fp32, one sentence at a time", f"{loop:.0f} words/s")
    row("int8 against fp32", f"{ours / theirs:.1f} times the speed (target 6)")
    row("int8 against fp32, memory", f"{ours_mb / theirs_mb:.2f} of it (target 0.25)")
    row("int8 against one at a time", f"{ours / loop:.1f} times the speed (target 25)")


def time_plain(files: list[list[str]]) -> float:
    """Seconds of plain ``translate_batch``, file by file in input order, two threads."""
    import ctranslate2

    from models.bundled import bundled_path
    from models.families import family_named
    from models.tokenizer_files import open_tokenizer

    path = bundled_path("kk-mini")
    tokenizer = open_tokenizer(path, family_named("kk-mini"))
    translator = ctranslate2.Translator(
        str(path), compute_type="int8", inter_threads=1, intra_threads=2
    )
    translator.translate_batch([["<s>", "▁", "</s>"]], target_prefix=[["<en>"]])
    began = time.perf_counter()
    for file in files:
        pieces = [["<s>", *tokenizer.pieces(text), "</s>"] for text in file]
        results = translator.translate_batch(
            pieces, target_prefix=[["<en>"]] * len(pieces), beam_size=1
        )
        for result in results:
            tokenizer.text(result.hypotheses[0][1:])
    return time.perf_counter() - began


def time_pooled(files: list[list[str]]) -> float:
    """Seconds of the same through the engine as a corpus run drives it: 64 files together."""
    from models.loading import load_engine
    from summarize.translation import translate_texts

    engine = load_engine("kk-mini", threads=2)
    engine.generate(files[0][:2], "kk", "en", read_config("fast").generation.settings())
    known: set[str] = set()
    began = time.perf_counter()
    for begin in range(0, len(files), 64):
        texts = [t for file in files[begin : begin + 64] for t in file if t not in known]
        translate_texts(engine, texts, "kk", "en", read_config("fast").generation.settings())
        known.update(texts)
    return time.perf_counter() - began


def plain(count: int) -> None:
    """Pooling, sorting and the cache against whole files in input order."""
    texts = sentences(count)
    draw = random.Random(1)
    files = [[*texts[i : i + 10], draw.choice(FURNITURE)] for i in range(0, count, 10)]
    theirs = [apart(time_plain, files) for _ in range(REPEATS)]
    ours = [apart(time_pooled, files) for _ in range(REPEATS)]
    row(
        "pooled against plain translate_batch",
        f"{min(theirs) / min(ours):.2f} times the speed (target 1.5)",
    )


def run_once(corpus: str, out: str) -> tuple[float, float, float, float]:
    """Seconds, the journal's share, peak MB and words a second of a corpus run."""
    from summarize.configuration import RunConfig
    from summarize.corpus.plan import plan_execution
    from summarize.corpus.run import MEMORY_BYTES, run_corpus

    config = RunConfig(threads=2)
    with plan_execution(config, Path(out), MEMORY_BYTES, 1) as (info, executor):
        report = run_corpus([corpus], Path(out), config, info, executor)
    share = report.journal_seconds / report.seconds
    return report.seconds, share, peak_megabytes(), report.new_words / report.seconds


def scaling(count: int) -> None:
    """Ten times the articles. The smaller corpus is of several shards too."""
    small = max(64, count // 2)
    with tempfile.TemporaryDirectory() as folder:
        results = []
        for articles in (small, 10 * small):
            corpus = Path(folder) / str(articles)
            write_corpus(corpus, articles, 6)
            results.append(apart(run_once, str(corpus), f"{folder}/out{articles}"))
        (first, _, first_mb, _), (second, share, second_mb, speed) = results
    row(
        f"{10 * small:,} articles against {small:,}, time",
        f"{second / first:.2f} times (target 10.3)",
    )
    row("the same, peak memory", f"{second_mb / first_mb:.2f} times (target 1.10)")
    row("journal's share of the time", f"{share:.2%} (target 2 %)")
    row("corpus run, select-first with all checks", f"{speed:.0f} source words/s")


def row(name: str, value: str) -> None:
    """One line of the table."""
    print(f"| {name} | {value} |", flush=True)


def main() -> None:
    """Print the table."""
    from corpus_floor import floor, nllb

    parts: dict[str, Callable[[int], None]] = {
        "engines": engines, "plain": plain, "scaling": scaling, "floor": floor, "nllb": nllb,
    }  # fmt: skip
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", default=",".join(parts))
    parser.add_argument("--sentences", type=int, default=300)
    options = parser.parse_args()
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f} at the start\n\n| | |\n|---|---|",
        flush=True,
    )
    for name in options.parts.split(","):
        parts[name](options.sentences)


if __name__ == "__main__":
    main()
