"""The shipped news suite keeps the promises of its data card."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

SUITE = Path(__file__).parents[2] / "eval" / "suites" / "news"
LANGUAGES = ("kk", "en", "ru")
DOMAINS = {"health", "regional", "society", "economy", "sport", "culture", "law", "other"}
FIELDS = ["id", "topic", "domain", "title", "paragraphs", "summaries", "key_facts"]

LINES = (SUITE / "documents.jsonl").read_text(encoding="utf-8").splitlines()
DOCUMENTS: list[dict[str, Any]] = [json.loads(line) for line in LINES]
META: dict[str, Any] = json.loads((SUITE / "suite.json").read_text(encoding="utf-8"))
every_document = pytest.mark.parametrize("doc", DOCUMENTS, ids=[d["id"] for d in DOCUMENTS])

SCALES = {
    r"мың\w*|тысяч\w*|thousand": 1_000,
    r"миллион\w*|million": 1_000_000,
    r"миллиард\w*|billion": 1_000_000_000,
}
UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"]
TEENS += ["eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUES = {w: n for n, w in enumerate(UNITS + TEENS)} | {
    w: 10 * n for n, w in enumerate(TENS, start=2)
}


def numbers(text: str, language: str) -> Counter[Decimal]:
    """Numbers written in digits: 20 мың = 20 тысяч = 20,000 and 9,5 = 9.5 in English."""
    if language == "en":
        text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    else:
        text = re.sub(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    found: Counter[Decimal] = Counter()
    for match in re.finditer(r"(\d+(?:\.\d+)?)(?:\s+([^\W\d_]+))?", text):
        value = Decimal(match[1])
        for pattern, factor in SCALES.items():
            if match[2] and re.fullmatch(pattern, match[2]):
                value *= factor
        found[value.normalize()] += 1
    return found


def spelled_out(text: str) -> str:
    """The English text with number words up to ninety-nine turned into digits."""

    def digits(match: re.Match[str]) -> str:
        return str(sum(VALUES[part] for part in match[0].lower().split("-")))

    word = "|".join(VALUES)
    return re.sub(rf"\b(?:(?:{'|'.join(TENS)})-)?(?:{word})\b", digits, text, flags=re.IGNORECASE)


def sentences(doc: dict[str, Any]) -> list[dict[str, str]]:
    return [unit for paragraph in doc["paragraphs"] for unit in paragraph]


def units(doc: dict[str, Any]) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """Every piece of text in three languages, with its place."""
    places: list[tuple[tuple[str, ...], dict[str, str]]] = [((doc["id"], "title"), doc["title"])]
    for p, paragraph in enumerate(doc["paragraphs"], start=1):
        for s, unit in enumerate(paragraph, start=1):
            places.append(((doc["id"], str(p), str(s)), unit))
    for n, summary in enumerate(doc["summaries"], start=1):
        places.append(((doc["id"], f"s{n}"), summary))
    return places


def english(doc: dict[str, Any]) -> str:
    return " ".join([doc["title"]["en"], *(unit["en"] for unit in sentences(doc))])


def test_the_suite_has_at_least_24_documents_with_unique_ids() -> None:
    ids = [doc["id"] for doc in DOCUMENTS]
    assert len(ids) >= 24
    assert len(set(ids)) == len(ids)


def test_health_and_regional_news_are_more_than_half() -> None:
    wanted = [doc for doc in DOCUMENTS if doc["domain"] in {"health", "regional"}]
    assert len(wanted) * 2 > len(DOCUMENTS)


@every_document
def test_a_document_has_the_documented_fields(doc: dict[str, Any]) -> None:
    assert list(doc) == FIELDS
    assert re.fullmatch(r"[a-z]+-\d{3}", doc["id"])
    assert doc["topic"].strip()
    assert doc["domain"] in DOMAINS
    for place, unit in units(doc):
        assert list(unit) == list(LANGUAGES), place
        for text in unit.values():
            assert text, place
            assert text == unicodedata.normalize("NFC", text).strip(), place
            assert not re.search(r" {2}|[\n\t]", text), place


@every_document
def test_a_document_has_10_to_16_sentences_in_3_to_6_paragraphs(doc: dict[str, Any]) -> None:
    assert 10 <= len(sentences(doc)) <= 16
    assert 3 <= len(doc["paragraphs"]) <= 6


@every_document
def test_three_different_summaries_of_one_to_three_sentences(doc: dict[str, Any]) -> None:
    assert len(doc["summaries"]) == 3
    for language in LANGUAGES:
        texts = [summary[language] for summary in doc["summaries"]]
        assert len(set(texts)) == 3
        for text in texts:
            assert text[-1] in ".!?"
            assert 1 <= len(re.findall(r"[.!?][»\"]?(?=\s|$)", text)) <= 3, text
            body = " ".join(unit[language] for unit in sentences(doc))
            assert len(text) < len(body) / 2


@every_document
def test_six_to_eight_key_facts_each_with_a_number_or_name_of_the_document(
    doc: dict[str, Any],
) -> None:
    assert 6 <= len(doc["key_facts"]) <= 8
    assert len(set(doc["key_facts"])) == len(doc["key_facts"])
    body = english(doc)
    known = set(numbers(spelled_out(body), "en"))
    for fact in doc["key_facts"]:
        names = re.findall(r"\b[A-Z][\w-]+", fact)
        values = numbers(spelled_out(fact), "en")
        assert names or values, fact
        assert [name for name in names if name not in body] == [], fact
        assert set(values) <= known, fact


def test_no_sentence_occurs_twice() -> None:
    for language in LANGUAGES:
        texts = [unit[language] for doc in DOCUMENTS for unit in sentences(doc)]
        assert [text for text, n in Counter(texts).items() if n > 1] == []


@every_document
def test_digits_are_equal_in_the_three_languages(doc: dict[str, Any]) -> None:
    # No exception is needed: what one language writes in digits, all three do.
    for place, unit in units(doc):
        kk, en, ru = (numbers(unit[language], language) for language in LANGUAGES)
        assert kk == en == ru, (place, unit)


@every_document
def test_summary_numbers_come_from_the_document(doc: dict[str, Any]) -> None:
    known = set(numbers(spelled_out(english(doc)), "en"))
    for summary in doc["summaries"]:
        assert set(numbers(summary["en"], "en")) <= known, summary["en"]


@every_document
def test_each_language_keeps_its_script(doc: dict[str, Any]) -> None:
    for place, unit in units(doc):
        assert not re.search(r"[\u0400-\u04ff]", unit["en"]), place
        assert not re.search(r"[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", unit["ru"]), place
        assert not re.search(r"[A-Za-z][А-я]|[А-я][A-Za-z]", unit["kk"] + " " + unit["ru"]), place
    assert re.search(r"[әғқңөұүһі]", " ".join(unit["kk"] for unit in sentences(doc)))
    for fact in doc["key_facts"]:
        assert not re.search(r"[\u0400-\u04ff]", fact)


@every_document
def test_translations_are_about_as_long_as_the_source(doc: dict[str, Any]) -> None:
    for place, unit in units(doc):
        if len(unit["kk"]) >= 40:
            for language in ("en", "ru"):
                assert 0.55 <= len(unit[language]) / len(unit["kk"]) <= 1.85, (place, language)


def test_the_metadata_describes_the_file() -> None:
    data = (SUITE / "documents.jsonl").read_bytes()
    assert META["name"] == "news"
    assert META["licence"] == "CC0-1.0"
    assert META["languages"] == list(LANGUAGES)
    assert META["files"]["documents.jsonl"] == {
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
    }
    assert META["counts"] == {
        "documents": len(DOCUMENTS),
        "paragraphs": sum(len(doc["paragraphs"]) for doc in DOCUMENTS),
        "sentences": sum(len(sentences(doc)) for doc in DOCUMENTS),
        "summaries_per_document": 3,
        "key_facts": sum(len(doc["key_facts"]) for doc in DOCUMENTS),
    }
    assert META["domains"] == dict(sorted(Counter(d["domain"] for d in DOCUMENTS).items()))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("20 мың адам", "kk", {"20000": 1}),
        ("20 тысяч человек", "ru", {"20000": 1}),
        ("20,000 people", "en", {"20000": 1}),
        ("1 100 теңге, 0,7 грамм", "kk", {"1100": 1, "0.7": 1}),
        ("486,75 миллиона", "ru", {"486750000": 1}),
        ("twenty-two 22", "en", {"22": 1}),
    ],
)
def test_the_number_rule(text: str, language: str, expected: dict[str, int]) -> None:
    assert numbers(text, language) == {Decimal(k).normalize(): n for k, n in expected.items()}
