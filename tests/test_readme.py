"""The README keeps its word: its commands exist, its links lead somewhere, its figures are those
of the model that ships."""

from __future__ import annotations

import re

from doubles import REPOSITORY

from models.bundled import read_card
from summarize.cli import COMMANDS

README = (REPOSITORY / "README.md").read_text("utf-8")


def test_set_up_and_main_job_are_one_command_each():
    block = README.split("## Start")[1].split("```")[1].strip().splitlines()
    assert block == ["pip install .", "qysqa summarize examples/ambulance.txt --to en"]
    assert (REPOSITORY / "examples" / "ambulance.txt").is_file()


def test_the_test_command_is_the_one_that_ci_runs():
    assert re.search(r"^pip install torch==[\d.]+ '\.\[test\]' && pytest\b", README, re.MULTILINE)


def test_every_command_shown_exists():
    shown = set(re.findall(r"^(?:cat \S+ \| )?qysqa (\w+)", README, re.MULTILINE))
    assert {"summarize", "translate", "models"} <= shown <= set(COMMANDS)


def test_every_link_leads_somewhere():
    targets = re.findall(r"\]\(([^)#]+)\)", README)
    assert targets
    for target in targets:
        assert (REPOSITORY / target).exists(), target


def test_the_scores_are_those_on_the_models_card():
    scores = {e["set"]: e["chrf++"] for e in read_card()["scores"] if e["beam"] == 4}
    rows = re.findall(r"^\| `([\w.-]+)` .*?\| ([\d.]+) \|", README, re.MULTILINE)
    assert len(rows) >= 4
    for name, value in rows:
        assert f"{scores[name]:.1f}" == value, name
