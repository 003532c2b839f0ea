"""Results in other forms, and the site."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from corpus_fakes import BODY, run_fake, write_rows, written_rows

from models.errors import InputError, OutputError
from summarize.corpus.export import default_target, export
from summarize.corpus.journal import read_journal


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    rows = [
        {"id": f"n/{n}", "title": f"Тақырып {n}", "date": f"2026-11-0{n}", "text": BODY.format(n)}
        for n in range(1, 5)
    ]
    rows.append({"id": "bad", "text": ""})
    rows[1]["title"] = "</script><b>\u2028"
    write_rows(folder / "a.jsonl", rows)
    run_fake([str(folder / "a.jsonl")], folder / "out")
    return folder / "out"


def write(out: Path, form: str, target: Path) -> int:
    with read_journal(out) as journal:
        return export(journal, form, target)


def test_jsonl_holds_every_row_in_order(out: Path, tmp_path: Path):
    assert write(out, "jsonl", tmp_path / "all.jsonl") == 8
    lines = (tmp_path / "all.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == written_rows(out)


def test_csv_is_an_index_with_flag_kinds(out: Path, tmp_path: Path):
    write(out, "csv", tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["target_language"]) for row in rows[:3]] == [
        ("n/1", "en"),
        ("n/1", "ru"),
        ("n/2", "en"),
    ]
    assert rows[0]["date"] == "2026-11-01"
    assert int(rows[0]["flags"]) > 0
    assert "script" in rows[0]["flag_kinds"].split() or rows[0]["flag_kinds"]
    assert "translation" not in rows[0]


def test_parquet_has_typed_columns(out: Path, tmp_path: Path):
    from pyarrow.parquet import read_table

    write(out, "parquet", tmp_path / "all.parquet")
    table = read_table(tmp_path / "all.parquet")
    assert table.num_rows == 8
    first = table.slice(0, 1).to_pylist()[0]
    assert first["source_title"] == "Тақырып 1"
    assert first["words"] == 13
    assert set(first["flags"][0]) == {"kind", "sentence", "message"}
    assert json.loads(first["result"])["id"] == "n/1"


def test_markdown_is_a_file_for_each_article_and_language(out: Path, tmp_path: Path):
    assert write(out, "md", tmp_path / "md") == 8
    files = sorted(path.name for path in (tmp_path / "md").glob("*.md"))
    assert len(files) == 8
    assert sum(name.endswith(".en.md") for name in files) == 4


def test_the_site_has_an_index_and_a_page_for_each_article(out: Path, tmp_path: Path):
    assert write(out, "html-index", tmp_path / "html") == 8
    script = (tmp_path / "html" / "articles.js").read_text("utf-8")
    assert "\u2028" not in script
    articles = json.loads(script.removeprefix("const ARTICLES = ").removesuffix(",\n];\n") + "]")
    assert [article["id"] for article in articles] == ["n/1", "n/2", "n/3", "n/4"]
    assert [result["language"] for result in articles[0]["results"]] == ["en", "ru"]
    for article in articles:
        page = (tmp_path / "html" / article["page"]).read_text("utf-8")
        assert "<html" in page
    index = (tmp_path / "html" / "index.html").read_text("utf-8")
    assert 'type="search"' in index
    assert 'id="flag"' in index
    assert 'id="from"' in index


def test_an_export_replaces_only_an_export(out: Path, tmp_path: Path):
    write(out, "md", tmp_path / "md")
    write(out, "md", tmp_path / "md")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("kept")
    with pytest.raises(OutputError, match="no earlier export"):
        write(out, "html-index", tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["letter.txt"]
    assert not list(tmp_path.glob(".*part"))


def test_a_damaged_results_file_is_named(tmp_path: Path):
    write_rows(tmp_path / "a.jsonl", [{"id": "a", "text": BODY.format(1)}])
    run_fake([str(tmp_path / "a.jsonl")], tmp_path / "out")
    file = tmp_path / "out" / "shards" / "000000.jsonl"
    file.write_text(file.read_text("utf-8")[:100], "utf-8")
    with pytest.raises(InputError, match=r"000000\.jsonl, line 1, is damaged"):
        write(tmp_path / "out", "csv", tmp_path / "all.csv")
    assert not (tmp_path / "all.csv").exists()


def test_exports_go_below_the_run_by_default(tmp_path: Path):
    assert default_target(tmp_path, "csv") == tmp_path / "export" / "results.csv"
    assert default_target(tmp_path, "html-index") == tmp_path / "export" / "html"
