"""Which examples are seen when: a plan that depends only on the data, the seed and the pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.training.shards import Prepared
from models.training.vocabulary import EOS, PAD, UNK


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded pieces. ``decoder`` is the target moved right behind ``</s>`` and the tag;
    ``labels`` holds, for each decoder position from the tag on, the piece that follows."""

    rows: NDArray[np.int32]
    source: NDArray[np.int64]
    decoder: NDArray[np.int64]
    labels: NDArray[np.int64]
    tag: int


def corpus_shares(prepared: Prepared, temperature: float) -> NDArray[np.float64]:
    """The share of examples that comes from each corpus: weight times size^(1/temperature)."""
    sizes = np.bincount(prepared.corpus, minlength=len(prepared.names)).astype(float)
    shares: NDArray[np.float64] = np.array(prepared.weights) * sizes ** (1 / temperature)
    shares /= shares.sum()
    return shares


def plan_pass(
    prepared: Prepared,
    shares: NDArray[np.float64],
    number: int,
    *,
    pairs: int,
    batch_tokens: int,
    max_pairs: int,
    seed: int,
) -> list[NDArray[np.int64]]:
    """The batches of one pass of about ``pairs`` examples, as rows of ``prepared``.

    Each corpus is walked through in an order of its own, on and on over the passes, so that no
    example returns before all of its corpus were seen. A batch has one target language and
    examples of similar length; ``batch_tokens`` bounds rows times the longer padded side.
    """
    chosen = np.concatenate(
        [
            _walk(np.flatnonzero(prepared.corpus == corpus), share * pairs, number, seed + corpus)
            for corpus, share in enumerate(shares)
        ]
    )
    rng = np.random.default_rng((seed, number))
    sides = prepared.sources.lengths[prepared.source], prepared.targets.lengths[prepared.target]
    lengths = np.maximum(*sides) + 1
    order = rng.permutation(chosen)
    order = order[np.lexsort((lengths[order], prepared.tag[order]))]
    batches = list(_cut(order, lengths, prepared.tag, batch_tokens, max_pairs))
    rng.shuffle(batches)
    return batches


def _walk(rows: NDArray[np.int64], share: float, number: int, seed: int) -> NDArray[np.int64]:
    """Rows from ``share * number`` to ``share * (number + 1)`` of an endless shuffled walk."""
    if not len(rows):
        return rows
    start, stop = round(share * number), round(share * (number + 1))
    taken = []
    while start < stop:
        lap, place = divmod(start, len(rows))
        until = min(stop - start, len(rows) - place)
        shuffled = np.random.default_rng((seed, lap)).permutation(rows)
        taken.append(shuffled[place : place + until])
        start += until
    return np.concatenate(taken) if taken else rows[:0]


def _cut(
    order: NDArray[np.int64],
    lengths: NDArray[np.int64],
    tags: NDArray[np.int32],
    batch_tokens: int,
    max_pairs: int,
) -> Iterator[NDArray[np.int64]]:
    start = 0
    for stop in range(1, len(order) + 1):
        full = (
            stop == len(order)
            or tags[order[stop]] != tags[order[start]]
            or lengths[order[stop]] * (stop + 1 - start) > batch_tokens
            or stop - start == max_pairs
        )
        if full:
            yield order[start:stop]
            start = stop


def make_batch(prepared: Prepared, rows: NDArray[np.int64]) -> Batch:
    """The padded arrays of one batch."""
    sources = [prepared.sources[prepared.source[row]] for row in rows]
    targets = [prepared.targets[prepared.target[row]] for row in rows]
    tag = int(prepared.tag[rows[0]])
    width = max(map(len, targets)) + 1
    decoder = np.full((len(rows), width), PAD, dtype=np.int64)
    labels = np.full((len(rows), width - 1), -100, dtype=np.int64)
    decoder[:, 0], decoder[:, 1] = EOS, tag
    for place, target in enumerate(targets):
        decoder[place, 2 : len(target) + 1] = target[:-1]
        labels[place, : len(target)] = target
    return Batch(prepared.source[rows], pad(sources), decoder, labels, tag)


def drop_words(batch: Batch, share: float, seed: tuple[int, int]) -> Batch:
    """The batch with a share of the decoder's input pieces made ``<unk>`` (Sennrich and Zhang 2019,
    section 3): what was written before is worth less then, and the source more."""
    chance = np.random.default_rng(seed).random(batch.decoder.shape)
    dropped = (chance < share) & (batch.decoder != PAD)
    dropped[:, :2] = False
    return replace(batch, decoder=np.where(dropped, UNK, batch.decoder))


def pad(sequences: list[NDArray[np.uint16]]) -> NDArray[np.int64]:
    """Sequences as one array, filled up with the padding piece."""
    padded = np.full((len(sequences), max(map(len, sequences))), PAD, dtype=np.int64)
    for place, sequence in enumerate(sequences):
        padded[place, : len(sequence)] = sequence
    return padded


def piece_counts(prepared: Prepared, tag: int | None = None) -> NDArray[np.int64]:
    """How often each piece number occurs in the targets of the examples (of one language)."""
    rows = prepared.target if tag is None else prepared.target[prepared.tag == tag]
    counts = np.zeros(2**16, dtype=np.int64)
    for row in np.unique(rows):
        np.add.at(counts, prepared.targets[row], 1)
    return counts
