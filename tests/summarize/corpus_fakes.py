"""A corpus run without models, for the tests of `summarize.corpus` and their child processes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from doubles import LetterEmbedder, ReversingEngine

from models.engine import EngineInfo, Generation, GenerationSettings, Progress
from summarize.configuration import RunConfig, validate_config
from summarize.corpus.executors import Executor, run_here
from summarize.corpus.journal import JOURNAL, read_journal
from summarize.corpus.memory import Memory
from summarize.corpus.run import MEMORY_BYTES, Report, run_corpus
from summarize.corpus.work import Worker

INFO = EngineInfo("reversing", "test", "r1", "none")
CONFIG = validate_config({"targets": ["en", "ru"], "order": "translate-first"}, "test")
BODY = "Ауданда {0} орындық жаңа емхана ашылды. Толығырақ біздің сайттан оқыңыз. Күн {0} градус."


class BatchEngine(ReversingEngine):
    """Shows in each output how many texts were translated with it, so that a run whose batches
    differ writes other bytes: real engines differ in near-ties only, which few tests would meet."""

    def generate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        settings: GenerationSettings,
        progress: Progress | None = None,
    ) -> list[Generation]:
        made = super().generate(texts, source, target, settings, progress)
        return [Generation(f"{g.text} of {len(texts)}", g.score, g.tokens) for g in made]


def fake_worker(folder: Path | None, config: RunConfig = CONFIG) -> Worker:
    """A worker whose engine is `BatchEngine`; it remembers what is in the folder's journal."""
    memory = Memory(folder / JOURNAL, MEMORY_BYTES) if folder else None
    return Worker(config, memory, BatchEngine(), LetterEmbedder())


def write_articles(folder: Path, count: int) -> list[str]:
    """``count`` small articles that share a sentence; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number:03d}.txt").write_text(BODY.format(number + 10), "utf-8")
    return [str(path) for path in sorted(folder.iterdir())]


def write_rows(file: Path, rows: Sequence[object]) -> None:
    """JSON lines; a str is written as it stands."""
    lines = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in rows)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def run_fake(
    paths: Sequence[str],
    out: Path,
    *,
    config: RunConfig = CONFIG,
    executor: Executor | None = None,
    **options: object,
) -> Report:
    """A run with the fake engine in this process."""
    executor = executor or run_here(fake_worker(out, config))
    return run_corpus(paths, out, config, INFO, executor, **{"shard_size": 3, **options})


def shard_bytes(out: Path) -> dict[str, bytes]:
    """Everything that the run wrote for its reader."""
    return {path.name: path.read_bytes() for path in sorted((out / "shards").iterdir())}


def written_rows(out: Path) -> list[dict]:
    """All rows of all shards."""
    texts = (data.decode() for data in shard_bytes(out).values())
    return [json.loads(line) for text in texts for line in text.splitlines()]


def failures(out: Path) -> dict[str, str]:
    """Id → kind of what failed."""
    with read_journal(out) as journal:
        return {failure.id: failure.kind for failure in journal.failures()}
