"""The articles that a command is given, one at a time; one that cannot be read stops no other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from models.errors import InputError
from summarize.commands.options import build_columns

if TYPE_CHECKING:
    from summarize.article import Article


def read_inputs(paths: tuple[str, ...], values: dict[str, Any]) -> Iterator[Article | InputError]:
    """The articles of all paths. What cannot be read comes as its error, so that the others go
    on."""
    from summarize.readers import find_inputs, read_path, read_stdin

    columns = build_columns(values)
    for path in paths:
        try:
            if path == "-":
                yield read_stdin(sys.stdin.buffer)
                continue
            files = find_inputs([path])
        except InputError as error:
            yield error
            continue
        for file in files:
            try:
                yield from read_path(file, columns)
            except InputError as error:
                yield error
