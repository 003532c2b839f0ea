"""Many texts through one engine: order, long texts, equal texts, texts without a letter."""

from __future__ import annotations

from doubles import ReversingEngine
from hypothesis import given
from hypothesis import strategies as st

from models.engine import GenerationSettings
from summarize.translation import count_pieces, translate_texts

SETTINGS = GenerationSettings()


def translate(engine: ReversingEngine, texts: list[str]) -> list[str]:
    return [g.text for g in translate_texts(engine, texts, "kk", "en", SETTINGS)]


def test_translations_come_back_in_input_order(engine: ReversingEngine):
    assert translate(engine, ["бір екі", "үш", "төрт бес"]) == ["екі бір", "үш", "бес төрт"]


def test_equal_texts_reach_the_engine_once(engine: ReversingEngine):
    assert translate(engine, ["бір екі", "үш", "бір екі"]) == ["екі бір", "үш", "екі бір"]
    assert engine.calls == [["бір екі", "үш"]]


def test_a_text_without_a_letter_is_its_own_translation(engine: ReversingEngine):
    assert translate(engine, ["* * *", "", "12 500", "🙂"]) == ["* * *", "", "12 500", "🙂"]
    assert engine.calls == [[]]


def test_a_text_over_the_limit_is_split_at_a_clause_and_joined():
    engine = ReversingEngine(max_source_tokens=4)
    text = "Дәрігер келді, ол науқасты қарады, сосын кетті."
    [output] = translate(engine, [text])
    assert all(len(piece.split()) <= 4 for piece in engine.calls[0])
    assert sorted(output.split()) == sorted(text.split()), "no word is lost or invented"
    clauses = ["Дәрігер келді,", "ол науқасты қарады,", "сосын кетті."]
    assert [piece.strip() for piece in engine.calls[0]] == clauses


def test_the_score_of_a_split_text_is_the_mean_over_its_tokens():
    engine = ReversingEngine(max_source_tokens=3)
    [output] = translate_texts(engine, ["а б в г д е"], "kk", "en", SETTINGS)
    assert output.tokens == 6
    assert output.score == -0.5


def test_progress_counts_to_the_announced_total(engine: ReversingEngine):
    texts = ["бір екі", "үш", "бір екі", "***"]
    done: list[int] = []
    translate_texts(engine, texts, "kk", "en", SETTINGS, done.append)
    assert sum(done) == count_pieces(engine, texts) == 2


@given(st.lists(st.text(alphabet="абв ,.;", max_size=60), max_size=8))
def test_every_text_has_one_translation_with_all_its_letters(texts: list[str]):
    engine = ReversingEngine(max_source_tokens=3)
    outputs = translate(engine, texts)
    assert len(outputs) == len(texts)
    for text, output in zip(texts, outputs, strict=True):
        assert sorted(filter(str.isalpha, text)) == sorted(filter(str.isalpha, output))
