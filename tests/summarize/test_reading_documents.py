"""Web pages, Word documents and PDF, each built by the test itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from summarize.article import ParagraphKind
from summarize.cleaning import clean
from summarize.readers import read_path
from summarize.readers.web_page import parse_web_page

TEXT, HEADING, ITEM = ParagraphKind.TEXT, ParagraphKind.HEADING, ParagraphKind.ITEM

PAGE = """<!DOCTYPE html><html lang="kk"><head><meta charset="utf-8">
<title>Көлде құстар көбейді</title>
<meta property="og:title" content="Көлде құстар көбейді">
<meta property="article:published_time" content="2025-04-02T10:00:00+05:00"></head><body>
<nav><ul><li><a href="/">Басты бет</a></li><li><a href="/s">Спорт</a></li></ul></nav>
<article><h1>Көлде құстар көбейді</h1>
<p>Құсшылар көктемде қорықтағы көлді аралап, <b>жүз елу</b> аққу санады. Бұрын мұнда қырық аққу
ғана болатын.</p>
<h2>Не өзгерді</h2>
<p>Әкімдік былтыр мынадай екі шара қолданған еді, олардың нәтижесі биыл көрінді:</p>
<ul><li>балық аулауға тыйым салды</li><li>жағаны тазалады</li></ul>
<p>– Енді аң да оралады, – деді қорықшы.<br>Ол мұнда отыз жыл жұмыс істейді.</p></article>
<footer>© 2025 Арай. Барлық құқықтар қорғалған.</footer><script>var a = "скрипт";</script>
</body></html>"""


def test_a_web_page() -> None:
    article = clean(parse_web_page(PAGE, "page.html"))

    assert article.title == "Көлде құстар көбейді"
    assert article.date == "2025-04-02"
    assert [(p.kind, p.text) for p in article.paragraphs] == [
        (
            TEXT,
            "Құсшылар көктемде қорықтағы көлді аралап, жүз елу аққу санады. Бұрын мұнда қырық "
            "аққу ғана болатын.",
        ),
        (HEADING, "Не өзгерді"),
        (TEXT, "Әкімдік былтыр мынадай екі шара қолданған еді, олардың нәтижесі биыл көрінді:"),
        (ITEM, "балық аулауға тыйым салды"),
        (ITEM, "жағаны тазалады"),
        (TEXT, "– Енді аң да оралады, – деді қорықшы."),
        (TEXT, "Ол мұнда отыз жыл жұмыс істейді."),
    ]


@pytest.mark.parametrize("charset", ["windows-1251", "kz1048", "utf-8", "utf-16"])
def test_a_web_page_in_an_old_encoding(tmp_path: Path, charset: str) -> None:
    path = tmp_path / "page.htm"
    path.write_bytes(PAGE.replace('"utf-8"', f'"{charset}"').encode(
        "kz1048" if charset == "windows-1251" else charset))  # fmt: skip

    article = next(read_path(path))

    assert article.title == "Көлде құстар көбейді"
    assert any("қорықтағы көлді" in paragraph.text for paragraph in article.paragraphs)


def test_a_short_page_is_taken_as_a_whole() -> None:
    article = parse_web_page("<title>Қысқа</title><p>Ән айтты.</p><script>x</script><p>Кетті.</p>")
    assert [p.text for p in article.paragraphs] == ["Ән айтты.", "Кетті."]


def test_a_word_document(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("Көлде құстар көбейді", style="Title")
    document.add_paragraph("Құсшылар көлді аралап, жүз елу аққу санады.")
    document.add_heading("Не өзгерді", level=1)
    document.add_paragraph("балық аулауға тыйым салды", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Аққу"
    table.cell(0, 1).text = "150"
    document.add_paragraph("Бірінші жол.\nЕкінші жол.")
    path = tmp_path / "birds.docx"
    document.save(str(path))

    article = next(read_path(path))

    assert article.title == "Көлде құстар көбейді"
    assert [(p.kind, p.text) for p in article.paragraphs] == [
        (TEXT, "Құсшылар көлді аралап, жүз елу аққу санады."),
        (HEADING, "Не өзгерді"),
        (ITEM, "балық аулауға тыйым салды"),
        (TEXT, "Аққу"),
        (TEXT, "150"),
        (TEXT, "Бірінші жол."),
        (TEXT, "Екінші жол."),
    ]
    # Every paragraph begins on a line of its own when the document is written again.
    assert [(p.marker, p.breaks) for p in article.paragraphs[:4]] == [
        ("", 2),
        ("## ", 2),
        ("- ", 1),
        ("", 2),
    ]


def test_a_pdf(tmp_path: Path) -> None:
    pages = [
        [
            "Көлде құстар көбейді",
            "Құсшылар көктемде қорықтағы көлді аралап, жүз елу аққу са-",
            "нады, ал былтыр мұнда қырық аққу ғана болған еді. Көл кезең-",
            "кезеңімен тазарды.",
            "Мамандар балықтың көбеюін күтіп отыр, ал қорықшылар жаға-",
            "1",
        ],
        ["лауда күзетте тұрады.", "2"],
    ]
    path = tmp_path / "birds.pdf"
    path.write_bytes(make_pdf(pages))

    article = next(read_path(path))

    assert article.title == "Көлде құстар көбейді"
    assert [p.text for p in article.paragraphs] == [
        "Құсшылар көктемде қорықтағы көлді аралап, жүз елу аққу санады, ал былтыр мұнда қырық "
        "аққу ғана болған еді. Көл кезең-кезеңімен тазарды.",
        "Мамандар балықтың көбеюін күтіп отыр, ал қорықшылар жағалауда күзетте тұрады.",
    ]
    assert [(piece.text, piece.reason) for piece in article.removed] == [
        ("1", "page number"),
        ("2", "page number"),
    ]


def test_a_running_header_is_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    bodies = ("Көлде аққу көп екен.", "Орманда аю көп екен.", "Далада киік көп екен.")
    path.write_bytes(make_pdf([["«Арай» газеті", body] for body in bodies]))

    article = next(read_path(path))

    assert [p.text for p in article.paragraphs] == list(bodies)
    assert {piece.reason for piece in article.removed} == {"running header or footer"}


def make_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF whose codes are UTF-16, as a ToUnicode map tells; no font is embedded."""
    unicode_map = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> "
        "endcodespacerange 1 beginbfrange <0000> <06FF> <0000> endbfrange "
        "1 beginbfrange <2000> <22FF> <2000> endbfrange endcmap end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /DW 500 /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        f"<< /Length {len(unicode_map)} >>\nstream\n{unicode_map}\nendstream",
    ]
    kids = []
    for lines in pages:
        shown = "".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -14 Td\n" for line in lines)
        content = f"BT /F1 11 Tf 50 780 Td\n{shown}ET"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects) + 2} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode("latin-1")
