"""chrF, chrF++, BLEU and TER are sacrebleu's numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval import metrics
from eval.metrics.sacre import Bleu, ChrF, Ter

ENGLISH = (
    ("Doctors at the regional hospital saved the boy.", "The boy was saved at the hospital."),
    ("In all, 45,700 of 48,300 children came.", "A total of 45,700 out of 48,300 have come."),
    ("The train left Aktobe on Monday", "On Monday the train left Aktobe."),
    ("There is no such thing!", "Nothing of the kind."),
    ('He said: "We will come back in the autumn."', '"We shall return in autumn," he said.'),
    ("a", "It costs 9.5 million tenge & is free for patients."),
)  # fmt: skip
KAZAKH = (
    ("Алматыда жаңа аурухана ашылды.", "Алматыда биыл жаңа аурухана салынды."),
    ("Өңірде 11 бала мұқтаж", "Мұндай отаға өңірде 11 бала мұқтаж."),
    ("Қар жауды — жол жабылды.", "Қар қалың жауып, жол жабылып қалды."),
)
RUSSIAN = (
    (
        "В Алматы открыли новую больницу на 200 мест.",
        "В Алматы открылась новая больница на 200 коек.",
    ),
    ("Поезд вышел из Актобе в понедельник.", "В понедельник поезд вышел из Актобе."),
    ("Пациенты не платили ничего", "Пациенты ничего не платили: заплатило государство."),
)  # fmt: skip

COMMANDS = {
    "chrf": ["-m", "chrf"],
    "chrf++": ["-m", "chrf", "--chrf-word-order", "2"],
    "bleu": ["-m", "bleu"],
    "ter": ["-m", "ter"],
}


def sacrebleu_says(folder: Path, name: str, hypotheses: list[str], *streams: list[str]) -> dict:
    paths = []
    for number, lines in enumerate((hypotheses, *streams)):
        paths.append(folder / f"{number}.txt")
        paths[-1].write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    command = [sys.executable, "-m", "sacrebleu", *map(str, paths[1:]), "-i", str(paths[0])]
    command += [*COMMANDS[name], "--format", "json", "--width", "12"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(("language", "pairs"), [("en", ENGLISH), ("kk", KAZAKH), ("ru", RUSSIAN)])
def test_equal_to_the_command_line(
    tmp_path: Path, name: str, language: str, pairs: tuple[tuple[str, str], ...]
) -> None:
    hypotheses, references = map(list, zip(*pairs, strict=True))
    theirs = sacrebleu_says(tmp_path, name, hypotheses, references)
    ours = metrics.score(name, hypotheses, [[text] for text in references], language)
    assert ours.value == pytest.approx(theirs["score"], abs=1e-9)
    assert ours.signature == theirs["signature"]
    assert ours.n == len(pairs)


@pytest.mark.parametrize("name", COMMANDS)
def test_equal_to_the_command_line_with_two_references(tmp_path: Path, name: str) -> None:
    hypotheses, first = map(list, zip(*ENGLISH, strict=True))
    second = [*first[3:], *first[:3]]
    theirs = sacrebleu_says(tmp_path, name, hypotheses, first, second)
    ours = metrics.score(name, hypotheses, list(zip(first, second, strict=True)), "en")
    assert ours.value == pytest.approx(theirs["score"], abs=1e-9)
    assert ours.signature == theirs["signature"]


@pytest.mark.parametrize(
    ("language", "hypothesis", "reference", "expected"),
    [
        (*("kk", *KAZAKH[0]), {"chrf": 57.5674, "chrf++": 54.4010, "bleu": 20.8012, "ter": 40.0}),
        (*("ru", *RUSSIAN[0]), {"chrf": 51.8440, "chrf++": 48.9563, "bleu": 14.2588, "ter": 50.0}),
    ],
)
def test_literal_scores(
    language: str, hypothesis: str, reference: str, expected: dict[str, float]
) -> None:
    found = {
        name: metrics.score(name, [hypothesis], [[reference]], language).value for name in expected
    }
    assert found == pytest.approx(expected, abs=1e-4)


def test_a_varying_number_of_references_is_named() -> None:
    score = metrics.score("chrf", ["a b c", "d e f"], [["a b c", "a c"], ["d e g"]], "en")
    assert score.signature.startswith("nrefs:var|")


counts = st.integers(min_value=0, max_value=400)


@settings(max_examples=200)
@given(st.lists(st.tuples(counts, counts, counts), min_size=8, max_size=8))
def test_chrf_formula_is_sacrebleus_for_any_counts(triples: list[tuple[int, int, int]]) -> None:
    from sacrebleu.metrics.chrf import CHRF

    row = [n for h, r, m in triples for n in (h, r, min(h, r, m))]
    theirs = CHRF(word_order=2)._compute_f_score(row)
    ours = ChrF(2).corpus(np.array(row, dtype=float))
    assert float(ours) == pytest.approx(theirs, abs=1e-9)


@settings(max_examples=200)
@given(counts.filter(bool), counts, st.lists(st.tuples(counts, counts), min_size=4, max_size=4))
def test_bleu_formula_is_sacrebleus_for_any_counts(
    length: int, reference: int, orders: list[tuple[int, int]]
) -> None:
    from sacrebleu.metrics.bleu import BLEU

    match = [min(pair) for pair in orders]
    total = [max(pair) for pair in orders]
    theirs = BLEU.compute_bleu(list(match), list(total), length, reference, smooth_method="exp")
    ours = Bleu().corpus(np.array([length, reference, *match, *total], dtype=float))
    assert float(ours) == pytest.approx(theirs.score, abs=1e-9)


@pytest.mark.parametrize(
    ("edits", "length", "expected"), [(3, 4, 75.0), (5, 0, 100.0), (0, 0, 0.0), (9, 3, 300.0)]
)
def test_ter_formula(edits: int, length: float, expected: float) -> None:
    assert float(Ter().corpus(np.array([edits, length], dtype=float))) == expected
