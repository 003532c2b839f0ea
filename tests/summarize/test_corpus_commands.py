"""`qysqa corpus` as a user meets it: statuses, sentences, what is on the screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from corpus_fakes import BODY, fake_worker, write_articles

import summarize.corpus.plan as plan
from summarize.cli import run
from summarize.commands.corpus import run as corpus_run
from summarize.commands.corpus_display import Tally, duration, show_run
from summarize.configuration import read_config
from summarize.corpus.journal import open_journal


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    def make(config, journal, memory_bytes, threads):
        return fake_worker(journal.parent, config)

    monkeypatch.setattr(plan, "make_worker", make)


def corpus(*arguments: object) -> int:
    return run(["corpus", *map(str, arguments)])


def test_a_run_its_status_its_retry(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    write_articles(tmp_path / "in", 3)
    (tmp_path / "in" / "001.txt").write_text("", "utf-8")
    out = tmp_path / "out"
    assert corpus(tmp_path / "in", "--to", "en", "--out", out) == 3
    first = capsys.readouterr().out
    assert "2 done, 1 failed (unreadable 1)" in first
    assert f"qysqa corpus retry {out} --failed" in first

    assert corpus("status", out) == 0
    assert "2 done, 1 failed" in capsys.readouterr().out
    assert corpus("status", out, "--failures") == 0
    assert capsys.readouterr().out.startswith(f"{tmp_path}/in/001.txt\tunreadable\t")
    assert corpus("status", out, "--json") == 0
    assert json.loads(capsys.readouterr().out)["done"] == 2

    (tmp_path / "in" / "001.txt").write_text(BODY.format(3), "utf-8")
    assert corpus("retry", out, "--failed") == 0
    assert "3 done, 0 failed" in capsys.readouterr().out
    assert corpus("export", out, "--format", "csv") == 0
    assert (out / "export" / "results.csv").is_file()


def test_the_same_command_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    write_articles(tmp_path / "in", 2)
    command = (tmp_path / "in", "--to", "en", "--out", tmp_path / "out", "--shard-size", "1")
    assert corpus(*command) == 0
    write_articles(tmp_path / "in", 3)
    assert corpus(*command) == 0
    assert "This run: 1 articles" in capsys.readouterr().out
    assert corpus(*command, "--sentences", "1") == 2
    assert "summary.sentences was 3 and is now 1" in capsys.readouterr().err
    assert corpus(*command, "--sentences", "1", "--new") == 0
    assert (tmp_path / "out.before-1" / "journal.sqlite").is_file()


BAD_COMMANDS = {
    "no such path": (["nowhere/", "--out", "OUT"], "nowhere/ does not exist"),
    "no articles": (["EMPTY", "--out", "OUT"], "hold no article"),
    "no run there": (["status", "EMPTY"], "holds no corpus run"),
    "nothing to retry": (["retry", "EMPTY", "--failed"], "holds no corpus run"),
    "nothing to export": (["export", "EMPTY", "--format", "csv"], "holds no corpus run"),
    "new and continue": (["IN", "--out", "OUT", "--new", "--continue-with-changes"], "exclude"),
    "out is a file": (["IN", "--out", "FILE"], "cannot be written"),
    "out below a file": (["IN", "--out", "FILE/out"], "cannot be written"),
    "unknown preset": (["IN", "--out", "OUT", "--config", "kk-mimi"], "Did you mean kk-mini"),
    "no cluster": (
        ["IN", "--out", "OUT", "--engine", "ray", "--address", "127.0.0.1:1"],
        "No Ray cluster answers",
    ),
}


@pytest.mark.parametrize("name", BAD_COMMANDS)
def test_a_mistake_is_one_sentence_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
):
    arguments, expected = BAD_COMMANDS[name]
    if name == "no cluster":
        pytest.importorskip("ray")
    write_articles(tmp_path / "IN", 1)
    (tmp_path / "EMPTY").mkdir()
    (tmp_path / "FILE").write_text("")
    arguments = [
        str(tmp_path / word) if word.split("/")[0] in ("IN", "OUT", "EMPTY", "FILE") else word
        for word in arguments
    ]
    assert corpus(*arguments) == 2
    captured = capsys.readouterr()
    assert expected in captured.err
    assert "Traceback" not in captured.err


def test_a_second_run_says_who_is_in_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    write_articles(tmp_path / "in", 1)
    with open_journal(tmp_path / "out"):
        assert corpus(tmp_path / "in", "--out", tmp_path / "out") == 2
        assert "Another run is writing" in capsys.readouterr().err
        assert corpus("status", tmp_path / "out") == 0
    assert "A run is writing" in capsys.readouterr().out


def test_help_of_the_group_and_of_a_run(capsys: pytest.CaptureFixture[str]):
    assert corpus("--help") == 0
    assert "retry" in capsys.readouterr().out
    assert corpus("run", "--help") == 0
    assert "--continue-with-changes" in capsys.readouterr().out


def test_lines_appear_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]):
    tally = Tally(total=10, articles=4, words=800, flags=3, failures=1)
    with show_run(tally, quiet=False, every=0.01):
        while "articles" not in (shown := capsys.readouterr().err):
            pass
    assert shown.startswith("qysqa: 4 of about 10 articles, ")
    assert "3 flags, 1 failed" in shown
    with show_run(tally, quiet=True, every=0.0):
        pass
    assert capsys.readouterr().err == ""


def test_durations_are_for_people():
    assert [duration(s) for s in (4.2, 99, 100, 5999, 11_100)] == [
        "4 s", "99 s", "2 min", "1 h 40 min", "3 h 05 min",
    ]  # fmt: skip


def test_a_corpus_is_searched_greedily_unless_told_otherwise():
    defaults = {parameter.name: parameter.default for parameter in corpus_run.params}
    assert defaults["config"] == "fast"
    assert read_config("fast").generation.beam_size == 1
