"""A small world for the recipe: three corpora, a test set, a vocabulary and a toy network."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
import yaml

from models.training.config import RunConfig, load_config
from models.training.vocabulary import SPECIALS, TAGS, build_tokenizer

HEADER = "name\tpair\tlines\tdomain\tlicence\tsource\tuse\tweight\n"
NEWS = [
    ("Ауылда жаңа мектеп ашылды.", "A new school opened in the village."),
    ("Қалада 3 аурухана бар.", "There are 3 hospitals in the city."),
    ("Министр кеше келді.", "The minister came yesterday."),
    ("Баға 12 пайызға өсті.", "The price rose by 12 percent."),
    ("Балалар аулада ойнап жүр.", "The children are playing in the yard."),
    ("Ертең жаңбыр жауады.", "It will rain tomorrow."),
]
PLANTED = (
    "Бұл сөйлем тек сынақ жиынында тұруы керек.",
    "This sentence belongs to a test set only.",
)
RUSSIAN = [
    ("Ауылда жаңа мектеп ашылды.", "В селе открылась новая школа."),
    ("Министр кеше келді.", "Министр приехал вчера."),
    ("Ертең жаңбыр жауады.", "Завтра будет дождь."),
]


def write_rows(path: Path, rows: list[tuple[str, str]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in rows), "utf-8")


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """A manifest with trainable text, a test set and a text without a licence."""
    root = tmp_path / "corpora"
    for folder in ("parallel", "dev", "mono"):
        (root / folder).mkdir(parents=True)
    write_rows(root / "parallel" / "news.kk-en.tsv", [*NEWS, PLANTED, NEWS[0]])
    write_rows(root / "parallel" / "news.kk-ru.tsv", RUSSIAN)
    write_rows(root / "parallel" / "unlicensed.kk-en.tsv", [("Рұқсат жоқ мәтін.", "No licence.")])
    write_rows(root / "dev" / "toy.kk-en.tsv", [PLANTED, ("Сәлем.", "Hello.")])
    (root / "MANIFEST.tsv").write_text(
        HEADER
        + "news\tkk-en\t8\tnews\tCC0\tus\ttrain\t4\n"
        + "news\tkk-ru\t3\tnews\tCC0\tus\ttrain\t2\n"
        + "unlicensed\tkk-en\t1\tnews\tnone stated\tthem\ttrain\t1\n"
        + "dev/toy\tkk-en\t2\tdevelopment set\tCC0\tus\tdev: never train\t0\n",
        "utf-8",
    )
    return root / "MANIFEST.tsv"


@pytest.fixture
def tokenizer_file(tmp_path: Path) -> Path:
    """Single letters with and without a space before them, and the tags."""
    texts = [text for pair in (*NEWS, *RUSSIAN) for text in pair]
    letters = sorted({letter for text in texts for letter in text if letter != " "})
    pieces = [(name, 0.0) for name in SPECIALS]
    pieces += [("▁", -2.0), *((letter, -3.0) for letter in letters)]
    pieces += [(tag, 0.0) for tag in TAGS]
    path = tmp_path / "toy-tokenizer.json"
    build_tokenizer(pieces).save(str(path))
    return path


@pytest.fixture
def run_file(tmp_path: Path, corpora: Path, tokenizer_file: Path) -> Path:
    """A configuration over the toy corpora."""
    content: dict[str, Any] = {
        "name": "toy",
        "work": str(tmp_path / "work"),
        "data": {
            "manifest": str(corpora),
            "test_sets": [str(corpora.parent / "dev")],
            "dev": {"toy-en": str(corpora.parent / "dev" / "toy.kk-en.tsv")},
            "denoise": {"news": 0.5},
        },
        "vocabulary": {"tokenizer": str(tokenizer_file)},
        "train": {
            "steps": 30,
            "threads": 1,
            "batch_tokens": 256,
            "warmup_steps": 3,
            "rate": 0.01,
            "live_layers": 1,
            "encoder_rate": 0.5,
            "frequent_pieces": 20,
            "sampled_pieces": 10,
            "epoch_pairs": 20,
            "probe_sentences": 0,
            "average_last": 2,
        },
    }
    path = tmp_path / "toy.yaml"
    path.write_text(yaml.safe_dump(content), "utf-8")
    return path


@pytest.fixture
def run_config(run_file: Path) -> RunConfig:
    return load_config(str(run_file))


@pytest.fixture
def rng() -> random.Random:
    return random.Random(3)
