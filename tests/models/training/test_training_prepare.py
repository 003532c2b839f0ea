import json

import pytest
import yaml

from models.errors import ConfigurationError
from models.training.__main__ import main
from models.training.config import CONFIGS, RunConfig, load_config
from models.training.manifest import read_corpus, read_manifest
from models.training.prepare import collect, prepare
from models.training.shards import read_prepared
from models.training.vocabulary import load_tokenizer

PLANTED = "This sentence belongs to a test set only."


def sentences(collection):
    return {example.target for part in collection.examples.values() for example in part}


def test_a_planted_test_sentence_is_dropped(run_config):
    collection = collect(run_config)
    assert PLANTED not in sentences(collection)
    assert "A new school opened in the village." in sentences(collection)
    report = next(part for part in collection.reports if part.key == "news:kk-en")
    assert (report.lines, report.kept) == (8, 6)
    assert dict(report.dropped) == {"test set": 1, "duplicate": 1}


def test_a_planted_article_line_is_dropped_too(run_file, run_config, tmp_path):
    article = tmp_path / "article.txt"
    article.write_text("Ауылда жаңа мектеп ашылды.\nБасқа сөз.\n", "utf-8")
    content = yaml.safe_load(run_file.read_text("utf-8"))
    content["data"]["test_sets"].append(str(article))
    collection = collect(RunConfig.model_validate(content))
    assert "A new school opened in the village." not in sentences(collection)
    assert "В селе открылась новая школа." not in sentences(collection)


def test_text_without_a_licence_is_not_read(run_config):
    assert "No licence." not in sentences(collect(run_config))
    assert not any("unlicensed" in report.key for report in collect(run_config).reports)


def test_an_absent_test_set_stops_everything(run_file, tmp_path):
    content = yaml.safe_load(run_file.read_text("utf-8"))
    content["data"]["test_sets"] = [str(tmp_path / "nowhere")]
    with pytest.raises(ConfigurationError, match="nowhere is not there"):
        collect(RunConfig.model_validate(content))


def test_prepared_arrays_hold_framed_sources_and_ended_targets(run_config):
    prepared, _ = prepare(run_config)
    tokenizer = load_tokenizer(str(run_config.work / "tokenizer.json"))
    row = list(prepared.names).index("news>ru")
    example = list(prepared.corpus).index(row)
    source = prepared.sources[int(prepared.source[example])].tolist()
    target = prepared.targets[int(prepared.target[example])].tolist()
    assert source[0] == 0
    assert source[-1] == 2
    assert tokenizer.decode(source) == "Ауылда жаңа мектеп ашылды."
    assert target[0] != 0
    assert target[-1] == 2
    assert tokenizer.decode(target) == "В селе открылась новая школа."
    assert prepared.tag[example] == tokenizer.token_to_id("<ru>")


def test_prepared_arrays_come_back_from_the_disk(run_config):
    prepared, _ = prepare(run_config)
    again = read_prepared(run_config.work / "data")
    assert again.names == prepared.names == ("news>en", "news~en", "news>ru", "news~ru")
    assert again.weights == (4.0, 0.5, 2.0, 0.5)
    assert again.source.tolist() == prepared.source.tolist()
    assert again.targets.pieces.tolist() == prepared.targets.pieces.tolist()
    assert again.digest == prepared.digest == prepare(run_config)[0].digest


def test_examples_over_the_limit_are_left_out(run_config):
    short = run_config.model_copy(
        update={"data": run_config.data.model_copy(update={"max_pieces": 24})}
    )
    prepared, _ = prepare(short)
    kept = prepared.sources.lengths[prepared.source]
    assert 0 < len(kept) < len(prepare(run_config)[0])
    assert max(kept) <= 24


def test_the_prepare_command_prints_what_was_dropped(run_file, run_config, capsys):
    assert main(["prepare", "--config", str(run_file)]) == 0
    shown = capsys.readouterr().out
    assert "test set" in shown
    report = json.loads((run_config.work / "report.json").read_text("utf-8"))
    assert report[0]["dropped"] == {"test set": 1, "duplicate": 1}


def test_training_before_preparing_is_one_sentence(run_file, capsys):
    assert main(["train", "--config", str(run_file)]) == 2
    assert "run the `prepare` step first" in capsys.readouterr().err


def test_a_corpus_that_the_manifest_lacks_is_named(run_file):
    content = yaml.safe_load(run_file.read_text("utf-8"))
    content["data"]["weights"] = {"nwes": 2}
    with pytest.raises(ConfigurationError, match="names the corpus nwes"):
        collect(RunConfig.model_validate(content))


def test_the_manifest_says_what_may_be_trained_on(corpora):
    assert [(corpus.key, corpus.trainable) for corpus in read_manifest(corpora)] == [
        ("news:kk-en", True),
        ("news:kk-ru", True),
        ("unlicensed:kk-en", False),
        ("dev/toy:kk-en", False),
    ]


def test_a_line_with_too_few_columns_is_named(corpora):
    file = corpora.parent / "parallel" / "news.kk-en.tsv"
    file.write_text("бір\tone\nекі\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"news\.kk-en\.tsv, line 2: found 1 columns"):
        list(read_corpus(read_manifest(corpora)[0]))


def test_authored_documents_give_titles_sentences_and_summaries(tmp_path, corpora):
    folder = corpora.parent
    document = {
        "id": "d1",
        "title": {"kk": "Т", "en": "T", "ru": "Т"},
        "paragraphs": [[{"kk": "А", "en": "A", "ru": "А"}, {"kk": "Ә", "en": "B", "ru": "Б"}]],
        "summary": None,
    }
    (folder / "authored.jsonl").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    with corpora.open("a", encoding="utf-8") as manifest:
        manifest.write("authored.jsonl\tkk-en-ru\t1\tnews\tCC0\tus\ttrain\t4\n")
    records = list(read_corpus(read_manifest(corpora)[-1]))
    assert [record.texts["en"] for record in records] == ["T", "A", "B"]
    assert [record.document for record in records] == [None, "d1/0", "d1/0"]


def test_an_unknown_setting_names_the_nearest(run_file):
    content = yaml.safe_load(run_file.read_text("utf-8"))
    content["train"]["live_layer"] = 2
    run_file.write_text(yaml.safe_dump(content), "utf-8")
    with pytest.raises(ConfigurationError, match="Did you mean `live_layers`"):
        load_config(str(run_file))


def test_an_unknown_configuration_lists_those_that_exist():
    with pytest.raises(ConfigurationError, match="kk-mini"):
        load_config("kk-maxi")


@pytest.mark.parametrize("name", sorted(file.stem for file in CONFIGS.glob("*.yaml")))
def test_shipped_configurations_are_valid(name):
    assert load_config(name).data.test_sets


def test_a_configuration_extends_another_setting_by_setting(run_file, tmp_path):
    longer = tmp_path / "longer.yaml"
    longer.write_text(f"extends: {run_file}\ntrain:\n  steps: 77\n", "utf-8")
    config = load_config(str(longer))
    assert (config.train.steps, config.train.batch_tokens, config.name) == (77, 256, "toy")


@pytest.mark.parametrize("text", ["- 1", "a: [", ""])
def test_a_file_that_is_no_configuration_is_refused(text, tmp_path):
    file = tmp_path / "broken.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ConfigurationError, match=r"broken\.yaml"):
        load_config(str(file))


@pytest.fixture
def with_own(run_file, tmp_path):
    """The toy configuration with a folder of the project's own documents, and the file in it."""
    sentence = {"kk": "Галифакста су мұз деп аталады.", "en": "In Halifax water is called ice.",
                "ru": "В Галифаксе вода называется льдом."}  # fmt: skip
    document = {"id": "w", "title": None, "paragraphs": [[sentence]], "summary": None}
    file = tmp_path / "written" / "own.jsonl"
    file.parent.mkdir()
    file.write_text(json.dumps(document, ensure_ascii=False) + "\n", "utf-8")
    content = yaml.safe_load(run_file.read_text("utf-8"))
    content["data"]["written"] = [str(file.parent)]
    return content, file


def test_documents_outside_the_manifest_are_read_too(with_own):
    content, file = with_own
    for written in (file.parent, file):
        content["data"]["written"] = [str(written)]
        collection = collect(RunConfig.model_validate(content))
        assert "In Halifax water is called ice." in sentences(collection)
        assert collection.weights["written/own.jsonl>ru"] == 6.0
    file.unlink()
    for written in (file.parent, file):
        content["data"]["written"] = [str(written)]
        with pytest.raises(ConfigurationError, match=rf"names {written}, which is no file"):
            collect(RunConfig.model_validate(content))


def test_written_in_a_list_is_all_of_them_and_names_are_exchanged(with_own):
    content, _ = with_own
    content["data"].update(swap_names=["written"], name_copies=3, name_weight=1.5)
    content["data"]["favour"] = {"ru": 2}
    collection = collect(RunConfig.model_validate(content))
    assert collection.weights["written/own.jsonl>ru+names"] == 3.0
    assert collection.weights["written/own.jsonl>ru"] == 12.0
    assert collection.weights["written/own.jsonl>en"] == 6.0
    swapped = collection.examples["written/own.jsonl>ru+names"]
    assert 1 <= len(swapped) <= 3
    for example in swapped:
        assert not example.source.startswith("Галифакста")
        name = example.source.removesuffix("та су мұз деп аталады.")
        assert example.target == f"В {name}е вода называется льдом."
