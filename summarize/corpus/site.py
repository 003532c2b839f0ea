"""``html-index``: a static site of a run's results, to be opened from the disk or put on a server.

An index with a search box and filters by flag and date, and a page for each article with all its
languages. The index is one script of about 600 bytes an article that the browser holds whole: up
to some hundred thousand articles.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader

from models.languages import LANGUAGES
from summarize.corpus.rows import Row
from summarize.output import result_path
from summarize.writers.html import LABELS, write_html

_PAGES = "pages"


def write_site(rows: Iterator[Row], folder: Path) -> int:
    """Write the site; how many rows are in it."""
    (folder / _PAGES).mkdir()
    count = 0
    with (folder / "articles.js").open("w", encoding="utf-8") as index:
        index.write("const ARTICLES = [\n")
        for item_id, group in groupby(rows, attrgetter("id")):
            members = list(group)
            count += len(members)
            page = result_path(folder / _PAGES, item_id, "all", "html")
            page.write_text(write_html([row.result for row in members]), "utf-8")
            entry = json.dumps(_entry(members, page), ensure_ascii=False)
            # These two end a line of a script in older browsers.
            index.write(entry.replace("\u2028", " ").replace("\u2029", " ") + ",\n")
        index.write("];\n")
    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    page_text = environment.get_template("corpus.html.j2").render(
        labels={kind.value: label for kind, label in LABELS.items()},
        languages={code: language.name for code, language in LANGUAGES.items()},
    )
    (folder / "index.html").write_text(page_text, "utf-8")
    return count


def _entry(rows: list[Row], page: Path) -> dict[str, Any]:
    """What the index shows and searches of an article."""
    article = rows[0].result.article
    flags = Counter(flag.kind.value for row in rows for flag in row.result.flags)
    return {
        "page": f"{_PAGES}/{page.name}",
        "id": rows[0].id,
        "title": article.title,
        "date": article.date,
        "flags": dict(sorted(flags.items())),
        "results": [
            {
                "language": row.result.target_language,
                "title": row.result.summary.title,
                "summary": row.result.summary.text,
            }
            for row in rows
        ],
    }


def _template(name: str) -> str:
    return resources.files("summarize.templates").joinpath(name).read_text("utf-8")
