"""The same corpus through a local Ray cluster of two workers, one of which is killed."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest
from corpus_fakes import (
    CONFIG,
    BatchEngine,
    fake_worker,
    run_fake,
    shard_bytes,
    write_articles,
    written_rows,
)
from doubles import REPOSITORY, LetterEmbedder

from models.errors import ConfigurationError
from summarize.corpus.executors import run_here, run_in_processes
from summarize.corpus.journal import JOURNAL
from summarize.corpus.memory import Memory, Recall
from summarize.corpus.run import MEMORY_BYTES
from summarize.corpus.work import Worker

HERE = Path(__file__).resolve().parent


class DyingEngine(BatchEngine):
    """Kills its process with its third batch, once."""

    def __init__(self, mark: Path) -> None:
        super().__init__()
        self._mark = mark

    def generate(self, texts, *rest):
        if self._mark.exists() and len(self.calls) >= 2:
            self._mark.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().generate(texts, *rest)


class MakeDying:
    """Makes a worker with a `DyingEngine`."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __call__(self, memory: Recall | None) -> Worker:
        return Worker(CONFIG, memory, DyingEngine(self.mark), LetterEmbedder())


def make_in_process() -> Worker:
    return fake_worker(None)


def test_an_address_that_does_not_answer_is_one_sentence_in_seconds():
    pytest.importorskip("ray")
    from summarize.corpus.on_ray import ray_cluster

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    with (
        pytest.raises(ConfigurationError, match="No Ray cluster answers"),
        ray_cluster(f"127.0.0.1:{port}"),
    ):
        pass
    with pytest.raises(ConfigurationError, match="not the address"), ray_cluster("nonsense"):
        pass
    assert time.monotonic() - began < 10


def test_a_cluster_gives_what_one_process_gives_although_a_worker_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    ray = pytest.importorskip("ray", reason="Ray is an extra: pip install 'qysqa[ray]'")
    from summarize.corpus.on_ray import ray_executor

    paths = write_articles(tmp_path / "in", 20)
    run_fake(paths, tmp_path / "here", shard_size=1)
    mark = tmp_path / "alive"
    mark.touch()
    path = os.pathsep.join(map(str, (REPOSITORY, HERE, HERE.parent)))
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": path}},
    )
    try:
        out = tmp_path / "there"
        memory = Memory(out / JOURNAL, MEMORY_BYTES)
        executor = ray_executor(MakeDying(mark), memory, 2, {"num_cpus": 1})
        report = run_fake(paths, out, shard_size=1, executor=executor)
    finally:
        ray.shutdown()
    assert not mark.exists(), "no worker was killed"
    assert (report.status.done, report.status.failed) == (20, 0)
    assert shard_bytes(out) == shard_bytes(tmp_path / "here")


def test_several_processes_give_what_one_gives(tmp_path: Path):
    paths = write_articles(tmp_path / "in", 12)
    run_fake(paths, tmp_path / "one", shard_size=2, executor=run_here(fake_worker(None)))
    report = run_fake(
        paths, tmp_path / "two", shard_size=2, executor=run_in_processes(make_in_process, 2)
    )
    assert report.status.done == 12
    assert len(written_rows(tmp_path / "two")) == 24
    assert shard_bytes(tmp_path / "two") == shard_bytes(tmp_path / "one")
