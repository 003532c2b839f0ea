"""Abstractive summaries: what the model reads, and where its sentences come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from doubles import LetterEmbedder, ReversingEngine

from models.errors import ConfigurationError
from summarize.configuration import validate_config
from summarize.pipeline import Pipeline
from summarize.result import FlagKind, Result

ARTICLE = """Көлде құстар көбейді

Көлде жүз елу аққу ұшып жүр. Жағада екі қорықшы күзетте тұр.
"""
TRANSLATION = {
    "аққу": "There are 150 swans on the lake.",
    "қорықшы": "Two rangers keep watch on the shore.",
}


def run(summarizer: ReversingEngine, target: str = "en") -> Result:
    config = validate_config({"summarizer": "stand-in", "targets": [target]}, "test")
    translator = ReversingEngine(answers=TRANSLATION)
    return Pipeline(config, translator, LetterEmbedder(), summarizer).run(ARTICLE, target)


def test_the_model_reads_the_whole_translation_and_its_sentences_are_traced():
    summarizer = ReversingEngine(answers={"swans": "On the lake are 150 swans. Rangers watch."})
    result = run(summarizer)
    assert summarizer.calls == [[" ".join(TRANSLATION.values())]]
    assert result.summarizer == summarizer.info
    assert result.config.order == "translate-first"
    assert [s.text for s in result.summary.sentences] == [
        "On the lake are 150 swans.",
        "Rangers watch.",
    ]
    assert result.summary.sentences[0].sources == ("p1s1",)
    assert result.translation is not None
    assert [s.text for s in result.translation.sentences] == list(TRANSLATION.values())


def test_a_number_that_the_model_invents_is_flagged():
    summarizer = ReversingEngine(answers={"swans": "There are 150 swans. Of them 37 are ill."})
    flags = [f for f in run(summarizer).flags if "not in the article" in f.message]
    assert [(f.kind, f.message) for f in flags] == [
        (FlagKind.NUMBER, "37 is not in the article"),
    ]


def test_kazakh_is_summarised_from_the_article_itself():
    summarizer = ReversingEngine()
    run(summarizer, "kk")
    assert summarizer.calls == [["Көлде жүз елу аққу ұшып жүр. Жағада екі қорықшы күзетте тұр."]]


def test_a_long_text_is_read_in_parts_and_no_word_is_left_out():
    summarizer = ReversingEngine(max_source_tokens=5)
    run(summarizer)
    [parts] = summarizer.calls
    assert " ".join(parts) == " ".join(TRANSLATION.values())
    assert all(len(part.split()) <= 5 for part in parts)


def test_a_model_that_says_nothing_gives_no_sentence():
    result = run(ReversingEngine(answers={"": ""}))
    assert result.summary.sentences == ()


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"model": "mT5_multilingual_XLSum"}, "writes summaries, not translations"),
        ({"summarizer": "kk-mini"}, "translates, it writes no summaries"),
    ],
)
def test_a_model_of_the_other_task_is_refused(config: dict[str, str], message: str):
    with pytest.raises(ConfigurationError, match=message):
        Pipeline(validate_config(config, "test"))


def test_a_tiny_mt5_summarises_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    import json

    from summarize.cli import run as qysqa

    pytest.importorskip("transformers", reason="needs the extra 'torch'")
    monkeypatch.syspath_prepend(str(Path(__file__).parent.parent / "models"))
    monkeypatch.setenv("QYSQA_CACHE", str(tmp_path / "cache"))
    import tiny_checkpoints

    checkpoint = tiny_checkpoints.t5(tmp_path / "mt5")
    (tmp_path / "lake.txt").write_text(ARTICLE, "utf-8")
    capsys.readouterr()

    status = qysqa(["summarize", str(tmp_path / "lake.txt"), "--to", "en", "--format", "json",
                    "--summarizer", str(checkpoint), "--quiet"])  # fmt: skip

    assert status == 0
    result = json.loads(capsys.readouterr().out)
    assert result["config"]["order"] == "translate-first"
    assert len(result["translation"]["sentences"]) == 2
    assert result["summary"]["sentences"]
    known = {"p1s1", "p1s2"}
    assert all(set(s["sources"]) <= known for s in result["summary"]["sentences"])
