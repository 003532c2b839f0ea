"""Bad input: one clear sentence each, or it works; never a traceback, never a long wait."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pytest

from models.errors import InputError
from summarize.article import Article
from summarize.cleaning import clean
from summarize.language import ensure_source
from summarize.readers import find_inputs, parse_text, read_path

KAZAKH = "Көлде құс көп екен, оны қорықшылар айтты."


def prepare(path: Path) -> Article:
    """The first article of the file, as the pipeline reads it."""
    return ensure_source(clean(next(read_path(path))), None)


def _pdf(text: str | None, password: str | None = None) -> bytes:
    from io import BytesIO

    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if password is not None:
        writer.encrypt(password, algorithm="RC4-128")
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _docx_without_text() -> bytes:
    from io import BytesIO

    from docx import Document

    stream = BytesIO()
    Document().save(stream)
    return stream.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("empty.txt", lambda: b"", "is empty"),
    ("blank.txt", lambda: b" \n\t\r\n \xc2\xa0\xef\xbb\xbf", "is empty"),
    ("only_a_mark.txt", lambda: b"\xff\xfe", "is empty"),
    ("picture.txt", lambda: PNG, "is a PNG picture, not text"),
    ("program.txt", lambda: bytes(range(256)) * 40, "is a binary file, not text"),
    ("noise.txt", lambda: b"\x81\x8d\x8f\x90\x9d\x98\xff\xfe\x80" * 200, "encoding"),
    ("pdf.txt", lambda: b"%PDF-1.4 ...", "is a PDF document, not text"),
    ("photo.jpg", lambda: b"\xff\xd8\xff", "unknown extension '.jpg'"),
    ("russian.txt", lambda: "Сегодня в городе открыли новую школу.".encode(), "looks Russian"),
    ("english.txt", lambda: b"A new school was opened in the city today.", "looks English"),
    ("numbers.txt", lambda: b"1997 2025 3,14", "holds no words"),
    ("empty.md", lambda: b"---\ndate: 2025\n---\n\n***\n", "is empty"),
    ("empty.html", lambda: b"", "holds no text"),
    ("empty_page.html", lambda: b"<html><body><script>x()</script></body></html>", "no text"),
    ("broken.docx", lambda: b"PK\x03\x04 broken", "is damaged or no Word document"),
    ("text.docx", lambda: KAZAKH.encode(), "is damaged or no Word document"),
    ("old.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected"),
    ("no_text.docx", _docx_without_text, "holds no text"),
    ("broken.pdf", lambda: b"%PDF-1.7\nbroken", "is damaged or no PDF"),
    ("empty.pdf", lambda: b"", "is damaged or no PDF"),
    ("scan.pdf", lambda: _pdf(None), "has no text layer"),
    ("locked.pdf", lambda: _pdf(None, "secret"), "is protected by a password"),
    ("empty.jsonl", lambda: b"\n\n", "is empty"),
    ("broken.jsonl", lambda: b'{"text": ', "broken.jsonl, line 1, is not JSON"),
    ("list.jsonl", lambda: b"[]", "line 1, is a JSON list"),
    ("nested.jsonl", lambda: b"[" * 100_000, "line 1, is not JSON"),
    ("broken.jsonl.gz", lambda: b"no gzip", "cannot be read to its end"),
    ("cut.jsonl.gz", lambda: gzip.compress(b'{"text": "a"}' * 99)[:20], "cannot be read"),
    ("broken.jsonl.zst", lambda: b"no zstandard", "cannot be read to its end"),
    ("no_column.csv", lambda: b"id,body\n1,x\n", "no column 'text'; its columns are: 'id', 'body'"),
    ("empty.csv", lambda: b"", "is empty"),
    ("no_row.csv", lambda: b"text\n", "no row"),
    ("ragged.csv", lambda: b"text,id\na,1\nb,2,3,4\n", "cannot be read as a table"),
    ("binary.csv", lambda: b"\x00\x01\x02" * 99, "is a binary file"),
    ("broken.parquet", lambda: b"PAR1 broken", "cannot be read as a table"),
    ("empty.parquet", lambda: b"", "cannot be read as a table"),
]


@pytest.mark.parametrize(("name", "make", "message"), REFUSED, ids=[row[0] for row in REFUSED])
def test_refused_with_one_sentence(
    tmp_path: Path, name: str, make: Callable[[], bytes], message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make())

    with pytest.raises(InputError) as caught:
        prepare(path)

    said = str(caught.value)
    assert message in said
    assert str(path) in said
    assert "\n" not in said
    assert said.endswith(".")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "missing.txt", "does not exist"),
        (lambda folder: folder / "*.txt", "does not exist"),
        (lambda folder: folder, "holds no article"),
    ],
)
def test_paths_without_an_article(
    tmp_path: Path, make: Callable[[Path], Path], message: str
) -> None:
    (tmp_path / "photo.jpg").write_bytes(PNG)
    with pytest.raises(InputError, match=message):
        find_inputs([str(make(tmp_path))])


def test_a_missing_file_and_a_folder_are_no_articles(tmp_path: Path) -> None:
    for path, message in ((tmp_path / "missing.txt", "does not exist"), (tmp_path, "is a folder")):
        with pytest.raises(InputError, match=message):
            next(read_path(path))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Қазақстан", "Қазақстан"),
        ("Көлде\x00 құс\x07 көп\x1b.", "Көлде құс көп."),
        ("\u202bКөлде құс\u202c көп.\u200f", "Көлде құс көп."),
        ("Көлде құс көп 🦢👨\u200d👩\u200d👧!", "Көлде құс көп 🦢👨\u200d👩\u200d👧!"),
        ("Көлде\u00a0құс\u2003көп.", "Көлде құс көп."),
    ],
)
def test_odd_characters_are_no_obstacle(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    article = prepare(path)
    assert article.source_language == "kk"
    assert [paragraph.text for paragraph in article.paragraphs] == [expected]


@pytest.mark.parametrize(
    "line",
    ["қ" * 100_000, "қa" * 50_000, "." * 99_999 + "қ", "қ." * 50_000, "(қ" * 50_000, "қ-" * 50_000],
    ids=["letters", "two alphabets", "stops", "sentences", "brackets", "hyphens"],
)
def test_a_line_of_100_000_characters_without_a_space(line: str) -> None:
    started = perf_counter()
    article = clean(parse_text(line))
    ensure_source(article, None)
    assert len(article.paragraphs) == 1
    assert len(article.paragraphs[0].text) == 100_000
    assert perf_counter() - started < 10  # a quadratic step would take minutes


def test_a_text_of_5_mb(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text((KAZAKH + "\n") * 70_000, encoding="utf-8")
    assert path.stat().st_size > 5_000_000
    article = prepare(path)
    assert len(article.paragraphs) == 70_000


def test_a_file_beyond_any_article_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(InputError, match="more than the 64 MB of one article"):
        next(read_path(path))
