"""Finds the weights of sentence selection on articles with references, and measures them.

    python benchmarks/tune_selection.py --corpora ../shared/corpora --cache ~/.cache/qysqa-tuning

Each set is halved: the weights are searched on one half (coordinate ascent from the present
defaults, several passes) and measured on the other, against LEAD-k, plain centrality and a random
choice, all with the same number of sentences. The score is the mean of ROUGE-1, -2 and -L F1 over
Unicode words; the search maximises its mean over sets, so that a large set counts no more than a
small one. `points_back` is not searched for: ROUGE cannot see whether "Ол …" has lost its
antecedent. Intervals are bootstrap intervals (95 %, 2,000 draws over articles) of the difference to
LEAD-k. `--report` measures without searching. Sentence vectors are kept in the cache folder.
"""

from __future__ import annotations

import argparse
import functools
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from tune_data import SOURCES, Example, KeptEmbedder, read_examples

from summarize.configuration import SelectionConfig, SummaryConfig
from summarize.embedding import Embedder
from summarize.selection import select

GRID: dict[str, tuple[float, ...]] = {
    "centrality": (0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0),
    "frequency": (0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0),
    "position": (0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0),
    "title": (0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0),
    "length": (0, 0.1, 0.2, 0.3, 0.4, 0.6),
    "numbers": (0, 0.05, 0.1, 0.2, 0.3),
    "speech": (0, 0.05, 0.1, 0.2, 0.3),
    "redundancy": (0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5),
}
STEP = 0.01
"""A weight moves only for a gain above this: smaller ones are noise."""

BASELINES = {
    "lead": SelectionConfig(method="lead"),
    "centrality": SelectionConfig(method="centrality"),
    "random": SelectionConfig(method="random", seed=1),
}
Halves = dict[str, tuple[list[Example], list[Example]]]


class Words:
    """A tokenizer for rouge_score, whose own one knows Latin letters and digits only."""

    def tokenize(self, text: str) -> list[str]:
        return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


SCORER = RougeScorer(["rouge1", "rouge2", "rougeL"], tokenizer=Words())


@functools.cache
def rouge(reference: str, summary: str) -> tuple[float, float, float]:
    """ROUGE-1, -2 and -L F1, in percent."""
    scores = SCORER.score(reference, summary)
    return tuple(100 * scores[kind].fmeasure for kind in ("rouge1", "rouge2", "rougeL"))


def score(examples: Iterable[Example], config: SelectionConfig, embedder: Embedder) -> np.ndarray:
    """ROUGE-1, -2, -L and their mean for each example: shape (examples, 4)."""
    rows = []
    for example in examples:
        summary = SummaryConfig(sentences=example.sentences)
        chosen = select(example.article, config, summary, embedder)
        kinds = rouge(example.reference, " ".join(sentence.text for sentence in chosen))
        rows.append((*kinds, sum(kinds) / 3))
    return np.array(rows)


def objective(halves: Halves, config: SelectionConfig, embedder: Embedder) -> float:
    """The mean score over the tuning halves, each set counting the same."""
    return float(
        np.mean([score(half, config, embedder)[:, 3].mean() for half, _ in halves.values()])
    )


def search(halves: Halves, embedder: Embedder, passes: int) -> SelectionConfig:
    """Coordinate ascent over the grid from the present defaults."""
    best = SelectionConfig()
    best_value = objective(halves, best, embedder)
    print(f"start {best_value:.3f}", flush=True)
    for number in range(passes):
        before = best_value
        for name, values in GRID.items():
            for value in values:
                config = best.model_copy(update={name: value})
                found = objective(halves, config, embedder)
                if found > best_value + STEP:
                    best, best_value = config, found
        print(f"pass {number + 1}: {best_value:.3f} {weights(best)}", flush=True)
        if best_value - before < STEP:
            break
    return best


def weights(config: SelectionConfig) -> str:
    names = (*GRID, "points_back")
    return ", ".join(f"{name} {getattr(config, name):g}" for name in names)


def interval(differences: np.ndarray, draws: int = 2000) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean difference."""
    generator = np.random.default_rng(0)
    picks = generator.integers(0, len(differences), size=(draws, len(differences)))
    low, high = np.percentile(differences[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def report(halves: Halves, tuned: SelectionConfig, embedder: Embedder) -> None:
    """The held-out table in Markdown."""
    methods = {**BASELINES, "weighted": tuned}
    print("\n| set (held-out articles, k) | " + " | ".join(methods) + " | weighted - lead (95 %) |")
    print("|---|" + "---|" * (len(methods) + 1))
    means: dict[str, list[float]] = {name: [] for name in methods}
    for name, (_, held_out) in halves.items():
        results = {method: score(held_out, config, embedder) for method, config in methods.items()}
        for method, result in results.items():
            means[method].append(result[:, 3].mean())
        cells = [
            "{:.1f} / {:.1f} / {:.1f}".format(*result[:, :3].mean(axis=0))
            for result in results.values()
        ]
        difference = results["weighted"][:, 3] - results["lead"][:, 3]
        low, high = interval(difference)
        print(
            f"| {name} ({len(held_out)}, {held_out[0].sentences}) | {' | '.join(cells)} | "
            f"{difference.mean():+.2f} ({low:+.2f} … {high:+.2f}) |"
        )
    cells = [f"{np.mean(values):.2f}" for values in means.values()]
    gain = np.mean(means["weighted"]) - np.mean(means["lead"])
    print(f"| mean of R-1, R-2, R-L over sets | {' | '.join(cells)} | {gain:+.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "qysqa-tuning")
    parser.add_argument("--passes", type=int, default=3)
    parser.add_argument(
        "--report", action="store_true", help="measure the defaults, search nothing"
    )
    options = parser.parse_args()
    embedder = KeptEmbedder(options.cache)
    halves: Halves = {}
    for source in SOURCES:
        examples = read_examples(source, options.corpora)
        halves[source.name] = (examples[::2], examples[1::2])
    tuned = SelectionConfig() if options.report else search(halves, embedder, options.passes)
    print(f"weights: {weights(tuned)}")
    report(halves, tuned, embedder)


if __name__ == "__main__":
    main()
