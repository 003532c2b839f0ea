"""How often the checks speak up wrongly, and how often they catch what was spoiled on purpose.

Run from the repository, beside the corpora:
    python benchmarks/check_rates.py [--similarity] [--scores kk-mini]
Prints the tables of docs/checks.md: flags on reference translations (false alarms), detection of
references that were spoiled in one way each, the quantiles behind the length bounds, and with
--similarity the embeddings' view of right and wrong pairs, with --scores a model's own scores
(some minutes each).
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np

from summarize.checks import check_sentence
from summarize.checks.numerals import LEXICONS, Lexicon, read_numbers
from summarize.configuration import ChecksConfig

CORPORA = {
    "authored": "corpora/authored/documents.jsonl",
    "suite": "eval-suite/documents.jsonl",
    "KazNERD": "corpora/kaznerd/kaznerd-news.kk-en-ru.tsv",
    "FLORES": "corpora/dev/flores200-devtest.kk-{}.tsv",
}
WORDS = {
    "en": ("three", "four", "seven", "nine", "eleven", "twelve", "fifteen", "thirty", "fifty"),
    "ru": ("три", "четыре", "семь", "девять", "одиннадцать", "двенадцать", "тридцать", "сорок"),
}
SURNAME = re.compile(r"\b[А-ЯӘҒҚҢӨҰҮІA-Z]\w+(?:[oe]va?|[ое]ва?)(?:[аыеоу]\w{0,2}|тың|тің)?\b")
LENGTHS = (8, 20, 40, 80, 160, 10**9)
SPOILED = 3000
"""At most so many references are spoiled in one way."""

QUANTILES = (0.001, 0.005, 0.5, 0.995, 0.999)


@dataclass(frozen=True, slots=True)
class Reference:
    """A Kazakh sentence and its translation by a person."""

    source: str
    target: str
    language: str


def references(shared: Path, name: str) -> Iterator[Reference]:
    """The pairs of one corpus, titles included."""
    path = CORPORA[name]
    if path.endswith(".jsonl"):
        for line in (shared / path).read_text("utf-8").splitlines():
            document = json.loads(line)
            rows = [row for paragraph in document["paragraphs"] for row in paragraph]
            for row in [*rows, document["title"]] if document.get("title") else rows:
                yield from (Reference(row["kk"], row[t], t) for t in ("en", "ru") if t in row)
    elif "{}" in path:
        for language in ("en", "ru"):
            for line in (shared / path.format(language)).read_text("utf-8").splitlines():
                source, target = line.split("\t")[:2]
                yield Reference(source, target, language)
    else:
        for line in (shared / path).read_text("utf-8").splitlines():
            source, english, russian = line.split("\t")
            yield Reference(source, english, "en")
            yield Reference(source, russian, "ru")


def flags(pair: Reference, target: str | None = None) -> set[str]:
    """The kinds of flags of a pair, or of its source with another target."""
    text = pair.target if target is None else target
    found = check_sentence("s", pair.source, text, "kk", pair.language, ChecksConfig())
    return {flag.kind.value for flag in found}


def other_number(pair: Reference, draw: random.Random) -> str | None:
    """The target with one of its numbers changed in value, None if it has none."""
    mentions = read_numbers(pair.target, LEXICONS[pair.language])
    mentions = [m for m in mentions if m.strict and m.text in pair.target]
    if not mentions:
        return None
    mention = draw.choice(mentions)
    digits = re.match("[0-9]+", mention.text)
    if digits:
        place = draw.randrange(len(digits[0]))
        digit = draw.choice([d for d in "123456789" if d != digits[0][place]])
        new = digits[0][:place] + digit + mention.text[place + 1 :]
    else:
        lexicon = LEXICONS[pair.language]
        other = [w for w in WORDS[pair.language] if not _worth(w, lexicon) & mention.values]
        new = draw.choice(other)
    start = re.search(rf"\b{re.escape(mention.text)}", pair.target)
    at = start.start() if start else pair.target.index(mention.text)
    return pair.target[:at] + new + pair.target[at + len(mention.text) :]


def _worth(word: str, lexicon: Lexicon) -> frozenset[Fraction]:
    return frozenset(v for m in read_numbers(word, lexicon) for v in m.values)


def half(pair: Reference, draw: random.Random) -> str | None:
    """The target cut in the middle."""
    words = pair.target.split()
    return " ".join(words[: len(words) // 2]) if len(words) >= 6 else None


def loop(pair: Reference, draw: random.Random) -> str | None:
    """The target's last three words said twice more."""
    words = pair.target.split()
    return " ".join(words + words[-3:] * 2) if len(words) >= 6 else None


def copy(pair: Reference, draw: random.Random) -> str | None:
    """The source as it is."""
    return pair.source if len(pair.source.split()) >= 3 else None


def kazakh_word(pair: Reference, draw: random.Random) -> str | None:
    """The target with a Kazakh word of the source in place of one of its own."""
    words = [w for w in pair.source.split() if set("әғқңөұүһі") & set(w)]
    target = pair.target.split()
    if not words or not target:
        return None
    target[draw.randrange(len(target))] = draw.choice(words)
    return " ".join(target)


def other_name(pair: Reference, draw: random.Random) -> str | None:
    """The target with the surnames in it replaced by another one."""
    new = draw.choice({"en": ["Petrov", "Zhumabek"], "ru": ["Петров", "Жумабек"]}[pair.language])
    changed = SURNAME.sub(new, pair.target)
    return changed if changed != pair.target and SURNAME.search(pair.source) else None


SPOILERS: dict[str, Callable[[Reference, random.Random], str | None]] = {
    "number": other_number,
    "name": other_name,
    "length": half,
    "repetition": loop,
    "untranslated": copy,
    "script": kazakh_word,
}


def print_rates(name: str, pairs: Sequence[Reference]) -> None:
    """False alarms and detection for one corpus, per target language."""
    for language in ("en", "ru"):
        rows = [pair for pair in pairs if pair.language == language]
        before = [flags(pair) for pair in rows]
        counted = Counter(kind for kinds in before for kind in kinds)
        shares = [f"{kind} {100 * n / len(rows):.2f} %" for kind, n in sorted(counted.items())]
        print(f"{name} kk-{language}: {len(rows)} references; false alarms: {', '.join(shares)}")
        draw = random.Random(7)
        for kind, spoil in SPOILERS.items():
            spoiled = [
                (pair, text)
                for pair, kinds in zip(rows, before, strict=True)
                if kind not in kinds and (text := spoil(pair, draw)) is not None
            ][:SPOILED]
            if not spoiled:
                continue
            caught = sum(kind in flags(pair, text) for pair, text in spoiled)
            print(f"    {spoil.__name__:13} {caught}/{len(spoiled)} = {caught / len(spoiled):.1%}")


def print_lengths(pairs: Sequence[Reference]) -> None:
    """Quantiles of the ratio of characters, target to source, by the source's length."""
    print(f"length ratio, quantiles {QUANTILES}")
    for language in ("en", "ru"):
        for low, high in pairwise(LENGTHS):
            ratios = [
                len(pair.target) / len(pair.source)
                for pair in pairs
                if pair.language == language and low <= len(pair.source) < high
            ]
            shown = " ".join(f"{value:.2f}" for value in np.quantile(ratios, QUANTILES))
            print(f"    kk-{language} {low:>3} to {high:<10} {len(ratios):>6} pairs: {shown}")


def print_similarity(corpora: dict[str, list[Reference]], sample: int) -> None:
    """Cosines of right pairs and of pairs with another sentence of the same corpus."""
    from summarize.embedding import E5Embedder

    draw = random.Random(5)
    right, wrong = [], []
    for pairs in corpora.values():
        chosen = draw.sample([p for p in pairs if len(p.source.split()) >= 3], sample)
        embedder = E5Embedder()
        source = embedder.embed([pair.source for pair in chosen])
        target = embedder.embed([pair.target for pair in chosen])
        cosines = source @ target.T
        for i, pair in enumerate(chosen):
            right.append(cosines[i, i])
            others = [
                j
                for j, other in enumerate(chosen)
                if other.source != pair.source and other.language == pair.language
            ]
            wrong.append(cosines[i, draw.choice(others)])
    print(f"similarity of {len(right)} right and {len(wrong)} wrong pairs")
    for bound in (0.78, 0.80, 0.81, 0.82, 0.83, 0.84):
        alarms, caught = np.mean(np.array(right) < bound), np.mean(np.array(wrong) < bound)
        print(f"    below {bound:.2f}: {alarms:.2%} of right pairs, {caught:.1%} of wrong pairs")


def print_scores(pairs: Sequence[Reference], model: str) -> None:
    """The model's own scores beside chrF against the reference."""
    import sacrebleu

    from models.loading import load_engine
    from summarize.configuration import read_config

    engine = load_engine(model)
    settings = read_config("kk-mini").generation.settings()
    rows = []
    for language in ("en", "ru"):
        chosen = [pair for pair in pairs if pair.language == language]
        sources = [pair.source for pair in chosen]
        outputs = engine.generate(sources, "kk", language, settings)
        for pair, output in zip(chosen, outputs, strict=True):
            rows.append((output.score, sacrebleu.sentence_chrf(output.text, [pair.target]).score))
    scores, chrf = np.array(rows).T
    print(f"{model}: {len(rows)} outputs, correlation of score and chrF {_correlation(rows):.2f}")
    for low, high in pairwise((-9.0, -1.5, -1.2, -1.0, -0.8, 0.01)):
        inside = (scores >= low) & (scores < high)
        if inside.any():
            print(
                f"    score {low} to {high}: {inside.sum()} outputs, chrF {chrf[inside].mean():.1f}"
            )


def _correlation(rows: Sequence[tuple[float, float]]) -> float:
    return float(np.corrcoef(np.array(rows).T)[0, 1])


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="the corpora")
    parser.add_argument("--similarity", action="store_true")
    parser.add_argument("--scores", metavar="MODEL", help="also this model's scores on the suite")
    parser.add_argument("--sample", type=int, default=150, help="pairs a corpus for --similarity")
    arguments = parser.parse_args()
    corpora = {name: list(references(arguments.shared, name)) for name in CORPORA}
    for name, pairs in corpora.items():
        print_rates(name, pairs)
    print_lengths([pair for pairs in corpora.values() for pair in pairs])
    if arguments.similarity:
        print_similarity(corpora, arguments.sample)
    if arguments.scores:
        print_scores(corpora["suite"], arguments.scores)


if __name__ == "__main__":
    main()
