"""Writes a corpus of short news articles for the corpus benchmarks: folders of text files, JSON
lines and Parquet, the same for the same seed.

    python benchmarks/make_corpus.py FOLDER [--articles 2000] [--sentences 8]

The examples come first; the other articles are made of sentences drawn from
../shared/corpora/mono, each under a headline, with the page furniture that real saved pages repeat.
One in a hundred is no Kazakh article (empty, or Russian), as in any real folder.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
MONO = REPOSITORY.parent / "shared" / "corpora" / "mono" / "kaznerd-news.kk.txt"
FURNITURE = (
    "Толығырақ ақпаратты сайтымыздан оқи аласыз.",
    "Жаңалықтарға жазылыңыз және бірінші болып біліңіз.",
    "Бұл туралы баспасөз қызметі хабарлады.",
)
RUSSIAN = "Сегодня в районе открылась новая школа на триста мест. Жители ждали её много лет."


def articles(count: int, sentences: int, seed: int = 5) -> Iterator[tuple[str, str]]:
    """Title and text of ``count`` articles of about that many sentences."""
    draw = random.Random(seed)
    for name in ("ambulance.txt", "measles.txt"):
        title, _, text = (REPOSITORY / "examples" / name).read_text("utf-8").partition("\n")
        yield title, text.strip()
    lines = [line.strip() for line in MONO.read_text("utf-8").splitlines()]
    lines = [line for line in lines if 5 <= len(line.split()) <= 30]
    for number in range(2, count):
        if number % 100 == 50:
            yield "", "" if number % 200 == 50 else RUSSIAN
            continue
        chosen = draw.sample(lines, max(2, sentences - 1 + draw.randrange(-2, 3)))
        title = " ".join(chosen[0].rstrip(".!?…").split()[:9])
        paragraphs = [" ".join(chosen[i : i + 3]) for i in range(1, len(chosen), 3)]
        yield title, "\n\n".join([*paragraphs, draw.choice(FURNITURE)])


def write_corpus(folder: Path, count: int, sentences: int) -> None:
    """A fifth as text files, a fifth as Parquet, the rest as JSON lines."""
    import pyarrow
    from pyarrow.parquet import write_table

    (folder / "files").mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, str]] = []
    lines: list[str] = []
    for number, (title, text) in enumerate(articles(count, sentences)):
        row = {"id": f"n{number:06d}", "title": title, "text": text}
        if number % 5 == 0:
            content = f"{title}\n\n{text}".strip()
            (folder / "files" / f"{number:06d}.txt").write_text(content, "utf-8")
        elif number % 5 == 1:
            rows.append(row)
        else:
            lines.append(json.dumps(row, ensure_ascii=False))
    (folder / "lines.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    write_table(pyarrow.Table.from_pylist(rows), folder / "table.parquet")


def main() -> None:
    """Write the corpus and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--sentences", type=int, default=8)
    options = parser.parse_args()
    write_corpus(options.folder, options.articles, options.sentences)
    made = articles(options.articles, options.sentences)
    words = sum(len(f"{title} {text}".split()) for title, text in made)
    print(f"{options.articles:,} articles, {words:,} words: {options.folder}")


if __name__ == "__main__":
    main()
