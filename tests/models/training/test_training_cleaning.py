import re

import pytest

from models.training.augment import add_noise, join_sentences, join_strangers, swap_numbers
from models.training.cleaning import (
    CleaningRules,
    clean,
    has_script,
    numbers_differ,
    numbers_kept,
    reason_to_drop,
)
from models.training.manifest import Record
from models.training.overlap import TestSetGuard
from models.training.truecasing import Truecaser

RULES = CleaningRules(max_characters=60, max_ratio=2.0, ratio_from=20)


@pytest.mark.parametrize(
    ("source", "target", "languages", "reason"),
    [
        ("Министр кеше келді.", "The minister came yesterday.", ("kk", "en"), None),
        ("", "Nothing.", ("kk", "en"), "empty"),
        ("Сөз " * 20, "Word " * 10, ("kk", "en"), "too long"),
        ("Файл %s ашылды", "Opened %s", ("kk", "en"), "markup"),
        ("Иә.", "Yes, that is how it was all along.", ("kk", "en"), "length ratio"),
        ("Министр келді.", "Министр келді.", ("kk", "en"), "wrong script"),
        ("Minister keldi.", "The minister came.", ("kk", "en"), "wrong script"),
        ("Ауылға үш көлік келді.", "Ауылға үш көлік келді.", ("kk", "ru"), "wrong script"),
        ("Президент Нигер Республикасы", "Президент Нигер Республикасы", ("kk", "ru"),
         "untranslated"),
        ("12.05.2024", "12.05.2024", ("kk", "ru"), None),
    ],
)  # fmt: skip
def test_a_pair_is_dropped_for_one_named_reason(source, target, languages, reason):
    assert reason_to_drop((source.strip(), target.strip()), languages, RULES) == reason


def test_clean_mends_letters_of_the_wrong_alphabet():
    assert clean("Қaзaқcтaн  Республикасы", "kk") == "Қазақстан Республикасы"


def test_russian_with_kazakh_letters_is_not_russian():
    assert has_script("Министр приехал вчера.", "ru", 0.6)
    assert not has_script("Ауылға үш көлік келді", "ru", 0.6)


@pytest.mark.parametrize(
    ("source", "target", "differ"),
    [
        ("2,5 млн теңге", "2.5 million tenge", False),
        ("1 200 адам", "1,200 people", False),
        ("3 мектеп", "four schools", True),
        ("2019 жылғы 15 мамыр", "15 May 2018", True),
    ],
)
def test_numbers_differ_counts_digits_not_signs(source, target, differ):
    assert numbers_differ(source, target) is differ


@pytest.mark.parametrize(
    ("source", "output", "kept"),
    [
        ("1 200 адам", "1,200 people", True),
        ("12 адам, 3 көлік", "3 cars and 12 people", True),
        ("12 адам", "120 people", False),
        ("5 және 5", "5 and more", False),
        ("көп адам", "many people", True),
    ],
)
def test_numbers_kept_wants_every_run_of_digits(source, output, kept):
    assert numbers_kept(source, output) is kept


def test_truecaser_writes_words_as_they_are_written_inside_sentences():
    truecase = Truecaser(
        [
            "Yesterday the Prime Minister visited Almaty with OECD experts.",
            "The minister met the Prime Minister.",
            "Кеше Қостанай облысында жиын өтті.",
        ]
    )
    assert truecase("the oecd met in almaty.") == "The OECD met in Almaty."
    assert truecase("«қостанайдағы жиын») өтті") == "«Қостанайдағы жиын») өтті"
    assert truecase("кеше жиын қостанайдағы үйде өтті") == "Кеше жиын Қостанайдағы үйде өтті"


def test_guard_knows_sentences_whatever_their_case_and_their_long_parts():
    guard = TestSetGuard(["One two three four five six seven eight nine.", "Thank you."])
    assert "ONE, two three four five six seven eight nine" in guard
    assert "They say: two three four five six seven eight nine and more" in guard
    assert "two three four five six seven and nothing else" not in guard
    assert "Thank you." not in guard
    assert len(guard) == 1


def test_sentences_are_joined_within_their_paragraph_only(rng):
    records = [
        Record({"kk": f"с{number}", "en": f"s{number}"}, document)
        for number, document in enumerate(["a", "a", "a", "b", None, None])
    ]
    joined = [record.texts["en"] for record in join_sentences(records, rng, 100)]
    assert joined in (["s0 s1 s2"], ["s0 s1"])
    assert join_sentences(records, rng, 3) == []


def test_strangers_are_joined_with_a_full_stop_between(rng):
    records = [Record({"kk": "бір", "en": "one"}), Record({"kk": "екі.", "en": "two."})]
    texts = {record.texts["en"] for record in join_strangers(records, 20, rng, 100)}
    assert texts == {"one. two.", "two. one"}


def test_numbers_are_swapped_alike_on_both_sides(rng):
    swapped = swap_numbers(("2019 жылы 35 адам келді", "In 2019, 35 people came"), rng)
    assert swapped is not None
    source, target = swapped
    assert not numbers_differ(source, target)
    assert source != "2019 жылы 35 адам келді"
    assert source.startswith("20")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("486 миллион 750 мың теңге", "486 million 750 thousand tenge"),
        ("0,25 пайыз", "0.25 percent"),
        ("1 250 000,75 адам", "1,250,000.75 people"),
        ("8 (71840) 59-12-37 телефоны", "telephone 8 (71840) 59-12-37"),
        ("10–12 градус", "10–12 degrees"),
    ],
)
def test_swapped_numbers_keep_their_signs(source, target, rng):
    swapped = swap_numbers((source, target), rng)
    assert swapped is not None
    assert swapped != (source, target)
    assert not numbers_differ(*swapped)
    for before, after in zip((source, target), swapped, strict=True):
        assert re.sub(r"\d", "0", before) == re.sub(r"\d", "0", after)


@pytest.mark.parametrize(
    ("source", "target"), [("адам", "a man"), ("3 үй", "4 houses"), ("5 пен 5", "5 and 5")]
)
def test_numbers_that_do_not_pair_up_are_left_alone(source, target, rng):
    assert swap_numbers((source, target), rng) is None


def test_noise_drops_and_moves_words_but_invents_none(rng):
    text = "one two three four five six seven eight nine ten"
    noisy = add_noise(text, rng, drop=0.3)
    assert set(noisy.split()) < set(text.split())
    assert add_noise("word", rng, drop=1.0) == "word"
