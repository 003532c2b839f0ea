"""A toy model trained for 30 steps: it learns, resumes on the same curve, reaches both engines."""

import json

import pytest
import torch
from toy_network import toy_network

from models.engine import GenerationSettings
from models.errors import ConfigurationError, ModelError
from models.loading import load_engine
from models.training.checkpoint import average_weights, learned_state
from models.training.evaluate import evaluate, read_suite, translate_all
from models.training.export import (
    UNSEEN_BIAS,
    ExportCheck,
    check_bundle,
    require,
    silence_unseen,
    write_bundle,
)
from models.training.plot import plot_log
from models.training.prepare import prepare
from models.training.probe import DevSet, probe
from models.training.targets import standings
from models.training.trainer import Trainer
from models.training.vocabulary import load_tokenizer

DEV = DevSet("toy-en", "en", ("Министр кеше келді.", "Баға 12 пайызға өсті."),
             ("The minister came yesterday.", "The price rose by 12 percent."))  # fmt: skip


def pieces(config):
    return load_tokenizer(str(config.vocabulary.tokenizer)).get_vocab_size()


def with_work(config, folder, **train):
    settings = config.train.model_copy(update=train)
    return config.model_copy(update={"work": folder, "train": settings})


class Curve(Trainer):
    """A trainer that keeps the loss of every step."""

    def step(self, rows):
        plain, tokens = super().step(rows)
        self.losses = [*getattr(self, "losses", []), float(plain) / tokens]
        return plain, tokens


@pytest.fixture
def trained(run_config):
    prepared, _ = prepare(run_config)
    trainer = Curve(run_config, prepared, toy_network(pieces(run_config)))
    trainer.run()
    return trainer


def test_thirty_steps_learn_and_leave_a_checkpoint(trained, run_config):
    assert trained.progress.step == 30
    assert sum(trained.losses[-5:]) < 0.8 * sum(trained.losses[:5])
    assert (run_config.work / "checkpoint.pt").is_file()
    assert [file.stem for file in (run_config.work / "weights").glob("*.pt")] == ["00000030"]
    entries = [json.loads(line) for line in (run_config.work / "log.jsonl").open()]
    assert entries[-1]["step"] == 25
    assert plot_log(run_config.work / "log.jsonl", run_config.work / "curve.png").is_file()


def test_a_stopped_run_goes_on_with_the_same_loss_curve(trained, run_config, tmp_path):
    config = with_work(run_config, tmp_path / "stopped")
    prepared, _ = prepare(config)
    first = Curve(config, prepared, toy_network(pieces(config)))
    assert first.run(max_steps=13).step == 13
    second = Curve(config, prepared, toy_network(pieces(config)))
    assert second.progress.step == 13
    second.run()
    assert first.losses + second.losses == pytest.approx(trained.losses, rel=1e-6)


def test_lower_layers_and_source_embeddings_stay_as_they_were(trained, run_config):
    fresh = toy_network(pieces(run_config)).state_dict()
    learned = trained.translator.model.state_dict()
    fixed = ["model.encoder.embed_tokens.weight", "model.encoder.layers.0.fc1.weight"]
    live = ["model.encoder.layers.1.fc1.weight", "model.decoder.layers.0.fc1.weight"]
    assert all(torch.equal(fresh[name], learned[name]) for name in fixed)
    assert not any(torch.equal(fresh[name], learned[name]) for name in live)


def test_the_cache_changes_no_loss(trained, run_config, tmp_path):
    config = with_work(run_config, tmp_path / "live", cache=False)
    prepared, _ = prepare(config)
    live = Curve(config, prepared, toy_network(pieces(config)))
    live.run(max_steps=8)
    assert live.losses == pytest.approx(trained.losses[:8], rel=2e-3)
    assert not (config.work / "cache").exists()


def test_a_run_goes_on_with_more_layers_thawed(trained, run_config):
    prepared, _ = prepare(run_config)
    config = with_work(run_config, run_config.work, live_layers=2, steps=34)
    trainer = Curve(config, prepared, toy_network(pieces(config)))
    before = learned_state(trainer.translator.model)["model.encoder.layers.0.fc1.weight"]
    assert trainer.run().step == 34
    after = learned_state(trainer.translator.model)["model.encoder.layers.0.fc1.weight"]
    assert not torch.equal(before, after)


def test_other_data_do_not_continue_a_run(trained, run_config):
    prepared, _ = prepare(
        run_config.model_copy(update={"data": run_config.data.model_copy(update={"denoise": {}})})
    )
    with pytest.raises(ConfigurationError, match="made with other data"):
        Trainer(run_config, prepared, toy_network(pieces(run_config)))


def test_added_text_continues_a_run_where_it_is_allowed(trained, run_config):
    data = run_config.data.model_copy(update={"denoise": {}})
    prepared, _ = prepare(run_config.model_copy(update={"data": data}))
    before = Trainer(run_config, prepared, toy_network(pieces(run_config)), new_text=True).progress
    assert (before.step, before.place) == (30, 0)
    assert before.number == trained.progress.number + 1


def test_a_run_learns_with_words_hidden_from_the_decoder(trained, run_config, tmp_path):
    config = with_work(run_config, tmp_path / "hidden", word_dropout=0.2)
    prepared, _ = prepare(config)
    hidden = Curve(config, prepared, toy_network(pieces(config)))
    hidden.run(max_steps=30)
    assert sum(hidden.losses[-5:]) < 0.9 * sum(hidden.losses[:5])
    assert hidden.losses[0] != pytest.approx(trained.losses[0], rel=1e-6)


def test_the_layers_that_learn_are_compiled_where_it_is_asked_for(run_config, monkeypatch):
    compiled = []
    monkeypatch.setattr(torch.nn.Module, "compile", lambda layer, **_: compiled.append(layer))
    prepared, _ = prepare(run_config)
    trainer = Trainer(
        with_work(run_config, run_config.work, compile=True),
        prepared,
        toy_network(pieces(run_config)),
    )
    model = trainer.translator.model.model
    assert compiled == [model.encoder.layers[1], *model.decoder.layers]


def test_a_signal_stops_with_a_checkpoint(run_config):
    prepared, _ = prepare(run_config)
    trainer = Curve(run_config, prepared, toy_network(pieces(run_config)))
    original = trainer.step

    def step_then_signal(rows):
        trainer._ask_to_stop()
        return original(rows)

    trainer.step = step_then_signal
    assert trainer.run().step == 1
    assert (run_config.work / "checkpoint.pt").is_file()


def test_weights_are_averaged(tmp_path):
    for step, value in ((1, 1.0), (2, 4.0)):
        torch.save({"w": torch.tensor([value])}, tmp_path / f"{step}.pt")
    assert average_weights(tmp_path)["w"].tolist() == [2.5]
    with pytest.raises(ConfigurationError, match="holds no checkpoint"):
        average_weights(tmp_path / "none")


def test_both_engines_give_the_same_output_from_the_exported_files(trained, run_config, tmp_path):
    model, bundle = trained.translator.model.eval(), tmp_path / "bundle"
    silent = silence_unseen(model, trained.prepared)
    assert silent > 0
    revision = write_bundle(model, run_config.work / "tokenizer.json", bundle)
    assert {file.name for file in bundle.iterdir()} == {
        "model.bin", "config.json", "shared_vocabulary.json", "tokenizer.json",
        "bart_config.json", "card.json",
    }  # fmt: skip
    check = check_bundle(model, run_config.work / "tokenizer.json", bundle, [DEV])
    assert (check.compared, check.same) == (2, 2)
    assert load_engine(str(bundle), threads=1).info.revision == revision
    evaluation = evaluate(str(bundle), [DEV], threads=1)
    assert evaluation.sets[0].chrf_signature.startswith("nrefs:1|case:mixed")
    assert evaluation.sets[0].counted == 1
    assert [row.verdict for row in standings(evaluation)][:2] == ["not measured"] * 2


def test_pieces_that_no_target_has_are_never_written(trained, run_config, tmp_path):
    model, bundle = trained.translator.model.eval(), tmp_path / "bundle"
    silence_unseen(model, trained.prepared)
    letter = load_tokenizer(str(run_config.vocabulary.tokenizer)).token_to_id("ң")
    assert model.final_logits_bias[0, letter].item() == UNSEEN_BIAS
    write_bundle(model, run_config.work / "tokenizer.json", bundle)
    engine = load_engine(str(bundle), threads=1)
    outputs = translate_all(engine, DEV, GenerationSettings())
    assert not any("ң" in output for output in outputs)


def test_a_probe_scores_the_network_as_it_would_ship(trained, run_config):
    tokenizer = run_config.work / "tokenizer.json"
    scores, outputs = probe(trained.translator.model, tokenizer, [DEV], threads=1)
    assert 0 <= scores["toy-en"] <= 100
    assert [source for source, _ in outputs] == list(DEV.sources)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (ExportCheck(200, 100, 100, 900, 30.0, 30.0), "agree on 100 of 200"),
        (ExportCheck(200, 200, 150, 900, 30.0, 29.5), r"int8 costs 0\.50 chrF"),
    ],
)
def test_a_damaged_export_is_refused(check, message):
    with pytest.raises(ModelError, match=message):
        require(check)


def test_an_export_within_bounds_passes():
    require(ExportCheck(200, 199, 150, 900, 30.0, 29.8))


def test_a_sentence_over_the_limit_is_translated_in_halves(trained, run_config, tmp_path):
    bundle = tmp_path / "bundle"
    write_bundle(trained.translator.model, run_config.work / "tokenizer.json", bundle)
    engine = load_engine(str(bundle), threads=1)
    long = " ".join(["ауыл"] * 200)
    outputs = translate_all(engine, DevSet("long", "en", (long,), ("x",)), GenerationSettings())
    assert len(outputs) == 1


def test_the_suite_is_read_in_both_languages(tmp_path):
    document = {"paragraphs": [[{"kk": "Сәлем.", "en": "Hello.", "ru": "Привет."}]]}
    file = tmp_path / "documents.jsonl"
    file.write_text(json.dumps(document, ensure_ascii=False) + "\n", "utf-8")
    english, russian = read_suite(file)
    assert (english.name, english.references) == ("news-suite-en", ("Hello.",))
    assert (russian.name, russian.references) == ("news-suite-ru", ("Привет.",))


def test_source_embeddings_learn_only_when_every_layer_does(run_config, tmp_path):
    name = "model.encoder.embed_tokens.weight"
    prepared, _ = prepare(run_config)
    network = toy_network(pieces(run_config))
    before = network.state_dict()[name].clone()
    whole = with_work(run_config, run_config.work, live_layers=2, train_source_embeddings=True)
    Trainer(whole, prepared, network).run(max_steps=2)
    assert not torch.equal(before, network.state_dict()[name])
    part = with_work(run_config, run_config.work, live_layers=1, train_source_embeddings=True)
    with pytest.raises(ConfigurationError, match="needs all 2 encoder layers live"):
        Trainer(part, prepared, toy_network(pieces(run_config)))


def test_too_little_text_for_a_pass_is_named(run_config):
    prepared, _ = prepare(run_config)
    config = with_work(run_config, run_config.work, epoch_pairs=1)
    trainer = Trainer(config, prepared, toy_network(pieces(config)))
    trainer.shares = trainer.shares * 0.1
    with pytest.raises(ConfigurationError, match="too few for a pass"):
        trainer.run()
