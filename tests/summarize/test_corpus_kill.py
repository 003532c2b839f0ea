"""Killed between any two steps, a run goes on and ends as if nothing had happened."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
import sys
import threading
from pathlib import Path
from types import FrameType

import pytest
from corpus_fakes import BODY, fake_worker, run_fake, shard_bytes, write_articles, write_rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import summarize.corpus
from summarize.corpus.executors import run_here
from summarize.corpus.journal import JOURNAL

if not hasattr(os, "fork"):
    pytest.skip("a child is forked for every kill", allow_module_level=True)

TRACED = (str(Path(summarize.corpus.__file__).parent), "summarize/output.py", "corpus/lock.py")


def make_corpus(folder: Path) -> list[str]:
    write_articles(folder / "articles", 10)
    (folder / "articles" / "004.txt").write_text("", "utf-8")
    (folder / "articles" / "007.txt").write_text(
        "Сегодня в районе открылась новая школа на триста мест. Её ждали много лет.", "utf-8"
    )
    rows = [
        {"id": "a", "text": BODY.format(1)},
        {"id": "b", "text": BODY.format(2), "title": "Емхана"},
        "{broken",
        {"id": "a", "text": BODY.format(3)},
        {"id": "c", "text": BODY.format(4)},
        {"id": "b", "text": BODY.format(2), "title": "Емхана"},
    ]
    write_rows(folder / "more.jsonl", rows)
    return [str(folder / "articles"), str(folder / "more.jsonl")]


def run_in_child(paths: list[str], out: Path, kill_at: int | None) -> int | None:
    """Run in a forked process that ends at the ``kill_at``-th line of the corpus code without a
    word, as by SIGKILL. The number of lines if it came to the end, else None."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        steps = itertools.count()

        def trace(frame: FrameType, event: str, _: object) -> object:
            if event == "call" and not any(part in frame.f_code.co_filename for part in TRACED):
                return None
            if event == "line" and next(steps) == kill_at:
                os._exit(137)
            return trace

        try:
            threading.settrace(trace)
            sys.settrace(trace)
            run_fake(paths, out, shard_size=1)
            sys.settrace(None)
            os.write(writing, str(next(steps)).encode())
            os._exit(0)
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        steps_done = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 137), f"the child ended with {status}"
    return int(steps_done) if status == 0 else None


def record(out: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(out / JOURNAL) as database:
        return database.execute("SELECT * FROM items ORDER BY shard, position").fetchall()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Path, int]:
    folder = tmp_path_factory.mktemp("undisturbed")
    paths = make_corpus(folder)
    steps = run_in_child(paths, folder / "out", None)
    assert steps is not None
    return paths, folder / "out", steps


def test_the_undisturbed_run_has_one_result_or_failure_for_each_input(undisturbed):
    _, out, _ = undisturbed
    states = [row[4] for row in record(out)]
    # 8 articles, a, b, c; the empty file, the Russian one, the broken line, the second a.
    assert sorted(states) == ["done"] * 11 + ["failed"] * 4


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(kills=st.lists(st.floats(0, 1, exclude_max=True), min_size=1, max_size=3))
def test_killed_at_random_points_the_output_is_the_same_byte_for_byte(
    undisturbed, tmp_path_factory: pytest.TempPathFactory, kills: list[float]
):
    paths, expected, steps = undisturbed
    out = tmp_path_factory.mktemp("killed") / "out"
    for kill in kills:
        run_in_child(paths, out, int(kill * steps))
    assert run_in_child(paths, out, None) is not None
    assert shard_bytes(out) == shard_bytes(expected)
    assert record(out) == record(expected)
    shutil.rmtree(out.parent)


def test_what_a_shard_remembers_shows_in_its_bytes(undisturbed, tmp_path: Path):
    """So the equality above does hold for the cache: the fake engine tells its batches apart."""
    paths, expected, _ = undisturbed
    run_fake(paths, tmp_path / "out", shard_size=1, executor=run_here(fake_worker(None)))
    forgetful, remembering = shard_bytes(tmp_path / "out"), shard_bytes(expected)
    differing = [name for name in forgetful if forgetful[name] != remembering[name]]
    assert differing == [f"{number:06d}.jsonl" for number in (8, 9, 10, 11, 14)]


def test_a_finished_run_does_nothing_twice(undisturbed, tmp_path: Path):
    paths, expected, _steps = undisturbed
    shutil.copytree(expected, tmp_path / "out")
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out" / "shards").iterdir()}
    report = run_fake(paths, tmp_path / "out", shard_size=1)
    assert (report.new_articles, report.skipped) == (0, 16)
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "out" / "shards").iterdir()}
    assert before == after
