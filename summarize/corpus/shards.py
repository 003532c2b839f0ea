"""From inputs to shards: every item gets one place for good, whatever happens to the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from summarize.corpus.items import Item, Problem, Shard
from summarize.corpus.journal import Journal, Place


class Sharder:
    """Cuts a stream of items into shards with the journal's help.

    New items fill shards of ``size`` in input order and are registered when a shard is full (or
    the input ends). Items of a shard that was registered by an interrupted run but not finished
    come together again as the same shard. Finished items are passed over, failed ones too unless
    ``retry``; with ``retry`` nothing new is begun but what replaces a failure. ``complete`` says
    that the items hold all inputs of earlier runs, so that one that does not come has vanished.
    ``seen``, ``skipped`` and ``duplicates`` count as it goes.
    """

    def __init__(
        self, journal: Journal, size: int, *, retry: bool = False, complete: bool = True
    ) -> None:
        self._journal = journal
        self._size = size
        self._retry = retry
        self._complete = complete
        self._open: dict[str, Item] = {}
        self._mended: set[str] = set()
        self._failing: set[str] = set()
        self._asked: str | None = None
        self._answer: list[str] = []
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
        if self._complete:
            for number in sorted(self._again):
                yield from self._resume(number)
            yield from self._vanished()
        self._journal.drop_failures(sorted(self._mended - self._failing))

    def _add(self, item: Item) -> Iterator[Shard]:
        opened = self._open.get(item.id)
        place = None if opened else self._journal.place(item.id)
        if _differs(item, opened, place):
            message = (
                f"The id {item.id!r} stands for two different texts (or its text was changed "
                "since the first run); the first one counts. Give this one an id of its own."
            )
            problem = Problem("duplicate-id", message)
            item = Item(f"{item.id}~{item.digest}", item.digest, None, problem, item.file)
            yield from self._add(item)
        elif opened is not None or (place is not None and place.shard in self._given):
            self.duplicates += 1
        elif place is None:
            yield from self._add_new(item)
        elif place.state == "failed":
            yield from self._add_failed(item, place)
        elif place.state == "done":
            self.skipped += 1
        else:
            members = self._again.setdefault(place.shard, {})
            self.duplicates += place.position in members
            members[place.position] = item
            if len(members) == self._journal.shard_size(place.shard):
                yield from self._resume(place.shard)

    def _add_new(self, item: Item) -> Iterator[Shard]:
        failures = [] if item.problem else self._failures_in(item.file)
        if self._retry and not failures:
            self.skipped += 1
        else:
            self._mended.update(failures)
            yield from self._take(item)

    def _add_failed(self, item: Item, place: Place) -> Iterator[Shard]:
        self._failing.add(item.id)
        if self._retry or (place.kind == "unreadable" and item.problem is None):
            yield from self._take(item)
        else:
            self.skipped += 1

    def _failures_in(self, file: str) -> list[str]:
        """What could not be read of the file in an earlier run; asked once for each file."""
        if self._asked != file:
            self._asked = file
            self._answer = self._journal.unreadable_in(file)
        return self._answer

    def _take(self, item: Item) -> Iterator[Shard]:
        self._open[item.id] = item
        if len(self._open) == self._size:
            yield self._close()

    def _close(self) -> Shard:
        items = tuple(self._open.values())
        number = self._journal.register(items)
        self._open.clear()
        return self._give(number, items)

    def _resume(self, number: int) -> Iterator[Shard]:
        """The shard again; what has gone from the inputs since then fails by name."""
        members = self._again.pop(number)
        if len(members) < self._journal.shard_size(number):
            ids = [item_id for shard, item_id in self._journal.waiting() if shard == number]
            present = {item.id: item for item in members.values()}
            yield self._give(number, tuple(present.get(i) or _gone(i) for i in ids))
        else:
            yield self._give(number, tuple(members[position] for position in sorted(members)))

    def _vanished(self) -> Iterator[Shard]:
        """Shards all of whose items have gone from the inputs."""
        lost: dict[int, list[str]] = {}
        for number, item_id in self._journal.waiting():
            if number not in self._given:
                lost.setdefault(number, []).append(item_id)
        for number, ids in lost.items():
            yield self._give(number, tuple(map(_gone, ids)))

    def _give(self, number: int, items: tuple[Item, ...]) -> Shard:
        self._given.add(number)
        return Shard(number, items)


def _differs(item: Item, opened: Item | None, place: Place | None) -> bool:
    """Whether the id is taken by another text; what could not be read has no text to compare."""
    if opened is not None:
        return opened.digest != item.digest
    unread = place is not None and place.state == "failed" and place.kind == "unreadable"
    return place is not None and not unread and place.digest != item.digest


def _gone(item_id: str) -> Item:
    message = f"The input {item_id!r} was there when the run began and is there no more."
    return Item(item_id, "", None, Problem("vanished", message))
