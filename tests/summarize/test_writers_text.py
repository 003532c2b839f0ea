from dataclasses import replace

import pytest
from example_result import ARTICLE, CHOSEN, FULL, SAME

from models.errors import ConfigurationError
from summarize.article import Paragraph, ParagraphKind, Sentence
from summarize.result import Flag, FlagKind
from summarize.writers import translation_text, write


def test_a_summary_for_the_terminal():
    assert write(CHOSEN, "text", full=False, width=60) == (
        "Water has come to the village\n"
        "\n"
        "43 cubic metres of water came to the village.\n"
        "\n"
        "⚠ number: 34 мың is missing; 43 is not in the source (p1s1:\n"
        "  Ауылға 34 мың текше метр су келді.)\n"
        "\n"
        "news/su.txt · kk → en · kk-mini (ctranslate2, int8) · 1.0 s\n"
    )


def test_full_adds_the_article_in_its_layout():
    text = write(FULL, "text", full=True, width=80)
    assert (
        "43 cubic metres of water came to the village. The residents were glad.\n"
        "\n"
        "## Price\n"
        "- Water is <free> & clean\n"
    ) in text


def test_without_full_only_the_summary_is_written():
    assert "The residents were glad." not in write(FULL, "text", full=False)


def test_colour_codes_come_only_when_asked_for():
    assert "\x1b" not in write(FULL, "text", full=True)
    assert write(FULL, "text", full=False, color=True).startswith("\x1b[1mWater has")


def test_control_characters_never_reach_the_terminal():
    hostile = replace(CHOSEN, flags=(Flag(FlagKind.NUMBER, "p1s1", "\x1b[2Jgone\x07"),))
    text = write(hostile, "text", full=False)
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[2Jgone" in text


@pytest.mark.parametrize("width", [1, 20, 40, 80, 500])
def test_lines_keep_to_the_width(width: int):
    longest = max(len(line) for line in write(FULL, "text", full=True, width=width).splitlines())
    assert longest <= max(20, min(width, 88))


def test_several_results_are_told_apart():
    text = write([CHOSEN, SAME], "text", full=False, width=30)
    assert text.count("═" * 30) == 1
    assert text.index("43 cubic") < text.index("═") < text.index("Тұрғындар қуанды.")


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(ConfigurationError, match="text, md, json, html"):
        write(FULL, "pdf", full=False)


def test_the_translation_keeps_the_source_layout():
    assert translation_text(FULL) == (
        "Water has come to the village\n"
        "\n"
        "43 cubic metres of water came to the village. The residents were glad.\n"
        "\n"
        "## Price\n"
        "- Water is <free> & clean\n"
    )


def test_a_title_keeps_its_mark():
    marked = replace(FULL, article=replace(ARTICLE, title_marker="# "))
    assert translation_text(marked).startswith("# Water has come to the village\n\n43 cubic")


def test_a_title_that_is_also_the_first_paragraph_is_written_once():
    heading = Paragraph(
        ParagraphKind.HEADING, "Ауылға су келді", (Sentence("p0s1", "Ауылға су келді", 0, 15),)
    )
    result = replace(SAME, article=replace(ARTICLE, paragraphs=(heading, *ARTICLE.paragraphs)))
    assert translation_text(result).count("Ауылға су келді\n") == 1


def test_the_source_is_its_own_translation():
    assert translation_text(SAME).endswith("## Баға\n- Су <тегін> & таза\n")


def test_a_result_without_translation_has_none_to_write():
    with pytest.raises(ValueError, match="translate-first"):
        translation_text(CHOSEN)
