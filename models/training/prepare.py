"""From corpora to arrays: read, clean, keep test sets out, extend, tokenize, write."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.errors import ConfigurationError
from models.training.augment import add_noise, join_sentences, join_strangers, swap_numbers
from models.training.cleaning import CleaningRules, clean, numbers_differ, reason_to_drop
from models.training.config import RunConfig
from models.training.manifest import Corpus, Record, read_corpus, read_manifest
from models.training.names import NamePool
from models.training.overlap import TestSetGuard, guard_from
from models.training.shards import Prepared, TextTable, ragged, write_prepared
from models.training.truecasing import Truecaser
from models.training.vocabulary import piece_number, ready_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

TARGETS = ("en", "ru")
WRITTEN = "written"
_ROUGH = re.compile(r" [,.;:)]|\( |^[a-z]")


@dataclass(frozen=True, slots=True)
class Example:
    """One thing to learn: this source, in that language, becomes this target."""

    source: str
    target: str
    language: str


@dataclass(slots=True)
class CorpusReport:
    """Lines of one corpus by what became of them."""

    key: str
    weight: float
    lines: int = 0
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def record(self) -> dict[str, Any]:
        """The report as JSON takes it."""
        return {
            "key": self.key,
            "weight": self.weight,
            "lines": self.lines,
            "kept": self.kept,
            "dropped": dict(self.dropped),
        }


@dataclass(slots=True)
class Collection:
    """Examples by the name under which they are sampled, and the report. ``favour`` multiplies the
    weight of what is translated into a language."""

    examples: dict[str, list[Example]] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    reports: list[CorpusReport] = field(default_factory=list)
    favour: Mapping[str, float] = field(default_factory=dict)

    def add(self, key: str, weight: float, examples: Iterable[Example]) -> None:
        """Adds examples, all of one target language, under a name of their own."""
        kept = list(examples)
        if kept and weight > 0:
            self.examples[key] = kept
            self.weights[key] = weight * self.favour.get(kept[0].language, 1.0)


def collect(config: RunConfig, rules: CleaningRules | None = None) -> Collection:
    """All examples of a configuration, and the report of what was dropped and why."""
    rules = rules or CleaningRules()
    manifest = read_manifest(config.data.manifest)
    corpora = [corpus for corpus in [*manifest, *written_corpora(config)] if corpus.trainable]
    _check_names(config, corpora)
    guard = guard_from(config.data.test_sets)
    rng = random.Random(config.data.seed)
    collection = Collection(favour={str(key): by for key, by in config.data.favour.items()})
    seen: set[tuple[str, ...]] = set()
    recase = _truecasers(config, corpora)
    for corpus in corpora:
        weight = _weight(config, corpus)
        if weight == 0:
            continue
        report = CorpusReport(corpus.key, weight)
        collection.reports.append(report)
        records = []
        for record in read_corpus(corpus):
            report.lines += 1
            texts = {language: clean(text, language) for language, text in record.texts.items()}
            if _among(corpus, config.data.lowercase):
                texts = {language: recase[language](text) for language, text in texts.items()}
            kept, reasons = _keep(texts, corpus, config, rules, guard, seen)
            report.dropped.update(reasons)
            if kept:
                report.kept += 1
                records.append(Record(kept, record.document))
        _add_examples(collection, corpus, weight, records, config, rng)
    _add_other_names(
        collection, [c.name for c in corpora if _among(c, config.data.swap_names)], config
    )
    return collection


def _add_other_names(collection: Collection, corpora: list[str], config: RunConfig) -> None:
    """Versions of these corpora's pairs with other names, which are taken from all of them."""
    data = config.data
    for language in TARGETS:
        pairs = {
            key: [(example.source, example.target) for example in collection.examples[key]]
            for name in dict.fromkeys(corpora)
            if (key := f"{name}>{language}") in collection.examples
        }
        pool = NamePool.of([texts for part in pairs.values() for texts in part], language)
        for key, part in pairs.items():
            rng = random.Random(f"{data.seed}{key}")
            swapped = [
                Example(*texts, language)
                for pair in part
                for _ in range(data.name_copies)
                if (texts := pool.swap(pair, rng))
            ]
            collection.add(f"{key}+names", data.name_weight, swapped)


def written_corpora(config: RunConfig) -> list[Corpus]:
    """The project's own documents that lie outside the manifest, in the authored format.

    Raises ConfigurationError where a file is absent.
    """
    files: list[Path] = []
    for path in config.data.written:
        found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
        if not found or not found[0].is_file():
            raise ConfigurationError(
                f"`data.written` names {path}, which is no file and no folder of .jsonl files; "
                "correct the path."
            )
        files.extend(found)
    return [
        Corpus(
            name=f"{WRITTEN}/{file.name}",
            languages=("kk", "en", "ru"),
            domain="documents written for this project",
            licence="CC0, written for this project",
            source="this project",
            use="train",
            weight=config.data.written_weight,
            path=file,
        )
        for file in files
    ]


def _among(corpus: Corpus, names: Container[str]) -> bool:
    """Whether a list of corpora has this one, by its name or as one of ``written``."""
    return corpus.name in names or (WRITTEN in names and corpus.name.startswith(f"{WRITTEN}/"))


def _check_names(config: RunConfig, corpora: list[Corpus]) -> None:
    data = config.data
    files = [corpus.name for corpus in corpora if corpus.name.startswith(f"{WRITTEN}/")]
    for name, count in Counter(files).items():
        if count > 1:
            raise ConfigurationError(
                f"`data.written` has {count} files called {name.removeprefix(f'{WRITTEN}/')}; "
                "rename one."
            )
    names = {corpus.name for corpus in corpora}
    in_lists = {*data.lowercase, *data.cross_pairs, *data.join, *data.check_numbers}
    in_lists |= {*data.swap_numbers, *data.swap_names}
    unknown = in_lists - (names | ({WRITTEN} if files else set()))
    unknown |= set(data.denoise) - names
    unknown |= set(data.weights) - (names | {corpus.key for corpus in corpora})
    if unknown:
        raise ConfigurationError(
            f"The configuration names the corpus {min(unknown)}, which {data.manifest} does not "
            "list as trainable; correct the name or leave it out."
        )


def _weight(config: RunConfig, corpus: Corpus) -> float:
    weights = config.data.weights
    return weights.get(corpus.key, weights.get(corpus.name, corpus.weight))


def _truecasers(config: RunConfig, corpora: list[Corpus]) -> dict[str, Truecaser]:
    if not config.data.lowercase:
        return {}
    texts: dict[str, list[str]] = {}
    for corpus in corpora:
        if not _among(corpus, config.data.lowercase) and "software" not in corpus.domain:
            for record in read_corpus(corpus):
                for language, text in record.texts.items():
                    if len(text.split()) > 3:
                        texts.setdefault(language, []).append(clean(text, language))
    return {language: Truecaser(lines) for language, lines in texts.items()}


def _keep(
    texts: dict[str, str],
    corpus: Corpus,
    config: RunConfig,
    rules: CleaningRules,
    guard: TestSetGuard,
    seen: set[tuple[str, ...]],
) -> tuple[dict[str, str], list[str]]:
    """The languages that survive, or nothing and the reason."""
    if any(text in guard for text in texts.values()):
        return {}, ["test set"]
    key = tuple(f"{language}:{text}" for language, text in sorted(texts.items()))
    if key in seen:
        return {}, ["duplicate"]
    seen.add(key)
    if len(texts) == 1:
        text = next(iter(texts.values()))
        rough = len(text) < 20 or len(text) > 400 or _ROUGH.search(text)
        return ({}, ["rough"]) if rough else (texts, [])
    reasons = []
    kept = {"kk": texts["kk"]}
    for language in TARGETS:
        if language not in texts:
            continue
        reason = reason_to_drop((texts["kk"], texts[language]), ("kk", language), rules)
        if reason is None and _among(corpus, config.data.check_numbers):
            reason = "numbers" if numbers_differ(texts["kk"], texts[language]) else None
        if reason is None:
            kept[language] = texts[language]
        else:
            reasons.append(reason)
    return (kept, []) if len(kept) > 1 else ({}, reasons[:1])


def _add_examples(
    collection: Collection,
    corpus: Corpus,
    weight: float,
    records: list[Record],
    config: RunConfig,
    rng: random.Random,
) -> None:
    data = config.data
    for language in TARGETS:
        pairs = [
            Example(r.texts["kk"], r.texts[language], language)
            for r in records
            if "kk" in r.texts and language in r.texts
        ]
        collection.add(f"{corpus.name}>{language}", weight, pairs)
        if _among(corpus, data.swap_numbers):
            swapped = [
                Example(*texts, language)
                for pair in pairs
                for _ in range(data.swap_copies)
                if (texts := swap_numbers((pair.source, pair.target), rng))
            ]
            collection.add(f"{corpus.name}>{language}+numbers", data.swap_weight, swapped)
        if _among(corpus, data.cross_pairs):
            other = "ru" if language == "en" else "en"
            crossed = [
                Example(r.texts[other], r.texts[language], language)
                for r in records
                if other in r.texts and language in r.texts
            ]
            collection.add(f"{corpus.name}:{other}>{language}", data.cross_weight, crossed)
        if corpus.name in data.denoise:
            targets = [r.texts[language] for r in records if language in r.texts]
            noisy = [Example(add_noise(text, rng), text, language) for text in targets]
            collection.add(f"{corpus.name}~{language}", data.denoise[corpus.name], noisy)
    if _among(corpus, data.join) and records:
        limit = 4 * data.max_pieces
        joined = join_sentences(records, rng, limit)
        if not joined:
            joined = join_strangers(records, len(records) // 3, rng, limit)
        for language in TARGETS:
            collection.add(
                f"{corpus.name}>{language}+joined",
                data.join_weight,
                [
                    Example(r.texts["kk"], r.texts[language], language)
                    for r in joined
                    if language in r.texts
                ],
            )


def encode(collection: Collection, tokenizer: Tokenizer, max_pieces: int) -> Prepared:
    """Texts as piece numbers: sources ``<s> … </s>``, targets ``… </s>`` after their tag."""
    sources, targets = TextTable(), TextTable()
    rows: list[tuple[int, int, int, int]] = []
    tags = {language: piece_number(tokenizer, f"<{language}>") for language in TARGETS}
    for number, examples in enumerate(collection.examples.values()):
        for example in examples:
            source, target = sources.row(example.source), targets.row(example.target)
            rows.append((source, target, tags[example.language], number))
    encoded = [
        [tokenized.ids for tokenized in tokenizer.encode_batch(table.texts)]
        for table in (sources, targets)
    ]
    columns = np.array(rows, dtype=np.int32).reshape(-1, 4).T
    fits = [np.array([len(ids) <= max_pieces for ids in table], dtype=bool) for table in encoded]
    columns = columns[:, fits[0][columns[0]] & fits[1][columns[1]]]
    digest = hashlib.sha256(
        json.dumps([sources.texts, targets.texts, rows], ensure_ascii=False).encode()
    ).hexdigest()
    return Prepared(
        sources=ragged(encoded[0]),
        targets=ragged([ids[1:] for ids in encoded[1]]),
        source=columns[0],
        target=columns[1],
        tag=columns[2],
        corpus=columns[3],
        names=tuple(collection.examples),
        weights=tuple(collection.weights.values()),
        digest=digest[:16],
    )


def prepare(config: RunConfig) -> tuple[Prepared, Collection]:
    """The whole step: arrays in ``work/data``, the tokenizer in ``work/tokenizer.json``."""
    collection = collect(config)
    tokenizer = ready_tokenizer(config, _all_texts(collection))
    prepared = encode(collection, tokenizer, config.data.max_pieces)
    write_prepared(prepared, config.work / "data")
    return prepared, collection


def _all_texts(collection: Collection) -> Iterable[str]:
    for examples in collection.examples.values():
        for example in examples:
            yield example.source
            yield example.target


def data_folder(config: RunConfig) -> Path:
    """Where ``prepare`` writes and ``train`` reads."""
    return config.work / "data"
