"""Shards on a Ray cluster: Ray Data with one actor a worker, each with the model loaded once.

The driver reads the inputs and writes the journal, as everywhere. Shards reach the actors through
a queue that one read task of Ray Data streams from; results stream back and are recorded by the
driver one by one. An actor that dies is started again by Ray, and its shard with it; what is lost
with a machine all the same is handed out once more. So a run on Ray ends like any other, and one
that was killed goes on here or there.

The translation cache lies in the driver's journal; the actors ask it through an actor on the
driver's machine.
"""

from __future__ import annotations

import logging
import os
import pickle
import queue
import socket
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from models.engine import Generation
from models.errors import ConfigurationError, ModelError
from summarize.configuration import RunConfig
from summarize.corpus.executors import Executor, Outputs
from summarize.corpus.items import Shard, ShardOutput
from summarize.corpus.memory import LAG, Memory, Recall
from summarize.corpus.work import Worker

_COLUMN = "pickled"
_CONNECT_SECONDS = 5.0
_ROUNDS = 3
"""How often a shard is handed out before the run gives up."""

MakeWorker = Callable[[Recall | None], Worker]
"""Makes a worker on a machine of the cluster; it is pickled to get there."""


@contextmanager
def ray_cluster(address: str) -> Iterator[None]:
    """A connection to the cluster at ``address`` ("auto" finds the one of this machine, "local"
    starts one). Raises ConfigurationError in seconds when there is none."""
    try:
        import ray
    except ImportError as error:
        raise ConfigurationError(
            "Ray is not installed; install it with: pip install 'qysqa[ray]'."
        ) from error
    if ray.is_initialized():
        yield
        return
    _check_answers(address)
    # Workers import this package from where it is imported here.
    place = str(Path(__file__).resolve().parent.parent.parent)
    try:
        ray.init(
            None if address == "local" else address,
            runtime_env={"env_vars": {"PYTHONPATH": _python_path(place)}},
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (ConnectionError, RuntimeError, TimeoutError, ValueError, OSError) as error:
        raise _no_cluster(address, " ".join(str(error).split())[:200]) from error
    try:
        yield
    finally:
        ray.shutdown()


def _python_path(place: str) -> str:
    before = os.environ.get("PYTHONPATH", "")
    return os.pathsep.join([place, before] if before else [place])


def _check_answers(address: str) -> None:
    """Ray tries for a minute to reach an address that is not there; a socket knows at once."""
    if address in ("auto", "local"):
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit():
        raise ConfigurationError(
            f"{address!r} is not the address of a Ray cluster; expected HOST:PORT, "
            "ray://HOST:PORT, auto or local."
        )
    try:
        socket.create_connection((host, int(port)), _CONNECT_SECONDS).close()
    except OSError as error:
        raise _no_cluster(address, error.strerror or str(error)) from error


def _no_cluster(address: str, reason: str) -> ConfigurationError:
    return ConfigurationError(
        f"No Ray cluster answers at {address!r} ({reason}); start one with `ray start --head`, "
        "check the address, or say --address local for one on this machine."
    )


def run_on_ray(
    config: RunConfig, journal: Path, memory_bytes: int, workers: int | None = None
) -> Executor:
    """Shards on the connected cluster, in ``workers`` actors (None: one for each GPU, else one for
    every two CPUs)."""
    import ray

    resources = ray.cluster_resources()
    gpus, cpus = int(resources.get("GPU", 0)), int(resources.get("CPU", 1))
    count = workers or gpus or max(1, cpus // 2)
    threads = max(1, (config.threads or cpus) // count)
    needs = {"num_gpus": 1} if gpus >= count else {"num_cpus": max(1, cpus // count)}
    memory = Memory(journal, memory_bytes) if memory_bytes else None
    return ray_executor(partial(_make_worker, config, threads), memory, count, needs)


def _make_worker(config: RunConfig, threads: int, memory: Recall | None) -> Worker:
    return Worker(config, memory, threads=threads)


def ray_executor(
    make: MakeWorker, memory: Memory | None, workers: int, needs: dict[str, int]
) -> Executor:
    """Shards in ``workers`` actors that take ``needs`` of the cluster each."""

    def run(shards: Iterable[Shard]) -> Outputs:
        waiting = iter(shards)
        lost: deque[Shard] = deque()
        for _ in range(_ROUNDS):
            lost = yield from _one_round(chain(lost, waiting), make, memory, workers, needs)
            if not lost:
                return
        raise ModelError(
            f"{len(lost)} shards were lost {_ROUNDS} times on the cluster (workers killed, or out "
            "of memory); run the same command again, with fewer --workers if memory is short: it "
            "goes on."
        )

    return run


def _one_round(
    shards: Iterator[Shard],
    make: MakeWorker,
    memory: Memory | None,
    workers: int,
    needs: dict[str, int],
) -> Generator[ShardOutput, None, deque[Shard]]:
    """Stream the shards through the actors; what has been handed out and did not come back."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    local: dict[str, Any] = {"num_cpus": 0, "scheduling_strategy": here}
    asked = ray.remote(_Asked).options(**local).remote(memory) if memory else None
    source = ray.remote(_Queue).options(max_concurrency=2, **local).remote()
    results: queue.SimpleQueue[bytes | Exception | None] = queue.SimpleQueue()
    data = partial(_stream, source, make, asked, workers, needs, results)
    threading.Thread(target=data, daemon=True).start()
    under_way: dict[int, tuple[int, Shard]] = {}
    given, ended = 0, False
    limit = min(2 * workers + 1, LAG)
    try:
        while True:
            while not ended and len(under_way) < limit and _may_begin(under_way, given):
                shard = next(shards, None)
                ended = shard is None
                if shard is not None:
                    under_way[shard.number] = given, shard
                    given += 1
                ray.get(source.put.remote(None if shard is None else pickle.dumps(shard)))
            result = results.get()
            if result is None:
                return deque(shard for _, shard in under_way.values())
            if isinstance(result, Exception):
                raise result
            output = pickle.loads(result)
            if under_way.pop(output.number, None):  # a shard that ran twice came before
                yield output
    finally:
        for actor in (source, asked):
            if actor is not None:
                ray.kill(actor)


def _may_begin(under_way: dict[int, tuple[int, Shard]], given: int) -> bool:
    return min((place for place, _ in under_way.values()), default=given) > given - LAG


def _stream(
    source: Any,
    make: MakeWorker,
    asked: Any,
    workers: int,
    needs: dict[str, int],
    results: queue.SimpleQueue[bytes | Exception | None],
) -> None:
    """Run Ray Data over the queue until it ends; a thread of its own, because it blocks."""
    import ray

    context = ray.data.DataContext.get_current().copy()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context.target_max_block_size = 1  # a shard is handed on at once, not gathered with others
    try:
        with ray.data.DataContext.current(context):
            data = ray.data.read_datasource(
                _shard_source(source), override_num_blocks=1, num_cpus=0
            ).map_batches(
                _Actor,
                fn_constructor_args=(make, asked),
                batch_size=1,
                batch_format="pyarrow",
                compute=ray.data.ActorPoolStrategy(size=workers),
                **needs,
            )
            for batch in data.iter_batches(
                batch_size=None, prefetch_batches=0, batch_format="pyarrow"
            ):
                for value in batch.column(_COLUMN).to_pylist():
                    results.put(value)
        results.put(None)
    except Exception as error:
        reason = " ".join(str(error).split())[-300:]
        results.put(ModelError(f"The work on the Ray cluster failed: {reason}"))


def _shard_source(source: Any) -> Any:
    """A Ray Data source of one read task that takes shards from the queue until it ends."""
    from ray.data import Datasource
    from ray.data.block import BlockMetadata
    from ray.data.datasource import ReadTask

    class ShardSource(Datasource):  # type: ignore[misc]
        def estimate_inmemory_data_size(self) -> int | None:
            return None

        def get_read_tasks(self, parallelism: int, **_: Any) -> list[Any]:
            metadata = BlockMetadata(
                num_rows=None, size_bytes=None, exec_stats=None, input_files=None
            )
            return [ReadTask(partial(_take_shards, source), metadata)]

        @property
        def supports_distributed_reads(self) -> bool:
            return True

    return ShardSource()


def _take_shards(source: Any) -> Iterator[Any]:
    import pyarrow
    import ray

    while (shard := ray.get(source.get.remote())) is not None:
        yield pyarrow.table({_COLUMN: pyarrow.array([shard], pyarrow.large_binary())})


class _Queue:
    """Shards on their way from the driver to the read task; None is the end."""

    def __init__(self) -> None:
        self._shards: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def put(self, shard: bytes | None) -> None:
        self._shards.put(shard)

    def get(self) -> bytes | None:
        return self._shards.get()


class _Asked:
    """The driver's translation cache, for the actors."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def recall(self, keys: Sequence[bytes], shard: int) -> dict[bytes, Generation]:
        return self._memory.recall(keys, shard)


class _RemoteMemory:
    """A `Recall` that asks `_Asked`."""

    def __init__(self, asked: Any) -> None:
        self._asked = asked

    def recall(self, keys: Sequence[bytes], shard: int) -> dict[bytes, Generation]:
        import ray

        found: dict[bytes, Generation] = ray.get(self._asked.recall.remote(list(keys), shard))
        return found

    def close(self) -> None:
        """Nothing is held open here."""


class _Actor:
    """One worker of the cluster: the model is loaded once, when the actor starts."""

    def __init__(self, make: MakeWorker, asked: Any) -> None:
        self._worker: Worker = make(None if asked is None else _RemoteMemory(asked))

    def __call__(self, batch: Any) -> Any:
        import pyarrow

        outputs = [
            pickle.dumps(self._worker.process(pickle.loads(shard)))
            for shard in batch.column(_COLUMN).to_pylist()
        ]
        return pyarrow.table({_COLUMN: pyarrow.array(outputs, pyarrow.large_binary())})
