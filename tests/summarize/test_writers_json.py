import json
from typing import Any

import pytest
from example_result import CHOSEN, FULL, SAME
from hypothesis import given, settings
from hypothesis import strategies as st

from models.engine import EngineInfo
from models.errors import InputError
from summarize.article import Article, Paragraph, ParagraphKind, Removed, Sentence
from summarize.configuration import RunConfig, SummaryConfig
from summarize.result import (
    Flag,
    FlagKind,
    Result,
    Summary,
    SummarySentence,
    Timing,
    TranslatedSentence,
    Translation,
)
from summarize.writers import from_json, to_json, write

TEXT = st.text(max_size=20)
ID = st.sampled_from(["title", "p1s1", "p1s2", "p12s3"])
SCORE = st.floats(-50, 0)
FLAG = st.builds(Flag, st.sampled_from(FlagKind), ID, TEXT)
SENTENCE = st.builds(Sentence, ID, TEXT, st.integers(0, 9), st.integers(0, 99))
PARAGRAPH = st.builds(
    Paragraph,
    st.sampled_from(ParagraphKind),
    TEXT,
    st.lists(SENTENCE, max_size=2).map(tuple),
    st.sampled_from(["", "- ", "1) "]),
    st.integers(0, 3),
)
ARTICLE = st.builds(
    Article,
    st.none() | TEXT,
    st.lists(PARAGRAPH, max_size=3).map(tuple),
    source_language=st.none() | st.just("kk"),
    origin=TEXT,
    date=st.none() | TEXT,
    id=st.none() | TEXT,
    removed=st.lists(st.builds(Removed, TEXT, TEXT), max_size=2).map(tuple),
    title_marker=st.sampled_from(["", "# "]),
)
FLAGS = st.lists(FLAG, max_size=2).map(tuple)
IDS = st.lists(ID, max_size=2).map(tuple)
TRANSLATED = st.builds(TranslatedSentence, ID, TEXT, SCORE, FLAGS)
CHOSEN_SENTENCE = st.builds(SummarySentence, TEXT, IDS, st.none() | SCORE)
CONFIG = st.builds(
    RunConfig,
    model=TEXT,
    threads=st.integers(0, 8),
    source=st.none() | st.just("kk"),
    targets=st.lists(st.sampled_from(["en", "ru"]), min_size=1, max_size=2).map(tuple),
    summary=st.builds(SummaryConfig, sentences=st.integers(1, 50)),
)
RESULT = st.builds(
    Result,
    ARTICLE,
    st.sampled_from(["en", "ru", "kk"]),
    st.builds(Summary, st.lists(CHOSEN_SENTENCE, max_size=2).map(tuple), st.none() | TEXT),
    st.none()
    | st.builds(Translation, st.none() | TEXT, st.lists(TRANSLATED, max_size=2).map(tuple)),
    FLAGS,
    st.none() | st.builds(EngineInfo, TEXT, TEXT, TEXT, TEXT),
    CONFIG,
    st.builds(Timing, total=st.floats(0, 1e6), translation=st.floats(0, 1e6)),
)


@given(RESULT)
@settings(max_examples=150, deadline=None)
def test_reading_what_was_written_gives_an_equal_result(result: Result):
    assert from_json(to_json(result)) == result


@pytest.mark.parametrize("result", [FULL, CHOSEN, SAME])
def test_examples_read_back_equal(result: Result):
    assert from_json(write(result, "json", full=False)) == result


def test_a_sequence_is_an_array_even_of_one():
    data = json.loads(write([FULL], "json", full=False))
    assert [entry["target_language"] for entry in data] == ["en"]


def test_cyrillic_stays_readable():
    assert '"title": "Ауылға су келді"' in to_json(FULL)


def _without(*place: str) -> str:
    data: Any = json.loads(to_json(FULL))
    spot = data
    for key in place[:-1]:
        spot = spot[key]
    del spot[place[-1]]
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a JSON result: Expecting value"),
        ("{", "not a JSON result"),
        ("[]", "is an object of schema qysqa.result/1, but this is a list"),
        ('{"schema": "qysqa.report/1"}', "but found 'qysqa.report/1'"),
        ("{}", "but found None"),
        (_without("article", "title"), "damaged at 'article.title'"),
        (_without("timing"), "damaged at 'timing'"),
        (to_json(FULL).replace('"score": -0.5', '"score": "low"'), "score"),
        (to_json(FULL).replace('"kind": "number"', '"kind": "colour"'), "kind"),
    ],
)
def test_a_damaged_result_gives_one_sentence(text: str, message: str):
    with pytest.raises(InputError, match=message) as caught:
        from_json(text)
    assert "\n" not in str(caught.value)
