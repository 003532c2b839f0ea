"""Other names in a pair: found in both languages, exchanged with their endings left on."""

import random

import pytest

from models.training.names import Found, Name, NamePool, common_words, find_names, romanized

PAIRS = [
    ("Бейсенов Галифаксте Далхоузиге барды.", "Бейсенов поехал в Галифаксе к Далхоузи."),
    ("Мадина Семейден келді.", "Мадина приехала из Семея."),
    ("Оны Әсел мен Сапаров көрді.", "Его видели Асель и Сапаров."),
    ("Жүсіповтің үйі Лондонда.", "Дом Жусупова в Лондоне."),
    ("Бұл Мартиннің үйі.", "Это дом Мартина."),
    ("Ол Ганноверде Каримовты тапты.", "Он нашёл в Ганновере Каримова."),
    ("Дулатов Мельбурнге кетті.", "Дулатов уехал в Мельбурн."),
    ("Брехт пен Шуберт Роттердамда.", "Брехт и Шуберт в Роттердаме."),
]
ENGLISH = [
    ("Бозжыраның жартасы", "The cliff of Bozzhyra"),
    ("Мельбурнге Дулатов кетті", "Dulatov left for Melburn"),
    ("Каримовтың Роттердамдағы үйі", "The house of Karimov in Rotterdam"),
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
        ("Google-дың кеңсесі", "The Google office", "en", [("Google", "Google")]),
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


def swapped(pair, seed, language="ru"):
    return NamePool.of(PAIRS, language).swap(pair, random.Random(seed))


def test_endings_stay_and_stems_change_alike():
    pair = ("Мұхтаровтың үйі Лондонда.", "Дом Мухтарова в Лондоне.")
    changed = {swapped(pair, seed) for seed in range(30)} - {None}
    assert len(changed) > 10
    for kazakh, russian in changed:
        owner, house, place = kazakh.split()
        home, holder, _, where = russian.split()
        assert owner.endswith("овтың")
        assert holder.endswith("ова")
        assert place.endswith("онда.")
        assert where.endswith("оне.")
        assert (house, home) == ("үйі", "Дом")
        assert set(holder.lower()).isdisjoint("әғқңөұүһі")


def test_literal_swaps():
    pair = ("Мұхтаровтың үйі Лондонда.", "Дом Мухтарова в Лондоне.")
    assert [swapped(pair, seed) for seed in (1, 2)] == [
        ("Шубовтың үйі Магалифонда.", "Дом Шубова в Магалифоне."),
        ("Бейсеновтың үйі Шугалифонда.", "Дом Бейсенова в Шугалифоне."),
    ]


def test_a_name_that_occurs_twice_becomes_one_other():
    pair = ("Асановтың айтуынша, үйді Асанов салды.", "По словам Асанова, дом строил Асанов.")
    results = {swapped(pair, seed) for seed in range(20)} - {None}
    assert len(results) > 5
    for kazakh, russian in results:
        first = kazakh.split()[0].removesuffix("тың")
        assert kazakh == f"{first}тың айтуынша, үйді {first} салды."
        name = russian.split()[2].removesuffix("а,")
        assert russian == f"По словам {name}а, дом строил {name}."


def test_a_pair_with_a_name_left_over_is_not_taken():
    pair = ("Асанов келді. Асановтың үйі үлкен.", "Asanov came. Asanov has a big house.")
    assert all(swapped(pair, seed, "en") is None for seed in range(20))


def test_the_nearest_word_is_the_partner():
    assert found("Иван мен Иванов келді", "Пришли Иванов и Иван") == [
        ("Иван", "Иван"),
        ("Иванов", "Иванов"),
    ]


def test_a_pair_without_names_gives_nothing():
    assert NamePool.of(PAIRS, "ru").swap(("ертең жаңбыр", "завтра дождь"), random.Random(1)) is None


def test_frequent_names_are_words_and_stay():
    pairs = [("Қазақстанда көктем.", "В Казахстане весна.")] * 21
    assert NamePool.of(pairs, "ru").swap(pairs[0], random.Random(1)) is None


@pytest.mark.parametrize("seed", range(20))
def test_an_english_name_is_its_kazakh_one_in_latin_letters(seed):
    kazakh, english = NamePool.of(ENGLISH, "en").swap(ENGLISH[0], random.Random(seed)) or ENGLISH[0]
    name = kazakh.split()[0].removesuffix("ның")
    assert english == f"The cliff of {romanized(name).capitalize()}"
    if seed == 3:
        assert name == "Мельба"


@pytest.mark.parametrize(
    ("text", "latin"),
    [("Жүсіпов", "zhusipov"), ("Щучинск", "shchuchinsk"), ("Ring", "ring"), ("Әңгіме", "anggime")],
)
def test_cyrillic_in_plain_latin_letters(text, latin):
    assert romanized(text) == latin
