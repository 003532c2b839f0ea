"""Which processor, how many threads, which number format."""

from __future__ import annotations

import os

from models.errors import ModelError

CTRANSLATE2_TYPES = (
    "int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16",
    "float32",
)  # fmt: skip
MAX_WORKERS = 4


def available_cores() -> int:
    """The cores that this process may use; fewer than the machine's in a container or a cpuset."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def split_threads(threads: int) -> tuple[int, int]:
    """``threads`` (0: every core) as translation workers and threads in each.

    Up to four workers run batches side by side and share the weights: for models of this size
    that is faster than more threads in one matrix product.
    """
    total = threads or available_cores()
    workers = min(total, MAX_WORKERS)
    return workers, max(1, total // workers)


def ctranslate2_device(device: str) -> str:
    """``auto`` is the first CUDA device, else the CPU; ModelError where CUDA is asked in vain."""
    import ctranslate2

    found = ctranslate2.get_cuda_device_count() > 0
    if device == "auto":
        return "cuda" if found else "cpu"
    if device == "cuda" and not found:
        raise ModelError("Device 'cuda' was asked for, but no CUDA device is visible; use 'cpu'.")
    return device


def ctranslate2_type(compute_type: str, device: str) -> str:
    """``auto`` is int8 on a CPU and float16 on CUDA; ModelError for one the device lacks."""
    import ctranslate2

    if compute_type == "auto":
        compute_type = "float16" if device == "cuda" else "int8"
    supported = sorted(ctranslate2.get_supported_compute_types(device))
    if compute_type not in supported:
        raise ModelError(
            f"Compute type {compute_type!r} does not run on this {device}; "
            f"it runs {', '.join(supported)}."
        )
    return compute_type
