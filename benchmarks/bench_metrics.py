"""How long scoring takes: every lexical metric with its interval, and the tests between systems.

    OPENBLAS_NUM_THREADS=1 taskset -c 0 python benchmarks/bench_metrics.py
    python benchmarks/bench_metrics.py --tsv pairs.tsv --pairs 2000 --damage 0.6

Prints a Markdown table of processor seconds, which other work on the machine hardly changes.
Without --tsv the texts are made up from a fixed seed: a vocabulary with the frequencies of running
text (Zipf) and sentences of 5 to 45 words. The hypotheses are the references (column 2 of the
file) with words replaced, left out, put in and moved.
"""

from __future__ import annotations

import argparse
import platform
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from eval import metrics
from eval.significance import RESAMPLES, compare, intervals

Result = TypeVar("Result")

LEXICAL = ("chrf", "chrf++", "bleu", "ter", "rouge1", "rouge2", "rougeL", "rougeLsum")
LETTERS = "аәбғдежзийкқлмнңоөпрстуұүшыі"


def invented(pairs: int, rng: random.Random) -> list[str]:
    """Sentences of made-up words whose frequencies fall as in running text."""
    lexicon = ["".join(rng.choices(LETTERS, k=rng.randint(2, 11))) for _ in range(20_000)]
    weights = [1 / (rank + 3) for rank in range(len(lexicon))]
    return [
        " ".join(rng.choices(lexicon, weights, k=rng.randint(5, 45))).capitalize() + "."
        for _ in range(pairs)
    ]


def damaged(text: str, vocabulary: list[str], damage: float, rng: random.Random) -> str:
    """What a translator of that quality might have written instead."""
    words = []
    for word in text.split():
        chance = rng.random()
        if chance >= damage * 0.3:
            words.append(word if chance >= damage else rng.choice(vocabulary))
        if rng.random() < damage * 0.2:
            words.append(rng.choice(vocabulary))
    for _ in range(len(words) // 8):
        start, length = rng.randrange(len(words)), rng.randint(1, 4)
        block = words[start : start + length]
        del words[start : start + length]
        place = rng.randint(0, len(words))
        words[place:place] = block
    return " ".join(words) or text


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What the call gives, and the processor seconds it took."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def main() -> None:
    """Read or make the texts and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tsv", type=Path, help="tab-separated file; column 2 is the reference")
    parser.add_argument("--language", default="kk", help="of the references (default: kk)")
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--damage", type=float, default=0.4, help="share of words that are wrong")
    arguments = parser.parse_args()
    rng = random.Random(1)
    if arguments.tsv:
        lines = arguments.tsv.read_text(encoding="utf-8").splitlines()[: arguments.pairs]
        references = [line.split("\t")[1] for line in lines]
    else:
        references = invented(arguments.pairs, rng)
    vocabulary = " ".join(references).split()
    systems = [
        [damaged(text, vocabulary, arguments.damage, rng) for text in references] for _ in range(2)
    ]
    words = len(vocabulary) / len(references)
    print(
        f"{len(references)} pairs of {words:.0f} words, {RESAMPLES} resamples, "
        f"Python {platform.python_version()}, {platform.machine()}\n"
    )
    print("| metric | score and 95 % interval | counting, s | interval, s | two tests, s |")
    print("|---|---|---|---|---|")
    totals = [0.0, 0.0, 0.0]
    for name in LEXICAL:
        times = row(name, arguments.language, systems, references)
        totals = [total + spent for total, spent in zip(totals, times, strict=True)]
    print(f"| together | | {totals[0]:.1f} | {totals[1]:.1f} | {totals[2]:.1f} |")


def row(
    name: str, language: str, systems: list[list[str]], references: list[str]
) -> tuple[float, float, float]:
    """Print a metric's row. The second system is counted, untimed, for the tests."""
    counter = metrics.measure(name)
    counter.statistics(metrics.check_segments(["1"], [["1"]], language))  # loads its library
    lists = [[text] for text in references]
    rows, counting = timed(partial(metrics.sentence_statistics, name, systems[0], lists, language))
    other = metrics.sentence_statistics(name, systems[1], lists, language)
    interval, drawing = timed(partial(intervals, rows, counter.corpus))
    _, first = timed(partial(compare, rows, other, counter.corpus))
    _, second = timed(partial(compare, rows, other, counter.corpus, method="randomisation"))
    value = float(counter.corpus(rows.sum(axis=0)))
    print(
        f"| {name} | {value:.2f} [{interval.low:.2f}, {interval.high:.2f}] "
        f"| {counting:.2f} | {drawing:.2f} | {first + second:.2f} |",
        flush=True,
    )
    return counting, drawing, first + second


if __name__ == "__main__":
    main()
