"""Abstractive summaries: a summarisation model reads the translation; its sentences are traced."""

from __future__ import annotations

import numpy as np

from models.engine import Engine, GenerationSettings
from summarize.article import Article
from summarize.clauses import split_long
from summarize.embedding import Embedder
from summarize.result import SummarySentence, Translation
from summarize.sentences import split_sentences

# A summary is bounded by its own length, not by its source's: XL-Sum's models were trained on
# summaries of at most 84 tokens (Hasan et al. 2021, appendix) and Gazeta's on 200 (Gusev 2020).
SETTINGS = GenerationSettings(
    beam_size=4, no_repeat_ngram_size=3, max_length_ratio=0.15, max_length_slack=84
)


def summarize_translation(
    summarizer: Engine,
    article: Article,
    translation: Translation | None,
    language: str,
    embedder: Embedder,
) -> tuple[SummarySentence, ...]:
    """Summarise the translation (or, when there is none, the article itself).

    A text over the model's safe length is summarised in parts of whole sentences, so that nothing
    is cut in silence. Each sentence of the summary names the source sentence whose text is the
    nearest in the embedder's space, and a second one if it is nearly as near.
    """
    sentences = translation.sentences if translation is not None else article.sentences
    texts = [sentence.text for sentence in sentences]
    outputs = summarizer.generate(_parts(summarizer, texts), language, language, SETTINGS)
    written = [
        output.text[start:end].strip()
        for output in outputs
        for start, end in split_sentences(output.text, language)
        if output.text[start:end].strip()
    ]
    if not written:
        return ()
    similarity = embedder.embed(written) @ embedder.embed(texts).T
    ids = [sentence.id for sentence in sentences]
    return tuple(
        SummarySentence(text, _sources(row, ids))
        for text, row in zip(written, similarity, strict=True)
    )


def _parts(summarizer: Engine, texts: list[str]) -> list[str]:
    """Consecutive sentences joined up to the model's safe length."""
    limit = summarizer.max_source_tokens
    pieces = [piece for text in texts for piece in split_long(text, limit, summarizer.count_tokens)]
    parts: list[list[str]] = []
    used = limit
    for text, count in zip(pieces, summarizer.count_tokens(pieces), strict=True):
        if used + count > limit:
            parts.append([])
            used = 0
        parts[-1].append(text)
        used += count
    return [" ".join(piece.strip() for piece in part) for part in parts]


def _sources(row: np.ndarray, ids: list[str], margin: float = 0.02) -> tuple[str, ...]:
    """The nearest sentence, and the second where it lies within ``margin`` of the first (cosines
    of this embedder differ by about 0.1 between right and wrong pairs)."""
    order = np.argsort(-row, kind="stable")[:2]
    near = [index for index in order if row[index] >= row[order[0]] - margin]
    return tuple(ids[index] for index in sorted(near))
