"""The main job on the project's five real articles, through the command line, both languages."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from doubles import REPOSITORY

from summarize.cli import run
from summarize.writers import from_json

DEBRIS = ("Өзекті", "Осы айдарда", "Back to top button", "Сурет: BES.media", "date 2025-09-05")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    from doubles import REAL_ARTICLES

    if not REAL_ARTICLES.is_dir():
        pytest.skip("the real articles lie beside the repository (../shared/articles), not in it")
    out = tmp_path_factory.mktemp("out")
    articles = sorted(map(str, REAL_ARTICLES.glob("*.txt")))
    options = ["--to", "en", "--to", "ru", "--full", "--format", "json"]
    assert run(["summarize", *articles, *options, "-o", str(out)]) == 0
    return sorted(out.iterdir())


def test_five_articles_in_two_languages_give_ten_valid_results(results: list[Path]):
    schema = json.loads((REPOSITORY / "docs" / "result.schema.json").read_text("utf-8"))
    assert len(results) == 10
    for path in results:
        text = path.read_text("utf-8")
        jsonschema.validate(json.loads(text), schema)
        assert json.loads(text)["target_language"] == path.name.split(".")[-2]
        assert from_json(text).article.title or from_json(text).article.sentences


def test_every_sentence_has_its_translation_and_every_summary_its_sources(results: list[Path]):
    for path in results:
        result = from_json(path.read_text("utf-8"))
        assert result.translation is not None
        ids = [sentence.id for sentence in result.article.sentences]
        assert [sentence.id for sentence in result.translation.sentences] == ids
        assert all(sentence.text.strip() for sentence in result.translation.sentences)
        assert 1 <= len(result.summary.sentences) <= 3
        assert all(set(sentence.sources) <= set(ids) for sentence in result.summary.sentences)


def test_debris_is_listed_and_nothing_else_is_removed(results: list[Path]):
    removed: set[str] = set()
    for path in results:
        result = from_json(path.read_text("utf-8"))
        removed |= {piece.text for piece in result.article.removed}
        kept = " ".join(sentence.text for sentence in result.article.sentences)
        assert not any(line in kept for line in DEBRIS)
    assert removed == {*DEBRIS, '"Дидар"-ақпарат.'}
