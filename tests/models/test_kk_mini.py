"""The bundled model: both engines run it, its limits hold, damage to it is seen."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.bundled import bundled_path, read_card
from models.engine import Engine, Generation, GenerationSettings
from models.errors import ModelError
from models.families import family_named
from models.loading import load_engine
from models.tokenizer_files import open_tokenizer

KAZAKH = [
    "Қазақстан президенті Астанада үкімет отырысын өткізді.",
    "Мектеп оқушылары жаңа оқу жылын бастады.",
    "Алматыда ауа райы бүгін жылы болды.",
    "Дәрігерлер халыққа тегін кеңес берді.",
    "Жаңа көпір келесі жылы ашылады.",
    "Фермерлер егін жинауды аяқтады.",
    "Кітапханада балаларға арналған көрме ашылды.",
    "Ұлттық банк базалық мөлшерлемені өзгертпеді.",
    "Түркістанда жаңа аурухана салынып жатыр.",
    "Қалада жүз электр автобусы жүре бастады.",
    "Ғалымдар су сапасын зерттеді.",
    "Команда финалға шықты.",
    "Министр журналистердің сұрақтарына жауап берді.",
    "Ақтөбеде теміржол бекеті жөнделді.",
    "Студенттер емтихан тапсырды.",
    "Биыл ауыл шаруашылығына көп қаражат бөлінді.",
    "Полиция жол ережелерін еске салды.",
    "Театр жаңа маусымды ашты.",
    "Кәсіпкерлер салық туралы заңды талқылады.",
    "Екі ел арасында келісімге қол қойылды.",
]
SETTINGS = GenerationSettings()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return load_engine()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundled_path(), tmp_path / "kk-mini"))


@pytest.mark.parametrize("target", ["en", "ru"])
def test_both_engines_translate_alike(target: str):
    slow = load_engine("kk-mini", engine="transformers")
    fast = load_engine("kk-mini", engine="ctranslate2", compute_type="float32")
    expected = slow.generate(KAZAKH, "kk", target, SETTINGS)
    found = fast.generate(KAZAKH, "kk", target, SETTINGS)
    assert [each.text for each in found] == [each.text for each in expected]
    assert [each.score for each in found] == pytest.approx(
        # transformers shares the probability of every barred piece among the others, CTranslate2
        # at first only that of the frequent ones.
        [each.score for each in expected],
        abs=0.1,
    )


def test_int8_begins_most_sentences_as_float32_does(engine: Engine):
    exact = load_engine("kk-mini", compute_type="float32").generate(KAZAKH, "kk", "en", SETTINGS)
    rounded = engine.generate(KAZAKH, "kk", "en", SETTINGS)
    alike = [
        one.text.split()[:1] == two.text.split()[:1]
        for one, two in zip(exact, rounded, strict=True)
    ]
    assert sum(alike) >= 15


def test_what_ran_is_named(engine: Engine):
    assert engine.info.name == "kk-mini"
    assert engine.info.engine == "ctranslate2"
    assert engine.info.revision == read_card()["revision"]
    assert engine.info.compute_type == "int8_float32"
    assert engine.max_source_tokens == read_card()["max_source_tokens"]


def test_order_empties_and_progress(engine: Engine):
    done: list[int] = []
    texts = ["", KAZAKH[0], "  \n\t", KAZAKH[1], "", KAZAKH[0]]
    found = engine.generate(texts, "kk", "en", SETTINGS, done.append)
    assert [each.text == "" for each in found] == [True, False, True, False, True, False]
    assert found[0] == Generation("", 0.0, 0, finished=True)
    assert found[1].text == found[5].text
    assert sum(done) == 6
    assert engine.generate([], "kk", "en", SETTINGS) == []


def test_a_batch_translates_as_each_text_alone_does():
    engine = load_engine("kk-mini", compute_type="float32")
    together = engine.generate(KAZAKH[:8], "kk", "ru", GenerationSettings(batch_tokens=200))
    alone = [engine.generate([text], "kk", "ru", SETTINGS)[0] for text in KAZAKH[:8]]
    assert [each.text for each in together] == [each.text for each in alone]


@pytest.mark.parametrize("beam", [1, 4])
def test_the_output_is_bounded_by_its_own_source(engine: Engine, beam: int):
    settings = GenerationSettings(beam_size=beam, max_length_ratio=0.3, max_length_slack=1)
    texts = [KAZAKH[0], "Сәлем!", " ".join(KAZAKH[:4])]
    counts = engine.count_tokens(texts)
    found = engine.generate(texts, "kk", "en", settings)
    for count, each in zip(counts, found, strict=True):
        assert each.tokens <= int(0.3 * count) + 1
    assert not found[2].finished
    assert found[2].tokens == int(0.3 * counts[2]) + 1


def test_a_score_is_the_mean_log_probability_whatever_the_search(engine: Engine):
    plain = engine.generate(KAZAKH[:6], "kk", "en", SETTINGS)
    searched = engine.generate(KAZAKH[:6], "kk", "en", GenerationSettings(length_penalty=0.3))
    blocked = engine.generate(KAZAKH[:6], "kk", "en", GenerationSettings(no_repeat_ngram_size=9))
    assert [each.score for each in searched] == pytest.approx([each.score for each in plain])
    for one, two in zip(plain, blocked, strict=True):
        assert one.score < 0
        if one.text == two.text:
            # Search shares the probability of barred pieces among the others; scoring an
            # output again, which blocked n-grams need, does not: near, and never higher.
            assert one.score - 0.25 < two.score < one.score + 0.02


def test_a_text_over_the_limit_is_refused_not_cut(engine: Engine):
    text = " ".join(KAZAKH * 3)
    assert engine.count_tokens([text])[0] > engine.max_source_tokens
    with pytest.raises(ModelError, match=r"Text 2 of 2 has \d+ tokens; .* at most 200 safely"):
        engine.generate([KAZAKH[0], text], "kk", "en", SETTINGS)


def test_counting_is_not_cut_by_the_tokenizers_file(copy: Path):
    data = json.loads((copy / "tokenizer.json").read_text("utf-8"))
    data["truncation"] = {
        "direction": "Right", "max_length": 5, "strategy": "LongestFirst", "stride": 0,
    }  # fmt: skip
    (copy / "tokenizer.json").write_text(json.dumps(data), "utf-8")
    (copy / "sentencepiece.model").unlink()
    assert load_engine(str(copy)).count_tokens([" ".join(KAZAKH)])[0] > 100


def test_a_line_of_100_000_characters_is_counted(engine: Engine):
    assert engine.count_tokens(["қ" * 100_000])[0] > 1000


def test_markers_in_a_text_stay_text(engine: Engine):
    text = "Сайтта </s> <ru> <pad> деп жазылған."
    plain, marked = engine.count_tokens(["Сайтта деп жазылған.", text])
    assert marked > plain + 3
    pieces = open_tokenizer(bundled_path(), family_named("kk-mini")).pieces(text)
    assert not {"</s>", "<ru>", "<pad>"} & set(pieces)


@pytest.mark.parametrize(("source", "target"), [("kk", "kk"), ("ru", "en"), ("kk", "tr")])
def test_other_directions_are_refused(engine: Engine, source: str, target: str):
    with pytest.raises(ModelError, match="kk → en, kk → ru"):
        engine.generate(["Сәлем"], source, target, SETTINGS)


def test_threads_with_different_targets_share_an_engine(engine: Engine):
    expected = {each: engine.generate(KAZAKH[:6], "kk", each, SETTINGS) for each in ("en", "ru")}
    targets = ["en", "ru"] * 4
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda each: engine.generate(KAZAKH[:6], "kk", each, SETTINGS), targets)
        )
    for target, generations in zip(targets, found, strict=True):
        assert [each.text for each in generations] == [each.text for each in expected[target]]


def test_the_default_path_needs_neither_torch_nor_transformers_nor_a_network():
    code = """
import socket, sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "transformers", "huggingface_hub", "safetensors"):
            raise ImportError(name)
sys.meta_path.insert(0, Absent())
socket.socket.connect = socket.getaddrinfo = None
from models.engine import GenerationSettings
from models.families import family_named
from models.loading import load_engine
from models.tokenizer_files import open_tokenizer
heavy = {"torch", "transformers", "ctranslate2", "tokenizers", "numpy"} & set(sys.modules)
assert not heavy, f"importing models.loading loaded {heavy}"
print(load_engine().generate(["Мектеп ашылды."], "kk", "en", GenerationSettings())[0].text)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("engine_name", ["ctranslate2", "transformers"])
def test_a_flipped_bit_in_the_weights_is_noticed(copy: Path, engine_name: str):
    data = bytearray((copy / "model.bin").read_bytes())
    data[len(data) // 2] ^= 0x40
    (copy / "model.bin").write_bytes(data)
    with pytest.raises(ModelError, match=r"model\.bin are damaged: their checksum"):
        load_engine(str(copy), engine=engine_name)


@pytest.mark.parametrize("engine_name", ["ctranslate2", "transformers"])
def test_cut_weights_are_noticed_without_a_card_too(copy: Path, engine_name: str):
    (copy / "card.json").unlink()
    data = (copy / "model.bin").read_bytes()
    (copy / "model.bin").write_bytes(data[: len(data) // 3])
    with pytest.raises(ModelError, match=r"cannot be loaded|damaged: it ends early"):
        load_engine(str(copy), engine=engine_name)


@pytest.mark.parametrize(
    "name", ["sentencepiece.model", "config.json", "bart_config.json", "card.json"]
)
def test_a_damaged_file_beside_the_weights_is_named(copy: Path, name: str):
    (copy / name).write_text("{ not json", "utf-8")
    with pytest.raises(ModelError):
        load_engine(str(copy))


@pytest.mark.parametrize(
    ("target", "letters"), [("en", "[а-яёәғқңөұүһі]"), ("ru", "[a-zәғқңөұүһі]")]
)
@pytest.mark.parametrize("engine", ["ctranslate2", "transformers"])
def test_no_letter_comes_out_that_the_language_does_not_have(
    engine: str, target: str, letters: str
):
    loaded = load_engine("kk-mini", engine=engine)
    texts = ["Жедел жәрдем бекеті жаңа ғимаратқа көшті.", "Өңірде кадр мәселесі шешілген жоқ."]
    for generation in loaded.generate(texts, "kk", target, GenerationSettings()):
        assert generation.text
        assert not re.search(letters, generation.text, re.IGNORECASE)
