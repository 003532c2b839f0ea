"""Which executor a run uses, and the model as it will run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from models.devices import available_cores
from models.engine import EngineInfo
from models.loading import load_engine
from summarize.configuration import RunConfig
from summarize.corpus.executors import Executor, cuda_devices, run_here, run_in_processes
from summarize.corpus.journal import JOURNAL
from summarize.corpus.memory import Memory
from summarize.corpus.work import Worker


@contextmanager
def plan_execution(
    config: RunConfig,
    folder: Path,
    memory_bytes: int,
    workers: int | None = None,
    address: str | None = None,
) -> Iterator[tuple[EngineInfo, Executor]]:
    """The model's description and the executor: on the Ray cluster at ``address``, in ``workers``
    processes, or here. The threads of the configuration are shared out among local workers.

    ``workers`` None: one for each CUDA device, else one, which uses all cores.
    """
    journal = folder / JOURNAL
    if address is not None:
        from summarize.corpus.on_ray import ray_cluster, run_on_ray

        with ray_cluster(address):
            yield engine_info(config), run_on_ray(config, journal, memory_bytes, workers)
        return
    if workers is None:
        workers = 1 if config.device == "cpu" else max(1, len(cuda_devices()))
    if workers == 1:
        worker = make_worker(config, journal, memory_bytes, config.threads)
        yield worker.info, run_here(worker)
    else:
        threads = max(1, (config.threads or available_cores()) // workers)
        make = partial(make_worker, config, journal, memory_bytes, threads)
        yield engine_info(config), run_in_processes(make, workers)


def make_worker(config: RunConfig, journal: Path, memory_bytes: int, threads: int) -> Worker:
    """A worker with ``threads`` threads that remembers what is in the journal."""
    memory = Memory(journal, memory_bytes) if memory_bytes else None
    return Worker(config, memory, threads=threads)


def engine_info(config: RunConfig) -> EngineInfo:
    """The model as it will run; it is loaded for this, so that a mistake shows before the work."""
    engine = load_engine(
        config.model,
        engine=config.engine,
        device=config.device,
        threads=config.threads,
        compute_type=config.compute_type,
    )
    return engine.info
