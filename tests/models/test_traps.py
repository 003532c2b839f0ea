"""One test for each trap of the libraries that cost others days; see also test_families."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import tiny_checkpoints
from tiny_checkpoints import SENTENCES

from models.checkpoint import open_checkpoint
from models.engine import GenerationSettings
from models.errors import ModelError
from models.families import family_named
from models.loading import load_engine
from models.tokenization import FastTokenizer
from models.tokenizer_files import (
    check_against_sentencepiece,
    load_transformers_tokenizer,
    open_tokenizer,
)

Tiny = Callable[[str], Path]


def test_nllb_with_only_its_sentencepiece_file_keeps_its_language_codes(tiny: Tiny):
    import sentencepiece
    import transformers

    path = tiny("nllb-spm")
    assert not (path / "tokenizer.json").exists()
    lost: Any = transformers.AutoTokenizer.from_pretrained(path)
    assert lost.convert_tokens_to_ids("kaz_Cyrl") == 3, "transformers keeps the codes again"
    tokenizer = open_tokenizer(path, family_named("nllb"))
    pieces = sentencepiece.SentencePieceProcessor(str(path / "sentencepiece.bpe.model"))
    # fairseq's numbers: the pieces shifted by one, then the codes in the order of training. In the
    # published models that is 256001 for ace_Arab and 256203 for <mask>.
    first = pieces.get_piece_size() + 1
    assert tokenizer.ids(["ace_Arab", "kaz_Cyrl", "zul_Latn"]) == [first, first + 88, first + 201]
    assert tokenizer.ids(["<mask>"]) == [first + 202]
    known = open_tokenizer(tiny("nllb"), family_named("nllb"))
    assert known.ids(["ace_Arab", "kaz_Cyrl"]) == [first, first + 88]


def test_nllbs_codes_one_number_too_high_are_refused(tiny: Tiny):
    # What `extra_special_tokens=` makes of that directory: every code means its neighbour.
    import transformers
    from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

    shifted = transformers.AutoTokenizer.from_pretrained(
        tiny("nllb-spm"), extra_special_tokens=FAIRSEQ_LANGUAGE_CODES
    )
    with pytest.raises(ModelError, match="numbers its pieces otherwise"):
        check_against_sentencepiece(
            tiny("nllb-spm"), family_named("nllb"), FastTokenizer(shifted.backend_tokenizer)
        )


def test_lost_language_codes_are_refused_at_load(tiny: Tiny, tmp_path: Path):
    path = Path(shutil.copytree(tiny("nllb"), tmp_path / "lost"))
    data = json.loads((path / "tokenizer.json").read_text("utf-8"))
    codes = {each["content"] for each in data["added_tokens"] if "_" in each["content"]}
    data["added_tokens"] = [each for each in data["added_tokens"] if each["content"] not in codes]
    (path / "tokenizer.json").write_text(json.dumps(data), "utf-8")
    for engine in ("transformers", "ctranslate2"):
        with pytest.raises(ModelError, match="vocabulary lacks kaz_Cyrl and eng_Latn"):
            load_engine(str(path), engine=engine)


class LetterTokenizer:
    """Reads a SentencePiece file as single characters, as transformers does with some."""

    def pieces(self, text: str, prefix: str = "") -> list[str]:
        return list(prefix + text)

    def text(self, pieces: Sequence[str]) -> str:
        return "".join(pieces)

    def knows(self, piece: str) -> bool:
        return len(piece) == 1

    def ids(self, pieces: Sequence[str]) -> list[int]:
        return [ord(piece[0]) for piece in pieces]

    def from_ids(self, ids: Sequence[int]) -> list[str]:
        return [chr(number) for number in ids]


def test_a_sentencepiece_file_read_as_single_characters_is_refused(tmp_path: Path):
    import sentencepiece

    model = tiny_checkpoints.sentencepiece_model("unigram")
    assert sentencepiece.SentencePieceProcessor(model_proto=model)
    (tmp_path / "spiece.model").write_bytes(model)
    coarse = LetterTokenizer()
    with pytest.raises(ModelError, match="numbers its pieces otherwise"):
        check_against_sentencepiece(tmp_path, family_named("t5"), coarse)


def test_a_damaged_sentencepiece_file_is_a_clear_error(tiny: Tiny, tmp_path: Path):
    path = Path(shutil.copytree(tiny("nllb-spm"), tmp_path / "damaged"))
    data = (path / "sentencepiece.bpe.model").read_bytes()
    (path / "sentencepiece.bpe.model").write_bytes(data[:100])
    with pytest.raises(ModelError, match=r"cannot be read|is damaged|vocabulary lacks"):
        load_engine(str(path), engine="transformers")


def test_nonsense_language_codes_are_never_handed_to_a_tokenizer(tiny: Tiny):
    own = load_transformers_tokenizer(tiny("nllb"), family_named("nllb"))
    own.src_lang = "nonsense"  # accepted without a word: why ours is checked
    engine = load_engine(str(tiny("nllb")), engine="transformers")
    for source, target in (("nonsense", "en"), ("kk", "nonsense")):
        with pytest.raises(ModelError, match="No language has the code 'nonsense'"):
            engine.generate(["Сәлем"], source, target, GenerationSettings())


@pytest.mark.parametrize("engine", ["transformers", "ctranslate2"])
def test_output_does_not_stop_after_twenty_tokens(tiny: Tiny, engine: str):
    found = load_engine(str(tiny("nllb")), engine=engine).generate(
        [SENTENCES[0]], "kk", "en", GenerationSettings()
    )
    assert found[0].tokens > 20


@pytest.mark.parametrize("engine", ["transformers", "ctranslate2"])
@pytest.mark.parametrize("layout", ["nllb", "m2m100", "mbart50", "madlad", "marian"])
def test_an_over_long_source_is_refused(tiny: Tiny, engine: str, layout: str):
    loaded = load_engine(str(tiny(layout)), engine=engine)
    with pytest.raises(ModelError, match=r"at most 200 safely\. Split it first"):
        loaded.generate([" ".join(SENTENCES * 5)], "kk", "en", GenerationSettings())


def test_m2m100_stays_within_its_configured_positions(tmp_path: Path):
    path = tiny_checkpoints.m2m100(tmp_path / "short", positions=128)
    engine = load_engine(str(path), engine="transformers")
    assert engine.max_source_tokens == 124
    text = next(
        text
        for count in range(1, 20)
        if 125 < engine.count_tokens([text := " ".join((SENTENCES * 3)[:count])])[0] < 180
    )
    with pytest.raises(ModelError, match="at most 124 safely"):
        engine.generate([text], "kk", "en", GenerationSettings())
    [output] = engine.generate(
        [SENTENCES[0]], "kk", "en", GenerationSettings(max_length_ratio=10, max_length_slack=500)
    )
    assert output.tokens <= 126


def test_an_output_cut_at_its_bound_is_not_called_finished(tiny: Tiny):
    # mBART's configuration forces </s> as the last token, which would look like an end.
    engine = load_engine(str(tiny("mbart50")), engine="transformers")
    settings = GenerationSettings(max_length_ratio=0.2, max_length_slack=1)
    [output] = engine.generate([SENTENCES[0]], "kk", "ru", settings)
    assert not output.finished


def test_the_bart_keys_are_added_without_touching_the_users_files(tiny: Tiny, empty_cache: Path):
    path = tiny("mbart50")
    before = {file.name: file.read_bytes() for file in path.iterdir()}
    assert b"normalize_before" not in before["config.json"], "transformers 5 writes it again"
    assert load_engine(str(path), engine="ctranslate2").info.engine == "ctranslate2"
    assert {file.name: file.read_bytes() for file in path.iterdir()} == before


@pytest.mark.parametrize("layout", ["mt5", "madlad"])
def test_a_t5_with_its_own_output_layer_is_not_scaled(tiny: Tiny, layout: str):
    # transformers 5 calls its embeddings tied, and CTranslate2 then scales the outputs: greedy
    # search hides that, beam search and scores do not.
    target = "ru"
    source = "kk" if layout == "madlad" else "ru"
    settings = GenerationSettings(max_length_ratio=0.5)
    slow = load_engine(str(tiny(layout)), engine="transformers")
    fast = load_engine(str(tiny(layout)), engine="ctranslate2", compute_type="float32")
    expected = slow.generate(SENTENCES[:3], source, target, settings)
    found = fast.generate(SENTENCES[:3], source, target, settings)
    assert [each.score for each in found] == pytest.approx(
        [each.score for each in expected], abs=1e-3
    )


def test_m2m100s_language_codes_reach_the_converted_vocabulary(tiny: Tiny):
    engine = load_engine(str(tiny("m2m100")), engine="ctranslate2")
    checkpoint = open_checkpoint(tiny("m2m100"), "m2m100")
    tokenizer = open_tokenizer(checkpoint.path, checkpoint.family)
    [converted] = Path(os.environ["QYSQA_CACHE"]).glob("ctranslate2/m2m100-*-int8-*")
    vocabulary = json.loads((converted / "shared_vocabulary.json").read_text("utf-8"))
    for code in ("__kk__", "__en__", "__ru__"):
        assert vocabulary.index(code) == tokenizer.ids([code])[0]
    assert engine.info.compute_type == "int8_float32"


def test_more_than_a_thousand_texts_translate_as_a_few_do(tiny: Tiny):
    engine = load_engine(str(tiny("nllb")), engine="ctranslate2", compute_type="float32")
    settings = GenerationSettings(batch_tokens=65536, max_length_ratio=1.0, max_length_slack=1)
    few = engine.generate(SENTENCES, "kk", "en", settings)
    many = engine.generate(SENTENCES * 130, "kk", "en", settings)
    assert len(many) == 1170
    assert [each.text for each in many] == [each.text for each in few] * 130
