"""Other names in a pair: found in both languages, exchanged with their endings left on."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.names import Found, Name, NamePool, common_words, find_names, romanized

PAIRS = [
    ("Бейсенов Галифаксте Далхоузиге барды.", "Бейсенов поехал в Галифаксе к Далхоузи."),
    ("Мадина Семейден келді.", "Мадина приехала из Семея."),
    ("Оны Әсел мен Сапаров көрді.", "Его видели Асель и Сапаров."),
    ("Жүсіповтің үйі Лондонда.", "Дом Жусупова в Лондоне."),
    ("Бұл Мартиннің үйі.", "Это дом Мартина."),
    ("Ол Ганноверде Каримовты тапты.", "Он нашёл в Ганновере Каримова."),
]


def found(kazakh, other, language="ru", common=frozenset()):
    return [
        (one.name.kazakh, one.name.other) for one in find_names((kazakh, other), language, common)
    ]


@pytest.mark.parametrize(
    ("kazakh", "other", "language", "names"),
    [
        ("Мұхтаровтың үйі Лондонда", "Дом Мухтарова в Лондоне", "ru",
         [("Мұхтаров", "Мухтаров"), ("Лондон", "Лондон")]),
        ("Одессадағы баспалдақ", "Лестница в Одессе", "ru", [("Одесс", "Одесс")]),
        ("Игорьге айт", "Скажи Игорю", "ru", [("Игор", "Игор")]),
        ("Бозжыраның жартасы", "The cliff of Bozzhyra", "en", [("Бозжыра", "Bozzhyra")]),
        ("Дулатовтің кітабы", "Dulatov's book", "en", [("Дулатов", "Dulatov")]),
        ("Ол Ring компаниясын құрды", "Он основал компанию Ring", "ru", [("Ring", "Ring")]),
        ("АҚШ президенті", "Президент США", "ru", []),
        ("Ертең келеді", "Завтра придёт", "ru", []),
    ],
)  # fmt: skip
def test_names_are_found_without_their_endings(kazakh, other, language, names):
    assert found(kazakh, other, language) == names


def test_a_word_known_in_lower_case_is_no_name():
    common = common_words(["бұл доктор келді", "пришёл доктор"])
    assert found("Доктор Сапаров", "Доктор Сапаров", common=common) == [("Сапаров", "Сапаров")]
    assert found("Доктор Сапаров", "Доктор Сапаров") == [
        ("Доктор", "Доктор"),
        ("Сапаров", "Сапаров"),
    ]


def test_what_was_found_says_where_it_stands():
    pair = ("Лондонда", "в Лондоне")
    assert find_names(pair, "ru", frozenset()) == [
        Found(Name("Лондон", "Лондон"), "Лондонда", "Лондоне")
    ]


def test_endings_stay_and_stems_change_alike():
    pool = NamePool.of(PAIRS, "ru")
    for seed in range(30):
        swapped = pool.swap(
            ("Жүсіповтің үйі Лондонда.", "Дом Жусупова в Лондоне."), random.Random(seed)
        )
        assert swapped is not None
        (owner, house, place), (дом, хозяин, _, место) = swapped[0].split(), swapped[1].split()
        assert owner.endswith("овтің")
        assert хозяин.endswith("ова")
        assert place.endswith("онда.")
        assert место.endswith("оне.")
        assert (house, дом) == ("үйі", "Дом")
        assert set(хозяин.lower()).isdisjoint("әғқңөұүһі")


def test_a_pair_without_names_gives_nothing():
    assert NamePool.of(PAIRS, "ru").swap(("ертең жаңбыр", "завтра дождь"), random.Random(1)) is None


def test_frequent_names_are_words_and_stay():
    pairs = [("Қазақстанда көктем.", "В Казахстане весна.")] * 21
    assert NamePool.of(pairs, "ru").swap(pairs[0], random.Random(1)) is None


@given(st.integers())
def test_an_english_name_is_its_kazakh_one_in_latin_letters(seed):
    pairs = [("Бозжыраның жартасы", "The cliff of Bozzhyra")]
    kazakh, english = NamePool.of(pairs, "en").swap(pairs[0], random.Random(seed)) or ("", "")
    name = kazakh.split()[0].removesuffix("ның")
    assert english == f"The cliff of {romanized(name).capitalize()}"


@pytest.mark.parametrize(
    ("text", "latin"),
    [("Жүсіпов", "zhusipov"), ("Щучинск", "shchuchinsk"), ("Ring", "ring"), ("Әңгіме", "anggime")],
)
def test_cyrillic_in_plain_latin_letters(text, latin):
    assert romanized(text) == latin
