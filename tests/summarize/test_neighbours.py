"""`models` and `eval` are common names: a stranger's folder of that name must be named at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from doubles import REPOSITORY


@pytest.mark.parametrize("name", ["models", "eval"])
def test_a_strangers_package_in_the_way_is_named(tmp_path: Path, name: str):
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text("")
    code = f"import sys; sys.path[:0] = [{str(tmp_path)!r}, {str(REPOSITORY)!r}]; import summarize"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "ImportError" in done.stderr
    assert str(tmp_path / name / "__init__.py") in done.stderr
