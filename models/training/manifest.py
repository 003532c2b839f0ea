"""The list of corpora: which files may be trained on, in which languages, with which weight."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.errors import ConfigurationError

TRAINABLE_USES = frozenset({"train", "back-translation"})
LANGUAGES = ("kk", "en", "ru")
_COLUMNS = ("name", "pair", "lines", "domain", "licence", "source", "use", "weight")


@dataclass(frozen=True, slots=True)
class Corpus:
    """One line of the manifest. ``languages`` holds one code for monolingual text."""

    name: str
    languages: tuple[str, ...]
    domain: str
    licence: str
    source: str
    use: str
    weight: float
    path: Path

    @property
    def key(self) -> str:
        """The name with its languages: unique in a manifest, used in configurations."""
        return f"{self.name}:{'-'.join(self.languages)}"

    @property
    def trainable(self) -> bool:
        """Whether the manifest allows the text to enter weights that are shipped."""
        return self.use in TRAINABLE_USES and "none stated" not in self.licence.lower()


@dataclass(frozen=True, slots=True)
class Record:
    """Aligned sentences of one place in a corpus; ``document`` groups consecutive ones."""

    texts: dict[str, str]
    document: str | None = None


def read_manifest(path: Path) -> list[Corpus]:
    """All corpora of a tab-separated manifest. Raises ConfigurationError where it is not one."""
    if not path.is_file():
        raise ConfigurationError(
            f"There is no corpus manifest at {path}; give the path of MANIFEST.tsv as "
            "`manifest` in the training configuration."
        )
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if tuple(reader.fieldnames or ()) != _COLUMNS:
            raise ConfigurationError(
                f"{path} has the columns {reader.fieldnames}; expected {list(_COLUMNS)}."
            )
        return [_corpus(row, path.parent) for row in reader]


def _corpus(row: dict[str, str], root: Path) -> Corpus:
    languages = tuple(row["pair"].split("-"))
    return Corpus(
        name=row["name"],
        languages=languages,
        domain=row["domain"],
        licence=row["licence"],
        source=row["source"],
        use=row["use"],
        weight=float(row["weight"]),
        path=_locate(root, row["name"], row["pair"]),
    )


def _locate(root: Path, name: str, pair: str) -> Path:
    candidates = [
        root / name,
        root / f"{name}.{pair}.tsv",
        root / "parallel" / f"{name}.{pair}.tsv",
    ]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise ConfigurationError(
        f"The manifest names the corpus {name} ({pair}), but none of "
        f"{', '.join(str(candidate) for candidate in candidates)} exists."
    )


def read_corpus(corpus: Corpus) -> Iterator[Record]:
    """The records of a corpus in file order: JSON lines, tab-separated or plain lines."""
    if corpus.path.suffix == ".jsonl":
        yield from _read_documents(corpus.path)
        return
    with corpus.path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            fields = line.rstrip("\n").split("\t")
            if len(fields) != len(corpus.languages):
                raise ConfigurationError(
                    f"{corpus.path}, line {number}: found {len(fields)} columns, expected "
                    f"{len(corpus.languages)} ({'-'.join(corpus.languages)})."
                )
            yield Record(dict(zip(corpus.languages, fields, strict=True)))


def _read_documents(path: Path) -> Iterator[Record]:
    """Title, sentences and summary of each document of the authored format."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if document["title"]:
                yield Record(document["title"])
            for number, paragraph in enumerate(document["paragraphs"]):
                for sentence in paragraph:
                    yield Record(sentence, f"{document['id']}/{number}")
            if document["summary"]:
                yield Record(document["summary"])
