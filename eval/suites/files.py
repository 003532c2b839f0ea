"""Test sets as files: one JSON document or one aligned sentence a line, or tab-separated columns.

The formats are described for users in docs/evaluation.md. Whatever is wrong with a line is said
with the file, the line number and what was expected.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.suites.records import Segment, SuiteDocument, SuiteError, Texts
from eval.suites.scripts import script_problem

LANGUAGE = re.compile(r"[a-z]{2}")
PAIR_NAME = re.compile(r"(?P<name>.+)\.(?P<source>[a-z]{2})-(?P<target>[a-z]{2})\.tsv")
_DOCUMENT = '{"id": …, "title": {"kk": …}, "paragraphs": [[{"kk": …, "en": …}, …], …]}'
_SENTENCE = '{"id": …, "kk": …, "en": …}'
_LABELS = ("id", "document", "topic", "domain")


def read_documents(path: Path, published: bool = False) -> tuple[SuiteDocument, ...]:
    """The documents of a .jsonl or .tsv file. ``published`` takes words of mixed letters as they
    are (so are pair files such as NAME.kk-en.tsv). Raises SuiteError naming file and line."""
    look_alikes = not published and PAIR_NAME.fullmatch(path.name) is None
    if path.suffix == ".jsonl":
        documents = _read_jsonl(path, look_alikes)
    elif path.suffix == ".tsv":
        documents = _read_tsv(path, look_alikes)
    else:
        raise SuiteError(f"{path} is not a suite; expected a .jsonl or a .tsv file.")
    if not documents:
        raise SuiteError(f"{path} is empty; expected one document or sentence a line.")
    return documents


def file_checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_objects(path: Path, expected: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The JSON objects of a .jsonl file, each with its place ("refs.jsonl, line 3") for messages.
    Blank lines are passed over. ``expected`` is shown when a line is something else."""
    for number, line in enumerate(_read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        try:
            value = json.loads(line)
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except json.JSONDecodeError as error:
            raise SuiteError(
                f"{where}: not valid JSON ({error.msg} at column {error.colno}); "
                f"expected {expected}."
            ) from error
        except UnicodeEncodeError as error:
            raise SuiteError(
                f"{where}: holds {error.object[error.start]!r}, half of a character; "
                "write the whole character or remove it."
            ) from error
        except RecursionError as error:
            raise SuiteError(f"{where}: is nested too deeply; expected {expected}.") from error
        if not isinstance(value, dict):
            raise SuiteError(f"{where}: found a {_kind(value)}; expected {expected}.")
        yield where, value


def read_lines(path: Path) -> list[str]:
    """The lines of a text file, without a last empty one. Raises SuiteError."""
    lines = _read_text(path).replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


class UniqueIds:
    """Refuses an id that has been seen before, and says where."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}

    def add(self, identifier: object, where: str) -> str:
        """The id as text. Raises SuiteError if it is empty or was seen before."""
        text = str(identifier).strip() if isinstance(identifier, str | int) else ""
        if not text:
            raise SuiteError(f'{where}: "id" is {identifier!r}; expected a text that is not empty.')
        if text in self._places:
            raise SuiteError(
                f"{where}: the id {text!r} stands at {self._places[text]} already; "
                "give each its own."
            )
        self._places[text] = where
        return text


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise SuiteError(f"There is no file {path}; check the path.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(f"{path} cannot be read as UTF-8 text: {error}.") from error


def _read_jsonl(path: Path, look_alikes: bool) -> tuple[SuiteDocument, ...]:
    ids = UniqueIds()
    documents: list[SuiteDocument] = []
    groups: dict[str, list[Segment]] = {}
    topics: dict[str, str] = {}
    for where, record in read_objects(path, f"{_DOCUMENT} or {_SENTENCE}"):
        if "paragraphs" in record:
            identifier = ids.add(record.get("id"), where)
            documents.append(_document(identifier, record, where, look_alikes))
        else:
            segment, group = _sentence(record, ids, where, look_alikes)
            groups.setdefault(group, []).append(segment)
            topics.setdefault(group, str(record.get("topic", "")))
    for group, segments in groups.items():
        documents.append(SuiteDocument(ids.add(group or path.stem, f"{path}"), tuple(segments),
                                       topic=topics[group]))  # fmt: skip
    return tuple(documents)


def _document(
    identifier: str, record: Mapping[str, Any], where: str, look_alikes: bool
) -> SuiteDocument:
    paragraphs = record["paragraphs"]
    if not isinstance(paragraphs, list) or not all(isinstance(part, list) for part in paragraphs):
        raise SuiteError(f'{where}: "paragraphs" is not a list of lists; expected {_DOCUMENT}.')
    segments = tuple(
        Segment(f"p{p}s{s}", _texts(texts, f"{where}, paragraph {p}, sentence {s}", look_alikes), p)
        for p, paragraph in enumerate(paragraphs, start=1)
        for s, texts in enumerate(paragraph, start=1)
    )
    if not segments:
        raise SuiteError(f"{where}: the document has no sentence; expected {_DOCUMENT}.")
    _same_languages(segments, where)
    summaries = record.get("summaries", [record["summary"]] if "summary" in record else [])
    if not isinstance(summaries, list):
        raise SuiteError(f'{where}: "summaries" is not a list; expected [{{"en": …}}, …].')
    facts = record.get("key_facts") or []
    if not isinstance(facts, list) or not all(isinstance(fact, str) for fact in facts):
        raise SuiteError(f'{where}: "key_facts" is not a list of texts.')
    return SuiteDocument(
        id=identifier,
        segments=segments,
        title=_texts(record["title"], f"{where}, title", look_alikes)
        if record.get("title")
        else {},
        topic=str(record.get("topic") or ""),
        domain=str(record.get("domain") or ""),
        summaries=tuple(
            _texts(texts, f"{where}, summary {number}", look_alikes)
            for number, texts in enumerate(summaries, start=1)
        ),
        key_facts=tuple(facts),
    )


def _sentence(
    record: Mapping[str, Any], ids: UniqueIds, where: str, look_alikes: bool
) -> tuple[Segment, str]:
    texts = {key: value for key, value in record.items() if LANGUAGE.fullmatch(key) and key != "id"}
    if len(texts) < 2:
        raise SuiteError(
            f"{where}: found the keys {', '.join(record) or '(none)'}; "
            f"expected {_SENTENCE} or {_DOCUMENT}."
        )
    identifier = ids.add(record.get("id"), where)
    return Segment(identifier, _texts(texts, where, look_alikes)), str(record.get("document", ""))


def _texts(value: object, where: str, look_alikes: bool) -> Texts:
    if not isinstance(value, dict) or not value:
        raise SuiteError(
            f'{where}: found a {_kind(value)}; expected texts by language: {{"kk": …, "en": …}}.'
        )
    for language, text in value.items():
        if not LANGUAGE.fullmatch(language):
            raise SuiteError(
                f"{where}: the key {language!r} is no language; expected a code such as en."
            )
        if not isinstance(text, str) or not text.strip():
            raise SuiteError(f"{where}: the text in {language!r} is empty; write it or remove it.")
        if problem := script_problem(text, language, look_alikes):
            raise SuiteError(f"{where}: the text in {language!r} {problem}")
    return dict(value)


def _same_languages(segments: tuple[Segment, ...], where: str) -> None:
    languages = {language for segment in segments for language in segment.texts}
    for segment in segments:
        missing = sorted(languages - set(segment.texts))
        if missing:
            raise SuiteError(
                f"{where}: sentence {segment.id} has no text in {', '.join(missing)}, "
                "which other sentences of the document have; add it."
            )


def _read_tsv(path: Path, look_alikes: bool) -> tuple[SuiteDocument, ...]:
    rows = list(csv.reader(read_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE))
    named = PAIR_NAME.fullmatch(path.name)
    if named:
        columns, first = [named["source"], named["target"]], 1
    else:
        columns, first = (rows[0] if rows else []), 2
        _check_header(columns, path)
    ids = UniqueIds()
    groups: dict[str, list[Segment]] = {}
    topics: dict[str, str] = {}
    for number, row in enumerate(rows[first - 1 :], start=first):
        where = f"{path}, line {number}"
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(columns):
            raise SuiteError(
                f"{where}: found {len(row)} columns; "
                f"expected {len(columns)} separated by tabs: {', '.join(columns)}."
            )
        cells = dict(zip(columns, row, strict=True))
        identifier = ids.add(cells.get("id", str(number)), where)
        texts = _texts(
            {key: text for key, text in cells.items() if key not in _LABELS},
            where,
            look_alikes,
        )
        group = cells.get("document", "")
        groups.setdefault(group, []).append(Segment(identifier, texts))
        topics.setdefault(group, cells.get("topic", ""))
    name = f"{named['source']}-{named['target']}" if named else path.stem
    return tuple(
        SuiteDocument(group or name, tuple(segments), topic=topics[group])
        for group, segments in groups.items()
    )


def _check_header(columns: list[str], path: Path) -> None:
    languages = [column for column in columns if column not in _LABELS]
    wrong = [column for column in languages if not LANGUAGE.fullmatch(column)]
    if wrong or len(languages) < 2 or len(set(columns)) < len(columns):
        raise SuiteError(
            f"{path}, line 1: found the columns {', '.join(columns) or '(none)'}; expected a "
            "header of language codes and, if wanted, id, document and topic, separated by tabs "
            "(or a file name such as NAME.kk-en.tsv and no header)."
        )


def _kind(value: object) -> str:
    names = {list: "list", str: "text", dict: "object", bool: "truth value", type(None): "null"}
    return names.get(type(value), "number")
