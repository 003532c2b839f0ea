"""Plain text and Markdown: paragraphs, titles, lists, wrapped lines, encodings."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.article import Article, Paragraph, ParagraphKind
from summarize.readers import find_inputs, parse_text, read_path, read_stdin
from summarize.readers.encodings import decode
from summarize.readers.markdown import parse_markdown

TEXT, HEADING, ITEM = ParagraphKind.TEXT, ParagraphKind.HEADING, ParagraphKind.ITEM
ARTICLE = """Көлде құстар көбейді

Құсшылар көктемде көлді аралап, жүз елу аққу санады.
Бұрын мұнда қырық аққу ғана болатын.

Не өзгерді

Әкімдік мынадай шара қолданды:
- балық аулауға тыйым салды;
- жағаны тазалады.
– Енді аң да оралады, – деді қорықшы.
"""


def shape(article: Article) -> list[tuple[ParagraphKind, str, int, str]]:
    return [(p.kind, p.marker, p.breaks, p.text[:12]) for p in article.paragraphs]


def test_paragraphs_keep_their_kind_their_mark_and_their_place() -> None:
    article = parse_text(ARTICLE, "birds.txt")

    assert article.title == "Көлде құстар көбейді"
    assert article.origin == "birds.txt"
    assert shape(article) == [
        (TEXT, "", 2, "Құсшылар көк"),
        (TEXT, "", 1, "Бұрын мұнда "),
        (HEADING, "", 2, "Не өзгерді"),
        (TEXT, "", 2, "Әкімдік мына"),
        (ITEM, "- ", 1, "балық аулауғ"),
        (ITEM, "- ", 1, "жағаны тазал"),
        (TEXT, "", 1, "– Енді аң да"),
    ]


@pytest.mark.parametrize(
    ("first", "title"),
    [
        ("Көлде құстар көбейді", "Көлде құстар көбейді"),
        ("Көл неге тартылды?", "Көл неге тартылды?"),
        ("Көл тартылып барады!", "Көл тартылып барады!"),
        ("Көлде құстар көбейді.", None),
        ("Көлге келген құстар:", None),
        ("– Көлде құс көп", None),
        ("көлде құс көп", None),
        ("1997", None),
        ("Көл " * 60, None),
    ],
)
def test_the_first_line_is_a_title_when_it_looks_like_one(first: str, title: str | None) -> None:
    article = parse_text(f"{first}\n\nҚұсшылар көлді аралап, жүз елу аққу санады.")
    assert article.title == title
    assert len(article.paragraphs) == (2 if title is None else 1)


def test_a_single_line_is_a_paragraph_and_no_title() -> None:
    article = parse_text("Қазақстан")
    assert article.title is None
    assert article.paragraphs == (Paragraph(TEXT, "Қазақстан", breaks=0),)


def test_clauses_that_end_in_semicolons_are_items() -> None:
    article = parse_text(
        "Мақсаты мынау:\nсуды тазарту;\nағаш отырғызу;\nжол салу.\nҚұрылыс басталды."
    )
    assert [p.kind for p in article.paragraphs] == [TEXT, ITEM, ITEM, ITEM, TEXT]


def test_wrapped_lines_are_joined_on_strong_evidence() -> None:
    wrapped = (
        "Құсшылар биыл көктемде қорықтағы көлді аралап, жүз елу аққу\n"
        "санады, ал былтыр мұнда қырық аққу ғана болған еді, оның үстіне\n"
        "сирек кездесетін бірқазандар да оралды, бұл көлдегі судың\n"
        "тазарғанын көрсетеді. Мамандар енді балықтың да көбеюін күтіп\n"
        "отыр.\n"
        "Қорықшылар жағалауда кезекпен күзетте тұрады және су деңгейін күн\n"
        "сайын өлшейді."
    )
    article = parse_text(wrapped)
    assert len(article.paragraphs) == 2
    assert article.paragraphs[0].text == " ".join(wrapped.split("\n")[:5])


def test_lines_of_verse_and_short_paragraphs_are_not_joined() -> None:
    verse = (
        "Көл жағасы жасыл,\nАққу қонды кешке,\nЖел соқпайды бекер,\nКүн шығады ерте,\nТаң атады."
    )
    assert [p.text for p in parse_text(verse).paragraphs] == verse.split("\n")


@given(
    st.lists(
        st.text(st.sampled_from("абгқі .,!?-–«»:;0123"), min_size=1, max_size=40)
        .map(str.strip)
        .filter(bool),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.integers(1, 3), min_size=8, max_size=8),
)
def test_no_character_of_the_text_is_lost(lines: list[str], breaks: list[int]) -> None:
    text = "".join(line + "\n" * count for line, count in zip(lines, breaks, strict=False))

    article = parse_text(text)

    written = (article.title_marker + article.title) if article.title is not None else ""
    for paragraph in article.paragraphs:
        written += "\n" * paragraph.breaks + paragraph.marker + paragraph.text
    assert written.strip() == text.strip()


SAMPLE = "Өңір әкімі ғылыми қордың ұсынысын қабылдап, үш һектар жер бөлді. Бұл – қаңтар айы."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "kz1048"],
)
def test_encodings(encoding: str) -> None:
    assert decode(SAMPLE.encode(encoding), "a.txt") == SAMPLE


def test_windows_1251_without_kazakh_letters() -> None:
    assert decode("Алматы – «Арай»".encode("cp1251"), "a.txt") == "Алматы – «Арай»"


def test_koi8_is_found_by_its_letters() -> None:
    text = "Сегодня в городе открыли новую школу, и дети пришли на первый урок."
    assert decode(text.encode("koi8-r"), "a.txt") == text


@pytest.mark.parametrize("wrong", ["latin-1", "kz1048", "cp1251"])
def test_text_that_was_decoded_wrongly_before(wrong: str) -> None:
    """UTF-8 read as Latin-1, and Kazakh Windows-1251 read as the plain one."""
    if wrong == "latin-1":
        broken = SAMPLE.encode().decode("latin-1")
    elif wrong == "kz1048":
        broken = SAMPLE.encode("kz1048").decode("cp1251")
    else:
        import ftfy

        assert ftfy.fix_text("") == ""  # registers the codec that keeps the byte 98
        broken = SAMPLE.encode().decode("sloppy-windows-1251")
    assert broken != SAMPLE
    assert decode(broken.encode(), "a.txt") == SAMPLE


def test_a_file_cut_inside_a_letter_keeps_the_rest() -> None:
    assert decode(SAMPLE.encode()[:-3], "a.txt") == SAMPLE[:-2]


def test_standard_input_as_bytes_and_as_text() -> None:
    from_bytes = read_stdin(io.BytesIO(SAMPLE.encode("utf-16")))
    from_text = read_stdin(io.StringIO(SAMPLE))
    assert from_bytes == from_text
    assert from_bytes.origin == "-"
    assert from_bytes.paragraphs[0].text == SAMPLE


def test_markdown() -> None:
    article = parse_markdown(
        "---\ndate: 2025-04-02\n---\n"
        "# Көлде құстар **көбейді**\n\n"
        "Құсшылар [көлді](https://kol.kz) аралап,\nжүз *елу* аққу санады.\n\n"
        "![Көл](kol.jpg)\n\n"
        "Не өзгерді\n----------\n\n"
        "1. балық аулауға `тыйым` салды\n2. жағаны тазалады\n\n"
        "> – Енді аң да оралады, – деді қорықшы.\n> – Иә.\n\n***\n"
    )

    assert article.title == "Көлде құстар көбейді"
    assert article.date == "2025-04-02"
    assert [(p.kind, p.marker, p.text) for p in article.paragraphs] == [
        (TEXT, "", "Құсшылар көлді аралап, жүз елу аққу санады."),
        (HEADING, "## ", "Не өзгерді"),
        (ITEM, "1. ", "балық аулауға тыйым салды"),
        (ITEM, "2. ", "жағаны тазалады"),
        (TEXT, "", "– Енді аң да оралады, – деді қорықшы."),
        (TEXT, "", "– Иә."),
    ]
    assert [piece.text for piece in article.removed] == ["![Көл](kol.jpg)"]


def test_the_cells_of_a_markdown_table_are_paragraphs() -> None:
    article = parse_markdown(
        "Биыл құс көп.\n\n| Құс | Саны |\n|:---|---:|\n| Аққу \\| қаз | 150 |\n| | 3 |\nСоңы."
    )
    assert [p.text for p in article.paragraphs] == [
        "Биыл құс көп.",
        "Құс",
        "Саны",
        "Аққу | қаз",
        "150",
        "3",
        "Соңы.",
    ]


def test_inputs_from_files_folders_and_patterns(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "deep/c.md", "deep/photo.jpg", ".hidden/d.txt", "e.jsonl.gz"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(SAMPLE, encoding="utf-8")

    folder = [str(path.relative_to(tmp_path)) for path in find_inputs([str(tmp_path)])]
    pattern = find_inputs([str(tmp_path / "*.txt"), str(tmp_path / "a.txt")])

    assert folder == ["a.txt", "b.txt", "deep/c.md", "e.jsonl.gz"]
    assert pattern == [tmp_path / "a.txt", tmp_path / "b.txt"]


def test_a_name_without_an_extension_is_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "article"
    path.write_text(SAMPLE, encoding="utf-8")
    assert next(read_path(path)).paragraphs[0].text == SAMPLE
