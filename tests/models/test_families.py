"""Each family on a tiny checkpoint in its true layout: load, language code, generate; both engines
give the same greedy output, and our framing is that of the family's own tokenizer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_checkpoints import SENTENCES

from models.bundled import bundled_path
from models.checkpoint import open_checkpoint
from models.engine import GenerationSettings
from models.errors import ModelError
from models.families import family_named, known_framing
from models.loading import load_engine
from models.rows import Row, batch_rows
from models.tokenizer_files import load_transformers_tokenizer, open_tokenizer

Tiny = Callable[[str], Path]
SETTINGS = GenerationSettings(max_length_ratio=1.0, max_length_slack=6)

PAIRS = [
    ("nllb", "kk", "en"),
    ("nllb-spm", "kk", "ru"),
    ("m2m100", "kk", "en"),
    ("mbart50", "kk", "ru"),
    ("mbart25", "ru", "ru"),
    ("mbart25-spm", "ru", "ru"),
    ("mt5", "ru", "ru"),
    ("madlad", "kk", "en"),
    ("marian", "kk", "en"),
    ("marian-many", "kk", "ru"),
]


@pytest.mark.parametrize(("layout", "source", "target"), PAIRS)
def test_both_engines_give_the_same_greedy_output(
    tiny: Tiny, layout: str, source: str, target: str
):
    slow = load_engine(str(tiny(layout)), engine="transformers")
    fast = load_engine(str(tiny(layout)), engine="ctranslate2", compute_type="float32", threads=1)
    texts = [*SENTENCES[:4], "", SENTENCES[8]]
    expected = slow.generate(texts, source, target, SETTINGS)
    found = fast.generate(texts, source, target, SETTINGS)
    assert [each.text for each in found] == [each.text for each in expected]
    assert [each.tokens for each in found] == [each.tokens for each in expected]
    assert [each.finished for each in found] == [each.finished for each in expected]
    # Marian's <pad> is in transformers' softmax and not in CTranslate2's.
    tolerance = 0.01 if layout.startswith("marian") else 1e-4
    assert [each.score for each in found] == pytest.approx(
        [each.score for each in expected], abs=tolerance
    )
    assert any(each.text for each in found), "a test of empty outputs would show nothing"


@pytest.mark.parametrize(
    ("layout", "source", "target"),
    [pair for pair in PAIRS if pair[0] not in ("mbart25", "mbart25-spm", "mt5", "marian")],
)
def test_the_target_language_changes_the_output(tiny: Tiny, layout: str, source: str, target: str):
    engine = load_engine(str(tiny(layout)), engine="ctranslate2", compute_type="float32")
    checkpoint = open_checkpoint(tiny(layout), layout)
    other = "ru" if target == "en" else "en"
    tokenizer = open_tokenizer(tiny(layout), checkpoint.family)
    one = checkpoint.framing(source, target, tokenizer)
    two = checkpoint.framing(source, other, tokenizer)
    assert one != two
    assert tokenizer.ids(one.codes) != tokenizer.ids(two.codes)
    texts = list(SENTENCES[:6])
    assert engine.generate(texts, source, target, SETTINGS) != engine.generate(
        texts, source, other, SETTINGS
    )


@pytest.mark.parametrize("layout", ["nllb", "m2m100", "mbart50", "mbart25"])
def test_the_source_is_framed_as_by_the_familys_own_tokenizer(tiny: Tiny, layout: str):
    checkpoint = open_checkpoint(tiny(layout), layout)
    own = load_transformers_tokenizer(checkpoint.path, checkpoint.family)
    code = checkpoint.family.framing("ru", "ru").codes[0]
    own.src_lang = code.strip("_") if layout == "m2m100" else code
    ours = open_tokenizer(checkpoint.path, checkpoint.family)
    framing = checkpoint.framing("ru", "ru", ours)
    for sentence in SENTENCES:
        framed = [*framing.before, *ours.pieces(sentence), *framing.after]
        assert ours.ids(framed) == own(sentence).input_ids


def test_nllb_reads_alike_from_either_tokenizer_file(tiny: Tiny):
    one, two = (
        open_tokenizer(tiny(layout), family_named("nllb")) for layout in ("nllb", "nllb-spm")
    )
    for sentence in SENTENCES:
        pieces = ["kaz_Cyrl", *one.pieces(sentence), "</s>"]
        assert pieces[1:-1] == two.pieces(sentence)
        assert one.ids(pieces) == two.ids(pieces)
        assert one.text(pieces) == two.text(pieces) == sentence


@pytest.mark.parametrize(
    ("layout", "prefix", "source", "target"),
    [
        ("mt5", "summarize: ", "ru", "ru"),
        ("madlad", "<2en> ", "kk", "en"),
        ("marian", "", "kk", "en"),
        ("marian-many", ">>rus<<", "kk", "ru"),
    ],
)
def test_a_text_prefix_is_tokenized_as_the_models_page_writes_it(
    tiny: Tiny, layout: str, prefix: str, source: str, target: str
):
    checkpoint = open_checkpoint(tiny(layout), layout)
    own = load_transformers_tokenizer(checkpoint.path, checkpoint.family)
    ours = open_tokenizer(checkpoint.path, checkpoint.family)
    framing = checkpoint.framing(source, target, ours)
    pieces = ours.pieces(SENTENCES[0], framing.prefix)
    ids = ours.ids([*framing.before, *pieces, *framing.after])
    assert ids == own(f"{prefix}{SENTENCES[0]}").input_ids
    if layout == "madlad":
        assert pieces.count("<2en>") == 1


def test_languages_a_family_lacks_are_refused(tiny: Tiny):
    engine = load_engine(str(tiny("m2m100")), engine="ctranslate2", compute_type="float32")
    with pytest.raises(ModelError, match=r"m2m100 models do not know Kyrgyz \(ky\)"):
        engine.generate(["Салам"], "ky", "en", SETTINGS)
    with pytest.raises(ModelError, match="No language has the code 'nonsense'"):
        engine.generate(["Салам"], "nonsense", "en", SETTINGS)


def test_a_marian_model_of_one_pair_refuses_another(tiny: Tiny):
    engine = load_engine(str(tiny("marian")), engine="ctranslate2", compute_type="float32")
    with pytest.raises(ModelError, match="does not work into 'ru'; it works into en"):
        engine.generate(["Сәлем"], "kk", "ru", SETTINGS)


def test_a_marker_inside_a_text_stays_text(tiny: Tiny):
    for layout in ("nllb", "m2m100", "madlad", "marian"):
        checkpoint = open_checkpoint(tiny(layout), layout)
        tokenizer = open_tokenizer(checkpoint.path, checkpoint.family)
        pieces = tokenizer.pieces("а </s> rus_Cyrl __ru__ <2ru> <pad> б")
        markers = {"</s>", "rus_Cyrl", "__ru__", "<2ru>", "<pad>"}
        assert not markers & set(pieces), layout


def test_latin_letters_come_into_russian_only_from_the_source():
    tokenizer = open_tokenizer(bundled_path(), family_named("kk-mini"))
    framing = known_framing(family_named("kk-mini"), "kk", "ru", tokenizer)
    texts = {
        "Жаңа мектеп": True,
        "Хан сарайы": True,
        "Жаңа Wi-Fi желісі": False,
        "ХХІ ғасыр": False,  # in Cyrillic letters, as it is typed
        "Николай ІІ": False,
    }
    for text, barred in texts.items():
        pieces = set(framing.barred_for(framing.echoes(text)))
        assert ("▁the" in pieces, "é" in pieces) == (barred, barred), text
        assert "қ" in pieces
        assert not {"▁в", "<ru>", "</s>", "2", "."} & pieces
    english = known_framing(family_named("kk-mini"), "kk", "en", tokenizer)
    assert "▁the" not in english.barred_for(english.echoes("Жаңа мектеп"))


def test_rows_of_a_batch_have_the_same_pieces_barred():
    def row(index: int, length: int, echoes: bool) -> Row:
        return Row(index, ["x"] * length, 9, echoes)

    rows = [row(0, 5, True), row(1, 9, False), row(2, 7, True), row(3, 3, False)]

    def places(batches: list[list[Row]]) -> list[list[int]]:
        return [[each.index for each in batch] for batch in batches]

    assert places(batch_rows(rows, 100)) == [[1, 3], [2, 0]], "longest first"
    assert places(batch_rows(rows, 100, at_least=4)) == [[1], [2], [0], [3]]
    assert places(batch_rows(rows[:1], 100, at_least=4)) == [[0]]
