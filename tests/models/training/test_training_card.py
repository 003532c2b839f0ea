"""The last step: a toy run shipped with its card, and the commands that show it."""

import json
import re

import pytest
import yaml
from toy_network import toy_network

from models.training import export
from models.training.__main__ import main
from models.training.card import started_from
from models.training.evaluate import Evaluation, Sample, SetResult
from models.training.targets import standings
from models.training.vocabulary import load_tokenizer


def result(name, chrf, numbers=1.0, counted=10):
    return SetResult(name, name[-2:], 100, chrf, 1.0, "chrf-signature", "bleu-signature",
                     numbers, counted)  # fmt: skip


def evaluation(*sets, size_mb=50.0, speed=1500.0):
    samples = (
        Sample("flores-en", "бір екі үш төрт бес алты", "one", "one two", 10.0),
        Sample("flores-en", "бір екі үш төрт бес алты жеті", "two", "one two", 5.0),
        Sample("flores-en", "қысқа", "", "short", 0.0),
    )
    return Evaluation("folder", "abc", 4, 2.0, sets, samples, speed, size_mb)


def test_targets_are_judged():
    shown = standings(
        evaluation(
            result("flores-en", 38.0),
            result("flores-ru", 31.9),
            result("news-suite-en", 20.0, numbers=0.9, counted=30),
            result("news-suite-ru", 60.0, numbers=1.0, counted=10),
        )
    )
    assert [(row.value, row.verdict) for row in shown] == [
        (38.0, "floor reached"),
        (31.9, "floor missed"),
        (20.0, "reported"),
        (60.0, "aim reached"),
        (92.5, "floor missed"),
        (50.0, "floor reached"),
        (1500, "floor reached"),
    ]


def test_the_worst_outputs_are_whole_sentences():
    assert [sample.chrf for sample in evaluation().worst(5)] == [5.0, 10.0]


@pytest.fixture
def ready(run_file, run_config, tmp_path, monkeypatch):
    """A toy run from a toy start, its steps cut to ten."""
    pieces = load_tokenizer(str(run_config.vocabulary.tokenizer)).get_vocab_size()
    toy_network(pieces).save_pretrained(tmp_path / "start")
    content = yaml.safe_load(run_file.read_text("utf-8"))
    content["model"] = {"init": str(tmp_path / "start")}
    content["train"]["steps"] = 10
    run_file.write_text(yaml.safe_dump(content), "utf-8")
    monkeypatch.setattr(export, "MAX_LOSS", 100.0)
    for step in ("prepare", "train"):
        assert main([step, "--config", str(run_file)]) == 0
    return run_file


def test_export_ships_files_a_card_and_a_page(ready, tmp_path, capsys):
    folder = tmp_path / "shipped"
    command = ["export", "--config", str(ready), "--to", str(folder)]
    assert main([*command, "--version", "7"]) == 0
    card = json.loads((folder / "card.json").read_text("utf-8"))
    assert (card["name"], card["version"], card["target_languages"]) == ("toy", "7", ["en", "ru"])
    assert card["training"]["steps"] == 10
    assert card["training"]["texts"] == {"news:kk-en": 6, "news:kk-ru": 3}
    assert [(row["set"], row["beam"]) for row in card["scores"]] == [("toy-en", 4), ("toy-en", 1)]
    assert str(tmp_path) not in (folder / "bart_config.json").read_text("utf-8")
    page = (folder / "README.md").read_text("utf-8")
    assert page.startswith(f"# toy, version 7, revision {card['revision']}\n")
    assert "| news (kk-en) | 8 | 6 | CC0 | us |" in page
    assert card["scores"][0]["chrf_signature"] in page
    assert "FLORES-200 devtest kk→en chrF++" in capsys.readouterr().out


def test_a_failed_check_leaves_the_shipped_model_alone(ready, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(export, "MAX_LOSS", -1000.0)
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"the old one")
    assert main(["export", "--config", str(ready), "--to", str(folder)]) == 2
    assert "int8 costs" in capsys.readouterr().err
    assert (folder / "model.bin").read_bytes() == b"the old one"


def test_evaluate_prints_the_table_and_writes_what_it_measured(ready, tmp_path, capsys):
    folder, file = tmp_path / "shipped", tmp_path / "measured.json"
    assert main(["export", "--config", str(ready), "--to", str(folder)]) == 0
    capsys.readouterr()
    command = ["evaluate", str(folder), "--config", str(ready), "--json", str(file), "--beam", "2"]
    assert main(command) == 0
    shown = capsys.readouterr().out
    assert "Targets" in shown
    assert "toy-en" in shown
    measured = json.loads(file.read_text("utf-8"))
    assert measured["sets"][0]["sentences"] == 2
    assert (measured["beam"], measured["length_penalty"]) == (2, 2.0)


def test_a_card_names_the_weights_that_a_run_went_on_from(run_config):
    went_on = run_config.model_copy(
        update={"model": run_config.model.model_copy(update={"init": "bundled"})}
    )
    assert re.fullmatch(r"kk-mini \d+ \(revision [0-9a-f]{12}\)", started_from(went_on))
    assert started_from(run_config) == run_config.model.init
