"""The runner: tasks, cache, resume, scores; and outputs made elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from eval.baselines import Extract
from eval.cache import OutputCache, content_key
from eval.evaluation import Evaluation, Output, Role
from eval.external import evaluate_files
from eval.runner import Runner, require_targets
from eval.scores import ScoringError
from eval.scoring import Scoring
from eval.suites import Card, Segment, Suite, SuiteDocument, SuiteError
from models.errors import OutputError

PAIRS = [
    ("Бірінші сөйлем.", "The first sentence is here."),
    ("Екінші сөйлем.", "A second one follows it."),
    ("Үшінші сөйлем.", "And then a third."),
    ("Төртінші сөйлем.", "Four makes the end."),
]
MEANING = dict(PAIRS)


def document(name: str, topic: str) -> SuiteDocument:
    segments = tuple(
        Segment(f"p1s{n}", {"kk": kk, "en": en}) for n, (kk, en) in enumerate(PAIRS, start=1)
    )
    return SuiteDocument(
        name, segments, topic=topic, key_facts=("four",),
        summaries=(
            {"en": "The first sentence is here. And then a third.", "kk": "Бірінші сөйлем."},
        ),
    )  # fmt: skip


SUITE = Suite(
    Card("tiny", "three small documents", "CC0", "made here", "abc"),
    (document("a", "health"), document("b", "health"), document("c", "sport")),
)


class Fake:
    """A system that knows every translation (or, ``worse``, drops the last word) and counts."""

    role: Role = "system"

    def __init__(self, name: str = "fake", worse: bool = False) -> None:
        self.name = name
        self.about = "knows everything"
        self.worse = worse
        self.translated: list[str] = []
        self.summarised: list[str] = []

    def identity(self, kind: str) -> Mapping[str, Any]:
        return {"name": self.name, "kind": kind}

    def describe(self) -> Mapping[str, Any]:
        model = {"name": self.name, "engine": "fake", "revision": "1", "compute_type": "none"}
        return {"config": {"model": self.name}, "model": model, "card": {}}

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[Output]:
        self.translated += texts
        return [Output(self._say(text), 0.5, ("name: x",) if self.worse else ()) for text in texts]

    def summarize(
        self, documents: Sequence[SuiteDocument], source: str, target: str
    ) -> list[Output]:
        self.summarised += [document.id for document in documents]
        texts = [document.sentences(source)[:2] for document in documents]
        if target != source:
            texts = [[self._say(text) for text in two] for two in texts]
        return [Output("\n".join(two), 0.1) for two in texts]

    def _say(self, text: str) -> str:
        words = MEANING[text].split()
        return " ".join(words[:-1] if self.worse else words)


FIRST = Extract("lead-3", "first", lambda d, c, r: [0, 1, 2])
BEST = Extract("oracle", "best", lambda d, c, r: [0, 2], ceiling=True)


def run(*systems: Fake, cache: OutputCache | None = None, **scoring: Any) -> Evaluation:
    runner = Runner(
        systems or (Fake(),), (FIRST, BEST), cache or OutputCache(None), Scoring(**scoring)
    )
    return runner.evaluate(SUITE, ["en", "kk"])


def test_every_target_gives_its_tasks() -> None:
    evaluation = run()
    assert [task.id for task in evaluation.tasks] == ["translation-en", "summary-en", "summary-kk"]
    translation, english, kazakh = evaluation.tasks
    assert [system.run.name for system in translation.systems] == ["fake", "copy"]
    assert [(system.run.name, system.run.role) for system in english.systems] == [
        ("fake", "system"),
        ("copy", "baseline"),
        ("lead-3 (fake)", "baseline"),
        ("oracle (fake)", "ceiling"),
        ("lead-3 (human translation)", "ceiling"),
        ("oracle (human translation)", "ceiling"),
    ]
    assert [system.run.name for system in kazakh.systems] == ["fake", "copy", "lead-3", "oracle"]


def test_scores_are_those_of_the_texts() -> None:
    translation, english, _ = run().tasks
    scores = {system.run.name: system.scores for system in translation.systems}
    assert scores["fake"]["chrf++"].value == pytest.approx(100.0)
    assert scores["copy"]["chrf++"].value < 5
    assert scores["fake"]["chrf++"].n == 12
    summaries = {system.run.name: system.scores for system in english.systems}
    assert summaries["oracle (fake)"]["rouge1"].value == pytest.approx(100.0)
    assert summaries["fake"]["compression"].value == pytest.approx(18 / 10)
    assert "seed:12345" in summaries["fake"]["rouge1"].signature


def test_the_winner_is_marked_where_the_lead_is_no_chance() -> None:
    [task, *_] = run(Fake(), Fake("weak", worse=True)).tasks
    assert task.best("chrf++") == "fake"
    assert task.winners["chrf++"] == "fake"
    p_value = task.p_value("chrf++", "weak")
    assert p_value is not None
    assert p_value < 0.05
    [even, *_] = run(Fake(), Fake("twin")).tasks
    assert "chrf++" not in even.winners
    assert "length-ratio" not in {duel.metric for duel in task.duels}


def test_summaries_made_elsewhere_are_held_against_their_articles(tmp_path: Path) -> None:
    references, hypotheses = tmp_path / "refs.jsonl", tmp_path / "a.jsonl"
    article = "Snow fell all night. The school is shut."
    record = {"id": "1", "references": ["The school is shut."], "article": article}
    references.write_text(json.dumps(record), "utf-8")
    hypotheses.write_text('{"id": "1", "hypothesis": "The school is shut."}', "utf-8")
    [task] = evaluate_files("summary", "en", [references], [hypotheses], Scoring()).tasks
    [system] = task.systems
    assert system.scores["compression"].value == pytest.approx(2.0)
    assert system.scores["density"].value == pytest.approx(4.0)


def test_a_few_sentences_make_no_winner() -> None:
    """Of 2 ** 4 exchanges two reach any difference: p is 1/8 at best, however clear it looks."""
    few = Suite(SUITE.card, SUITE.documents[:1])
    cache = OutputCache(None)
    [task, *_] = (
        Runner([Fake(), Fake("weak", worse=True)], (), cache, Scoring()).evaluate(few, ["en"]).tasks
    )
    assert task.best("chrf++") == "fake"
    assert task.winners == {}


def test_nothing_is_translated_twice(tmp_path: Path) -> None:
    file = tmp_path / "outputs.sqlite"
    first = Fake()
    before = run(first, cache=OutputCache(file))
    assert sorted(first.translated) == sorted(kk for kk, _ in PAIRS)  # equal sentences once
    again = Fake()
    after = run(again, cache=OutputCache(file))
    assert again.translated == again.summarised == []
    assert [task.systems for task in after.tasks] == [task.systems for task in before.tasks]
    other = Fake("other")
    run(other, cache=OutputCache(file))
    assert len(other.translated) == 4


def test_an_interrupted_evaluation_goes_on(tmp_path: Path) -> None:
    texts = [f"сөйлем {number}" for number in range(10)]
    keys = [content_key({"name": "x"}, text) for text in texts]
    done: list[str] = []

    def make(part: Sequence[str]) -> list[Output]:
        if len(done) >= 6:
            raise KeyboardInterrupt
        done.extend(part)
        return [Output(text.upper()) for text in part]

    with pytest.raises(KeyboardInterrupt):
        OutputCache(tmp_path / "c.sqlite").complete(texts, keys, make, 3, lambda n: None)
    assert len(done) == 6
    done.clear()
    steps: list[int] = []
    outputs = OutputCache(tmp_path / "c.sqlite").complete(texts, keys, make, 3, steps.append)
    assert done == texts[6:]
    assert [output.text for output in outputs] == [text.upper() for text in texts]
    assert steps == [6, 3, 1]


def test_presets_that_translate_alike_are_listed_once() -> None:
    class Same(Fake):
        def identity(self, kind: str) -> Mapping[str, Any]:
            return {"kind": kind, "name": "one" if kind == "translation" else self.name}

    translation, english, _ = run(Same("a"), Same("b")).tasks
    assert [system.run.name for system in translation.systems] == ["a", "copy"]
    assert [system.run.name for system in english.systems][:2] == ["a", "b"]


def test_a_cache_that_is_no_cache_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "outputs.sqlite"
    file.write_text("this is a diary, not a database. " * 99, "utf-8")
    with pytest.raises(OutputError, match=r"outputs\.sqlite cannot be used .*delete that file"):
        OutputCache(file)


def test_targets_are_checked_before_anything_runs() -> None:
    assert require_targets(SUITE, []) == ["en", "kk"]
    assert require_targets(SUITE, ["en", "en"]) == ["en"]
    with pytest.raises(SuiteError, match="no references in 'ru'; it offers: en, kk"):
        require_targets(SUITE, ["ru"])


def test_metrics_can_be_chosen() -> None:
    [task, *_] = run(metrics=("bleu", "rouge1")).tasks
    assert task.metrics == ("bleu",)
    only = run(metrics=("bleu",))
    assert [task.id for task in only.tasks] == ["translation-en"]
    runner = Runner([Fake()], (), OutputCache(None), Scoring(metrics=("bleu",)))
    with pytest.raises(SuiteError, match="nothing in kk for the metrics bleu"):
        runner.evaluate(SUITE, ["kk"])


def lines(path: Path, *records: Mapping[str, Any]) -> Path:
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text(text, "utf-8")
    return path


def test_hypotheses_are_matched_by_id(tmp_path: Path) -> None:
    references = lines(
        tmp_path / "refs.jsonl",
        {"id": "1", "source": "Бір.", "reference": "One hospital."},
        {"id": "2", "source": "Екі.", "references": ["Two schools.", "A pair of schools."]},
    )
    good = lines(
        tmp_path / "good.jsonl",
        {"id": "2", "hypothesis": "A pair of schools."},
        {"id": "1", "hypothesis": "One hospital."},
    )
    bad = lines(
        tmp_path / "bad.jsonl",
        {"id": "1", "hypothesis": "Two schools."},
        {"id": "2", "hypothesis": "One hospital."},
    )
    evaluation = evaluate_files("translation", "en", [references], [good, bad], Scoring())
    [task] = evaluation.tasks
    values = {system.run.name: system.scores["chrf"].value for system in task.systems}
    assert values["good"] == pytest.approx(100.0)
    assert values["bad"] < 40
    assert "numbers" in task.metrics


def test_text_files_are_matched_by_line(tmp_path: Path) -> None:
    (tmp_path / "r1.txt").write_text("One.\nTwo.\n", "utf-8")
    (tmp_path / "r2.txt").write_text("Uno.\nThe second.\n", "utf-8")
    (tmp_path / "h.txt").write_text("One.\nThe second.\n", "utf-8")
    evaluation = evaluate_files(
        "translation",
        "en",
        [tmp_path / "r1.txt", tmp_path / "r2.txt"],
        [tmp_path / "h.txt"],
        Scoring(),
    )
    [task] = evaluation.tasks
    assert task.systems[0].scores["chrf"].value == pytest.approx(100.0)
    assert "nrefs:2" in task.systems[0].scores["chrf"].signature
    assert "numbers" not in task.metrics  # no sources were given


R = {"id": "1", "reference": "One."}
H = {"id": "1", "hypothesis": "One."}


@pytest.mark.parametrize(
    ("references", "hypotheses", "expected"),
    [
        ([R, R], [H], r"refs\.jsonl, line 2: the id '1' stands at .*line 1 already"),
        ([R], [H, H], r"hyps\.jsonl, line 2: the id '1'"),
        ([R], [{"id": "2", "hypothesis": "x"}], r"hyps\.jsonl lacks 1 of 1 ids, the first is '1'"),
        ([R], [H, {"id": "9", "hypothesis": "x"}], r"has 1 ids without a reference.*'9'"),
        ([R], [{"id": "1", "text": "x"}], r"hyps\.jsonl, line 1: 'hypothesis' is None"),
        (
            [{"id": "1", "text": "x"}],
            [H],
            r"refs\.jsonl, line 1: found the keys id, text; expected",
        ),
        ([{"id": "1", "reference": " "}], [H], r"refs\.jsonl, line 1: the reference is empty"),
        ([R], [], r"hyps\.jsonl is empty"),
        ([], [H], r"refs\.jsonl is empty"),
    ],
)
def test_files_that_do_not_fit_are_named(
    tmp_path: Path, references: list[Any], hypotheses: list[Any], expected: str
) -> None:
    with pytest.raises(SuiteError, match=expected):
        evaluate_files(
            "translation", "en",
            [lines(tmp_path / "refs.jsonl", *references)],
            [lines(tmp_path / "hyps.jsonl", *hypotheses)],
            Scoring(),
        )  # fmt: skip


def test_line_counts_must_agree(tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("One.\nTwo.\n", "utf-8")
    (tmp_path / "h.txt").write_text("One.\n", "utf-8")
    with pytest.raises(SuiteError, match=r"h\.txt has 1 lines, but there are 2 references"):
        evaluate_files("translation", "en", [tmp_path / "r.txt"], [tmp_path / "h.txt"], Scoring())


def test_empty_hypotheses_are_refused_unless_allowed(tmp_path: Path) -> None:
    references = lines(tmp_path / "r.jsonl", R, {"id": "2", "reference": "Two."})
    hypotheses = lines(tmp_path / "h.jsonl", H, {"id": "2", "hypothesis": ""})
    with pytest.raises(
        ScoringError, match=r"h: 1 of 2 hypotheses are empty, the first is number 2"
    ):
        evaluate_files("translation", "en", [references], [hypotheses], Scoring(allow_empty=False))
    evaluation = evaluate_files("translation", "en", [references], [hypotheses], Scoring())
    assert 0 < evaluation.tasks[0].systems[0].scores["chrf"].value < 100
