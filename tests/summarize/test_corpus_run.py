"""What becomes of each input: results, recorded failures, retries; and what is refused."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from corpus_fakes import (
    BODY,
    CONFIG,
    INFO,
    failures,
    fake_worker,
    run_fake,
    shard_bytes,
    write_articles,
    write_rows,
    written_rows,
)

from models.engine import EngineInfo
from models.errors import ConfigurationError, InputError, OutputError
from summarize.configuration import validate_config
from summarize.corpus.executors import run_here
from summarize.corpus.journal import open_journal, read_journal
from summarize.corpus.run import run_corpus
from summarize.readers import Columns


def test_one_row_for_each_article_and_target(tmp_path: Path):
    paths = write_articles(tmp_path / "in", 4)
    report = run_fake(paths, tmp_path / "out")
    rows = written_rows(tmp_path / "out")
    assert [row["target_language"] for row in rows] == ["en", "ru"] * 4
    assert len({row["id"] for row in rows}) == 4
    assert (report.status.done, report.status.failed, report.new_articles) == (4, 0, 4)
    assert rows[0]["timing"]["total"] == 0, "times would differ in every run"


def test_given_ids_are_kept_and_paths_get_a_hash(tmp_path: Path):
    write_rows(tmp_path / "a.jsonl", [{"id": 7, "text": BODY.format(1)}, {"text": BODY.format(2)}])
    run_fake([str(tmp_path / "a.jsonl")], tmp_path / "out")
    first, second = [row["id"] for row in written_rows(tmp_path / "out")][::2]
    assert first == "7"
    assert second.startswith(f"{tmp_path}/a.jsonl:")
    assert len(second.rpartition(":")[2]) == 16


def broken_gzip(folder: Path) -> str:
    whole = gzip.compress("".join(f'{{"text": "{BODY.format(n)}"}}\n' for n in range(300)).encode())
    (folder / "x.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    return "x.jsonl.gz"


def broken_parquet(folder: Path) -> str:
    (folder / "x.parquet").write_bytes(b"PAR1" + b"\0" * 60 + b"PAR1")
    return "x.parquet"


def other_column(folder: Path) -> str:
    import pyarrow
    from pyarrow.parquet import write_table

    write_table(pyarrow.table({"body": [BODY.format(1)]}), folder / "x.parquet")
    return "x.parquet"


def other_csv_column(folder: Path) -> str:
    (folder / "x.csv").write_text("body,id\nКүн жылы.,1\n", "utf-8")
    return "x.csv"


def binary_file(folder: Path) -> str:
    (folder / "x.txt").write_bytes(b"\x7fELF" + bytes(range(256)) * 4)
    return "x.txt"


def closed_folder(folder: Path) -> str:
    (folder / "x").mkdir()
    return "x"


def duplicate_ids(folder: Path) -> str:
    write_rows(folder / "x.jsonl", [{"id": "a", "text": BODY.format(n)} for n in (1, 2)])
    return "x.jsonl"


def foreign_article(folder: Path) -> str:
    (folder / "x.md").write_text("The school was opened on Monday by the mayor.\n" * 3, "utf-8")
    return "x.md"


# What is bad → what kind of failure is recorded → what its sentence must say.
BAD_INPUTS = {
    broken_gzip: ("unreadable", "x.jsonl.gz"),
    broken_parquet: ("unreadable", "x.parquet"),
    other_column: ("unreadable", "--text-column"),
    other_csv_column: ("unreadable", "--text-column"),
    binary_file: ("unreadable", "x.txt"),
    closed_folder: ("unreadable", "permission"),
    duplicate_ids: ("duplicate-id", "two different texts"),
    foreign_article: ("not-kazakh", "English"),
}


@pytest.mark.parametrize("make", BAD_INPUTS, ids=lambda make: make.__name__)
def test_bad_input_is_recorded_and_its_neighbours_are_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make
):
    kind, words = BAD_INPUTS[make]
    write_articles(tmp_path / "in", 2)
    bad = tmp_path / "in" / make(tmp_path / "in")
    if make is closed_folder:  # permissions do not stop root, who runs tests in containers
        listed = os.listdir

        def refuse(path: Path) -> list[str]:
            if Path(path) == bad:
                raise PermissionError(13, "Permission denied")
            return listed(path)

        monkeypatch.setattr(os, "listdir", refuse)
    report = run_fake([str(tmp_path / "in")], tmp_path / "out")
    assert report.status.failures == ((kind, 1),)
    with read_journal(tmp_path / "out") as journal:
        [failure] = journal.failures()
    assert words in failure.message
    origins = {Path(row["article"]["origin"]).name for row in written_rows(tmp_path / "out")}
    assert {"000.txt", "001.txt"} <= origins


def test_an_article_of_two_megabytes_goes_through(tmp_path: Path):
    sentences = (f"Ауданда {n} орындық жаңа емхана ашылды." for n in range(30_000))
    text = "\n".join(" ".join(some) for some in zip(*[sentences] * 20, strict=False))
    assert len(text.encode()) > 1_900_000
    (tmp_path / "long.txt").write_text(text, "utf-8")
    write_articles(tmp_path / "in", 1)
    config = validate_config({"targets": ["en"], "checks": {"enabled": False}}, "test")
    paths = [str(tmp_path / "long.txt"), str(tmp_path / "in")]
    report = run_fake(paths, tmp_path / "out", config=config)
    assert (report.status.done, report.status.failed) == (2, 0)


def test_an_article_that_breaks_the_engine_fails_alone(tmp_path: Path):
    write_articles(tmp_path / "in", 3)
    (tmp_path / "in" / "001.txt").write_text(BODY.format(1) + " Апат болды.", "utf-8")
    worker = fake_worker(None)
    engine = worker._engine._engine
    generate = engine.generate

    def fragile(texts, *rest):
        if any("Апат" in text for text in texts):
            raise RuntimeError("out of memory in a kernel")
        return generate(texts, *rest)

    engine.generate = fragile
    report = run_fake([str(tmp_path / "in")], tmp_path / "out", executor=run_here(worker))
    assert report.status.failures == (("internal", 1),)
    assert len(written_rows(tmp_path / "out")) == 4


def test_retry_takes_only_what_failed_and_replaces_it(tmp_path: Path):
    write_articles(tmp_path / "in", 3)
    (tmp_path / "in" / "001.txt").write_text("", "utf-8")
    write_rows(tmp_path / "in" / "rows.jsonl", [{"text": BODY.format(5)}, "{", "{"])
    paths, out = [str(tmp_path / "in")], tmp_path / "out"
    assert run_fake(paths, out).status.failed == 3
    before = shard_bytes(out)

    (tmp_path / "in" / "001.txt").write_text(BODY.format(99), "utf-8")
    write_rows(tmp_path / "in" / "rows.jsonl", [{"text": BODY.format(n)} for n in (5, 6)] + ["{"])
    (tmp_path / "in" / "new.txt").write_text(BODY.format(77), "utf-8")
    report = run_fake(paths, out, retry=True)
    assert report.new_articles == 3, "the new file is for a run, not for a retry"
    assert list(failures(out).values()) == ["unreadable"]
    after = shard_bytes(out)
    assert {name: after[name] for name in before} == before
    assert len({row["id"] for row in written_rows(out)}) == 5
    assert run_fake(paths, out).new_articles == 1


def test_a_second_run_on_the_same_folder_is_refused(tmp_path: Path):
    paths = write_articles(tmp_path / "in", 1)
    with open_journal(tmp_path / "out"), pytest.raises(OutputError, match="Another run is writing"):
        run_fake(paths, tmp_path / "out")
    with open_journal(tmp_path / "out"), read_journal(tmp_path / "out") as journal:
        assert journal.status().running
    with read_journal(tmp_path / "out") as journal:
        assert not journal.status().running


def test_changed_settings_or_model_are_refused_unless_said(tmp_path: Path):
    paths, out = write_articles(tmp_path / "in", 2), tmp_path / "out"
    run_fake(paths[:1], out)
    other = validate_config({"targets": ["ru"], "order": "translate-first"}, "test")
    with pytest.raises(ConfigurationError, match=r"targets was \['en', 'ru'\] and is now \['ru'\]"):
        run_fake(paths, out, config=other)
    newer = EngineInfo("reversing", "test", "r2", "none")
    with pytest.raises(ConfigurationError, match=r"model\.revision was 'r1' and is now 'r2'"):
        run_corpus(paths, out, CONFIG, newer, run_here(fake_worker(out)))
    run_fake(paths, out, config=other, on_change="continue")
    assert [row["target_language"] for row in written_rows(out)] == ["en", "ru", "ru"]
    run_fake(paths, out, config=other, on_change="new")
    assert [row["target_language"] for row in written_rows(out)] == ["ru", "ru"]
    assert len(written_rows(tmp_path / "out.before-1")) == 3


def test_threads_may_change_between_two_calls(tmp_path: Path):
    paths, out = write_articles(tmp_path / "in", 1), tmp_path / "out"
    run_fake(paths, out)
    assert run_fake(paths, out, config=CONFIG.model_copy(update={"threads": 1})).skipped == 1


def test_an_input_that_vanished_is_recorded(tmp_path: Path):
    paths, out = write_articles(tmp_path / "in", 2), tmp_path / "out"

    def interrupted(shards):
        next(iter(shards))
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        run_fake(paths, out, executor=interrupted)
    Path(paths[1]).unlink()
    report = run_fake([str(tmp_path / "in")], out)
    assert report.status.items == 2, "other paths were named, so nothing can be said to be lost"
    with pytest.raises(InputError, match="does not exist"):
        run_fake(paths, out)


def test_the_same_folder_without_a_file_records_it_as_vanished(tmp_path: Path):
    paths, out = write_articles(tmp_path / "in", 2), tmp_path / "out"

    def interrupted(shards):
        next(iter(shards))
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        run_fake([str(tmp_path / "in")], out, executor=interrupted)
    Path(paths[1]).unlink()
    report = run_fake([str(tmp_path / "in")], out)
    assert (report.status.done, report.status.failures) == (1, (("vanished", 1),))


def test_paths_that_name_nothing_are_a_mistake(tmp_path: Path):
    with pytest.raises(InputError, match=r"nowhere\.txt does not exist"):
        run_fake([str(tmp_path / "nowhere.txt")], tmp_path / "out")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="hold no article"):
        run_fake([str(tmp_path / "empty")], tmp_path / "out")


def test_every_kind_of_table_gives_the_same_items(tmp_path: Path):
    import datasets
    import pyarrow

    rows = [{"key": f"k{n}", "body": BODY.format(n), "title": f"Тақырып {n}"} for n in range(3)]
    dataset = datasets.Dataset.from_list(rows)
    write_rows(tmp_path / "a.jsonl", rows)
    data = (tmp_path / "a.jsonl").read_bytes()
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(data))
    (tmp_path / "a.jsonl.zst").write_bytes(pyarrow.compress(data, "zstd", asbytes=True))
    dataset.to_csv(tmp_path / "a.csv")
    dataset.to_parquet(tmp_path / "a.parquet")
    dataset.save_to_disk(tmp_path / "a")
    written = {}
    for name in ("a.jsonl", "a.jsonl.gz", "a.jsonl.zst", "a.csv", "a.parquet", "a"):
        out = tmp_path / "out" / name
        run_fake([str(tmp_path / name)], out, columns=Columns(text="body", id="key"))
        written[name] = [
            (row["id"], row["article"]["title"], row["summary"]["text"])
            for row in written_rows(out)
        ]
    assert [row[:2] for row in written["a"][::2]] == [(f"k{n}", f"Тақырып {n}") for n in range(3)]
    assert all(rows == written["a"] for rows in written.values())


def test_on_a_full_disk_nothing_is_lost(tmp_path: Path):
    small = tmp_path / "small"
    small.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(small)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a small tmpfs is not permitted here")
    try:
        paths = write_articles(tmp_path / "in", 40)
        with pytest.raises(OutputError, match="cannot be"):
            run_fake(paths, small / "out")
        finished = set(shard_bytes(small / "out"))
        assert 0 < len(finished) < 14
        subprocess.run(["mount", "-o", "remount,size=20m", str(small)], check=True)
        report = run_fake(paths, small / "out")
        assert report.skipped >= 3
        run_fake(paths, tmp_path / "whole")
        assert shard_bytes(small / "out") == shard_bytes(tmp_path / "whole")
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path):
    """An iterator's worth of articles is in memory, whatever the number of rows."""
    code = (
        "import resource, sys\n"
        "from summarize.corpus.inputs import read_items\n"
        "from summarize.readers import Columns\n"
        "count = sum(1 for _ in read_items([sys.argv[1]], Columns()))\n"
        "print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    peaks = []
    for rows in (1_000, 10_000):
        file = tmp_path / f"{rows}.jsonl"
        body = BODY.format(1) * 10
        write_rows(file, [{"id": n, "text": f"{n} {body}"} for n in range(rows)])
        done = subprocess.run(
            [sys.executable, "-c", code, str(file)], capture_output=True, text=True, check=True
        )
        count, peak = map(int, done.stdout.split())
        assert count == rows
        peaks.append(peak)
    assert peaks[1] < 1.1 * peaks[0]


def test_the_facts_of_a_run_are_noted(tmp_path: Path):
    paths = write_articles(tmp_path / "in", 1)
    run_fake(paths, tmp_path / "out")
    with read_journal(tmp_path / "out") as journal:
        noted = journal.meta()
    assert noted["paths"] == paths
    assert noted["model"]["revision"] == INFO.revision
    assert noted["config"]["targets"] == ["en", "ru"]
