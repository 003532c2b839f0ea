"""Texts made ready for a batch: split into pieces, framed, measured against the model's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.batching import plan_batches
from models.engine import Generation, GenerationSettings
from models.errors import ModelError
from models.families import Framing
from models.tokenization import Tokenizer

EMPTY = Generation(text="", score=0.0, tokens=0)


@dataclass(frozen=True, slots=True)
class Row:
    """One text of a call. ``index`` is its place among the texts, ``pieces`` the framed source,
    ``bound`` the most output tokens it may have (language code and end not counted). ``echoes``
    decides which pieces are barred (`models.families.Framing.barred_for`)."""

    index: int
    pieces: list[str]
    bound: int
    echoes: bool = True


def prepare_rows(
    texts: Sequence[str],
    framing: Framing,
    tokenizer: Tokenizer,
    settings: GenerationSettings,
    *,
    max_source_tokens: int,
    max_positions: int | None,
    max_target_tokens: int | None = None,
) -> list[Row]:
    """The rows of the texts that are not empty; an empty text has nothing to generate from.

    Raises ModelError for a text of more than ``max_source_tokens``: nothing is cut here.
    """
    rows = []
    for index, text in enumerate(texts):
        pieces = tokenizer.pieces(text)
        if not pieces:
            continue
        if len(pieces) > max_source_tokens:
            raise ModelError(
                f"Text {index + 1} of {len(texts)} has {len(pieces)} tokens; the model translates "
                f"at most {max_source_tokens} safely. Split it first: {text[:60]!r}…"
            )
        if framing.prefix:
            pieces = tokenizer.pieces(text, framing.prefix)
        room = None if max_positions is None else max_positions - len(framing.target) - 2
        bound = output_bound(len(pieces), settings, room, max_target_tokens)
        pieces = [*framing.before, *pieces, *framing.after]
        rows.append(Row(index, pieces, bound, framing.echoes(text)))
    return rows


def batch_rows(
    rows: Sequence[Row], batch_tokens: int, at_least: int = 1, *, barring: bool = True
) -> list[list[Row]]:
    """The rows in batches as `models.batching.plan_batches` makes them, longest first; where
    pieces are to be barred, all rows of a batch echo or none does, so that it is the same ones."""
    batches: list[list[Row]] = []
    for echoes in (True, False) if barring else (None,):
        alike = [row for row in rows if echoes in {None, row.echoes}]
        share = -(-at_least * len(alike) // max(1, len(rows)))
        plan = plan_batches([len(row.pieces) for row in alike], batch_tokens, at_least=share)
        batches += [[alike[place] for place in batch] for batch in plan]
    return sorted(batches, key=lambda batch: -len(batch[0].pieces))


def output_bound(source_tokens: int, settings: GenerationSettings, *limits: int | None) -> int:
    """The most tokens an output may have: it follows the source's length, so that a loop ends
    early, and stays within the given limits (None: no limit)."""
    bound = int(source_tokens * settings.max_length_ratio) + settings.max_length_slack
    return max(1, min([bound, *(limit for limit in limits if limit is not None)]))
