"""Files become articles: one format a file, and a registry that finds the reader by extension."""

from __future__ import annotations

from summarize.readers.columns import Columns
from summarize.readers.plain_text import parse_text, read_stdin
from summarize.readers.registry import EXTENSIONS, find_inputs, read_path

__all__ = ["EXTENSIONS", "Columns", "find_inputs", "parse_text", "read_path", "read_stdin"]
