"""Measures sentence segmentation on sentence-aligned documents.

    python benchmarks/check_sentences.py --documents ../shared/corpora/authored/documents.jsonl

Each paragraph's sentences are joined by spaces and split again; a border counts as found when it is
in the same place. razdel, on which the rules stand, is measured beside them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

from razdel import sentenize

from summarize.sentences import split_sentences

Splitter = Callable[[str, str], set[int]]


def ours(text: str, language: str) -> set[int]:
    """The starts of all sentences but the first."""
    return {start for start, _ in split_sentences(text, language)} - {0}


def razdel_alone(text: str, _language: str) -> set[int]:
    """The same by razdel's own rules, for every language."""
    return {sentence.start for sentence in sentenize(text)} - {0}


def measure(documents: list[dict], language: str, splitter: Splitter) -> tuple[float, float, int]:
    """Precision and recall of the borders in percent, and how many there are."""
    right = found = wanted = 0
    for document in documents:
        for paragraph in document["paragraphs"]:
            sentences = [sentence[language].strip() for sentence in paragraph]
            lengths = accumulate(len(sentence) + 1 for sentence in sentences[:-1])
            gold, borders = set(lengths), splitter(" ".join(sentences), language)
            right += len(gold & borders)
            found += len(borders)
            wanted += len(gold)
    return 100 * right / found, 100 * right / wanted, wanted


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures sentence segmentation.")
    default = Path("../shared/corpora/authored/documents.jsonl")
    parser.add_argument("--documents", type=Path, default=default)
    text = parser.parse_args().documents.read_text("utf-8")
    documents = [json.loads(line) for line in text.splitlines()]
    print("| language (borders) | Qysqa precision / recall | razdel alone |\n|---|---|---|")
    for language in ("kk", "ru", "en"):
        cells = []
        for splitter in (ours, razdel_alone):
            precision, recall, wanted = measure(documents, language, splitter)
            cells.append(f"{precision:.2f} / {recall:.2f}")
        print(f"| {language} ({wanted}) | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
