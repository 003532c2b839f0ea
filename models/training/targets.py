"""What the bundled model is measured against, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from models.training.evaluate import Evaluation


@dataclass(frozen=True, slots=True)
class Target:
    """One measure: the floor under which the model is not done (None: only reported), the aim,
    and whether more or less is better."""

    measure: str
    floor: float | None
    aim: float
    unit: str = ""
    better: Literal["more", "less"] = "more"


@dataclass(frozen=True, slots=True)
class Standing:
    """A target with what was measured; None where it could not be."""

    target: Target
    value: float | None

    @property
    def verdict(self) -> str:
        """One word or two for the table."""
        if self.value is None:
            return "not measured"
        if self._reaches(self.target.aim):
            return "aim reached"
        if self.target.floor is None:
            return "reported"
        return "floor reached" if self._reaches(self.target.floor) else "floor missed"

    def _reaches(self, bound: float) -> bool:
        assert self.value is not None
        return self.value >= bound if self.target.better == "more" else self.value <= bound


CHRF_TARGETS = {
    # The aims on FLORES-200 are NLLB-200 distilled 600M's scores.
    "flores-en": Target("FLORES-200 devtest kk→en chrF++", 38.0, 54.2),
    "flores-ru": Target("FLORES-200 devtest kk→ru chrF++", 32.0, 43.3),
    "news-suite-en": Target("news suite kk→en chrF++", None, 60.0),
    "news-suite-ru": Target("news suite kk→ru chrF++", None, 55.0),
}
NUMBERS = Target("numbers preserved, news suite", 97.0, 99.5, " %")
SIZE = Target("size", 60.0, 40.0, " MB", "less")
SPEED = Target("speed, one core, source words/s", 1000.0, 3000.0)


def standings(evaluation: Evaluation) -> list[Standing]:
    """Where a model stands on every target."""
    numbers = evaluation.numbers_preserved()
    rows = [Standing(target, evaluation.chrf(name)) for name, target in CHRF_TARGETS.items()]
    rows.append(Standing(NUMBERS, None if numbers is None else round(100 * numbers, 1)))
    rows.append(Standing(SIZE, round(evaluation.size_mb, 1)))
    rows.append(Standing(SPEED, round(evaluation.words_per_second)))
    return rows
