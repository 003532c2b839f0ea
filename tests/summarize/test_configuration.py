"""The validated record: presets, overrides, and errors that name the key and the nearest one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from models.errors import ConfigurationError
from models.training.evaluate import GREEDY, SHIPPED
from summarize.commands.options import build_config
from summarize.configuration import GenerationConfig, RunConfig, preset_names, read_config


def test_every_preset_that_ships_is_valid():
    assert {"kk-mini", "fast", "full", "lead3", "nllb-600m"} <= set(preset_names())
    for name in preset_names():
        assert isinstance(read_config(name), RunConfig)


def test_the_preset_of_a_corpus_is_greedy_and_else_what_the_record_defaults_to():
    fast = read_config("fast")
    assert fast.generation.settings() == GREEDY
    assert fast.model_copy(update={"generation": GenerationConfig()}) == RunConfig()


def test_the_default_preset_searches_as_the_models_card_was_measured():
    default = read_config("kk-mini")
    assert default.generation.settings() == SHIPPED
    assert default.model_copy(update={"generation": GenerationConfig()}) == RunConfig()


def test_an_option_wins_over_the_file_and_none_leaves_it_alone(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    file.write_text("summary:\n  sentences: 5\nthreads: 2\n", "utf-8")
    config = read_config(str(file), {"summary.sentences": 2, "threads": None, "targets": ("ru",)})
    assert (config.summary.sentences, config.threads, config.targets) == (2, 2, ("ru",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("modle: kk-mini\n", "unknown key 'modle'; did you mean 'model'?"),
        ("summary: {sentence: 4}\n", "unknown key 'summary.sentence'; did you mean 'sentences'?"),
        ("sumary:\n", "unknown key 'sumary'; did you mean 'summary'?"),
        ("1: 2\n", "keys should be strings"),
        ("checks: {zzz: 1}\n", "known keys: enabled, "),
        ("threads: -1\n", "threads is -1; input should be greater than or equal to 0."),
        ("order: backwards\n", "order is 'backwards'; input should be 'select-first'"),
        ("- a\n- b\n", "holds a list; expected keys and values"),
        ("a: [1\n", "is not valid YAML (line 2: expected ',' or ']'"),
        ("summary: 3\n", "summary is 3; expected keys and values, such as 'sentences: …'."),
        ("targets: [zz]\n", "targets is ['zz']; no language has the code 'zz'"),
        ("targets: []\n", "targets is []; tuple should have at least 1 item"),
        ("source: klingon\n", "source is 'klingon'; no language has the code 'klingon'"),
        ("model: 3\n", "model is 3; input should be a valid string."),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, text: str, expected: str):
    file = tmp_path / "mine.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_config(str(file))
    assert expected in str(caught.value)
    assert str(file) in str(caught.value)


def test_an_unknown_preset_names_the_nearest():
    with pytest.raises(ConfigurationError, match="Did you mean kk-mini"):
        read_config("kk-mimi")


def test_an_option_does_not_hide_a_mistake_in_its_section(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    file.write_text("summary: short\n", "utf-8")
    with pytest.raises(ConfigurationError, match="summary is 'short'; expected keys and values"):
        read_config(str(file), {"summary.sentences": 2})


def test_an_empty_section_is_the_default(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    file.write_text("summary:\nthreads: 2\n", "utf-8")
    assert read_config(str(file), {"summary.words": 90}).summary.words == 90
    assert read_config(str(file)) == RunConfig(threads=2)


def test_an_empty_file_is_the_default(tmp_path: Path):
    file = tmp_path / "empty.yaml"
    file.write_text("# nothing\n", "utf-8")
    assert read_config(str(file)) == RunConfig()


def test_the_record_is_frozen_and_survives_json():
    config = read_config("full")
    assert RunConfig.model_validate_json(config.model_dump_json()) == config
    with pytest.raises(ValidationError):
        config.threads = 3


def test_the_length_penalty_of_the_bundled_model_is_not_another_models():
    for model, penalty in ((None, 2.0), ("kk-mini", 2.0), ("madlad400-3b-mt", 1.0)):
        config = build_config({"config": "kk-mini", "model": model})
        assert config.generation.length_penalty == penalty
        assert config.generation.beam_size == 4
