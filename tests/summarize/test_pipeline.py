"""The steps together, on an engine without a model: what is translated, kept, traced, flagged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from doubles import REPOSITORY, LetterEmbedder, ReversingEngine

from models.errors import InputError
from summarize.configuration import RunConfig, validate_config
from summarize.pipeline import Pipeline
from summarize.result import FlagKind, Result

ARTICLE = """Ауданда жаңа емхана ашылды

Ауданда 250 орындық жаңа емхана ашылды. Оған облыстық бюджеттен қаржы бөлінді.

Сурет: автордың түсірілімі

Емханада он екі дәрігер жұмыс істейді. Тұрғындар бұған дейін \
көрші қалаға баратын. Ғимарат жылы әрі жарық.
"""
SENTENCES = [
    "Ауданда 250 орындық жаңа емхана ашылды.",
    "Оған облыстық бюджеттен қаржы бөлінді.",
    "Емханада он екі дәрігер жұмыс істейді.",
    "Тұрғындар бұған дейін көрші қалаға баратын.",
    "Ғимарат жылы әрі жарық.",
]


def run(engine: ReversingEngine, target: str = "en", **config: object) -> Result:
    pipeline = Pipeline(validate_config(config, "test"), engine, LetterEmbedder())
    return pipeline.run(ARTICLE, target)


def test_select_first_translates_only_the_title_and_the_chosen_sentences(engine: ReversingEngine):
    result = run(engine, summary={"sentences": 2}, selection={"method": "lead"})
    assert engine.calls == [["Ауданда жаңа емхана ашылды", *SENTENCES[:2]]]
    assert result.translation is None
    assert [s.sources for s in result.summary.sentences] == [("p1s1",), ("p1s2",)]
    assert result.summary.text == (
        "ашылды. емхана жаңа орындық 250 Ауданда бөлінді. қаржы бюджеттен облыстық Оған"
    )
    assert result.summary.title == "ашылды емхана жаңа Ауданда"


def test_translate_first_has_one_translation_per_sentence_in_order(engine: ReversingEngine):
    result = run(engine, order="translate-first")
    assert result.translation is not None
    ids = [sentence.id for sentence in result.article.sentences]
    assert [s.text for s in result.article.sentences] == SENTENCES
    assert [s.id for s in result.translation.sentences] == ids
    assert [s.text for s in result.translation.sentences] == [
        " ".join(reversed(text.split())) for text in SENTENCES
    ]


def test_debris_is_removed_listed_and_never_translated(engine: ReversingEngine):
    result = run(engine, output={"full": True})
    assert [removed.text for removed in result.article.removed] == ["Сурет: автордың түсірілімі"]
    assert not any("Сурет" in text for call in engine.calls for text in call)


def test_kazakh_as_target_summarises_without_an_engine(engine: ReversingEngine):
    result = run(engine, "kk", summary={"sentences": 1}, selection={"method": "lead"})
    assert engine.calls == []
    assert result.model is None
    assert result.summary.text == SENTENCES[0]
    assert result.summary.title == "Ауданда жаңа емхана ашылды"


def test_an_empty_translation_is_replaced_by_its_source_and_flagged(engine: ReversingEngine):
    engine.answers["дәрігер"] = ""
    result = run(engine, output={"full": True})
    assert result.translation is not None
    third = result.translation.sentences[2]
    assert third.text == SENTENCES[2]
    assert FlagKind.EMPTY in {flag.kind for flag in third.flags}
    assert set(third.flags) <= set(result.flags)


def test_a_changed_number_is_flagged(engine: ReversingEngine):
    engine.answers["250"] = "A new clinic with 350 places has opened in the district."
    result = run(engine, summary={"sentences": 1}, selection={"method": "lead"})
    assert [(f.kind, f.sentence) for f in result.flags if f.kind is FlagKind.NUMBER] == [
        (FlagKind.NUMBER, "p1s1")
    ]


def test_the_order_of_pooled_plans_is_kept(engine: ReversingEngine, embedder: LetterEmbedder):
    pipeline = Pipeline(RunConfig(), engine, embedder)
    articles = [pipeline.prepare(text) for text in (ARTICLE, SENTENCES[3], SENTENCES[4])]
    plans = [pipeline.plan(a, t, whole=True) for a in articles for t in ("en", "kk", "ru")]
    outputs = pipeline.translate(plans)
    for plan, generations in zip(plans, outputs, strict=True):
        alone = pipeline.translate([plan])[0]
        assert [g.text for g in generations] == [g.text for g in alone]
        assert len(generations) == len(plan.segments)


def test_lines_keep_their_number_and_blank_ones_stay(
    engine: ReversingEngine, embedder: LetterEmbedder
):
    pipeline = Pipeline(RunConfig(), engine, embedder)
    assert pipeline.run_lines(["бір екі", "", "үш төрт"], "en") == ["екі бір", "", "төрт үш"]


def test_a_russian_article_is_refused_unless_the_source_is_named(embedder: LetterEmbedder):
    russian = "В районе открылась новая поликлиника. В ней работают двенадцать врачей."
    with pytest.raises(InputError, match="--from"):
        Pipeline(RunConfig(), ReversingEngine(), embedder).run(russian, "en")
    named = Pipeline(RunConfig(source="ru"), ReversingEngine(), embedder).run(russian, "en")
    assert named.article.source_language == "ru"


def test_the_real_articles_keep_every_sentence(real_articles: list[Path], engine: ReversingEngine):
    pipeline = Pipeline(
        validate_config({"output": {"full": True}, "checks": {"similarity": False}}, "test"),
        ReversingEngine(max_source_tokens=200),
        LetterEmbedder(),
    )
    assert len(real_articles) == 5
    for path in real_articles:
        result = pipeline.run(path, "en")
        assert result.translation is not None
        assert len(result.translation.sentences) == len(result.article.sentences) >= 8
        kept = "".join(p.text for p in result.article.paragraphs) + (result.article.title or "")
        removed = "".join(r.text for r in result.article.removed)
        source = path.read_text("utf-8")
        # Only white space, quotes, dashes and look-alike letters may change on the way.
        assert abs(letters(source) - letters(kept) - letters(removed)) <= 0
        assert letters(removed) < 80


def letters(text: str) -> int:
    return sum(character.isalpha() for character in text)


def test_three_lines_of_python_summarise_an_article_without_torch():
    code = (
        "import sys, json\n"
        "from pathlib import Path\n"
        "from summarize import Pipeline\n"
        "result = Pipeline.from_preset('kk-mini').run(Path('examples/measles.txt'), target='en')\n"
        "print(json.dumps([result.summary.text, 'torch' in sys.modules or "
        "'transformers' in sys.modules]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    text, heavy = json.loads(done.stdout)
    assert len(text.split()) > 15
    assert not heavy
