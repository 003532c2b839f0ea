"""`qysqa bench`, and the user's own settings that it saves."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import ConfigurationError, ModelError
from summarize.bench import Measurement, bench_texts, fastest
from summarize.cli import run
from summarize.configuration import RunConfig, read_config, save_user_config, user_config_path


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "settings" / "config.yaml"
    monkeypatch.setenv("QYSQA_CONFIG", str(file))
    return file


def test_the_fastest_is_chosen_among_equals():
    rows = [
        Measurement("ctranslate2", "int8", 512, 1, 900.0, 2000.0, 300.0),
        Measurement("ctranslate2", "int8", 2048, 1, 950.0, 2100.0, 310.0),
        Measurement("transformers", "float32", 2048, 1, problem="no torch"),
        Measurement("ctranslate2", "int8", 2048, 4, 300.0, 700.0, 310.0),
    ]
    assert fastest(rows, 1) == rows[1]
    assert fastest(rows, 4) == rows[3]
    with pytest.raises(ModelError, match="no torch"):
        fastest(rows[2:3], 1)


def test_bench_texts_are_all_different():
    assert len(set(bench_texts(50))) == 50


def test_own_settings_lie_under_presets_and_options(own: Path):
    save_user_config(
        {"threads": 2, "generation.batch_tokens": 128, "generation.no_repeat_ngram_size": 5}
    )
    save_user_config({"engine": "ctranslate2"})
    assert user_config_path() == own
    config = read_config("kk-mini", {"threads": 1})
    assert (config.engine, config.threads, config.generation.batch_tokens) == (
        "ctranslate2",
        1,
        128,
    )
    assert config.generation.no_repeat_ngram_size == 5
    save_user_config({"generation.beam_size": 2})
    assert read_config("kk-mini").generation.beam_size == 4, "the preset says so itself"
    assert read_config("fast").generation.beam_size == 1
    own.unlink()
    assert read_config("fast").engine == RunConfig().engine


def test_a_wrong_key_in_own_settings_names_the_file(own: Path):
    own.parent.mkdir()
    own.write_text("enginee: auto\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"config\.yaml: unknown key 'enginee'"):
        read_config("kk-mini")


def test_bench_measures_and_saves(own: Path, capsys: pytest.CaptureFixture[str]):
    status = run(
        ["bench", "--engine", "ctranslate2", "--compute-type", "int8", "--compute-type", "int9",
         "--batch-tokens", "256", "--beams", "1", "--texts", "8", "--save"]
    )  # fmt: skip
    assert status == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:2] == ["ctranslate2", "int8"] or "int8" in lines[1]
    assert float(lines[1].split()[4]) > 0
    assert "int9" in lines[2]
    assert lines[-1] == f"Saved: {own}"
    assert read_config("kk-mini").generation.batch_tokens == 256


def test_a_batch_size_that_is_no_number_is_a_mistake(capsys: pytest.CaptureFixture[str]):
    assert run(["bench", "--batch-tokens", "many"]) == 2
    assert "whole numbers" in capsys.readouterr().err
