"""Conversion: once, whole or not at all, and nothing of the user's is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import models.convert
from models.convert import convert
from models.engine import GenerationSettings
from models.errors import ModelError
from models.loading import load_engine

Tiny = Callable[[str], Path]


def test_a_model_is_converted_once(tiny: Tiny, empty_cache: Path):
    first = convert(tiny("nllb"))
    stamp = (first / "model.bin").stat().st_mtime_ns
    assert convert(tiny("nllb")) == first
    assert (first / "model.bin").stat().st_mtime_ns == stamp
    assert first.is_relative_to(empty_cache / "ctranslate2")
    assert [path.name for path in first.parent.iterdir()] == [first.name]


def test_the_manifest_says_what_was_converted(tiny: Tiny, empty_cache: Path):
    manifest = json.loads((convert(tiny("mt5")) / "qysqa.json").read_text("utf-8"))
    assert manifest["schema"] == "qysqa.model/1"
    assert manifest["family"] == "t5"
    assert manifest["compute_type"] == "int8"
    assert manifest["prefixes"] == {"summarization": "summarize: "}


def test_each_compute_type_has_its_place(tiny: Tiny, empty_cache: Path):
    assert convert(tiny("nllb"), compute_type="int8") != convert(
        tiny("nllb"), compute_type="float32"
    )


def test_a_changed_model_is_converted_anew(tmp_path: Path, empty_cache: Path):
    import tiny_checkpoints

    path = tiny_checkpoints.marian(tmp_path / "marian")
    first = convert(path)
    config = json.loads((path / "config.json").read_text("utf-8"))
    (path / "config.json").write_text(json.dumps({**config, "note": "changed"}), "utf-8")
    assert convert(path) != first


def test_a_named_output_is_a_model_directory(tiny: Tiny, tmp_path: Path):
    output = convert(tiny("nllb"), tmp_path / "out")
    assert output == tmp_path / "out"
    engine = load_engine(str(output))
    assert engine.info.engine == "ctranslate2"
    assert len(engine.generate(["Сәлем"], "kk", "en", GenerationSettings())) == 1
    with pytest.raises(ModelError, match="already exists; name a directory that does not"):
        convert(tiny("nllb"), tmp_path / "out")
    with pytest.raises(ModelError, match="already in CTranslate2's form"):
        convert(tmp_path / "out")
    with pytest.raises(ModelError, match="only there in CTranslate2's form"):
        load_engine(str(tmp_path / "out"), engine="transformers")


def test_an_interrupted_conversion_leaves_nothing(
    tiny: Tiny, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
):
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(models.convert, "write_manifest", interrupt)
    with pytest.raises(KeyboardInterrupt):
        convert(tiny("nllb"))
    assert list((empty_cache / "ctranslate2").iterdir()) == []


def test_an_unwritable_cache_names_the_variable_to_set(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("QYSQA_CACHE", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="environment variable QYSQA_CACHE"):
        convert(tiny("nllb"))


def test_a_missing_directory_is_named():
    with pytest.raises(ModelError, match="There is no model directory"):
        convert("/no/such/model")


def test_what_the_converter_refuses_still_runs_on_transformers(
    tiny: Tiny, empty_cache: Path, monkeypatch: pytest.MonkeyPatch
):
    from ctranslate2.converters import TransformersConverter

    def refuse(*arguments: object, **options: object) -> None:
        raise NotImplementedError("no such layer")

    monkeypatch.setattr(TransformersConverter, "convert", refuse)
    assert load_engine(str(tiny("nllb"))).info.engine == "transformers"
    with pytest.raises(ModelError, match=r"cannot be converted .*`--engine transformers`"):
        load_engine(str(tiny("nllb")), engine="ctranslate2")
