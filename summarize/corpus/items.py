"""What a corpus run is made of: inputs, shards of them, and what became of each."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from models.engine import Generation
from summarize.article import Article


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an input failed: a ``kind`` to count by ("unreadable", "not-kazakh", "internal" …) and
    a sentence for a person."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Item:
    """One input. ``id`` is the given id, else the path and a hash of the content, so that it is
    the same in every run; ``digest`` is a hash of the content; ``file`` is where it was read. An
    input that could not be read carries the ``problem`` in place of the article, and its ``id`` is
    its place: the file, or "file#7" for the seventh article in it."""

    id: str
    digest: str
    article: Article | None
    problem: Problem | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Shard:
    """A unit of work: it is finished, written and recorded as a whole, or not at all."""

    number: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item: ``problem`` None means done. ``words`` are source words."""

    id: str
    problem: Problem | None
    words: int = 0
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Remembered:
    """A translation for the cache: ``key`` stands for model, settings, languages and text."""

    key: bytes
    generation: Generation


@dataclass(frozen=True, slots=True)
class ShardOutput:
    """A finished shard: one JSON line per article and target, in item order, one outcome per
    item, seconds by step, and the translations that were made anew."""

    number: int
    lines: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    seconds: tuple[tuple[str, float], ...] = ()
    remembered: tuple[Remembered, ...] = ()


def content_digest(*parts: str | None) -> str:
    """A short hash of an input's content (64 bits of BLAKE2b)."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(("\0" if part is None else f"\1{part}").encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
