"""Is there a network? Asked once and quickly: the hub's own client retries for half a minute."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from eval.suites.records import SuiteError

_TIMEOUT = 3.0
"""Seconds to wait for a connection."""
_OFFLINE = ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE")
_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


@contextmanager
def fetching(name: str, host: str) -> Iterator[None]:
    """Fetch inside this context: without a network a SuiteError comes before any attempt, and
    whatever the fetching libraries raise becomes one sentence."""
    for variable in _OFFLINE:
        if os.environ.get(variable, "0").lower() in {"1", "true", "yes", "on"}:
            raise SuiteError(
                f"Suite {name} cannot be fetched: {variable} forbids the network; unset it first."
            )
    _reach(name, host)
    import datasets

    try:
        datasets.disable_progress_bars()
        yield
    except SuiteError:
        raise
    except Exception as error:  # whatever five libraries below may raise
        kind = type(error).__name__
        reason = " ".join(str(error).split())[:200]
        hint = (
            "accept its terms on its hub page and log in with `hf auth login`"
            if "gated" in str(error).lower() or "401" in str(error)
            else "check the network and try again"
        )
        raise SuiteError(
            f"Suite {name} could not be fetched ({kind}: {reason}); {hint}."
        ) from error


def _reach(name: str, host: str) -> None:
    if any(os.environ.get(proxy) for proxy in _PROXIES):
        return  # only the proxy can be reached from here, and the library knows how
    try:
        socket.create_connection((host, 443), timeout=_TIMEOUT).close()
    except OSError as error:
        raise SuiteError(
            f"Suite {name} cannot be fetched: {host} is out of reach ({error}). Connect to a "
            "network once and repeat; the bundled suite news needs none."
        ) from error
