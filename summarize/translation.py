"""Many texts through one engine: long ones in pieces, equal ones once, empty ones not at all."""

from __future__ import annotations

from collections.abc import Sequence

from models.engine import Engine, Generation, GenerationSettings, Progress
from summarize.clauses import join_pieces, split_long


def translate_texts(
    engine: Engine,
    texts: Sequence[str],
    source: str,
    target: str,
    settings: GenerationSettings,
    progress: Progress | None = None,
) -> list[Generation]:
    """Translate each text, in input order, whatever its length.

    A text without a letter (a row of stars, a bare number, an emoji) is its own translation. A
    text over the engine's safe length is split at clause borders and its translations are joined;
    its score is then the mean over all output tokens. Equal texts are translated once.
    ``progress`` counts distinct pieces: call `count_pieces` first for their total.
    """
    plan = _plan(engine, texts)
    pieces = _distinct(plan)
    outputs = engine.generate(pieces, source, target, settings, progress)
    by_piece = dict(zip(pieces, outputs, strict=True))
    return [
        _join([by_piece[piece] for piece in plan[text]], plan[text])
        if text in plan
        else Generation(text=text, score=0.0, tokens=0)
        for text in texts
    ]


def count_pieces(engine: Engine, texts: Sequence[str]) -> int:
    """How many distinct pieces `translate_texts` will hand to the engine."""
    return len(_distinct(_plan(engine, texts)))


def _plan(engine: Engine, texts: Sequence[str]) -> dict[str, list[str]]:
    """Each distinct text with letters in it, with the pieces in which it is translated."""
    distinct = [text for text in dict.fromkeys(texts) if any(c.isalpha() for c in text)]
    limit = engine.max_source_tokens
    return {
        text: [text] if count <= limit else split_long(text, limit, engine.count_tokens)
        for text, count in zip(distinct, engine.count_tokens(distinct), strict=True)
    }


def _distinct(plan: dict[str, list[str]]) -> list[str]:
    return list(dict.fromkeys(piece for pieces in plan.values() for piece in pieces))


def _join(parts: Sequence[Generation], sources: Sequence[str]) -> Generation:
    if len(parts) == 1:
        return parts[0]
    tokens = sum(part.tokens for part in parts)
    return Generation(
        text=join_pieces([part.text for part in parts], sources),
        score=sum(part.score * part.tokens for part in parts) / max(tokens, 1),
        tokens=tokens,
        finished=all(part.finished for part in parts),
    )
