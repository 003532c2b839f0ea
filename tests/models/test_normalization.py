"""Characters in one form."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.normalization import normalize_characters, repair_lookalikes

ODD_TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "абәқіё«»“”'’`-–— \t\n\r\u00a0\u200b\u200d\u200f\u00ad\u0306\u0308👩🏽\ufe0f"
        ),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Дидар”-ақпарат", '"Дидар"-ақпарат'),
        ("„Ақ-бұлақ“ орталығы", '"Ақ-бұлақ" орталығы'),
        ("«Цифрлық Қазақстан»", "«Цифрлық Қазақстан»"),
        ("‹Сергек› камерасы", "«Сергек» камерасы"),
        ("Qazaqstan’nyń", "Qazaqstan'nyń"),
        ("— Біз ашамыз, — деді ол.", "– Біз ашамыз, – деді ол."),
        ("28—29 қараша", "28–29 қараша"),
        ("Астана - елорда", "Астана – елорда"),
        ("сақтау -- маңызды", "сақтау – маңызды"),
        ("- бірінші", "- бірінші"),
        ("кезең‑кезеңімен, 650‐ден", "кезең-кезеңімен, 650-ден"),
        ("−15 градус", "-15 градус"),
        ("4\u00a0600\u202fадам,\u2009оның  30-ы", "4 600 адам, оның 30-ы"),
        ("  бір \t\n екі  \n\n  үш ", "бір\nекі\n\nүш"),
        ("бір\r\nекі\rүш\u2028төрт", "бір\nекі\nүш\nтөрт"),
        ("Қазақ\u200bстан\ufeff Рес\u00adпубликасы", "Қазақстан Республикасы"),
        ("\u202bҚазақстан\u202c\u200f 2025", "Қазақстан 2025"),
        ("күй\x00 \x07және\x1b өнер", "күй және өнер"),
        ("и\u0306 е\u0308", "й ё"),
        ("и\u200b\u0306", "й"),
        ("👨\u200d👩\u200d👧 отбасы қа\u200dла", "👨\u200d👩\u200d👧 отбасы қала"),
        ("\uf0b7 бірінші", "• бірінші"),
        ("№1 аурухана… 387,2 млрд.", "№1 аурухана… 387,2 млрд."),
        ("", ""),
        ("   ", ""),
    ],
)
def test_one_form_for_each_character(text: str, expected: str) -> None:
    assert normalize_characters(text) == expected


@given(ODD_TEXT)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    once = normalize_characters(text)
    assert normalize_characters(once) == once


@given(ODD_TEXT)
def test_normal_text_is_nfc_and_holds_no_invisible_character(text: str) -> None:
    result = normalize_characters(text)
    assert unicodedata.is_normalized("NFC", result)
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in result if char != "\n")
    assert not set(result) & set("\u200b\u200e\u200f\u202e\ufeff\u00ad\u00a0\t")


@given(st.text(st.sampled_from("абәқіҰéß漢字42٣½ «»“’`-–— \t\n\u00a0\u200b\u200f\u00ad👩")))
def test_letters_and_digits_survive_in_order(text: str) -> None:
    def letters(value: str) -> list[str]:
        return [char for char in value if char.isalnum()]

    assert letters(normalize_characters(text)) == letters(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("облыс əкімі Əділет", "облыс әкімі Әділет"),
        ("Қaзaқcтaн Pecпубликacы", "Қазақстан Республикасы"),
        ("бiрiншi мeкeмe", "бірінші мекеме"),
        ("Iскер іс-шара", "Іскер іс-шара"),
        ("oблыc oрталығында", "облыс орталығында"),
        ("ТMД, ҚP, AҚШ", "ТМД, ҚР, АҚШ"),
        ("ɵнер, Ɵскемен, Θркендеу", "өнер, Өскемен, Өркендеу"),
        ("hалық қahарман", "һалық қаһарман"),
        ("Yкімет пен Yақыт, Yкраина", "Үкімет пен Уақыт, Украина"),
        ("бyл жеp", "бул жер"),
        ("COVID-тен, WhatsApp-қа", "COVID-тен, WhatsApp-қа"),
        ("Kaspiден IPOға дейін", "Kaspiден IPOға дейін"),
        ("KAZINFORM – Жезқазғанда", "KAZINFORM – Жезқазғанда"),
        ("Fасebook пен СOVID", "Facebook пен COVID"),
        ("XXІ ғасыр", "XXI ғасыр"),
        ("a i o e c p x", "a i o e c p x"),
        ("Əliyev Heydər", "Əliyev Heydər"),
        ("«Smart Medicine Shymkent» атты", "«Smart Medicine Shymkent» атты"),
        ("3D-томограф, UMC клиникасы", "3D-томограф, UMC клиникасы"),
    ],
)
def test_lookalike_letters(text: str, expected: str) -> None:
    assert repair_lookalikes(text) == expected


@given(st.text(st.sampled_from("абвгәғқңөұүһіЖЩ .,-0123456789\n")))
def test_cyrillic_text_is_left_alone(text: str) -> None:
    assert repair_lookalikes(text) == text


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCáışğ .,-'\n")))
def test_latin_text_is_left_alone(text: str) -> None:
    assert repair_lookalikes(text) == text


@given(st.text(st.sampled_from("acexopыжлзABCІҚəi -")))
def test_repairing_twice_changes_nothing_more_and_keeps_the_length(text: str) -> None:
    once = repair_lookalikes(text)
    assert repair_lookalikes(once) == once
    assert len(once) == len(text)


def test_a_line_without_a_space_takes_no_quadratic_time() -> None:
    line = "қ" * 200_000 + "a"
    assert repair_lookalikes(line) == "қ" * 200_000 + "а"
    assert normalize_characters(" " * 200_000 + "а") == "а"
