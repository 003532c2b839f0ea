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
import socket
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from models.engine import Generation
from models.errors import ConfigurationError, ModelError
from summarize.configuration import RunConfig
from summarize.corpus.executors import Executor, Outputs
from summarize.corpus.items import Shard, ShardOutput
from summarize.corpus.memory import LAG, Memory, Recall
from summarize.corpus.work import Worker

_CONNECT_SECONDS = 5.0
_ROUNDS = 3
"""How often a shard is handed out before the run gives up."""

MakeWorker = Any
"""Makes a Worker from a `Recall` (or None) on a machine of the cluster."""


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
    threads = config.threads or max(1, cpus // count)
    needs = {"num_gpus": 1} if gpus >= count else {"num_cpus": min(threads, cpus // count or 1)}
    memory = Memory(journal, memory_bytes) if memory_bytes else None
    return ray_executor(partial(_make_worker, config, threads), memory, count, needs)


def _make_worker(config: RunConfig, threads: int, memory: Recall | None) -> Worker:
    return Worker(config, memory, threads=threads)


def ray_executor(
    make: MakeWorker, memory: Memory | None, workers: int, needs: dict[str, int]
) -> Executor:
    """Shards in ``workers`` actors that take ``needs`` of the cluster each."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    def run(shards: Iterable[Shard]) -> Outputs:
        here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
        local = {"num_cpus": 0, "scheduling_strategy": here}
        asked = ray.remote(_Asked).options(**local).remote(memory) if memory else None
        feed = _Feed(shards)
        for _ in range(_ROUNDS):
            queue = ray.remote(_Queue).options(max_concurrency=2, **local).remote()
            feeder = threading.Thread(target=feed.fill, args=(queue,), daemon=True)
            data = ray.data.read_datasource(_source(queue), override_num_blocks=1)
            data = data.map_batches(
                _Actor,
                fn_constructor_args=(make, asked),
                batch_size=1,
                batch_format="numpy",
                concurrency=workers,
                **needs,
            )
            try:
                # The feeder runs in the driver's interpreter, between the recording of two shards.
                yield from feed.exchange(feeder, data)
            finally:
                feed.stop()
                ray.kill(queue)
            if not feed.missing:
                return
        raise ModelError(
            f"{len(feed.missing)} shards were lost {_ROUNDS} times on the cluster (workers killed, "
            "or out of memory); run the same command again, with fewer --workers if memory is "
            "short: it goes on."
        )

    return run
