"""Which sentences carry the article: a summary made of the source's own sentences.

Four methods, compared on data in docs/selection.md: "weighted" (the default: centrality, position,
likeness to the title and length, against penalties for sentences that need their neighbours),
"lead" (the first ones), "centrality" (nearest to all others) and "random" (a seeded draw).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from summarize.article import Article, Sentence
from summarize.configuration import SelectionConfig, SummaryConfig
from summarize.embedding import Embedder
from summarize.selection.candidates import candidates
from summarize.selection.features import centrality, leaning, relevance
from summarize.selection.greedy import Budget, Scores, fill

__all__ = ["select"]


MAX_EMBEDDED = 400
"""The methods that compare meanings look at no more than this many sentences, or a book would take
them an hour: the first half of that number, and as many at even distances from the rest."""


def select(
    article: Article, selection: SelectionConfig, summary: SummaryConfig, embedder: Embedder
) -> tuple[Sentence, ...]:
    """The chosen sentences of a segmented article, in reading order.

    At most ``summary.sentences``, or as many as ``summary.words`` words hold; at least one unless
    the article has no sentence. Headings, list items and sentences without words are chosen only
    from an article that has nothing else. The embedder is used by the methods "weighted" and
    "centrality" alone, and only when there is a choice to make. Likeness to what is already chosen
    is a penalty in "weighted" alone; the other three are the plain baselines of the field.
    """
    pool = candidates(article)
    if not pool:
        return ()
    if _budget(pool, summary).holds_all:
        return tuple(pool)
    if selection.method == "lead":
        chosen = fill(-np.arange(len(pool), dtype=np.float64), _budget(pool, summary))
    elif selection.method == "random":
        chosen = fill(_draw(len(pool), selection.seed), _budget(pool, summary))
    else:
        pool = _thinned(pool)
        budget = _budget(pool, summary)
        vectors = embedder.embed([sentence.text for sentence in pool])
        if selection.method == "centrality":
            chosen = fill(centrality(vectors), budget)
        else:
            title = None
            if article.title:
                title = (article.title, embedder.embed([article.title])[0])
            scores = relevance(pool, vectors, title, selection)
            price = leaning(pool, selection)
            chosen = fill(scores, budget, vectors, selection.redundancy, price)
    return tuple(pool[index] for index in sorted(chosen))


def _budget(pool: Sequence[Sentence], summary: SummaryConfig) -> Budget:
    lengths = tuple(len(sentence.text.split()) for sentence in pool)
    return Budget(summary.sentences, summary.words, lengths)


def _draw(count: int, seed: int) -> Scores:
    draw = random.Random(seed)
    return np.array([draw.random() for _ in range(count)])


def _thinned(pool: list[Sentence]) -> list[Sentence]:
    if len(pool) <= MAX_EMBEDDED:
        return pool
    half = MAX_EMBEDDED // 2
    rest = pool[half:]
    return pool[:half] + [rest[index * len(rest) // half] for index in range(half)]
