"""Ways to run shards: here, each stage beside the next; or in several processes.

An executor takes shards as they come and gives outputs as they are finished. It holds few at a
time, so that memory does not grow with the corpus, and begins a shard only when every shard that
it was given LAG places earlier has been taken back by the caller, who records it first: what the
shard may remember (`summarize.corpus.memory`) is then all there.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import (
    FIRST_COMPLETED,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures import process as process_pool
from contextlib import ExitStack
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from models.errors import ModelError
from summarize.corpus.items import Shard, ShardOutput
from summarize.corpus.memory import LAG
from summarize.corpus.work import Work, Worker

Outputs = Generator[ShardOutput, None, None]
Executor = Callable[[Iterable[Shard]], Outputs]
MakeWorker = Callable[[], Worker]
"""Makes a worker where it is to work; it is pickled to get there."""

DEPTH = 4
"""Shards under way in one process: one in each stage, and one that waits for the second."""


def run_here(worker: Worker) -> Executor:
    """Shards in this process: while one is translated, the next is prepared and the one before
    is checked. Translation lets go of the interpreter's lock, so that the stages do run beside
    each other."""

    def run(shards: Iterable[Shard]) -> Outputs:
        with ExitStack() as stack:
            stack.callback(worker.close)
            stages = [stack.enter_context(ThreadPoolExecutor(1)) for _ in range(3)]
            under_way: deque[Future[ShardOutput]] = deque()
            try:
                for shard in shards:
                    under_way.append(_submit(worker, shard, *stages))
                    if len(under_way) >= DEPTH:
                        yield under_way.popleft().result()
                while under_way:
                    yield under_way.popleft().result()
            finally:
                for stage in stages:
                    stage.shutdown(wait=False, cancel_futures=True)

    return run


def _submit(
    worker: Worker,
    shard: Shard,
    first: ThreadPoolExecutor,
    second: ThreadPoolExecutor,
    third: ThreadPoolExecutor,
) -> Future[ShardOutput]:
    prepared: Future[Work] = first.submit(worker.prepare, shard)
    translated: Future[Work] = second.submit(lambda: worker.translate(prepared.result()))
    return third.submit(lambda: worker.finish(translated.result()))


def run_in_processes(make: MakeWorker, workers: int) -> Executor:
    """Shards in ``workers`` processes, each with a model of its own and, where there are CUDA
    devices, a device of its own. They are spawned, never forked: a fork would copy the translation
    library's threads in a broken state."""

    def run(shards: Iterable[Shard]) -> Outputs:
        context = multiprocessing.get_context("spawn")
        order = context.Value("i", 0)
        pool = ProcessPoolExecutor(workers, context, _start, (make, order))
        running: dict[Future[ShardOutput], int] = {}
        given = 0
        try:
            for shard in shards:
                # One more than there are workers waits, so that none of them does.
                while len(running) > workers or min(running.values(), default=given) <= given - LAG:
                    yield from _finished(running)
                running[pool.submit(_process, shard)] = given
                given += 1
            while running:
                yield from _finished(running)
        except process_pool.BrokenProcessPool as error:
            raise ModelError(
                "A worker process died (killed, or out of memory); "
                "run the same command again, with fewer --workers if memory is short: it goes on."
            ) from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    return run


def _finished(running: dict[Future[ShardOutput], int]) -> Outputs:
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        del running[future]
        yield future.result()


_worker: Worker | None = None


def _start(make: MakeWorker, order: Synchronized[int]) -> None:
    """In a new process: take a number, see only the CUDA device of that number, load the model."""
    global _worker
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with order.get_lock():
        number = order.value
        order.value += 1
    devices = cuda_devices()
    if devices:
        os.environ["CUDA_VISIBLE_DEVICES"] = devices[number % len(devices)]
    _worker = make()


def _end_with_parent() -> None:
    """A killed parent takes nobody with it: without this its workers would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def cuda_devices() -> list[str]:
    """The devices this process may use, named as CUDA_VISIBLE_DEVICES names them. They are looked
    for in the environment and under /dev: asking CUDA would settle the choice."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        return [name for name in visible.split(",") if name.strip()]
    devices = (device.name.removeprefix("nvidia") for device in Path("/dev").glob("nvidia*"))
    return sorted(name for name in devices if name.isdigit())


def _process(shard: Shard) -> ShardOutput:
    assert _worker is not None
    return _worker.process(shard)
