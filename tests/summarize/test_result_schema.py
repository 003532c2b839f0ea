"""The JSON result against its published schema, and the schema against the code."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from example_result import CHOSEN, FULL, SAME

from summarize.result import SCHEMA, FlagKind, Result
from summarize.writers import to_json

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "result.schema.json"


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("result", [FULL, CHOSEN, SAME], ids=["full", "chosen", "same language"])
def test_every_kind_of_result_is_valid(validator: Any, result: Result):
    validator.validate(json.loads(to_json(result)))


def test_the_fields_stand_in_the_order_of_the_documentation(validator: Any):
    data = json.loads(to_json(FULL))
    assert list(data) == validator.schema["required"]
    assert list(data)[:2] == ["schema", "article"]
    assert data["schema"] == SCHEMA == "qysqa.result/1"


def test_the_named_fields_are_where_the_documentation_says():
    data = json.loads(to_json(FULL))
    assert data["article"]["title"] == "Ауылға су келді"
    assert data["article"]["source_language"] == "kk"
    assert data["article"]["removed"] == [{"text": "Фото: BES.media", "reason": "photo credit"}]
    assert data["article"]["paragraphs"][1]["kind"] == "heading"
    assert data["article"]["paragraphs"][1]["sentences"][0]["id"] == "p2s1"
    assert data["summary"]["text"] == (
        "43 cubic metres of water came to the village. Water is free & clean."
    )
    assert data["summary"]["sentences"][1]["sources"] == ["p1s2", "p3s1"]
    number = {
        "kind": "number",
        "sentence": "p1s1",
        "message": "34 мың is missing; 43 is not in the source",
    }
    assert data["translation"]["sentences"][0] == {
        "id": "p1s1",
        "text": "43 cubic metres of water came to the village.",
        "score": -0.25,
        "flags": [number],
    }
    assert data["flags"][1] == number
    assert data["model"] == {
        "name": "kk-mini",
        "engine": "ctranslate2",
        "revision": "v1",
        "compute_type": "int8",
    }
    assert data["config"]["model"] == "kk-mini"
    assert data["timing"]["translation"] == 1.5
    assert json.loads(to_json(CHOSEN))["translation"] is None


def test_the_schema_knows_every_kind_of_flag(validator: Any):
    kinds = validator.schema["$defs"]["flag"]["properties"]["kind"]["enum"]
    assert kinds == [kind.value for kind in FlagKind]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("schema",), "qysqa.result/2"),
        (("target_language",), "English"),
        (("translation", "sentences", 0, "score"), "high"),
        (("article", "paragraphs", 0, "kind"), "poem"),
        (("flags", 0, "kind"), "style"),
        (("summary", "sentences", 0, "sources"), "p1s1"),
        (("timing", "total"), -1),
    ],
)
def test_the_schema_refuses_what_is_wrong(validator: Any, place: tuple[Any, ...], value: Any):
    data = json.loads(to_json(FULL))
    spot: Any = data
    for key in place[:-1]:
        spot = spot[key]
    spot[place[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(data)
