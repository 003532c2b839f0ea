"""``python -m models.training prepare | train | evaluate | export``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from models.errors import QysqaError
from models.training.commands import parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one step. 2 where the user has something to mend, which is said in one sentence."""
    options = parser().parse_args(arguments)
    try:
        options.run(options)
    except QysqaError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
