"""The command line as a user meets it: results on standard output, everything else on standard
error, exit statuses, the bad-input table. The bundled model runs for real."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from doubles import REPOSITORY

from summarize.cli import run

MEASLES = str(REPOSITORY / "examples" / "measles.txt")
WATER = str(REPOSITORY / "examples" / "water.md")


class Terminal(io.StringIO):
    """Standard input as bytes, the way the commands read it."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.buffer = io.BytesIO(data)


def qysqa(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "summarize.cli", *arguments]
    return subprocess.run(
        command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120, **options
    )


def test_help_names_every_command_and_is_quick():
    started = time.perf_counter()
    done = qysqa("--help")
    assert time.perf_counter() - started < 5, "the overview must not load models"
    assert done.returncode == 0
    for name in ("summarize", "translate", "models", "config"):
        assert f"  {name} " in done.stdout


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from summarize.cli import run; run(['--help']); print(); print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    heavy = {"torch", "transformers", "datasets", "evaluate", "ctranslate2", "numpy", "pydantic"}
    assert not heavy & loaded


def test_summarize_prints_the_result_alone(capsys: pytest.CaptureFixture[str]):
    assert run(["summarize", MEASLES, "--to", "en", "--sentences", "2"]) == 0
    captured = capsys.readouterr()
    assert captured.err == "", "no progress where nobody watches"
    assert "kk-mini" in captured.out
    assert len(captured.out.split()) > 20


def test_json_on_standard_output_is_valid_and_traced(capsys: pytest.CaptureFixture[str]):
    assert run(["summarize", MEASLES, "--to", "ru", "--full", "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["schema"] == "qysqa.result/1"
    ids = [s["id"] for p in result["article"]["paragraphs"] for s in p["sentences"]]
    assert [s["id"] for s in result["translation"]["sentences"]] == ids
    for sentence in result["summary"]["sentences"]:
        assert set(sentence["sources"]) <= set(ids)
    assert result["model"]["name"] == "kk-mini"


def test_kazakh_as_target_gives_source_sentences(capsys: pytest.CaptureFixture[str]):
    assert run(["summarize", MEASLES, "--to", "kk", "--sentences", "1", "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    sources = [s["text"] for p in result["article"]["paragraphs"] for s in p["sentences"]]
    assert result["summary"]["text"] in sources
    assert result["model"] is None


def test_a_folder_gets_one_file_per_article_and_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    arguments = ["summarize", MEASLES, WATER, "--to", "en", "--to", "kk", "--format", "json"]
    assert run([*arguments, "-o", str(tmp_path / "out")]) == 0
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(files) == 4
    assert all(json.loads((tmp_path / "out" / name).read_text("utf-8")) for name in files)
    assert capsys.readouterr().out == ""


def test_translate_keeps_headings_lists_and_paragraphs(capsys: pytest.CaptureFixture[str]):
    assert run(["translate", WATER, "--to", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    source = Path(WATER).read_text("utf-8").splitlines()
    assert [bool(line.strip()) for line in lines] == [bool(line.strip()) for line in source]
    for translated, original in zip(lines, source, strict=True):
        for marker in ("# ", "## ", "- "):
            assert translated.startswith(marker) == original.startswith(marker)


def test_a_plain_pipe_translates():
    text = "Ауданда жаңа емхана ашылды.\n\nОнда он екі дәрігер жұмыс істейді.\n"
    done = qysqa("translate", "-", "--to", "en", input=text)
    assert (done.returncode, done.stderr) == (0, "")
    assert [bool(line) for line in done.stdout.split("\n")] == [True, False, True, False]


def test_lines_in_equal_lines_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    text = "Бала мектепке барды.\n\nКүн суық.\u2028Қар жауды.\nБала мектепке барды.\n"
    monkeypatch.setattr(sys, "stdin", Terminal(text.encode()))
    assert run(["translate", "--lines", "-", "--to", "ru"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert [bool(line) for line in lines] == [True, False, True, True, False]
    assert lines[0] == lines[3]


# What a user gets wrong → what the one sentence must say.
BAD_FILES = {
    "empty.txt": (b"", "empty"),
    "blank.txt": (b"  \n\n ", "empty"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8, "PNG picture"),
    "article.xyz": ("Бүгін ауданда мектеп ашылды.".encode(), ".xyz"),
    "russian.txt": ("Сегодня в районе открылась новая школа на триста мест.".encode(), "--from"),
    "broken.docx": (b"PK\x03\x04 this is not a document", "broken.docx"),
    "broken.pdf": (b"%PDF-1.4 nothing", "broken.pdf"),
    "broken.jsonl": ('{"text": "Бүгін ауылда мектеп ашылды."}\n{"text": \n'.encode(), "line 2"),
}


@pytest.mark.parametrize("name", sorted(BAD_FILES))
def test_a_bad_file_gives_one_sentence_and_status_2(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
):
    data, expected = BAD_FILES[name]
    (tmp_path / name).write_bytes(data)
    assert run(["summarize", str(tmp_path / name), "--to", "kk"]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("qysqa: ")
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    assert expected in captured.err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["summarize", "no/such/file.txt"], "no/such/file.txt"),
        (["summarize", "{folder}"], "{folder}"),
        (["summarize", MEASLES, "--model", "./no-such-model"], "no-such-model"),
        (["summarize", MEASLES, "--model", "kk-minii"], "kk-mini"),
        (["summarize", MEASLES, "--model", "nllb-200-distilled-600M"], "qysqa models pull"),
        (["summarize", MEASLES, "--config", "kk-minni"], "Did you mean kk-mini"),
        (["summarize", MEASLES, "-o", "/proc/nothing/here.json"], "/proc/nothing"),
        (["summarize", MEASLES, "--to", "de"], "'de' is not one of 'en', 'ru', 'kk'"),
        (["summarize", MEASLES, "--sentences", "0"], "0 is not in the range"),
        (["translate", MEASLES, "--to", "en", "--to", "ru"], "-o DIR"),
        (["translate", "--lines", MEASLES, MEASLES, "--to", "en"], "--lines takes one file"),
        (["translate", MEASLES], "Missing option '--to'. Choose from: en, ru, kk; see `qysqa"),
        (["models", "info"], "Missing argument 'NAME|DIR'; see `qysqa models info --help`"),
        (["nonsense"], "No such command 'nonsense'"),
    ],
)
def test_a_users_mistake_gives_one_sentence_and_status_2(
    tmp_path: Path, arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
):
    arguments = [argument.format(folder=tmp_path) for argument in arguments]
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("qysqa: ")
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    assert expected.format(folder=tmp_path) in captured.err
    assert captured.out == ""


def test_strange_but_harmless_texts_are_translated(tmp_path: Path):
    text = "Ауданда\u200f жаңа 🙂 емхана\x07 ашылды.\n\n" + "қ" * 100_000 + "\n"
    (tmp_path / "odd.txt").write_text(text, "utf-8")
    done = qysqa("translate", str(tmp_path / "odd.txt"), "--to", "en")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n\n") == 1


def test_one_bad_file_among_good_ones_does_not_lose_the_good(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "empty.txt").write_bytes(b"")
    bad = str(tmp_path / "empty.txt")
    assert run(["summarize", bad, MEASLES, "--to", "kk", "--sentences", "1"]) == 2
    captured = capsys.readouterr()
    assert len(captured.out.split()) > 5
    assert captured.err.count("\n") == 1


def test_a_bug_exits_1_and_shows_its_traceback_only_under_debug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr("summarize.commands.summarize.build_config", broken)
    assert run(["summarize", MEASLES]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert run(["summarize", MEASLES, "--debug"]) == 1
    assert "ZeroDivisionError: planted" in capsys.readouterr().err


def test_an_interrupt_exits_130_and_leaves_no_file(tmp_path: Path):
    line = "Бүгін ауданда жаңа мектеп ашылды, оған бірінші күні екі жүз бала келді. "
    (tmp_path / "long.txt").write_text("\n".join(line + f"№{n}." for n in range(20000)), "utf-8")
    command = [sys.executable, "-m", "summarize.cli", "translate", str(tmp_path / "long.txt")]
    # Tests that a shell runs in the background ignore the interrupt, and so would their children.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen(
        [*command, "--to", "en", "-o", str(tmp_path / "out.txt")],
        cwd=REPOSITORY, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    signal.signal(signal.SIGINT, before)
    time.sleep(4)
    errors = ""
    for _ in range(6):  # on a crowded machine the first may fall into the start of the program
        running.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            _, errors = running.communicate(timeout=15)
            break
    assert running.returncode == 130, errors
    assert [path.name for path in tmp_path.iterdir()] == ["long.txt"]


def test_no_network_is_asked_for_anything():
    """Sockets are refused from the first line on; the main job works all the same."""
    code = (
        "import socket, sys\n"
        "def refuse(*a, **k): raise AssertionError('a socket was opened')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from summarize.cli import run\n"
        f"sys.exit(run(['summarize', {MEASLES!r}, '--to', 'en', '--to', 'ru', '--full']))\n"
    )
    environment = {**os.environ, "HF_HUB_OFFLINE": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True,
        env=environment, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_config_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["config", "list"]) == 0
    assert "kk-mini" in capsys.readouterr().out
    assert run(["config", "show", "lead3"]) == 0
    shown = capsys.readouterr().out
    (tmp_path / "copy.yaml").write_text(shown, "utf-8")
    assert run(["config", "validate", str(tmp_path / "copy.yaml")]) == 0
    (tmp_path / "wrong.yaml").write_text("modell: x\n", "utf-8")
    capsys.readouterr()
    assert run(["config", "validate", str(tmp_path / "wrong.yaml")]) == 2
    assert "did you mean 'model'?" in capsys.readouterr().err
