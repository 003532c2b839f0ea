"""Which processor, how many threads, which number format."""

from __future__ import annotations

import os

from models.errors import ModelError

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


def torch_device(device: str) -> str:
    """The same choice for torch."""
    import torch

    found = torch.cuda.is_available()
    if device == "auto":
        return "cuda" if found else "cpu"
    if device == "cuda" and not found:
        raise ModelError("Device 'cuda' was asked for, but torch sees none; use 'cpu'.")
    return device


TORCH_TYPES = ("float32", "float16", "bfloat16")


def torch_type(compute_type: str, device: str, half: str) -> str:
    """``auto`` is float32 on a CPU and the family's half precision on CUDA."""
    if compute_type == "auto":
        return half if device == "cuda" else "float32"
    if compute_type not in TORCH_TYPES:
        raise ModelError(
            f"The transformers engine computes in {', '.join(TORCH_TYPES)}, not in "
            f"{compute_type!r}; use the ctranslate2 engine for integers."
        )
    return compute_type
