"""The models that ship inside the package, in the form that CTranslate2 reads."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

from models.errors import ModelError

DEFAULT = "kk-mini"


def bundled_path(name: str = DEFAULT) -> Path:
    """The directory of a bundled model; ModelError if it does not ship."""
    path = Path(str(resources.files("models.bundled"))) / name
    if not (path / "model.bin").is_file():
        raise ModelError(
            f"The bundled model {name!r} is not in {path.parent}; the installation is incomplete, "
            "install qysqa again."
        )
    return path


def read_card(name: str = DEFAULT) -> dict[str, Any]:
    """The bundled model's card (``card.json``): what it is, what it was trained on, its scores."""
    path = bundled_path(name) / "card.json"
    try:
        card = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The card {path} cannot be read ({error}); install qysqa again."
        ) from error
    if not isinstance(card, dict):
        raise ModelError(f"The card {path} is not a JSON object; install qysqa again.")
    return card
