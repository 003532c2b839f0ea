"""Names that are not there, files that are damaged, extras that are missing: one clear sentence,
at once."""

from __future__ import annotations

import importlib.util
import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tiny_checkpoints import SENTENCES

import models.loading
from models.engine import GenerationSettings
from models.errors import ModelError
from models.loading import card_path, load_engine

Tiny = Callable[[str], Path]


@pytest.mark.parametrize(
    "name",
    ["nllb-200-distilled-600M", "facebook/nllb-200-distilled-600M", "mT5_multilingual_XLSum"],
)
@pytest.mark.parametrize("engine", ["auto", "ctranslate2", "transformers"])
def test_a_model_not_on_the_disk_is_refused_at_once(empty_cache: Path, name: str, engine: str):
    start = time.monotonic()
    with pytest.raises(ModelError, match=r"is not on this disk; `qysqa models pull [\w.-]+` fet"):
        load_engine(name, engine=engine)
    assert time.monotonic() - start < 1.0
    assert not empty_cache.exists()


def test_a_missing_directory_is_called_that():
    with pytest.raises(ModelError, match=r"There is no model directory no/such/place"):
        load_engine("./no/such/place")
    with pytest.raises(ModelError, match="There is no model directory"):
        load_engine("/no/such/place")


def test_a_mistyped_name_suggests_the_right_one():
    with pytest.raises(ModelError, match=r"Did you mean kk-mini\?"):
        load_engine("kk-mni")
    with pytest.raises(ModelError, match=r"Did you mean m2m100_418M\?.*given as \./facebook"):
        load_engine("facebook/m2m100_419M")


def test_an_unknown_engine_lists_the_engines():
    with pytest.raises(ModelError, match="the engines are auto, ctranslate2, transformers"):
        load_engine("kk-mini", engine="onnx")


@pytest.mark.parametrize("engine", ["auto", "transformers"])
def test_a_missing_extra_names_the_command_that_installs_it(
    tiny: Tiny, empty_cache: Path, monkeypatch: pytest.MonkeyPatch, engine: str
):
    def absent(name: str, package: str | None = None) -> Any:
        return None if name in ("torch", "transformers") else importlib.util.find_spec(name)

    monkeypatch.setattr(models.loading, "find_spec", absent)
    with pytest.raises(ModelError, match=r"needs torch, .*pip install 'qysqa\[torch\]'"):
        load_engine(str(tiny("nllb")), engine=engine)


def test_a_converted_model_needs_the_extra_no_more(tiny: Tiny, monkeypatch: pytest.MonkeyPatch):
    load_engine(str(tiny("nllb")), engine="ctranslate2")
    monkeypatch.setattr(models.loading, "find_spec", lambda name: None)
    engine = load_engine(str(tiny("nllb")))
    assert engine.info.engine == "ctranslate2"


@pytest.fixture
def broken(tiny: Tiny, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny("nllb"), tmp_path / "broken"))


def test_a_directory_without_weights_is_named(broken: Path):
    (broken / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"has no weights; expected model\.safetensors"):
        load_engine(str(broken))


def test_a_directory_without_a_configuration_is_named(broken: Path):
    (broken / "config.json").unlink()
    with pytest.raises(ModelError, match=r"has no config\.json; expected a directory written by"):
        load_engine(str(broken))


@pytest.mark.parametrize("engine", ["auto", "ctranslate2", "transformers"])
def test_cut_weights_are_a_clear_error(broken: Path, engine: str):
    data = (broken / "model.safetensors").read_bytes()
    (broken / "model.safetensors").write_bytes(data[: len(data) // 2])
    with pytest.raises(ModelError, match=r"cannot be (loaded|converted)"):
        load_engine(str(broken), engine=engine)


def test_absent_tensors_are_an_error_not_random_numbers(broken: Path):
    from safetensors.torch import load_file, save_file

    weights = load_file(broken / "model.safetensors")
    del weights["model.decoder.layers.1.fc1.weight"]
    save_file(weights, broken / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(
        ModelError, match=r"incomplete: 1 tensors such as model\.decoder\.layers\.1"
    ):
        load_engine(str(broken), engine="transformers")
    with pytest.raises(ModelError, match="incomplete: 1 tensors"):
        load_engine(str(broken), engine="ctranslate2")


def test_another_kind_of_model_lists_the_kinds_that_run(broken: Path):
    config = json.loads((broken / "config.json").read_text("utf-8"))
    (broken / "config.json").write_text(json.dumps({**config, "model_type": "llama"}), "utf-8")
    with pytest.raises(ModelError, match=r"is of the type 'llama'; Qysqa runs m2m_100"):
        load_engine(str(broken))


def test_a_directory_without_a_tokenizer_is_named(broken: Path):
    (broken / "tokenizer.json").unlink()
    (broken / "sentencepiece.bpe.model").unlink()
    with pytest.raises(ModelError, match=r"has no tokenizer; expected tokenizer\.json"):
        load_engine(str(broken), engine="transformers")


def test_a_foreign_ctranslate2_model_says_what_to_do(tmp_path: Path):
    (tmp_path / "model.bin").write_bytes(b"weights")
    with pytest.raises(ModelError, match=r"not converted by Qysqa.*qysqa models convert DIR"):
        load_engine(str(tmp_path))


@pytest.mark.parametrize(
    ("engine", "compute_type", "words"),
    [
        (
            "ctranslate2",
            "float16",
            r"Compute type 'float16' does not run on this cpu; it runs .*int8",
        ),
        ("transformers", "int8", "computes in float32, float16, bfloat16, not in 'int8'"),
    ],
)
def test_a_number_format_the_processor_lacks(engine: str, compute_type: str, words: str):
    with pytest.raises(ModelError, match=words):
        load_engine("kk-mini", engine=engine, device="cpu", compute_type=compute_type)


def test_a_gpu_that_is_not_there():
    import ctranslate2

    if ctranslate2.get_cuda_device_count():
        pytest.skip("this machine has a CUDA device")
    for engine in ("ctranslate2", "transformers"):
        with pytest.raises(ModelError, match="Device 'cuda' was asked for"):
            load_engine("kk-mini", engine=engine, device="cuda")


def test_a_catalogue_model_takes_its_limits_from_its_card(tiny: Tiny, empty_cache: Path):
    place = empty_cache / "models" / "mT5_multilingual_XLSum"
    shutil.copytree(tiny("mt5"), place)
    (place / "qysqa.json").write_text(json.dumps({"revision": "abc"}), "utf-8")
    engine = load_engine("mT5_multilingual_XLSum")
    assert engine.info.name == "mT5_multilingual_XLSum"
    assert engine.info.revision == "abc"
    assert engine.max_source_tokens == 512
    [output] = engine.generate([" ".join(SENTENCES[6:])], "ru", "ru", GenerationSettings())
    assert output.tokens == 84
    assert not output.finished
    with pytest.raises(ModelError, match="does not work from 'kk'"):
        engine.generate(["Сәлем"], "kk", "kk", GenerationSettings())


def test_the_bundled_model_is_always_there():
    from models.catalog import CATALOG

    assert (card_path(CATALOG["kk-mini"]) / "model.bin").is_file()
