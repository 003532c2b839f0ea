"""Files in a remote store ("s3://bucket/news/*.parquet"): listed, and fetched one at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import InputError
from summarize.readers import EXTENSIONS

_PACKAGES = {"s3": "pip install 'qysqa[s3]'", "gs": "pip install gcsfs", "gcs": "pip install gcsfs"}


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file of a store that fsspec reaches; its text is its whole address."""

    url: str

    def __str__(self) -> str:
        return self.url

    @contextmanager
    def local_copy(self) -> Iterator[Path]:
        """The file on this machine, with its own name, for as long as the context lasts.

        Raises InputError where the store does not give it.
        """
        filesystem, place = _open_store(self.url)
        with tempfile.TemporaryDirectory(prefix="qysqa-") as folder:
            copy = Path(folder) / place.rstrip("/").rsplit("/", 1)[-1]
            try:
                filesystem.get_file(place, str(copy))
            except Exception as error:  # every store has errors of its own
                raise InputError(f"{self.url} cannot be fetched ({_reason(error)}).") from error
            yield copy


def is_remote(name: str) -> bool:
    """Whether a path of the user is the address of a remote store."""
    return "://" in name


def list_remote(name: str) -> list[RemoteFile]:
    """The files that an address names, in order: itself, a pattern's, or those below a folder
    that have a known extension, hidden ones aside.

    Raises InputError where the store cannot be reached or needs a package that is not installed.
    """
    filesystem, place = _open_store(name)
    try:
        if any(sign in place for sign in "*?["):
            found = filesystem.glob(place)
        elif filesystem.isfile(place):
            return [RemoteFile(name)]
        else:
            found = filesystem.find(place) if filesystem.exists(place) else []
    except Exception as error:  # every store has errors of its own
        raise InputError(
            f"{name} cannot be listed ({_reason(error)}); check the address, the network and the "
            "credentials."
        ) from error
    # a store without folders names things "a/b": what is hidden may be any part of it
    start = len(place.split("*")[0].rsplit("/", 1)[0])
    return [
        RemoteFile(str(filesystem.unstrip_protocol(path)))
        for path in sorted(found)
        if path.lower().endswith(EXTENSIONS) and "/." not in path[start:]
    ]


def _open_store(url: str) -> tuple[Any, str]:
    """The store's file system and the path within it."""
    from fsspec.core import url_to_fs

    protocol = url.split("://", 1)[0]
    try:
        filesystem, place = url_to_fs(url)
    except ImportError as error:
        package = _PACKAGES.get(protocol, f"see {error}")
        raise InputError(f"{url} needs a package that is not installed: {package}.") from error
    except Exception as error:  # an unknown protocol, credentials, a configuration file
        raise InputError(f"{url} cannot be opened ({_reason(error)}).") from error
    return filesystem, str(place)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
