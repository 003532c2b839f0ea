"""Public suites on this machine: stored once as JSON lines, with a card and a checksum."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from eval.suites.files import file_checksum, read_documents
from eval.suites.public import PublicSuite, fetch_suite
from eval.suites.records import Card, Suite, SuiteDocument, SuiteError
from models.store import cache_dir
from summarize.output import write_atomically

DOCUMENTS = "documents.jsonl"
CARD = "suite.json"


def stored_folder(name: str) -> Path:
    """The folder of a public suite, whether it has been fetched or not."""
    return cache_dir() / "suites" / name


def is_stored(name: str) -> bool:
    """Whether a public suite has been fetched."""
    return (stored_folder(name) / CARD).is_file()


def pull(suite: PublicSuite) -> Suite:
    """Fetch a public suite and store it. The card is written last: without it nothing is there."""
    documents = fetch_suite(suite)
    folder = stored_folder(suite.card.name)
    text = "".join(
        json.dumps(to_json(document), ensure_ascii=False) + "\n" for document in documents
    )
    write_atomically(folder / DOCUMENTS, text)
    card = replace(suite.card, checksum=file_checksum(folder / DOCUMENTS))
    write_atomically(folder / CARD, json.dumps(asdict(card), ensure_ascii=False, indent=2) + "\n")
    return load_stored(suite)


def load_stored(suite: PublicSuite) -> Suite:
    """A public suite from the disk. Raises SuiteError when it was never fetched or was changed."""
    name = suite.card.name
    if not is_stored(name):
        raise SuiteError(
            f"Suite {name} is not on this machine; fetch it once with `qysqa suites pull {name}` "
            f"(licence: {suite.card.licence})."
        )
    folder = stored_folder(name)
    card = Card(**json.loads((folder / CARD).read_text("utf-8")))
    if file_checksum(folder / DOCUMENTS) != card.checksum:
        raise SuiteError(
            f"{folder / DOCUMENTS} is not what was fetched (its checksum differs); "
            f"fetch it again with `qysqa suites pull {name}`."
        )
    return Suite(card, read_documents(folder / DOCUMENTS, published=True), suite.source)


def to_json(document: SuiteDocument) -> dict[str, object]:
    """A document in the form of documents.jsonl."""
    paragraphs: dict[int, list[object]] = {}
    for segment in document.segments:
        paragraphs.setdefault(segment.paragraph, []).append(dict(segment.texts))
    record: dict[str, object] = {
        "id": document.id, "topic": document.topic, "domain": document.domain,
        "title": dict(document.title), "paragraphs": list(paragraphs.values()),
        "summaries": [dict(summary) for summary in document.summaries],
        "key_facts": list(document.key_facts),
    }  # fmt: skip
    return {key: value for key, value in record.items() if value}
