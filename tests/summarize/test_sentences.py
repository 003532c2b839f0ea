"""Sentence segmentation: literal tables for Kazakh, English and Russian, and the laws."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarize.article import Article, Paragraph, ParagraphKind
from summarize.sentences import segment, split_sentences

KAZAKH = [
    ["2024 ж. Алматы қаласында 12 млрд. теңге бөлінді.", "Ол 12.05.2024 ж. ашылды."],
    ["Мектеп, аурухана ашылды, т.б.", "Содан кейін жұмыс басталды."],
    ["Мектеп, аурухана, т.б. нысандар ашылды.", "Жиын өтті."],
    ["А. Байтұрсынұлы мен М.О. Әуезов б.з.д. V ғ. туралы жазды.", "Кітап сатылды."],
    ["– Келдім, – деді ол.", "– Енді кетемін."],
    ["«Келдім. Көрдім. Жеңдім», – деді ол.", "Жұрт күлді."],
    [
        "«Келесіз бе?» деді ол.",
        "«Келесіз бе?» Асқар сұрады.",
        "«Келесіз бе?»",
        "Алайда ол үндемеді.",
    ],
    ["Ол «Не? Қайда? Қашан?» ойынын көрді.", "Ұнады."],
    ["Шымкент қ. Абай көш. 12 үйде тұрады.", "Түркістан обл. Сайрам ауд. тұрғыны."],
    ["Ол келді.", "Содан кетті."],
    ["Не дейсің?!", "Жоқ...", "Мүмкін."],
    ["Биіктігі 65 м.", "Ғимарат 12 млн. АҚШ доллары тұрады.", "Қоры 5 млн.", "Мыс бар."],
    ["Туған жылы: 1990 ж.", "Ол дәрігер, директордың м.а. Дәулет Асанов та."],
    ["Олар көшті (қ. Жоңғар хандығы) 1723 ж. көктемде.", "Ел қалды."],
    ["т.ғ.д. Серік Асанов пен акад. Қ. Сәтбаев, т.с.с. адамдар келді.", "Тел.: 8-700."],
    ["1. Кіріспе туралы.", "2) Бөлім туралы."],
    ["Бұл – ҚР.", "Екінші ел – 3.5 млн адам."],
    ["Мекенжай: qysqa.kz сайты, www.qysqa.kz/А.Б беті.", "Кіріңіз!"],
    ["АСТАНА. Бүгін қар жауды.", "Жел де тұрды."],
    ["ҚАЗАҚСТАН ПРЕЗИДЕНТІ ЖАРЛЫҚҚА ҚОЛ ҚОЙДЫ.", "Құжат жарияланды."],
    ["Бұйырамын:", "1. Жоба бекітілсін;", "2) Кесте құрылсын."],
    ["«Су таза ма?» (Нұрсая, Көкшетау).", "Жел 31 м/с.", "Ол 12. 05. 2024 ж. келді."],
    ["Баға 76 еуро болды; Брюссель оны қолдады.", "Бітті."],
    ["— Біз келеміз! — деп айтты ол :)", "Күттік."],
]
ENGLISH = [
    ["Mr. Brown went to the U.S.", "The U.S. President met J. K. Rowling at 5 p.m. on Friday."],
    ["She left, e.g. Tom etc.", "Tom said so."],
    ['"Why?" Smith asked.', '"No."', "It was 3.5 km."],
    ["He lives in Washington D.C.", "She works for Apple Inc. Chief Tim Cook knows."],
    ["Really?!", "Yes...", "Maybe."],
    ["School No. 7 is for group E.", "The pay is less than a cook's.", "Dana is a cook."],
]
RUSSIAN = [
    ["В 2024 г. Алматы вырос.", "В 2019 г.", "Он умер."],
    ["А. С. Пушкин жил на ул. Ленина.", "— Да, — сказал он.", "— Нет."],
    ["«Зачем?» — спросил он.", "«Так надо!» — Иванов встал."],
    ["Приехали врачи и т.д.", "Затем все ушли."],
]


@pytest.mark.parametrize("sentences", KAZAKH, ids=lambda s: s[0][:30])
def test_kazakh(sentences: list[str]) -> None:
    assert _texts(" ".join(sentences), "kk") == sentences


@pytest.mark.parametrize("sentences", ENGLISH, ids=lambda s: s[0][:30])
def test_english(sentences: list[str]) -> None:
    assert _texts(" ".join(sentences), "en") == sentences


@pytest.mark.parametrize("sentences", RUSSIAN, ids=lambda s: s[0][:30])
def test_russian(sentences: list[str]) -> None:
    assert _texts(" ".join(sentences), "ru") == sentences


def test_a_sentence_glued_to_the_one_before_is_split_but_no_initials_and_no_addresses() -> None:
    assert _texts("Ол келді.Содан кетті.", "kk") == ["Ол келді.", "Содан кетті."]
    assert _texts("Оны проф.Ахметов пен М.Әуезов көрді.", "kk") == [
        "Оны проф.Ахметов пен М.Әуезов көрді."
    ]
    assert _texts("АСТАНА.КАЗИНФОРМ хабары", "kk") == ["АСТАНА.КАЗИНФОРМ хабары"]


def test_a_long_quotation_is_split_at_its_sentences() -> None:
    text = (
        "«Біз бұл жұмысты былтыр бастадық, қазір екінші кезеңі жүріп жатыр. "
        "Келесі жылы аяқтаймыз деп отырмыз», – деді басшы."
    )
    assert len(_texts(text, "kk")) == 2


def test_a_blank_line_ends_a_sentence_without_a_full_stop() -> None:
    assert split_sentences("Тақырып\n\nМәтін басы", "kk") == [(0, 9), (9, 19)]
    assert split_sentences("\n\n Мәтін", "kk") == [(0, 8)]


def test_white_space_belongs_to_the_sentence_before() -> None:
    assert split_sentences(" Бір.  Екі. ", "kk") == [(0, 7), (7, 12)]
    assert split_sentences("", "kk") == []
    assert split_sentences(" \n", "kk") == [(0, 2)]


_PIECES = st.sampled_from(
    [
        *list("аӘбҚ .!?…«»“”\"'()–-;:\n1X"),
        "т.б.",
        "ж. ",
        "млрд.",
        " Ол ",
        "келді.Содан",
        "\xa0",
        "U.S. ",
    ]
)


@given(
    st.one_of(st.text(), st.lists(_PIECES).map("".join)), st.sampled_from(["kk", "ru", "en", "xx"])
)
def test_spans_partition_the_text(text: str, language: str) -> None:
    spans = split_sentences(text, language)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(start < end for start, end in spans)


@given(st.lists(st.lists(_PIECES, max_size=12).map("".join), max_size=4))
def test_segment_keeps_every_visible_character(texts: list[str]) -> None:
    kinds = [ParagraphKind.TEXT, ParagraphKind.HEADING, ParagraphKind.ITEM, ParagraphKind.TEXT]
    article = Article(None, tuple(Paragraph(k, t) for k, t in zip(kinds, texts, strict=False)))
    for paragraph in segment(article).paragraphs:
        joined = "".join(sentence.text for sentence in paragraph.sentences)
        assert "".join(joined.split()) == "".join(paragraph.text.split())
        for sentence in paragraph.sentences:
            assert paragraph.text[sentence.start : sentence.end] == sentence.text


@pytest.mark.parametrize(
    "unit", ["а", "а.", ".", '"', "(", "«", "\n", " ", "\n ", "аб.Вг", "а; ", ". ", "т.б. "]
)
def test_any_100_000_characters_take_linear_time(unit: str) -> None:
    short, long = unit * (25_000 // len(unit)), unit * (100_000 // len(unit))
    _seconds(short)
    once = max(_seconds(short), 0.01)
    assert _seconds(long) < 12 * once  # 4 times the text; quadratic time would be 16 times


def test_segment_names_and_places_the_sentences() -> None:
    article = Article(
        "Тақырып",
        (
            Paragraph(ParagraphKind.HEADING, "Қазақстан. Ауа райы"),
            Paragraph(ParagraphKind.TEXT, " Жаңбыр жауды. Жел тұрды. "),
            Paragraph(ParagraphKind.TEXT, "  "),
            Paragraph(ParagraphKind.ITEM, "Сөмке алу керек. Қолшатыр да ұмытылмасын."),
        ),
        source_language="kk",
    )
    done = segment(article)
    assert [(s.id, s.text, s.start, s.end) for s in done.sentences] == [
        ("p1s1", "Қазақстан. Ауа райы", 0, 19),
        ("p2s1", "Жаңбыр жауды.", 1, 14),
        ("p2s2", "Жел тұрды.", 15, 25),
        ("p4s1", "Сөмке алу керек.", 0, 16),
        ("p4s2", "Қолшатыр да ұмытылмасын.", 17, 41),
    ]
    assert done.title == "Тақырып"


def _texts(text: str, language: str) -> list[str]:
    return [text[start:end].strip() for start, end in split_sentences(text, language)]


def _seconds(text: str) -> float:
    start = time.process_time()
    split_sentences(text, "kk")
    return time.process_time() - start
