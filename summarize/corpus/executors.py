"""Ways to run shards: here, beside the reading; or in several processes.

An executor takes shards as they come and gives outputs as they are finished, never holding more
than a few shards, so that memory does not grow with the corpus.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures import process as process_pool

from models.errors import ModelError
from summarize.configuration import RunConfig
from summarize.corpus.items import Shard, ShardOutput
from summarize.corpus.work import process_shard
from summarize.pipeline import Pipeline

Executor = Callable[[Iterable[Shard]], Iterator[ShardOutput]]


def run_here(pipeline: Pipeline) -> Executor:
    """All shards one after another in this process, with all its threads."""

    def run(shards: Iterable[Shard]) -> Iterator[ShardOutput]:
        for shard in shards:
            yield process_shard(pipeline, shard)

    return run


def run_in_processes(config: RunConfig, workers: int) -> Executor:
    """Shards in ``workers`` processes, each with a model of its own. They are spawned, never
    forked: a fork would copy the translation library's threads in a broken state."""

    def run(shards: Iterable[Shard]) -> Iterator[ShardOutput]:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(workers, context, _load, (config,))
        running: set[Future[ShardOutput]] = set()
        try:
            for shard in shards:
                running.add(pool.submit(_process, shard))
                if len(running) > workers:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in done)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from (future.result() for future in done)
        except process_pool.BrokenProcessPool as error:
            raise ModelError(
                "A worker process died (killed, or out of memory); "
                "run the same command again, with fewer --workers if memory is short."
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    return run


_pipeline: Pipeline | None = None


def _load(config: RunConfig) -> None:
    global _pipeline
    _pipeline = Pipeline(config)


def _process(shard: Shard) -> ShardOutput:
    assert _pipeline is not None
    return process_shard(_pipeline, shard)
