"""Public test sets by name, fetched through `datasets` only when the user asks.

Where a publisher's address can name a fixed version, it does: an archive's SHA-256, a commit. The
rest is pinned by the checksum that is written down when the set is stored.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from eval.suites.network import fetching
from eval.suites.records import Card, Segment, SuiteDocument, SuiteError

Documents = tuple[SuiteDocument, ...]

_FLORES_URL = "https://dl.fbaipublicfiles.com/nllb/flores200_dataset.tar.gz"
_FLORES_SHA256 = "b8b0b76783024b85797e5cc75064eb83fc5288b41e9654dabc7be6ae944011f6"
_FLORES_CODES = {"kk": "kaz_Cyrl", "en": "eng_Latn", "ru": "rus_Cyrl"}
_NTREX_URL = (
    "https://raw.githubusercontent.com/MicrosoftTranslator/NTREX/"
    "c9f006f2c132c932b83ccd7aaa6a35930dd9c370/NTREX-128/"
)
_NTREX_FILES = {
    "kk": "newstest2019-ref.kaz.txt",
    "ru": "newstest2019-ref.rus.txt",
    "en": "newstest2019-src.eng.txt",
}
_XLSUM = "csebuetnlp/xlsum"
_XLSUM_CONFIGS = {"en": "english", "ru": "russian", "ky": "kyrgyz"}
_XLSUM_LIMIT = 500
"""Articles kept of XL-Sum's English test split (11,535): more would only take time."""


@dataclass(frozen=True, slots=True)
class PublicSuite:
    """A set that can be fetched: its card, the language systems are given, and how to fetch it."""

    card: Card
    source: str
    fetch: Callable[[], Documents]


def public_suites() -> dict[str, PublicSuite]:
    """All public sets by name."""
    suites = (
        PublicSuite(
            Card("flores200", "FLORES-200 devtest: 1,012 sentences of Wikimedia sites, kk, en, ru",
                 "CC BY-SA 4.0", _FLORES_URL),
            "kk", _fetch_flores200,
        ),
        PublicSuite(
            Card("flores-plus", "FLORES+ devtest, the corrected successor (needs a hub account)",
                 "CC BY-SA 4.0", "hub: openlanguagedata/flores_plus"),
            "kk", _fetch_flores_plus,
        ),
        PublicSuite(
            Card("ntrex128", "NTREX-128: 1,997 news sentences of WMT19, kk, en, ru",
                 "CC BY-SA 4.0", _NTREX_URL),
            "kk", _fetch_ntrex,
        ),
        PublicSuite(
            Card("wmt19-kk-en", "WMT19 news task, development set newsdev2019, kk and en",
                 "free for research, see statmt.org/wmt19", "hub: wmt/wmt19"),
            "kk", _fetch_wmt19,
        ),
        *(
            PublicSuite(
                Card(f"xlsum-{language}", f"XL-Sum test: BBC news and abstracts, {name.title()}",
                     "CC BY-NC-SA 4.0", f"hub: {_XLSUM}"),
                language, partial(_fetch_xlsum, language),
            )
            for language, name in _XLSUM_CONFIGS.items()
        ),
    )  # fmt: skip
    return {suite.card.name: suite for suite in suites}


def fetch_suite(suite: PublicSuite) -> Documents:
    """The documents of a public set from the network. Raises SuiteError, at once when there is
    no network."""
    host = "huggingface.co" if suite.card.origin.startswith("hub:") else _host(suite.card.origin)
    with fetching(suite.card.name, host):
        documents = suite.fetch()
    if not any(document.segments for document in documents):
        raise SuiteError(f"Suite {suite.card.name} came back empty; its publisher changed it.")
    return documents


def _host(url: str) -> str:
    return url.split("/")[2]


def _fetch_flores200() -> Documents:
    import datasets

    archive = Path(datasets.DownloadManager().download(_FLORES_URL))
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != _FLORES_SHA256:
        raise SuiteError(
            f"{_FLORES_URL} has the checksum {found}, expected {_FLORES_SHA256}; "
            "the download is damaged or was replaced: delete it and try again."
        )
    with tarfile.open(archive) as tar:
        columns = {language: _member_lines(tar, f"./flores200_dataset/devtest/{code}.devtest")
                   for language, code in _FLORES_CODES.items()}  # fmt: skip
    return aligned_document("devtest", columns)


def _member_lines(tar: tarfile.TarFile, name: str) -> list[str]:
    member = tar.extractfile(name)
    if member is None:
        raise SuiteError(f"{_FLORES_URL} holds no file {name}; its publisher changed it.")
    return member.read().decode("utf-8").removesuffix("\n").split("\n")


def _fetch_flores_plus() -> Documents:
    import datasets

    columns: dict[str, list[str]] = {}
    for language, code in _FLORES_CODES.items():
        rows = datasets.load_dataset("openlanguagedata/flores_plus", code, split="devtest")
        columns[language] = [row["text"] for row in sorted(rows, key=lambda row: int(row["id"]))]
    return aligned_document("devtest", columns)


def _fetch_ntrex() -> Documents:
    columns = {name: _text_lines(_NTREX_URL + file) for name, file in _NTREX_FILES.items()}
    return aligned_document("newstest2019", columns)


def _fetch_wmt19() -> Documents:
    import datasets

    rows = datasets.load_dataset("wmt/wmt19", "kk-en", split="validation")["translation"]
    columns = {language: [row[language] for row in rows] for language in ("kk", "en")}
    return aligned_document("newsdev2019", columns)


def _fetch_xlsum(language: str) -> Documents:
    import datasets

    rows = datasets.load_dataset(
        _XLSUM,
        # The main branch holds a script, which datasets 4 refuses; this one holds plain files by
        # language and split, without the metadata that would make them configurations.
        revision="refs/convert/parquet",
        data_files={"test": f"{_XLSUM_CONFIGS[language]}/test/*.parquet"},
        split=f"test[:{_XLSUM_LIMIT}]",
    )
    return summary_documents(rows, language)


def _text_lines(address: str) -> list[str]:
    import datasets

    rows = datasets.load_dataset("text", data_files=address, split="train")["text"]
    return [str(row) for row in rows]


def aligned_document(name: str, columns: Mapping[str, list[str]]) -> Documents:
    """One document from parallel columns. Lines with an empty side are left out (newsdev2019 has
    some). Raises SuiteError when the columns differ in length."""
    lengths = {language: len(lines) for language, lines in columns.items()}
    if len(set(lengths.values())) > 1:
        found = ", ".join(f"{language} {count}" for language, count in lengths.items())
        raise SuiteError(f"The columns of {name} have different line counts: {found}.")
    languages = list(columns)
    segments = tuple(
        Segment(str(number), dict(zip(languages, (text.strip() for text in row), strict=True)))
        for number, row in enumerate(zip(*columns.values(), strict=True), start=1)
        if all(text.strip() for text in row)
    )
    return (SuiteDocument(name, segments),)


def summary_documents(rows: Iterable[Mapping[str, Any]], language: str) -> Documents:
    """Articles with one abstract each, in one language, cut into sentences."""
    from summarize.sentences import split_sentences

    documents: list[SuiteDocument] = []
    for row in rows:
        paragraphs = [part for part in str(row["text"]).split("\n") if part.strip()]
        segments = tuple(
            Segment(f"p{p}s{s}", {language: paragraph[start:end].strip()}, p)
            for p, paragraph in enumerate(paragraphs, start=1)
            for s, (start, end) in enumerate(split_sentences(paragraph, language), start=1)
            if paragraph[start:end].strip()
        )
        document = SuiteDocument(str(row["id"]), segments, summaries=({language: row["summary"]},))
        documents.append(
            replace(document, title={language: row["title"]}) if row["title"] else document
        )
    return tuple(documents)
