"""A corpus as a stream of items: any mixture of files, folders, patterns and data sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from models.errors import InputError
from summarize.article import Article
from summarize.corpus.items import Item, Problem, content_digest
from summarize.readers import Columns, find_inputs, read_path


def read_items(paths: Sequence[str], columns: Columns) -> Iterator[Item]:
    """Every article of the paths as an item, in a stable order, one at a time in memory.

    What cannot be read becomes an item with a problem, so that the others go on. A path that does
    not exist at all raises InputError: that is a mistake in the command, not in the corpus.
    """
    for path in paths:
        for file in find_inputs([path]):
            yield from _read_file(file, columns)


def _read_file(file: Path, columns: Columns) -> Iterator[Item]:
    articles = read_path(file, columns)
    while True:
        try:
            article = next(articles)
        except StopIteration:
            return
        except InputError as error:
            # The digest of what could not be read is that of its complaint: mended, it is new.
            message = str(error)
            digest = content_digest(message)
            yield Item(f"{file}:{digest}", digest, None, Problem("unreadable", message))
            return
        yield make_item(article)


def make_item(article: Article) -> Item:
    """The item of an article: its given id, else its origin and a hash of its content."""
    digest = content_digest(article.title, article.text)
    return Item(article.id or f"{article.origin}:{digest}", digest, article)
