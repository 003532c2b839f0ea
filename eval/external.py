"""Outputs made elsewhere: reference and hypothesis files become units and runs.

JSON lines are matched by id, plain text files line by line; docs/evaluation.md describes both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.evaluation import Evaluation, Output, SystemRun, TaskKind, Unit
from eval.provenance import describe_surroundings
from eval.scoring import Scoring, score_task
from eval.suites.files import UniqueIds, file_checksum, read_lines, read_objects
from eval.suites.records import Card, SuiteError
from eval.suites.scripts import script_problem

_REFERENCE = (
    '{"id": …, "references": ["…", …]} (and, if known, "source", "article", "document", "topic")'
)
_HYPOTHESIS = '{"id": …, "hypothesis": "…"}'


def evaluate_files(
    kind: TaskKind,
    target: str,
    references: Sequence[Path],
    hypotheses: Sequence[Path],
    scoring: Scoring,
    source: str = "kk",
) -> Evaluation:
    """Score files of hypotheses against files of references.

    Several reference files give each unit several references. Raises SuiteError that names the
    file and the line, ScoringError where hypotheses are empty.
    """
    twice = [path for place, path in enumerate(hypotheses) if path in hypotheses[:place]]
    if twice:
        raise SuiteError(f"{twice[0]} is given twice as --hypotheses; give each system once.")
    units = read_references(references, target)
    runs = [
        SystemRun(name, "system", str(path), read_hypotheses(path, units))
        for name, path in zip(_names(hypotheses), hypotheses, strict=True)
    ]
    task = score_task(kind, source, target, units, runs, scoring)
    card = Card(
        name=references[0].stem,
        description=f"{len(units)} references and outputs made elsewhere",
        licence="see where they come from",
        origin=", ".join(str(path) for path in references),
        checksum=", ".join(file_checksum(path) for path in references),
    )
    files = {path.name: file_checksum(path) for path in hypotheses}
    return Evaluation(card, (task,), {"hypotheses": files, **describe_surroundings(scoring)})


def read_references(paths: Sequence[Path], language: str) -> list[Unit]:
    """The units of one or more reference files. The first file decides which units there are; the
    others add references to them. Raises SuiteError."""
    units = _read_reference_file(paths[0], language)
    for path in paths[1:]:
        more = _read_reference_file(path, language)
        _same_units(paths[0], units, path, [unit.id for unit in more])
        by_id = {unit.id: unit for unit in more}
        units = [
            replace(unit, references=unit.references + by_id[unit.id].references) for unit in units
        ]
    return units


def read_hypotheses(path: Path, units: Sequence[Unit]) -> tuple[Output, ...]:
    """A system's outputs in the order of the units. Raises SuiteError where they do not match."""
    if path.suffix == ".jsonl":
        ids = UniqueIds()
        texts: dict[str, str] = {}
        for where, record in read_objects(path, _HYPOTHESIS):
            identifier = ids.add(record.get("id"), where)
            texts[identifier] = _text(record, "hypothesis", where, _HYPOTHESIS)
    else:
        texts = {str(number): line for number, line in enumerate(read_lines(path), start=1)}
    if not texts:
        raise SuiteError(f"{path} is empty; expected one hypothesis a line.")
    _same_units(None, units, path, list(texts))
    return tuple(Output(texts[unit.id]) for unit in units)


def _read_reference_file(path: Path, language: str) -> list[Unit]:
    if path.suffix != ".jsonl":
        units = [
            Unit(
                str(number), str(number), "", (_checked(line, language, f"{path}, line {number}"),)
            )
            for number, line in enumerate(read_lines(path), start=1)
        ]
    else:
        ids = UniqueIds()
        units = [
            _unit(ids.add(record.get("id"), where), record, language, where)
            for where, record in read_objects(path, _REFERENCE)
        ]
    if not units:
        raise SuiteError(f"{path} is empty; expected one reference a line.")
    return units


def _unit(identifier: str, record: Mapping[str, Any], language: str, where: str) -> Unit:
    given = record.get("references", record.get("reference"))
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or not all(isinstance(t, str) for t in texts):
        raise SuiteError(
            f"{where}: found the keys {', '.join(record) or '(none)'}; expected {_REFERENCE}."
        )
    facts = record.get("key_facts", [])
    if not isinstance(facts, list) or not all(isinstance(fact, str) for fact in facts):
        raise SuiteError(f'{where}: "key_facts" is not a list of texts.')
    return Unit(
        id=identifier,
        document=str(record.get("document", identifier)),
        source=_text(record, "source", where, _REFERENCE) if "source" in record else "",
        references=tuple(_checked(text, language, where) for text in texts),
        topic=str(record.get("topic", "")),
        article=_text(record, "article", where, _REFERENCE) if "article" in record else "",
        facts=tuple(facts),
    )


def _checked(text: str, language: str, where: str) -> str:
    if not text.strip():
        raise SuiteError(f"{where}: the reference is empty; write it, or leave the line out.")
    if problem := script_problem(text, language):
        raise SuiteError(f"{where}: the reference in {language!r} {problem}")
    return text


def _text(record: Mapping[str, Any], key: str, where: str, expected: str) -> str:
    value = record.get(key)
    if not isinstance(value, str):
        raise SuiteError(f"{where}: {key!r} is {value!r}; expected {expected}.")
    return value


def _same_units(first: Path | None, units: Sequence[Unit], path: Path, ids: list[str]) -> None:
    """Refuse a file whose ids (or line count) differ from the units'."""
    expected = [unit.id for unit in units]
    if path.suffix != ".jsonl" and len(ids) != len(expected):
        raise SuiteError(
            f"{path} has {len(ids)} lines, but there are {len(expected)} references"
            f"{f' in {first}' if first else ''}; line by line they must be as many."
        )
    missing, extra = set(expected) - set(ids), set(ids) - set(expected)
    if missing:
        name = next(identifier for identifier in expected if identifier in missing)
        raise SuiteError(
            f"{path} lacks {len(missing)} of {len(expected)} ids, the first is {name!r}; "
            "give every reference its line."
        )
    if extra:
        name = next(identifier for identifier in ids if identifier in extra)
        raise SuiteError(
            f"{path} has {len(extra)} ids without a reference, the first is {name!r}; "
            "leave those lines out or add references."
        )


def _names(paths: Sequence[Path]) -> list[str]:
    """A name for each file: its stem, or its whole path where two are alike."""
    stems = [path.stem for path in paths]
    return [
        stem if stems.count(stem) == 1 else str(path)
        for stem, path in zip(stems, paths, strict=True)
    ]
