"""Articles with references for `tune_selection.py`, and vectors that are kept between runs."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from summarize.article import Article, Paragraph, ParagraphKind
from summarize.embedding import DIMENSIONS, E5Embedder, Vectors
from summarize.sentences import segment


@dataclass(frozen=True, slots=True)
class Source:
    """A set of articles: its file under the corpora, how many articles are drawn from it at most,
    the field that holds the reference, and the number of sentences to choose (about that of the
    references). Where the headline is the reference, the articles go without a title."""

    name: str
    file: str
    language: str
    reference: str
    sentences: int
    articles: int


SOURCES = (
    Source("kk authored", "authored/documents.jsonl", "kk", "summary", 3, 300),
    Source("kk qz.inform", "summaries/kk_qz_inform_cyr.jsonl", "kk", "title", 1, 150),
    Source("kk portals", "summaries/kk_tg_news_headlines.jsonl", "kk", "title", 1, 40),
    Source("ru abstracts", "summaries/ru_tg_news_abstracts.jsonl", "ru", "summary", 2, 80),
    Source("ru kz headlines", "summaries/ru_kz_tg_news.jsonl", "ru", "title", 1, 60),
    Source("ru health", "summaries/ru_tg_health_news.jsonl", "ru", "title", 1, 40),
    Source("en bbc", "summaries/en_bbc_news_summary.jsonl", "en", "summary", 5, 60),
    Source("en cnn", "summaries/en_cnn_dailymail_val.jsonl", "en", "summary", 3, 40),
)
MIN_SENTENCES, MAX_SENTENCES = 4, 50
SEED = 2024


@dataclass(frozen=True, slots=True)
class Example:
    """One article with its reference summary, and how many sentences to choose."""

    article: Article
    reference: str
    sentences: int


def read_examples(source: Source, corpora: Path) -> list[Example]:
    """The set's examples, drawn and shuffled with a fixed seed; articles that are too short to
    choose from or very long are left out."""
    with (corpora / source.file).open(encoding="utf-8") as lines:
        examples = [_example(json.loads(line), source) for line in lines]
    usable = [
        example
        for example in examples
        if example.reference.strip()
        and MIN_SENTENCES <= len(example.article.sentences) <= MAX_SENTENCES
        and len(example.article.sentences) > source.sentences
    ]
    random.Random(SEED).shuffle(usable)
    return usable[: source.articles]


def _example(row: dict[str, Any], source: Source) -> Example:
    def value(key: str) -> str:
        found = row.get(key) or ""
        return found[source.language] if isinstance(found, dict) else str(found)

    if "paragraphs" in row:
        texts = [" ".join(s[source.language] for s in paragraph) for paragraph in row["paragraphs"]]
    else:
        texts = [line.strip() for line in value("text").split("\n") if line.strip()]
    title = None if source.reference == "title" else value("title") or None
    paragraphs = tuple(Paragraph(ParagraphKind.TEXT, text) for text in texts)
    article = segment(Article(title, paragraphs, source_language=source.language))
    return Example(article, value(source.reference), source.sentences)


class KeptEmbedder:
    """An embedder that keeps its vectors in a folder (half precision), keyed by the text."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "vectors.npz"
        self._inner = E5Embedder()
        self._known: dict[str, Vectors] = {}
        if self._file.exists():
            with np.load(self._file) as stored:
                vectors = stored["vectors"].astype(np.float32)
                self._known = dict(zip(stored["keys"].tolist(), vectors, strict=True))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See `summarize.embedding.Embedder`."""
        keys = [hashlib.sha1(text.encode()).hexdigest() for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        for part in _parts(list(new.items()), 500):
            vectors = self._inner.embed([text for _, text in part])
            self._known.update(zip([key for key, _ in part], vectors, strict=True))
            self._save()
            print(f"  {len(self._known)} vectors", flush=True)
        if not keys:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        return np.stack([self._known[key] for key in keys])

    def _save(self) -> None:
        partial = self._file.with_suffix(".part.npz")
        np.savez(
            partial,
            keys=np.array(list(self._known)),
            vectors=np.stack(list(self._known.values())).astype(np.float16),
        )
        partial.replace(self._file)


def _parts(items: list[tuple[str, str]], size: int) -> Iterator[list[tuple[str, str]]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
