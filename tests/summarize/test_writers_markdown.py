from dataclasses import replace

import pytest
from example_result import CHOSEN, FULL

from summarize.result import Summary, SummarySentence
from summarize.writers import write
from summarize.writers.markdown import escape


def test_a_summary_as_markdown():
    assert write(CHOSEN, "md", full=False) == (
        "# Water has come to the village\n"
        "\n"
        "43 cubic metres of water came to the village.\n"
        "\n"
        "**To be checked**\n"
        "\n"
        "- ⚠ **number** (p1s1): 34 мың is missing; 43 is not in the source\n"
        "\n"
        "*news/su.txt · kk → en · kk-mini (ctranslate2, int8) · 1.0 s*\n"
    )


def test_full_adds_headings_and_lists():
    text = write(FULL, "md", full=True)
    assert (
        "\n---\n\n43 cubic metres of water came to the village. The residents were glad.\n" in text
    )
    assert "\n## Price\n\n- Water is \\<free\\> &amp; clean\n" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b* _c_", r"a \*b\* \_c\_"),
        ("1. Бірінші", r"1\. Бірінші"),
        ("- тізім", r"\- тізім"),
        ("# тақырып", r"\# тақырып"),
        ("<script>", r"\<script\>"),
        ("[сілтеме](x)", r"\[сілтеме\](x)"),
        ("R&D", "R&amp;D"),
        ("екі\nжол", "екі жол"),
        ("2025. жыл — 1.5 есе", r"2025\. жыл — 1.5 есе"),
    ],
)
def test_what_markdown_would_interpret_is_made_literal(text: str, expected: str):
    assert escape(text) == expected


def test_an_article_cannot_smuggle_in_a_heading():
    hostile = replace(CHOSEN, summary=Summary((SummarySentence("x\n# y", ("p1s1",)),)))
    assert "\n# y" not in write(hostile, "md", full=False)


def test_several_results_are_divided_by_a_rule():
    assert write([CHOSEN, CHOSEN], "md", full=False).count("\n---\n") == 1
