"""Numbers as values: reading them in three languages, and comparing two sides."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.checks import Pair
from summarize.checks.numbers import numbers
from summarize.checks.numerals import LEXICONS, read_numbers
from summarize.configuration import ChecksConfig

KAZAKH_ONES = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
KAZAKH_TENS = (
    "", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан",
)  # fmt: skip


def found(source: str, target: str, language: str = "en", origin: str = "kk") -> list[str]:
    pair = Pair(source, target, origin, language, 0.0, True, None, ChecksConfig())
    return [finding.message for finding in numbers(pair)]


def values(text: str, language: str) -> list[set[float]]:
    mentions = read_numbers(text, LEXICONS[language])
    return [{float(value) for value in mention.values} for mention in mentions]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("34 мың теңге", "kk", 34_000),
        ("34 тысячи тенге", "ru", 34_000),
        ("34,000 tenge", "en", 34_000),
        ("34 000 тенге", "ru", 34_000),
        ("2,5 млрд", "kk", 2.5e9),
        ("2.5 billion", "en", 2.5e9),
        ("1 млн 200 мың", "kk", 1_200_000),
        ("2 мың 173 операция", "kk", 2173),
        ("жиырма бес", "kk", 25),
        ("жиырма бесінші", "kk", 25),
        ("жетпіс бесі", "kk", 75),
        ("он бесіне", "kk", 15),
        ("бір мың тоғыз жүз сексен алты", "kk", 1986),
        ("екі мың жиырма бесінші жылы", "kk", 2025),
        ("жарты миллион", "kk", 500_000),
        ("двадцать пятого", "ru", 25),
        ("три тысячи двести сорок один", "ru", 3241),
        ("шестьюдесятью", "ru", 60),
        ("полмиллиона", "ru", 500_000),
        ("восьмисот", "ru", 800),
        ("twenty-five", "en", 25),
        ("two hundred and seven", "en", 207),
        ("fifteen hundred", "en", 1500),
        ("half a million", "en", 500_000),
        ("two hundred and fifty thousand", "en", 250_000),
        ("two thousand and five", "en", 2005),
        ("two thousand and three thousand", "en", 2000),
        ("one million two hundred thousand", "en", 1_200_000),
        ("thirty-first", "en", 31),
        ("XXI ғасыр", "kk", 21),
    ],
)
def test_one_number_is_read_as_its_value(text: str, language: str, expected: float):
    assert expected in values(text, language)[0]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ондай жағдай үшін алтын керек", "kk"),
        ("Ол онда болды, олар бірнеше рет келді", "kk"),
        ("Он пришёл к семье", "ru"),
        ("Nobody may attend", "en"),
    ],
)
def test_words_that_only_look_like_numbers_are_none(text: str, language: str):
    assert values(text, language) == []


@given(st.integers(1, 999_999))
def test_kazakh_words_and_digits_read_the_same(number: int):
    def below_thousand(n: int) -> list[str]:
        hundreds = [KAZAKH_ONES[n // 100], "жүз"] if n >= 100 else []
        return [*hundreds, KAZAKH_TENS[n % 100 // 10], KAZAKH_ONES[n % 10]]

    thousands = [*below_thousand(number // 1000), "мың"] if number >= 1000 else []
    spelled = " ".join(word for word in [*thousands, *below_thousand(number % 1000)] if word)
    (mention,) = read_numbers(spelled, LEXICONS["kk"])
    assert Fraction(number) in mention.values
    assert Fraction(number) in read_numbers(f"{number:,}", LEXICONS["en"])[0].values
    assert (
        Fraction(number) in read_numbers(f"{number:,}".replace(",", " "), LEXICONS["ru"])[0].values
    )


SAME = [
    ("Ауылға 34 мың теңге бөлінді.", "The village got 34,000 tenge.", "en"),
    ("Ауылға 34 мың теңге бөлінді.", "Село получило 34 тысячи тенге.", "ru"),
    ("Екі адам келді.", "Two people came.", "en"),
    ("Екі тарап келісті.", "The sides agreed.", "en"),
    ("Бір кісі айтты.", "A man said so.", "en"),
    ("Ол 1 сағат күтті.", "He waited for an hour.", "en"),
    ("Бірінші орын алды.", "Занял 1-е место.", "ru"),
    ("2173 операция жасалды.", "Проведено 2 173 операции.", "ru"),
    ("2025 жылғы 12 мамырда өтті.", "It took place on May 12, 2025.", "en"),
    ("12.05.2024 ж. ашылды.", "It opened on 12 May 2024.", "en"),
    ("Сағат 18:30-да басталды.", "It began at 6:30 p.m.", "en"),
    ("Кешкі сағат алтыда басталды.", "Началось в 18:00.", "ru"),
    ("Жеті жарымда келді.", "Пришёл в половине восьмого.", "ru"),
    ("10-15 % өсті.", "It grew by 10 to 15 percent.", "en"),
    ("10–15 мың адам жиналды.", "Between 10 thousand and 15 thousand gathered.", "en"),
    ("8 мыңнан 11 мың теңгеге қымбаттады.", "It rose from 8,000 to 11,000 tenge.", "en"),
    ("Бір жарым жыл өтті.", "A year and a half passed.", "en"),
    ("Бір жарым жыл өтті.", "Прошло полтора года.", "ru"),
    ("Жарты сағат күтті.", "They waited for 30 minutes.", "en"),
    ("90-жылдары салынған.", "It was built in the 1990s.", "en"),
    ("Отыз бірі келді.", "Thirty-one of them came.", "en"),
    ("Оқушылардың үштен бірі келді.", "A third of the pupils came.", "en"),
    ("Мыңдаған адам шықты.", "Thousands of people came out.", "en"),
    ("1, 5 млн теңге жұмсалды.", "1.5 million tenge was spent.", "en"),
    ("Бес қабатты үй", "Пятиэтажный дом", "ru"),
    ("II Елизавета патшайым", "Queen Elizabeth II's", "en"),
    ("COVID-19 жұқтырды.", "Заразился COVID-19.", "ru"),
]


@pytest.mark.parametrize(("source", "target", "language"), SAME)
def test_the_same_numbers_in_other_clothes_give_no_alarm(source: str, target: str, language: str):
    assert found(source, target, language) == []


DIFFERENT = [
    ("Ауылға 34 мың теңге бөлінді.", "43,000 tenge was given.", "en",
     "34 мың is missing; 43,000 is not in the source"),
    ("34 адам келді.", "People came.", "en", "34 is missing"),
    ("Адамдар келді.", "34 people came.", "en", "34 is not in the source"),
    ("34 мың адам келді.", "34 people came.", "en",
     "34 мың is missing; 34 is not in the source"),
    ("Жиырма бес үй салынды.", "Twenty houses were built.", "en",
     "Жиырма бес is missing; Twenty is not in the source"),
    ("Үш адам келді.", "Two people came.", "en", "Үш is missing"),
    ("Екі адам келді.", "Пришли пять человек.", "ru", "пять is not in the source"),
    ("12 мамырда өтті.", "It took place on 12 June.", "en",
     "мамырда is missing; June is not in the source"),
    ("Бесінші орын алды.", "Занял шестое место.", "ru",
     "Бесінші is missing; шестое is not in the source"),
    ("2,5 млрд теңге", "2.5 million tenge", "en",
     "2,5 млрд is missing; 2.5 million is not in the source"),
    ("12.05.2024 ашылды.", "Открыт 12.05.2023.", "ru",
     "2024 is missing; 2023 is not in the source"),
    ("XX ғасыр", "the XXI century", "en", "XX is missing; XXI is not in the source"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "language", "message"), DIFFERENT)
def test_a_changed_number_is_named(source: str, target: str, language: str, message: str):
    assert found(source, target, language) == [message]


def test_without_known_number_words_only_long_digits_count():
    assert found("Екі жүз адам, 7 үй, 2025 жыл", "Zweihundert, sieben, 2025", "de") == []
    assert found("2025 жыл", "Jahr 2024", "de") == ["2025 is missing; 2024 is not in the source"]


def test_a_text_is_not_compared_with_itself():
    assert found("34 адам", "35 адам", "kk") == []


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str):
    for lexicon in (*LEXICONS.values(), None):
        mentions = read_numbers(text, lexicon)
        assert [m.start for m in mentions] == sorted(m.start for m in mentions)
        assert all(m.values for m in mentions)
