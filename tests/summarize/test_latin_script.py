"""Kazakh in Latin script becomes Cyrillic."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.latin_script import Alphabet, find_alphabet, is_kazakh_latin, to_cyrillic

ACUTE = "Ulytaý oblysynda jańa emhana ashyldy, oǵan toǵyz myń adam tirkeldi. Ákim qatysty."
UMLAUT_2019 = "Ulytau oblysynda jaña emhana aşyldy, oğan toğyz myñ adam tirkeldi. Äkim qatysty."
UMLAUT_2021 = "Ulytau oblysynda jaña emhana aşyldy, oğan toğyz myñ adam tırkeldı. Äkım qatysty."
TURKISH = "Ulıtaw oblısında jaña emxana aşıldı, oğan toğız mıñ adam tirkeldi. Äkim qatıstı."
CYRILLIC = "Ұлытау облысында жаңа емхана ашылды, оған тоғыз мың адам тіркелді. Әкім қатысты."


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [
        (ACUTE, Alphabet.ACUTE_2018),
        (UMLAUT_2019, Alphabet.UMLAUT_2019),
        (UMLAUT_2021, Alphabet.UMLAUT_2021),
        (TURKISH, Alphabet.TURKISH),
    ],
)
def test_the_alphabet_is_found_and_the_text_recognised(text: str, alphabet: Alphabet) -> None:
    assert is_kazakh_latin(text)
    assert find_alphabet(text) is alphabet


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ACUTE, CYRILLIC),
        (UMLAUT_2021.replace("Ulytau", "Ūlytau"), CYRILLIC),
        (UMLAUT_2019.replace("Ulytau", "Ūlytau"), CYRILLIC),
        (TURKISH, CYRILLIC),
    ],
)
def test_one_sentence_in_four_alphabets(text: str, expected: str) -> None:
    assert to_cyrillic(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aıyl turǵyny qoıý men aýdan týraly aıtty.", "Айыл тұрғыны қою мен аудан туралы айтты."),
        ("Konstıtýsııa, Rossııa, komıssııa, pensııa", "Конституция, Россия, комиссия, пенсия"),
        ("aksııa, aksıoner, aksıoma", "акция, акционер, аксиома"),
        ("Medısına men ekonomıka, sıfrlandyrý", "Медицина мен экономика, цифрландыру"),
        ("Iaǵnı materıal mıllıon teńge", "Яғни материал миллион теңге"),
        ("Júıeniń qasıeti keıin dúnıege keldi", "Жүйенің қасиеті кейін дүниеге келді"),
        ("Iskerler Iran men Irakqa bardy", "Іскерлер Иран мен Иракқа барды"),
        ("QAZAQSTAN jáne AQSH, QR ÚKİMETİ", "ҚАЗАҚСТАН және АҚШ, ҚР ҮКІМЕТІ"),
        ("shahar, qaharman, jahan", "шаһар, қаһарман, жаһан"),
        ("Google-diń saıty www.google.kz", "Google-дің сайты www.google.kz"),
        ("COVID, Facebook, WhatsApp-ta jazdy", "COVID, Facebook, WhatsApp-та жазды"),
        ("e-mail: redaksia@qazaq.kz, 3D tomograf", "e-mail: redaksia@qazaq.kz, 3D томограф"),
    ],
)
def test_spelling_in_the_alphabet_of_2018(text: str, expected: str) -> None:
    assert to_cyrillic(text, Alphabet.ACUTE_2018) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Adamdar teñ bolyp düniege keledı.", "Адамдар тең болып дүниеге келеді."),
        ("bauyrmaldyq qarym-qatynas jasaulary tiıs", "бауырмалдық қарым-қатынас жасаулары тиіс"),
        ("Konstitusia, Qytai, aidyn, Şymkent", "Конституция, Қытай, айдын, Шымкент"),
        ("İran men Reseide", "Иран мен Ресейде"),
    ],
)
def test_spelling_in_the_alphabet_of_2021(text: str, expected: str) -> None:
    assert to_cyrillic(text, Alphabet.UMLAUT_2021) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qazaqstan Respublikasınıñ Prezidenti", "Қазақстан Республикасының Президенті"),
        ("dünyege keldi, jaya, ayu, yağni", "дүниеге келді, жая, аю, яғни"),
        ("ğılımi kitap oquşılarğa", "ғылыми кітап оқушыларға"),
        ("ïtter men tïgr, taw, qala.Ol", "иттер мен тигр, тау, қала.Ол"),
    ],
)
def test_spelling_on_the_turkish_model(text: str, expected: str) -> None:
    assert to_cyrillic(text, Alphabet.TURKISH) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The president of Qatar met the king of Jordan in Doha on Monday.",
        "Cumhurbaşkanı dün Ankara'da düzenlenen toplantıda çağrı yaptı.",
        "O'zbekiston Prezidenti Qashqadaryo viloyatiga bordi va ko'rdi.",
        "Azərbaycan Prezidenti bu gün Qazaxıstana səfər etdi.",
        "Président de la République française",
        "Қазақстан Республикасының Президенті",
        "«Smart Medicine Shymkent» атты платформа қосылды",
        "12345",
        "",
    ],
)
def test_other_languages_are_not_kazakh_latin(text: str) -> None:
    assert not is_kazakh_latin(text)


NATIVE = "абгғджзкқлмнңоөпрстуұүыіәш"  # without е, which begins loans in э
IN_2018 = {**dict(zip(NATIVE, "abgǵdjzkqlmnńoóprstýuúyiá", strict=False)), "ш": "sh"}
IN_2021 = dict(zip(NATIVE, "abgğdjzkqlmnñoöprstuūüyıäş", strict=True))


@given(st.text(st.sampled_from(NATIVE + " -,."), max_size=60))
def test_native_letters_come_back_from_both_official_alphabets(text: str) -> None:
    in_2018 = "".join(IN_2018.get(char, char) for char in text)
    in_2021 = "".join(IN_2021.get(char, char) for char in text)
    assert to_cyrillic(in_2018, Alphabet.ACUTE_2018) == text
    assert to_cyrillic(in_2021, Alphabet.UMLAUT_2021) == text


@given(st.text(st.sampled_from("абәқіё АӘҚ.,-–«»№0123456789\n")))
def test_cyrillic_is_left_alone(text: str) -> None:
    assert to_cyrillic(text) == text


def test_a_line_without_a_space_takes_no_quadratic_time() -> None:
    assert to_cyrillic("qaz" * 50_000, Alphabet.ACUTE_2018) == "қаз" * 50_000
    assert to_cyrillic("q." * 50_000, Alphabet.ACUTE_2018) == "қ." * 50_000
