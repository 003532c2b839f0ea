"""Barred pieces: texts are translated freely, and once more only where one came out."""

from dataclasses import dataclass, field
from typing import Any

from models.ctranslate2_engine import CTranslate2Engine
from models.engine import GenerationSettings
from models.loading import load_engine


@dataclass
class Result:
    hypotheses: list[list[str]]
    scores: list[float] = field(default_factory=lambda: [-1.0])

    def result(self) -> "Result":
        return self


class Leaking:
    """Writes a Cyrillic word for every text that mentions a school, until that is barred."""

    def __init__(self) -> None:
        self.calls: list[tuple[int, int]] = []

    def translate_batch(self, rows: list[list[str]], **options: Any) -> list[Result]:
        barred = options["suppress_sequences"]
        self.calls.append((len(rows), len(barred or [])))
        leak = "▁school" if ["▁мектеп"] in (barred or []) else "▁мектеп"
        words = [leak if "▁мектеп" in row else "▁house" for row in rows]
        return [Result([[*options["target_prefix"][0], word, "</s>"]]) for word in words]


def test_only_what_holds_a_barred_piece_is_translated_again():
    engine = load_engine("kk-mini", threads=1)
    assert isinstance(engine, CTranslate2Engine)
    leaking = Leaking()
    engine._translator = leaking  # type: ignore[assignment]
    done: list[int] = []
    texts = ["Бұл үй.", "Бұл мектеп.", "", "Жаңа үй."]
    outputs = engine.generate(texts, "kk", "en", GenerationSettings(), done.append)
    assert [each.text for each in outputs] == ["house", "school", "", "house"]
    (all_rows, few), (again, barred) = leaking.calls
    assert (all_rows, few, again) == (3, 1000, 1)
    assert barred > 5000
    assert done == [1, 2, 1]
