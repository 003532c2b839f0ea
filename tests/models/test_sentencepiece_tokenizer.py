"""The light tokenizer of the bundled model splits as its tokenizer.json does."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.bundled import bundled_path
from models.errors import ModelError
from models.sentencepiece_tokenizer import FILE, SentencePieceTokenizer
from models.tokenization import FastTokenizer
from models.training.vocabulary import write_sentencepiece

EXAMPLES = Path(__file__).parents[2] / "examples"
LIGHT = SentencePieceTokenizer.from_file(bundled_path() / FILE)
WHOLE = FastTokenizer.from_file(bundled_path() / "tokenizer.json")

words = st.text("абвеёжйклмнопрстуыьэюяәғқңөұүһіАБҚӨ", min_size=1, max_size=12)
others = st.one_of(
    st.sampled_from("0123456789.,:;«»!?()–—-%№₸$€/"), st.characters(categories=["L"])
)
texts = st.lists(st.one_of(words, others, st.integers(0, 10**9).map(str)), max_size=12).map(
    " ".join
)


@given(texts)
@example("2019 жылы COVID-19-дан 1 250,5 млн ₸ 😀😀 x² №7")
@example("</s> <ru> <en>")
@example("бос   орын")
def test_both_split_alike_and_join_alike(text: str):
    text = text.strip()
    pieces = LIGHT.pieces(text)
    assert pieces == WHOLE.pieces(text)
    assert LIGHT.ids(pieces) == WHOLE.ids(pieces)
    assert LIGHT.text(pieces) == WHOLE.text(pieces)


@pytest.mark.parametrize("file", sorted(EXAMPLES.glob("*.txt")), ids=lambda file: file.name)
def test_examples_split_alike(file: Path):
    for line in file.read_text("utf-8").splitlines():
        assert LIGHT.pieces(line) == WHOLE.pieces(line)


def test_the_vocabulary_is_the_same_in_the_same_order():
    assert LIGHT.vocabulary() == WHOLE.vocabulary()
    assert LIGHT.from_ids([0, 2, 3, 4]) == ["<s>", "</s>", "<unk>", ","]
    assert LIGHT.from_ids([-1, 10**6]) == ["<unk>", "<unk>"]
    assert LIGHT.knows("<en>")
    assert not LIGHT.knows("жоқмұндайсөз")
    assert LIGHT.ids(["жоқмұндайсөз"]) == [3]


def test_where_the_two_differ():
    assert (LIGHT.pieces("бос "), WHOLE.pieces("бос ")) == (["▁бос"], ["▁бос", "▁"])
    assert (LIGHT.ids(LIGHT.pieces("१२")), WHOLE.ids(WHOLE.pieces("१२"))) == ([6, 3], [6, 3, 3])


def test_a_damaged_file_is_named(tmp_path: Path):
    (tmp_path / FILE).write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"sentencepiece\.model cannot be read"):
        SentencePieceTokenizer.from_file(tmp_path / FILE)


def test_it_is_written_from_tokenizer_json_and_only_where_both_would_agree(tmp_path: Path):
    file = tmp_path / "tokenizer.json"
    shutil.copyfile(bundled_path() / "tokenizer.json", file)
    assert write_sentencepiece(file, tmp_path / FILE)
    assert (tmp_path / FILE).read_bytes() == (bundled_path() / FILE).read_bytes()
    data = json.loads(file.read_text("utf-8"))
    data["normalizer"] = {"type": "NFKC"}
    file.write_text(json.dumps(data), "utf-8")
    assert not write_sentencepiece(file, tmp_path / "other.model")
    assert not (tmp_path / "other.model").exists()
