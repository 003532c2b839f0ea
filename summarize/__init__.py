"""Floor 2: an article becomes a translation and a summary.

``from summarize import Pipeline`` is the Python front door.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarize.pipeline import Pipeline

__all__ = ["Pipeline"]


def _check_neighbours() -> None:
    """`models` and `eval` are common names: another folder of that name earlier on the path would
    be imported in their place and fail far from the cause."""
    house = Path(__file__).resolve().parent.parent
    for name in ("models", "eval"):
        spec = find_spec(name)
        origin = Path(spec.origin).resolve() if spec and spec.origin else None
        if origin is None or origin.parent != house / name:
            found = origin or (list(spec.submodule_search_locations or []) if spec else "nothing")
            raise ImportError(
                f"Qysqa's package {name!r} should be {house / name}, "
                f"but Python finds {found} first. "
                "Rename that file or folder, or run from another directory."
            )


_check_neighbours()


def __getattr__(name: str) -> Any:
    if name == "Pipeline":
        from summarize.pipeline import Pipeline

        return Pipeline
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
