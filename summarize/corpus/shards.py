"""From inputs to shards: every item gets one place for good, whatever happens to the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from summarize.corpus.items import Item, Problem, Shard
from summarize.corpus.journal import Journal


class Sharder:
    """Cuts a stream of items into shards with the journal's help.

    New items fill shards of ``size`` in input order and are registered when a shard is full (or
    the input ends). Items of a shard that was registered by an interrupted run but not finished
    come together again as the same shard. Finished items are passed over. ``seen`` and
    ``skipped`` count as it goes.
    """

    def __init__(self, journal: Journal, size: int) -> None:
        self._journal = journal
        self._size = size
        self._open: dict[str, Item] = {}
        self._again: dict[int, dict[int, Item]] = {}
        self._given: set[int] = set()
        self.seen = 0
        self.skipped = 0
        self.duplicates = 0

    def shards(self, items: Iterable[Item]) -> Iterator[Shard]:
        """The shards that are still to be done."""
        for item in items:
            self.seen += 1
            yield from self._add(item)
        if self._open:
            yield self._close()
        for number in sorted(self._again):
            yield from self._resume(number)
        yield from self._vanished()

    def _add(self, item: Item) -> Iterator[Shard]:
        opened = self._open.get(item.id)
        place = None if opened else self._journal.place(item.id)
        known = opened.digest if opened else place.digest if place else None
        if known is not None and known != item.digest:
            problem = Problem(
                "duplicate-id",
                f"The id {item.id!r} stands for two different texts; the first one counts.",
            )
            yield from self._add(Item(f"{item.id}~{item.digest}", item.digest, None, problem))
        elif opened is not None:
            self.duplicates += 1
        elif place is None:
            self._open[item.id] = item
            if len(self._open) == self._size:
                yield self._close()
        elif place.state != "waiting":
            self.skipped += 1
        elif place.shard in self._given:
            self.duplicates += 1
        else:
            members = self._again.setdefault(place.shard, {})
            self.duplicates += place.position in members
            members[place.position] = item
            if len(members) == self._journal.shard_size(place.shard):
                yield from self._resume(place.shard)

    def _close(self) -> Shard:
        items = tuple(self._open.values())
        self._open.clear()
        number = self._journal.register(items)
        self._given.add(number)
        return Shard(number, items)

    def _resume(self, number: int) -> Iterator[Shard]:
        """The shard again; what has gone from the inputs since then fails by name."""
        members = self._again.pop(number)
        if len(members) < self._journal.shard_size(number):
            ids = [item_id for shard, item_id in self._journal.waiting() if shard == number]
            present = {item.id: item for item in members.values()}
            yield self._give(number, [present.get(i) or _gone(i) for i in ids])
        else:
            yield self._give(number, [members[position] for position in sorted(members)])

    def _vanished(self) -> Iterator[Shard]:
        """Shards all of whose items have gone from the inputs."""
        lost: dict[int, list[str]] = {}
        for number, item_id in self._journal.waiting():
            if number not in self._given:
                lost.setdefault(number, []).append(item_id)
        for number, ids in lost.items():
            yield self._give(number, [_gone(item_id) for item_id in ids])

    def _give(self, number: int, items: list[Item]) -> Shard:
        self._given.add(number)
        return Shard(number, tuple(items))


def _gone(item_id: str) -> Item:
    message = f"The input {item_id!r} was there when the run began and is there no more."
    return Item(item_id, "", None, Problem("vanished", message))
