"""The report and the tables: everything in one file, nothing from elsewhere, nothing unescaped."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.charts import chart_library, task_charts
from eval.differences import mark_differences
from eval.evaluation import Evaluation, Output, Role, SystemRun, Unit
from eval.provenance import describe_surroundings
from eval.report import MEDIAN, WORST, render_report
from eval.scoring import Scoring, score_task
from eval.suites import Card
from eval.tables import format_value, remarks, to_csv, to_json, to_latex, to_markdown

NASTY = '<script>alert("x")</script> & </td>'
SCORING = Scoring(resamples=50)


def run(name: str, role: Role, texts: list[str], flags: tuple[str, ...] = ()) -> SystemRun:
    return SystemRun(name, role, f"about {name}", tuple(Output(t, 0.5, flags) for t in texts))


def test_a_reader_is_told_when_the_untouched_source_leads() -> None:
    """Outputs far too long need more edits than the source, which shares no word."""
    units = [Unit(str(n), str(n), "Қар.", ("It snows.",)) for n in range(8)]
    runs = [
        run("wordy", "system", ["All night and all day there was some snow."] * 8),
        run("copy", "baseline", ["Қар."] * 8),
    ]
    task = score_task("translation", "kk", "en", units, runs, SCORING)
    assert task.winners["ter"] == "copy"
    assert remarks(task) == [
        "In TER the source as it is (copy) leads: such a number alone does not show that a text "
        "was translated or made shorter."
    ]


def build() -> Evaluation:
    references = [f"Sentence {n} tells of {n} new hospitals in the city." for n in range(20)]
    units = [
        Unit(f"d{n // 5}/s{n}", f"d{n // 5}", f"Сөйлем {n} {NASTY}", (text,),
             ["health", "sport"][n % 2])
        for n, text in enumerate(references)
    ]  # fmt: skip
    worse = [text.replace("hospitals", "schools") for text in references]
    translation = score_task(
        "translation", "kk", "en", units,
        [
            run("good_one", "system", references),
            run("worse", "system", worse, ("number: 7 is missing",)),
            run("copy", "baseline", [unit.source for unit in units]),
        ],
        SCORING,
    )  # fmt: skip
    articles = [
        Unit(f"d{n}", f"d{n}", "Бір екі үш төрт.", ("One two.\nThree.", f"Four {n}."), "health",
             f"One two. Three. Four {n}. Five six seven.", title=f"Title {n} {NASTY}")
        for n in range(6)
    ]  # fmt: skip
    summary = score_task(
        "summary", "kk", "en", articles,
        [
            run("good_one", "system", [f"One two.\nFour {n}." for n in range(6)]),
            run("lead-3", "baseline", ["One two."] * 6),
            run("oracle", "ceiling", ["One two.\nThree."] * 6),
        ],
        SCORING,
    )  # fmt: skip
    card = Card("tiny", f"made here {NASTY}", "CC0", "nowhere", "abc")
    model = {"name": "m", "engine": "e", "revision": "r", "compute_type": "int8"}
    preset = {"config": {"model": "m", "beam": 1}, "model": model, "card": {"licence": "CC0"}}
    provenance = {"presets": {"good_one": preset}, **describe_surroundings(SCORING)}
    return Evaluation(card, (translation, summary), provenance)


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return build()


@pytest.fixture(scope="module")
def page(evaluation: Evaluation) -> str:
    return render_report(evaluation)


class Outline(HTMLParser):
    """Collects tags, addresses and visible text, and checks that tags are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key in {"src", "href"} and value:
                self.addresses.append(value)
            if key == "id" and value:
                self.ids.append(value)
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in {"script", "style"}:
            self.text += data


def test_the_page_is_whole_and_needs_nothing_from_elsewhere(page: str) -> None:
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    assert all(address.startswith("#") for address in outline.addresses)
    assert {address[1:] for address in outline.addresses} <= set(outline.ids)
    assert len(outline.ids) == len(set(outline.ids))
    assert "url(" not in page
    assert "@import" not in page
    assert "@media (prefers-color-scheme: dark)" in page
    assert "@media print" in page


def test_texts_are_escaped(page: str) -> None:
    assert NASTY not in page
    outline = Outline()
    outline.feed(page)
    assert NASTY in outline.text


def test_the_page_says_what_was_run_and_what_came_out(page: str) -> None:
    outline = Outline()
    outline.feed(page)
    for expected in (
        "Translation, Kazakh → English", "Summaries in English", "chrF++ by source length",
        "Distribution of sentence chrF++", "ROUGE-2 against compression", "By topic",
        "The worst sentences", "Sentences around the median", "20 of 20 sentences carry a flag",
        "Each article's summaries beside their references", "number: 7 is missing",
        "Signatures", "Configuration", "sacrebleu", "95 % percentile bootstrap",
        "Highest chrF++ among competitors: good_one, 100.0",
    ):  # fmt: skip
        assert expected in outline.text, expected
    assert page.count('<article class="example">') == WORST + MEDIAN + 20
    assert len(re.findall(r"data-chart=", page)) == 6


def test_the_chart_library_is_plotly_itself(page: str) -> None:
    from plotly.offline import get_plotlyjs

    packed = chart_library()
    assert packed in page
    assert gzip.decompress(base64.b64decode(packed)).decode("utf-8") == get_plotlyjs()


def test_charts_hold_the_scores(evaluation: Evaluation) -> None:
    translation, summary = evaluation.tasks
    by_system, by_length, distribution = task_charts(translation)
    figure = json.loads(by_system.figure)
    traces = {trace["name"]: trace for trace in figure["data"]}
    assert traces["system"]["y"] == ["worse", "good_one"]
    assert traces["system"]["x"][1] == pytest.approx(100.0)
    assert len(json.loads(by_length.figure)["data"]) == 4  # points and means of two presets
    assert json.loads(distribution.figure)["data"][0]["type"] == "histogram"
    assert [chart.title for chart in task_charts(summary)] == [
        "ROUGE-2 by system",
        "ROUGE-2 by source length",
        "ROUGE-2 against compression",
    ]


def test_the_json_holds_scores_tests_and_surroundings(evaluation: Evaluation) -> None:
    data = json.loads(to_json(evaluation))
    assert data["schema"] == "qysqa.evaluation/1"
    translation = data["tasks"][0]
    assert translation["metrics"]["chrf++"]["winner"] == "good_one"
    assert translation["systems"][1]["unit_flags"][0] == ["number: 7 is missing"]
    assert len(translation["systems"][0]["unit_values"]["chrf++"]) == 20
    tests = [test for test in translation["tests"] if test["metric"] == "chrf++"]
    assert [(test["first"], test["second"]) for test in tests] == [
        ("good_one", "worse"),
        ("good_one", "copy"),
    ]
    assert all(test["p_value"] < 0.05 for test in tests)
    assert data["provenance"]["versions"]["sacrebleu"][0].isdigit()


def test_the_csv_has_a_row_for_every_score(evaluation: Evaluation) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(evaluation))))
    assert len(rows) == sum(len(task.systems) * len(task.metrics) for task in evaluation.tasks)
    [row] = [r for r in rows if r["system"] == "good_one" and r["metric"] == "chrf++"]
    assert float(row["value"]) == pytest.approx(100)
    assert (row["winner"], row["role"], row["n"]) == ("yes", "system", "20")
    assert float(row["words_per_second"]) > 0
    assert "seed:12345" in row["signature"]


def test_markdown_and_latex_mark_the_winner(evaluation: Evaluation) -> None:
    markdown, latex = to_markdown(evaluation), to_latex(evaluation)
    assert "### Translation, Kazakh → English (tiny, n = 20)" in markdown
    assert re.search(r"^\| good_one \| \*\*100\.0\*\* ± 0\.0 \|", markdown, re.MULTILINE)
    assert "± is half the 95 % bootstrap interval (50 resamples, seed 12345)" in markdown
    assert r"good\_one & \textbf{100.0}\,$\pm$\,0.0 &" in latex
    assert latex.count(r"\begin{table}") == latex.count(r"\end{table}") == 2
    assert not re.search(r"(?<!\\)[%_&]\w*_", latex.split("\n", 1)[1].replace(r"\_", ""))


@pytest.mark.parametrize(
    ("value", "metric", "text"),
    [(4.949, "bleu", "4.9"), (1.1234, "length-ratio", "1.12"), (12.3, "compression", "12.30")],
)
def test_decimals_follow_the_scale(value: float, metric: str, text: str) -> None:
    assert format_value(value, metric) == text


def test_differing_words_are_marked_on_both_sides() -> None:
    reference, output = mark_differences("The old hospital opened.", "the new hospital — opened")
    assert [(piece.text, piece.differs) for piece in reference] == [
        ("The ", False), ("old", True), (" hospital opened.", False),
    ]  # fmt: skip
    assert [(piece.text, piece.differs) for piece in output] == [
        ("the ", False), ("new", True), (" hospital — opened", False),
    ]  # fmt: skip


@given(st.text(max_size=60), st.text(max_size=60))
def test_marking_loses_no_character(reference: str, output: str) -> None:
    left, right = mark_differences(reference, output)
    assert "".join(piece.text for piece in left) == reference
    assert "".join(piece.text for piece in right) == output


@given(st.text(max_size=60))
def test_equal_texts_do_not_differ(text: str) -> None:
    assert not any(piece.differs for side in mark_differences(text, text) for piece in side)


def test_one_system_and_one_unit_still_give_a_report() -> None:
    unit = Unit("1", "1", "", ("One.",))
    task = score_task("translation", "kk", "en", [unit], [run("a", "system", ["One."])], SCORING)
    card = Card("one", "", "", "")
    page = render_report(Evaluation(card, (task,), describe_surroundings(SCORING)))
    assert "a: chrF++ 100.0." in page
