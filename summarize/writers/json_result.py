"""A result as JSON, schema ``qysqa.result/1``, and back again (see docs/result.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from models.errors import InputError
from summarize.result import SCHEMA, Result


@cache
def _adapter() -> TypeAdapter[Result]:
    return TypeAdapter(Result)


def to_dict(result: Result) -> dict[str, Any]:
    """The result as plain data in the order of the schema."""
    data = _adapter().dump_python(result, mode="json")
    summary = data["summary"]
    data["summary"] = {"title": summary.pop("title"), "text": result.summary.text, **summary}
    return {"schema": SCHEMA, **data}


def to_json(result: Result) -> str:
    """The result as an indented JSON object ending in a line break."""
    return json.dumps(to_dict(result), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def to_json_array(results: Sequence[Result]) -> str:
    """Several results as one JSON array."""
    data = [to_dict(result) for result in results]
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def from_json(text: str) -> Result:
    """The result that `to_json` wrote, equal to the original.

    Raises InputError when the text is not JSON, is of another schema, or a field is missing or of
    the wrong type.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise InputError(f"This is not a JSON result: {error}. Expected {SCHEMA}.") from error
    if not isinstance(data, dict):
        raise InputError(
            f"A JSON result is an object of schema {SCHEMA}, but this is a {type(data).__name__}; "
            "pass one result at a time."
        )
    if data.get("schema") != SCHEMA:
        raise InputError(
            f'A JSON result starts with "schema": "{SCHEMA}", but found {data.get("schema")!r}; '
            "write it again with this version of Qysqa."
        )
    try:
        return _adapter().validate_json(text, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        reason = first["msg"][:1].lower() + first["msg"][1:]
        raise InputError(
            f"The JSON result is damaged at {place!r}: {reason}. Write it again with Qysqa."
        ) from error
