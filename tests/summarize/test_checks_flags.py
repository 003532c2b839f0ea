"""Every check but the numbers: what it complains about, and what it lets pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.checks import CHECKS, check_sentence
from summarize.checks.length import LENGTH_BOUNDS
from summarize.checks.names import consonants
from summarize.configuration import ChecksConfig
from summarize.result import Flag, FlagKind

CONFIG = ChecksConfig()
SOURCE = "Ауыл тұрғындары жаңа мектептің ашылуына қуанып отыр."
RIGHT = {
    "en": "The villagers are glad that the new school has opened.",
    "ru": "Жители села рады открытию новой школы.",
}


def flags(source: str, target: str, language: str = "en", **about: object) -> list[tuple[str, str]]:
    found = check_sentence("p1s1", source, target, "kk", language, CONFIG, **about)  # type: ignore[arg-type]
    return [(flag.kind.value, flag.message) for flag in found]


def kinds(source: str, target: str, language: str = "en", **about: object) -> list[str]:
    return [kind for kind, _ in flags(source, target, language, **about)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_good_translation_has_no_flag(language: str):
    assert flags(SOURCE, RIGHT[language], language, score=-0.4, similarity=0.9) == []


def test_a_flag_names_its_sentence():
    assert check_sentence("p2s3", "34 адам", "Some people", "kk", "en", CONFIG) == (
        Flag(FlagKind.NUMBER, "p2s3", "34 is missing"),
    )


@pytest.mark.parametrize("target", ["", "  ", "…", "—"])
def test_an_empty_translation_gets_that_one_flag(target: str):
    assert flags(SOURCE, target, finished=False, score=-9.0) == [
        ("empty", "the translation is empty")
    ]


def test_punctuation_alone_needs_no_translation():
    assert flags("* * *", "", "en") == []


def test_a_copied_sentence():
    assert kinds(SOURCE, SOURCE, "ru") == ["untranslated", "script"]
    assert flags("Ол кеше осында қалды", "Ол кеше осында қалды", "en")[0] == (
        "untranslated",
        "3 of 3 words are those of the source",
    )


def test_names_alone_may_be_the_same():
    assert flags("Астана – Алматы", "Астана – Алматы", "ru") == []
    assert flags("Иван Петров, Reuters", "Иван Петров, Reuters", "ru") == []


@pytest.mark.parametrize(
    ("target", "language", "message"),
    [
        ("The ауыл people are glad about the school.", "en", "“ауыл” is not in Latin letters"),
        ("The мектеп жаңа is open to the villagers.", "en",
         "“мектеп”, “жаңа” is not in Latin letters"),
        ("Жители ауылға рады открытию школы.", "ru", "Kazakh letters in “ауылға”"),
        ("The villagers are glad about school.", "ru",
         "“The”, “villagers”, “are” … is not in Cyrillic letters"),
    ],
)  # fmt: skip
def test_a_wrong_script(target: str, language: str, message: str):
    found = [text for kind, text in flags(SOURCE, target, language) if kind == "script"]
    expected = message.replace(
        "“мектеп”, “жаңа” is not in Latin letters", "Kazakh letters in “жаңа”"
    )
    assert found == [expected]


def test_a_brand_in_latin_letters_stays_in_russian():
    assert flags("Kaspi Bank жабылды.", "Kaspi Bank закрылся.", "ru") == []


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("The school school school is new.", "“school” comes 3 times"),
        ("It is open it is open it is open now.", "“it is open” comes 2 times"),
        ("He said that it would be open soon, and he said that it would be new.",
         "“he said that it would be” comes 2 times"),
        ("Schoolololololololol", "“ol” is repeated inside a word"),
    ],
)  # fmt: skip
def test_a_loop(target: str, message: str):
    assert ("repetition", message) in flags(SOURCE, target)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Иә, иә, иә!", "Yes, yes, yes!"),
        ("Ол өте, өте қуанды.", "He was very, very glad."),
        ("Бюджет 000 000 000 болды.", "The budget was 000 000 000."),
        ("Ол көп, көп, көп оқыды.", "He read much, much, much."),
    ],
)
def test_repetition_that_is_meant(source: str, target: str):
    assert "repetition" not in kinds(source, target)


def test_a_length_far_off():
    assert flags(SOURCE, "They are glad.") == [
        ("length", "only 0.27 times the length of the source")
    ]
    long = (
        "The villagers are glad. " + "Yesterday a new and very large school of theirs opened. " * 2
    )
    assert ("length", "2.6 times the length of the source") in flags(SOURCE, long)


def test_a_short_name_has_no_typical_length():
    assert flags("АҚШ", "The United States of America") == []


def test_length_bounds_grow_tighter_with_length():
    for bounds in LENGTH_BOUNDS.values():
        assert [up_to for up_to, _ in bounds] == sorted(up_to for up_to, _ in bounds)
        assert all(low < 1 < high for _, (low, high) in bounds)
        highs = [high for _, (_, high) in bounds]
        assert highs == sorted(highs, reverse=True)


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("Мәжілісте Тоқаевтың хаты оқылды.", "Tokayev's letter was read out.", "en"),
        ("Мәжілісте Тоқаевтың хаты оқылды.", "В мажилисе зачитали письмо Токаева.", "ru"),
        ("Құлмағанбетованың жұмысы бағаланды.", "Kulmaganbetova's work was valued.", "en"),
        ("Жүзбайға сыйлық берілді.", "Zhuzbay was given a present.", "en"),
        ("Ақшабекпен сөйлестік.", "Мы говорили с Акшабеком.", "ru"),
        ("Еңбек министрлігі хабарлады.", "The Ministry of Labour reported.", "en"),
    ],
)
def test_a_name_spelled_over_is_recognised(source: str, target: str, language: str):
    assert "name" not in kinds(source, target, language)


def test_a_lost_name_is_named():
    source = "Директор Серік Құлмағанбетов пен Тоқаева келді."
    assert ("name", "Құлмағанбетов, Тоқаева is missing") in flags(
        source, "The director Serik Kubarov and Akhmetova came here."
    )


@pytest.mark.parametrize(
    ("kazakh", "english", "russian"),
    [
        ("Тоқаев", "Tokayev", "Токаев"),
        ("Жұмағұлов", "Zhumagulov", "Жумагулов"),
        ("Шәріпов", "Sharipov", "Шарипов"),
        ("Әбдіхалықов", "Abdikhalykov", "Абдихалыков"),
        ("Ғаббасов", "Gabbasov", "Габбасов"),
        ("Жақсыбек", "Jaksybek", "Джаксыбек"),
    ],
)
def test_consonants_are_the_same_in_three_languages(kazakh: str, english: str, russian: str):
    assert consonants(kazakh) == consonants(english) == consonants(russian) != ""


def test_an_unfinished_output():
    assert flags(SOURCE, RIGHT["en"], finished=False) == [
        ("unfinished", "the model did not come to an end")
    ]


def test_a_low_score():
    assert flags(SOURCE, RIGHT["en"], score=-1.75) == [
        ("score", "the model is unsure (score -1.75, below -1.00)")
    ]
    assert flags(SOURCE, RIGHT["en"], score=-1.0) == []


def test_a_low_similarity():
    assert flags(SOURCE, RIGHT["en"], similarity=0.7) == [
        ("similarity", "far from the source in meaning (similarity 0.70, below 0.82)")
    ]
    assert flags("Дәрігер сөзі", "The doctor's word", similarity=0.7) == []


def test_a_high_similarity_proves_nothing():
    assert "untranslated" in kinds(SOURCE, SOURCE, "ru", similarity=1.0)


def test_checks_can_be_turned_off_and_bounds_moved():
    off = ChecksConfig(enabled=False)
    assert check_sentence("s", SOURCE, "", "kk", "en", off) == ()
    loose = ChecksConfig(min_score=-3, similarity=False)
    assert (
        check_sentence("s", SOURCE, RIGHT["en"], "kk", "en", loose, score=-2, similarity=0.1) == ()
    )


def test_a_language_without_tables_is_checked_as_far_as_it_goes():
    german = "Die Dorfbewohner freuen sich über die neue Schule."
    assert check_sentence("s", SOURCE, german, "kk", "de", CONFIG) == ()
    assert [f.kind for f in check_sentence("s", SOURCE, SOURCE, "kk", "de", CONFIG)] == [
        FlagKind.UNTRANSLATED
    ]


@given(st.text(max_size=120), st.text(max_size=120), st.sampled_from(["en", "ru", "kk", "de"]))
def test_any_pair_can_be_checked(source: str, target: str, language: str):
    for flag in check_sentence("s", source, target, "kk", language, CONFIG, similarity=0.5):
        assert flag.message
        assert "\n" not in flag.message or "\n" in source + target


def test_every_check_is_listed_once():
    assert len(CHECKS) == len(set(CHECKS)) == 10
