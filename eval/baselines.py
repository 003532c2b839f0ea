"""Extracts as floor and ceiling of summaries: LEAD, random, centrality, and the oracle.

A baseline chooses sentences of the source; its summary is made of their translations by the system
that is measured, so that only the choice differs. Taken from the reference translation instead,
an extract shows what perfect translation would give: a ceiling. The oracle looks at the reference
summaries: the best that any choice of sentences can reach, nearly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from eval.evaluation import Role
from eval.suites.records import SuiteDocument
from eval.systems import with_sentences
from eval.words import words
from summarize.configuration import SelectionConfig, SelectionMethod, SummaryConfig
from summarize.embedding import Embedder
from summarize.selection import select

LENGTH = 3
"""Sentences in an extract, as in the default configuration."""

Choose = Callable[[SuiteDocument, Sequence[str], Sequence[str]], list[int]]
"""(document, candidate sentences, reference summaries) → the places of the chosen candidates."""


@dataclass(frozen=True, slots=True)
class Extract:
    """A way to choose sentences. The oracle is a ``ceiling`` whatever it chooses from."""

    name: str
    about: str
    choose: Choose
    ceiling: bool = False

    def role(self, from_references: bool) -> Role:
        """Floor or ceiling; ``from_references``: the candidates are the reference translation."""
        return "ceiling" if self.ceiling or from_references else "baseline"


def extracts(source: str, embedder: Embedder, seed: int) -> tuple[Extract, ...]:
    """All extract baselines for documents in the language ``source``."""

    def by(method: SelectionMethod, count: int) -> Choose:
        def choose(
            document: SuiteDocument, candidates: Sequence[str], references: Sequence[str]
        ) -> list[int]:
            article = with_sentences(document, source)
            selection = SelectionConfig(method=method, seed=seed)
            chosen = select(article, selection, SummaryConfig(sentences=count), embedder)
            places = {segment.id: place for place, segment in enumerate(document.segments)}
            return [places[sentence.id] for sentence in chosen]

        return choose

    return (
        *(
            Extract(f"lead-{n}", f"the first {n} sentence{'s' * (n > 1)}", by("lead", n))
            for n in (1, 2, 3)
        ),
        Extract("random", f"{LENGTH} sentences at random, seed {seed}", by("random", LENGTH)),
        Extract("centrality", f"the {LENGTH} most central sentences", by("centrality", LENGTH)),
        Extract(
            "oracle",
            f"up to {LENGTH} sentences chosen by looking at the references (greedy ROUGE)",
            lambda document, candidates, references: greedy_oracle(candidates, references, LENGTH),
            ceiling=True,
        ),
    )


def greedy_oracle(candidates: Sequence[str], references: Sequence[str], limit: int) -> list[int]:
    """Places of up to ``limit`` sentences, each the one that raises ROUGE-1 + ROUGE-2 (F1, against
    the best of the references) most; it stops when none does. In the order of the text.

    The greedy oracle of Nallapati et al. 2017 (SummaRuNNer, section 3.2).
    """
    grams = [_grams(text) for text in candidates]
    wanted = [_grams(text) for text in references]
    chosen: list[int] = []
    best = 0.0
    while len(chosen) < limit:
        gains = {
            place: max(_overlap([grams[i] for i in (*chosen, place)], reference)
                       for reference in wanted)
            for place in range(len(candidates)) if place not in chosen
        }  # fmt: skip
        if not gains:
            break
        place = max(gains, key=lambda candidate: (gains[candidate], -candidate))
        if gains[place] <= best:
            break
        best = gains[place]
        chosen.append(place)
    return sorted(chosen)


Grams = tuple["Counter[tuple[str, ...]]", "Counter[tuple[str, ...]]"]


def _grams(text: str) -> Grams:
    tokens = words(text)
    return Counter((token,) for token in tokens), Counter(pairwise(tokens))


def _overlap(parts: Sequence[Grams], reference: Grams) -> float:
    """F1 of unigrams plus F1 of bigrams."""
    total = 0.0
    for order in (0, 1):
        summary: Counter[tuple[str, ...]] = Counter()
        for part in parts:
            summary.update(part[order])
        common = (summary & reference[order]).total()
        size = summary.total() + reference[order].total()
        total += 2 * common / size if size else 0.0
    return total
