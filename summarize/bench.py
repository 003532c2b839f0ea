"""How fast a model runs on this machine, by engine, compute type, batch size and beam size."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from models.engine import GenerationSettings
from models.errors import ModelError, QysqaError
from models.loading import load_engine

SENTENCES = (
    "Ауылда жаңа мектеп ашылды.",
    "Қазан айында облыс бойынша 24 емхана жөндеуден өтті.",
    "Әкімдіктің мәліметінше, жолды жөндеуге бюджеттен 340 млн теңге бөлінген.",
    "Тұрғындар ауызсу желісінің ескіргенін, соның салдарынан жазда су қысымы төмендейтінін айтты.",
    "«Біз бұл жұмысты келесі жылдың көктемінде аяқтаймыз», – деді құрылыс компаниясының басшысы.",
    "Синоптиктердің болжамынша, алдағы үш күнде солтүстік өңірлерде аяз 30 градусқа дейін "
    "күшейіп, боран соғады, сондықтан жүргізушілерге алыс сапарға шықпау ұсынылады.",
)
"""Written for this measurement: short and long sentences as news has them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a model is loaded as, and the searches that are timed with it."""

    engine: str
    compute_type: str
    batch_tokens: tuple[int, ...]
    beams: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One row of the table: source words and output tokens a second, and the peak memory in MB of
    a process that has done nothing else. ``problem`` says why there are no numbers."""

    engine: str
    compute_type: str
    batch_tokens: int
    beam: int
    words: float = 0.0
    tokens: float = 0.0
    megabytes: float = 0.0
    problem: str = ""


def bench_texts(count: int) -> list[str]:
    """``count`` different sentences, so that none is translated once for many."""
    return [f"{number}. {SENTENCES[number % len(SENTENCES)]}" for number in range(count)]


def measure(
    model: str, settings: Sequence[Setting], texts: Sequence[str], target: str, threads: int
) -> Iterator[Measurement]:
    """Measurements as they are made. Each setting has a fresh process, so that memory is its own
    and one that fails takes no other with it."""
    context = multiprocessing.get_context("spawn")
    for setting in settings:
        with ProcessPoolExecutor(1, context) as pool:
            try:
                task = pool.submit(_measure, model, setting, list(texts), target, threads)
                yield from task.result()
            except (QysqaError, BrokenProcessPool, MemoryError) as error:
                problem = str(error) or "out of memory"
                yield Measurement(setting.engine, setting.compute_type, 0, 0, problem=problem)


def fastest(measurements: Sequence[Measurement], beam: int) -> Measurement:
    """The setting with the most words a second at this beam size (beams change what is written, so
    they do not compete). Raises ModelError if nothing could be measured."""
    fit = [m for m in measurements if m.beam == beam and not m.problem]
    if not fit:
        reasons = "; ".join(sorted({m.problem for m in measurements if m.problem}))
        raise ModelError(f"Nothing could be measured: {reasons or 'no setting was given'}.")
    return max(fit, key=lambda measurement: measurement.words)


def _measure(
    model: str, setting: Setting, texts: list[str], target: str, threads: int
) -> list[Measurement]:
    engine = load_engine(
        model, engine=setting.engine, threads=threads, compute_type=setting.compute_type
    )
    words = sum(len(text.split()) for text in texts)
    engine.generate(texts[:4], "kk", target, GenerationSettings())  # warm
    made = []
    for beam in setting.beams:
        for batch_tokens in setting.batch_tokens:
            search = GenerationSettings(beam_size=beam, batch_tokens=batch_tokens)
            began = time.perf_counter()
            outputs = engine.generate(texts, "kk", target, search)
            seconds = time.perf_counter() - began
            tokens = sum(output.tokens for output in outputs)
            made.append(
                Measurement(
                    setting.engine, engine.info.compute_type, batch_tokens, beam,
                    words / seconds, tokens / seconds, peak_megabytes(),
                )
            )  # fmt: skip
    return made


def peak_megabytes() -> float:
    """The most memory this process has held so far; 0 where the platform does not say."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10
