"""A small result with everything in it, for the tests of the writers."""

from models.engine import EngineInfo
from summarize.article import Article, Paragraph, ParagraphKind, Removed, Sentence
from summarize.configuration import RunConfig
from summarize.result import (
    TITLE_ID,
    Flag,
    FlagKind,
    Result,
    Summary,
    SummarySentence,
    Timing,
    TranslatedSentence,
    Translation,
)

ARTICLE = Article(
    title="Ауылға су келді",
    paragraphs=(
        Paragraph(
            ParagraphKind.TEXT,
            "Ауылға 34 мың текше метр су келді. Тұрғындар қуанды.",
            (
                Sentence("p1s1", "Ауылға 34 мың текше метр су келді.", 0, 34),
                Sentence("p1s2", "Тұрғындар қуанды.", 35, 52),
            ),
            breaks=2,
        ),
        Paragraph(
            ParagraphKind.HEADING, "Баға", (Sentence("p2s1", "Баға", 0, 4),), marker="## ", breaks=2
        ),
        Paragraph(
            ParagraphKind.ITEM,
            "Су <тегін> & таза",
            (Sentence("p3s1", "Су <тегін> & таза", 0, 17),),
            marker="- ",
            breaks=1,
        ),
    ),
    source_language="kk",
    origin="news/su.txt",
    date="2026-11-22",
    removed=(Removed("Фото: BES.media", "photo credit"),),
)
NUMBER = Flag(FlagKind.NUMBER, "p1s1", "34 мың is missing; 43 is not in the source")
TITLE_LENGTH = Flag(FlagKind.LENGTH, TITLE_ID, "3.1 times the length of the source")
SUMMARY = Summary(
    (
        SummarySentence("43 cubic metres of water came to the village.", ("p1s1",), -0.25),
        SummarySentence("Water is free & clean.", ("p1s2", "p3s1"), None),
    ),
    "Water has come to the village",
)
FULL = Result(
    article=ARTICLE,
    target_language="en",
    summary=SUMMARY,
    translation=Translation(
        "Water has come to the village",
        (
            TranslatedSentence(
                "p1s1", "43 cubic metres of water came to the village.", -0.25, (NUMBER,)
            ),
            TranslatedSentence("p1s2", "The residents were glad.", -0.5),
            TranslatedSentence("p2s1", "Price", -1.0),
            TranslatedSentence("p3s1", "Water is <free> & clean", -0.125),
        ),
    ),
    flags=(TITLE_LENGTH, NUMBER),
    model=EngineInfo("kk-mini", "ctranslate2", "v1", "int8"),
    config=RunConfig(),
    timing=Timing(selection=0.5, translation=1.5, checks=0.125, total=2.25),
)
"""Translated whole."""

CHOSEN = Result(
    article=ARTICLE,
    target_language="en",
    summary=Summary(SUMMARY.sentences[:1], SUMMARY.title),
    translation=None,
    flags=(NUMBER,),
    model=FULL.model,
    config=RunConfig(),
    timing=Timing(total=1.0),
)
"""Only the chosen sentence translated (select-first)."""

SAME = Result(
    article=ARTICLE,
    target_language="kk",
    summary=Summary((SummarySentence("Тұрғындар қуанды.", ("p1s2",)),), ARTICLE.title),
    translation=None,
    flags=(),
    model=None,
    config=RunConfig(targets=("kk",)),
    timing=Timing(total=0.5),
)
"""Summarised without translating."""
