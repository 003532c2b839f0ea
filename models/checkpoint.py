"""A model on the disk: where it lies, in which form, of which family."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from models.errors import ModelError
from models.families import Family, family_named

Form = Literal["ctranslate2", "transformers"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One model directory. ``max_positions`` is the longest sequence the network has positions
    for, None where it is not bounded; ``sha256`` the recorded digest of the weights, if any."""

    name: str
    path: Path
    form: Form
    family: Family
    revision: str
    max_positions: int | None = None
    sha256: str | None = None


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a model's file; ModelError if it is absent or is something else."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            f"The model in {path.parent} has no {path.name}; expected a directory written by "
            "transformers or by `qysqa models convert`."
        ) from error
    except (OSError, ValueError) as error:
        raise ModelError(f"The model file {path} cannot be read as JSON ({error}).") from error
    if not isinstance(data, dict):
        raise ModelError(f"The model file {path} holds no JSON object; the model is damaged.")
    return data


def open_checkpoint(path: Path, name: str) -> Checkpoint:
    """The checkpoint in a directory; ModelError that says what is missing otherwise."""
    if not path.is_dir():
        raise ModelError(f"There is no model directory {path}; expected a directory with a model.")
    if (path / "bart_config.json").is_file():
        card = read_json(path / "card.json") if (path / "card.json").is_file() else {}
        shape = read_json(path / "bart_config.json")
        return Checkpoint(
            name=name,
            path=path,
            form="ctranslate2",
            family=family_named("kk-mini"),
            revision=str(card.get("version", "unversioned")),
            max_positions=int(shape["max_position_embeddings"]),
            sha256=card.get("sha256"),
        )
    raise ModelError(f"The directory {path} holds no model of a known form.")
