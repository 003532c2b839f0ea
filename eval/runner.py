"""Runs systems over a suite and scores what they give; nothing is made twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from eval.baselines import Extract
from eval.cache import OutputCache, content_key
from eval.evaluation import Evaluation, Output, SystemRun, Task, Unit
from eval.provenance import describe_run
from eval.scoring import Scoring, score_task
from eval.suites.records import Suite, SuiteDocument, SuiteError
from eval.systems import CopySystem, System
from summarize.sentences import split_sentences

Bar = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Opens a progress bar: (description, total) → a function told how many more are done."""

_SENTENCE_BATCH = 64
_DOCUMENT_BATCH = 8
"""What is stored at a time: an interruption costs at most this much."""


def no_bar(description: str, total: int) -> AbstractContextManager[Callable[[int], None]]:
    """No progress is shown."""
    return nullcontext(lambda done: None)


@dataclass(frozen=True, slots=True)
class Runner:
    """Everything a run needs besides the suite. ``extracts`` are the baselines of summaries."""

    presets: Sequence[System]
    extracts: Sequence[Extract]
    cache: OutputCache
    scoring: Scoring
    bar: Bar = no_bar

    def evaluate(self, suite: Suite, targets: Sequence[str]) -> Evaluation:
        """Translations and summaries in every target that the suite has references for. Raises
        SuiteError for a language it lacks, before anything is run."""
        for target in targets:
            suite.require(target)
        kinds = self.scoring.kinds()
        tasks: list[Task] = []
        for target in targets:
            if "translation" in kinds and target in suite.translation_targets():
                tasks.append(self._translations(suite, target))
            if "summary" in kinds and target in suite.summary_targets():
                tasks.append(self._summaries(suite, target))
        if not tasks:
            raise SuiteError(
                f"Suite {suite.name} has nothing in {', '.join(targets)} for the metrics "
                f"{', '.join(self.scoring.metrics or ())}; choose others with --metric."
            )
        return Evaluation(suite.card, tuple(tasks), describe_run(suite, self.presets, self.scoring))

    def _systems(self) -> tuple[System, ...]:
        return (*self.presets, CopySystem())

    def _translations(self, suite: Suite, target: str) -> Task:
        units = translation_units(suite, target)
        texts = [unit.source for unit in units]
        runs: list[SystemRun] = []
        seen: set[str] = set()
        for system in self._systems():
            identity = content_key(system.identity("translation"), None)
            if identity in seen:
                continue  # presets that differ in their summaries only translate alike
            seen.add(identity)
            outputs = self._translate(system, texts, suite.source, target)
            runs.append(SystemRun(system.name, system.role, system.about, outputs))
        return score_task("translation", suite.source, target, units, runs, self.scoring)

    def _summaries(self, suite: Suite, target: str) -> Task:
        documents = [d for d in suite.documents if d.reference_summaries(target)]
        units = summary_units(suite, documents, target)
        runs: list[SystemRun] = []
        for system in self._systems():
            outputs = self._summarize(system, documents, suite.source, target)
            articles = self._articles(system, documents, suite.source, target)
            runs.append(
                SystemRun(system.name, system.role, system.about, outputs,
                          tuple(" ".join(article) for article in articles))
            )  # fmt: skip
        runs += self._extract_runs(suite, documents, target)
        return score_task("summary", suite.source, target, units, runs, self.scoring)

    def _extract_runs(
        self, suite: Suite, documents: Sequence[SuiteDocument], target: str
    ) -> list[SystemRun]:
        """Every extract over the first preset's translation; the ceilings also over the reference
        translation. In the source language both are the article itself."""
        human = [document.sentences(target) for document in documents]
        aligned = all(len(h) == len(d.segments) for h, d in zip(human, documents, strict=True))
        if target == suite.source:
            return [_extract_run(e, documents, human, target, "") for e in self.extracts]
        runs: list[SystemRun] = []
        if self.presets:
            preset = self.presets[0]
            machine = self._articles(preset, documents, suite.source, target)
            runs += [
                _extract_run(extract, documents, machine, target, preset.name)
                for extract in self.extracts
            ]
        if aligned:
            runs += [
                _extract_run(extract, documents, human, target, "human translation", True)
                for extract in self.extracts
                if extract.name in {"lead-3", "oracle"} or not self.presets
            ]
        return runs

    def _articles(
        self, system: System, documents: Sequence[SuiteDocument], source: str, target: str
    ) -> list[list[str]]:
        """Each document's sentences in the target language as the system translates them."""
        sentences = [document.sentences(source) for document in documents]
        if source == target or system.name == CopySystem.name:
            return sentences
        texts = [text for document in sentences for text in document]
        outputs = iter(self._translate(system, texts, source, target))
        return [[next(outputs).text for _ in document] for document in sentences]

    def _translate(
        self, system: System, texts: Sequence[str], source: str, target: str
    ) -> tuple[Output, ...]:
        identity = {**system.identity("translation"), "pair": [source, target]}
        keys = [content_key(identity, text) for text in texts]
        with self.bar(f"{system.name}: translating into {target}", len(texts)) as advance:
            return self.cache.complete(
                texts, keys, lambda part: system.translate(part, source, target),
                _SENTENCE_BATCH, advance,
            )  # fmt: skip

    def _summarize(
        self, system: System, documents: Sequence[SuiteDocument], source: str, target: str
    ) -> tuple[Output, ...]:
        identity = {**system.identity("summary"), "pair": [source, target]}
        keys = [content_key(identity, _given(document, source)) for document in documents]
        with self.bar(f"{system.name}: summarising into {target}", len(documents)) as advance:
            return self.cache.complete(
                documents, keys, lambda part: system.summarize(part, source, target),
                _DOCUMENT_BATCH, advance,
            )  # fmt: skip


def translation_units(suite: Suite, target: str) -> list[Unit]:
    """The sentences (titles among them) that have a reference translation."""
    return [
        Unit(f"{document.id}/{segment.id}", document.id, segment.texts[suite.source],
             (segment.texts[target],), document.domain or document.topic)
        for document in suite.documents
        for segment in document.units(suite.source, target)
    ]  # fmt: skip


def summary_units(suite: Suite, documents: Sequence[SuiteDocument], target: str) -> list[Unit]:
    """The documents as units; references have one sentence a line, as ROUGE-Lsum wants it."""
    return [
        Unit(
            document.id, document.id, " ".join(document.sentences(suite.source)),
            tuple(in_lines(text, target) for text in document.reference_summaries(target)),
            document.domain or document.topic,
            " ".join(document.sentences(target)), document.key_facts,
            document.title.get(target) or document.title.get(suite.source, ""),
        )
        for document in documents
    ]  # fmt: skip


def in_lines(text: str, language: str) -> str:
    """A text with one sentence a line."""
    spans = split_sentences(text, language)
    return "\n".join(text[start:end].strip() for start, end in spans)


def require_targets(suite: Suite, wanted: Sequence[str]) -> list[str]:
    """The languages to evaluate: the wanted ones, or all of the suite's, those of translations
    first. Raises SuiteError."""
    everything = [*suite.translation_targets(), *suite.summary_targets()]
    targets = list(dict.fromkeys(wanted or everything))
    if not targets:
        raise SuiteError(f"Suite {suite.name} has neither translations nor summaries to score.")
    for target in targets:
        suite.require(target)
    return targets


def _given(document: SuiteDocument, source: str) -> Mapping[str, object]:
    """What a summariser sees of a document: nothing of its translations and references."""
    return {
        "title": document.title.get(source),
        "paragraphs": [(segment.paragraph, segment.texts[source]) for segment in document.segments],
    }


def _extract_run(
    extract: Extract,
    documents: Sequence[SuiteDocument],
    candidates: Sequence[Sequence[str]],
    target: str,
    basis: str,
    from_references: bool = False,
) -> SystemRun:
    outputs = []
    for document, sentences in zip(documents, candidates, strict=True):
        places = extract.choose(document, sentences, document.reference_summaries(target))
        outputs.append(Output("\n".join(sentences[place] for place in places)))
    return SystemRun(
        name=f"{extract.name} ({basis})" if basis else extract.name,
        role=extract.role(from_references),
        about=extract.about + (f", in the {basis}" if from_references else ""),
        outputs=tuple(outputs),
        articles=tuple(" ".join(sentences) for sentences in candidates),
    )
