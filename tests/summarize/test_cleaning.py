"""Debris goes, article text never does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarize.article import Article, Removed
from summarize.cleaning import clean
from summarize.debris import find_debris
from summarize.readers import parse_text, read_path

ARTICLES = Path(__file__).resolve().parents[3] / "shared" / "articles"

TITLE = "Ауылда жаңа мектеп ашылды"
SENTENCES = (
    "Бүгін Аққайың ауылында үш жүз орындық мектеп ашылды.",
    "Құрылысқа бюджеттен 1,2 млрд. теңге бөлінген.",
    "– Балалар енді екі ауысыммен оқымайды, – деді директор.",
    "Фото көрмесі ашылды.",
    "Өзекті мәселе талқыланды.",
    "Сурет салу үйірмесі де бар!",
    "Ата-аналар мұны көптен күткен еді…",
)
DEBRIS = (
    "Back to top button",
    "Сурет: BES.media",
    "Фото: ҚР Оқу-ағарту министрлігінің баспасөз қызметі",
    "Бөлісу",
    "Толығырақ…",
    "#мектеп #ауыл",
    "Оқи отырыңыз: Ауылдағы су құбыры жөнделді",
    "Осы айдарда",
    "Қаралды: 1 245",
    "«Арай»-ақпарат.",
    "Автор: Әсел Қуанышқызы",
    "© 2025 «Арай» газеті. Барлық құқықтар қорғалған.",
    "Telegram-каналымызға жазылыңыз!",
)


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Back to top button", "button"),
        ("Бөлісу:", "button"),
        ("Поделиться", "button"),
        ("Facebook Twitter WhatsApp", "button"),
        ("Толығырақ", "button"),
        ("Подробнее…", "button"),
        ("Пікір қалдыру", "button"),
        ("Қате тапсаңыз, белгілеп, Ctrl+Enter басыңыз", "button"),
        ("Қаралды: 1 245", "counter"),
        ("👁 312", "counter"),
        ("154 рет оқылды", "counter"),
        ("Осы айдарда", "related link"),
        ("Оқи отырыңыз:", "related link"),
        ("Тағы оқыңыз: Жаңа көпір салынды", "related link"),
        ("Читайте также: В Караганде построят мост", "related link"),
        ("#медицина #Ұлытау", "tags"),
        ("Тегтер: мектеп, ауыл, білім", "tags"),
        ("Ключевые слова: школа, село", "tags"),
        ("© 2025 «Арай» газеті", "copyright"),
        ("Все права защищены.", "copyright"),
        ("Біздің Instagram парақшамызға жазылыңыз!", "subscription"),
        ("Подписывайтесь на наш Telegram-канал", "subscription"),
        ("Сурет: BES.media", "photo credit"),
        ("Фото: Ақорда", "photo credit"),
        ("(Фото: Ерлан Омаров)", "photo credit"),
        ("Фото: Алматы облысы әкімдігінің баспасөз қызметі", "photo credit"),
        ("Фото ашық дереккөзден алынды", "photo credit"),
        ("Фото из открытых источников", "photo credit"),
        ("Коллаж: Arai.kz", "photo credit"),
        ("Суретті түсірген Ерлан Омаров", "photo credit"),
        ("Дереккөз: kazinform.kz", "source"),
        ("«Дидар»-ақпарат.", "byline"),
        ('"Арай" ақпарат', "byline"),
        ("Автор: Әсел Қуанышқызы", "byline"),
        ("Дайындаған: Ә. Қуанышқызы", "byline"),
    ],
)
def test_debris_wherever_it_stands(line: str, reason: str) -> None:
    article = parse_text(f"{TITLE}\n{SENTENCES[0]}\n{line}\n{SENTENCES[1]}")

    result = clean(article)

    assert texts(result) == [SENTENCES[0], SENTENCES[1]]
    assert result.title == TITLE
    assert [piece.reason for piece in result.removed] == [reason]


@pytest.mark.parametrize(
    "line",
    [
        "Фото көрмесі ашылды.",
        "Фото: бұл суретте ауыл балалары жаңа мектептің алдында тұр.",
        "Сурет салудан байқау өтті.",
        "Сурет – баланың ішкі әлемі.",
        "Видео: қала көшелерін су басты",
        "Өзекті мәселе талқыланды.",
        "Өзекті мәселелер",
        "Осы айдарда оқырман хаттарын жариялаймыз.",
        "Толығырақ ақпаратты министрлік сайтынан алуға болады.",
        "Бөлісу экономикасы дамып келеді.",
        "Бұл туралы толығырақ айтып берді",
        "Оқи отырыңыз, бұл кітап сізге көп нәрсе үйретеді.",
        "Жаңа ақпарат.",
        "Қосымша ақпарат",
        "Автор: бұл кітапты он жыл жаздым.",
        "Автордың айтуынша, кітап он жыл жазылған.",
        "Тілші: Рақмет.",
        "Дереккөз: бұл ақпаратты министрлік растады.",
        "№1 мектеп",
        "5 қыркүйек",
        "2025 жылғы 5 қыркүйек",
        "Абай ҚҰНАНБАЙҰЛЫ",
        "Саясат",
        "Экономика",
        "Facebook",
        "Сенім телефоны: 150",
        "Телефон горячей линии: 8 800 080 70 80",
        "Өтінімді info@mektep.kz мекенжайына жіберіңіз.",
        "Сайт cookie файлдарын жинағаны үшін айыппұл төледі.",
        "Олар Telegram арқылы хабарласты.",
        "– Біздің Telegram арнамызға жазылыңыз, – деді ол.",
        "Қаралды деген іс әлі біткен жоқ.",
        "Пікірлер екіге бөлінді.",
        "#1 орын кімге тиді",
        "Енді Ctrl+Enter пернелерін басыңыз.",
        "Все права граждан защищены законом.",
    ],
)
def test_article_text_stays(line: str) -> None:
    article = parse_text(f"{TITLE}\n{SENTENCES[0]}\n{line}\n{SENTENCES[1]}\n{SENTENCES[2]}")

    result = clean(article)

    assert texts(result) == [SENTENCES[0], line, SENTENCES[1], SENTENCES[2]]
    assert result.removed == ()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(SENTENCES).map(lambda text: (text, False)),
            st.sampled_from(DEBRIS).map(lambda text: (text, True)),
        ),
        min_size=1,
        max_size=12,
    ).filter(lambda lines: not all(is_debris for _, is_debris in lines))
)
def test_what_is_removed_is_the_debris_and_nothing_else(lines: list[tuple[str, bool]]) -> None:
    result = clean(parse_text("\n".join([TITLE, SENTENCES[0], *(text for text, _ in lines)])))

    assert result.title == TITLE
    assert texts(result) == [SENTENCES[0], *(text for text, is_debris in lines if not is_debris)]
    assert [piece.text for piece in result.removed] == [
        text for text, is_debris in lines if is_debris
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES + DEBRIS), min_size=1, max_size=10))
def test_cleaning_twice_changes_nothing_more(lines: list[str]) -> None:
    once = clean(parse_text("\n".join(lines)))
    assert clean(once) == once


def test_the_head_of_a_page() -> None:
    result = clean(
        parse_text(
            "Қоғам\n"
            "Ауылда жаңа мектеп ашылды\n"
            "05 қыркүйек 2025, 14:20\n"
            "Қаралды: 56\n"
            "Ерлан ОМАРОВ\n"
            "Бүгін Аққайың ауылында мектеп ашылды.\n"
            "Оған екі жүз бала барады."
        )
    )

    assert result.title == "Ауылда жаңа мектеп ашылды"
    assert result.date == "2025-09-05"
    assert texts(result) == ["Бүгін Аққайың ауылында мектеп ашылды.", "Оған екі жүз бала барады."]
    assert [piece.reason for piece in result.removed] == [
        "section label",
        "date stamp",
        "counter",
        "byline",
    ]


def test_the_tail_of_a_page() -> None:
    result = clean(
        parse_text(
            "Ауылда жаңа мектеп ашылды\n"
            "Бүгін Аққайың ауылында мектеп ашылды.\n"
            "Ерлан ОМАРОВ, Қостанай облысы\n"
            "Ұқсас жаңалықтар\n"
            "Қалада жаңа көпір салынады\n"
            "Балалар бақшасына кезек қысқара ма?\n"
            "Telegram\n"
            "Редакция телефоны: +7 (700) 000-00-00\n"
            "Сайт cookie файлдарын пайдаланады"
        )
    )

    assert texts(result) == ["Бүгін Аққайың ауылында мектеп ашылды."]
    assert len(result.removed) == 7


def test_a_heading_under_the_title_is_no_section_label() -> None:
    text = "Облыстың бір жылы\nЭкономика\nЗауыт ашылды.\nМәдениет\nТеатр ашылды."
    assert texts(clean(parse_text(text))) == [
        "Экономика",
        "Зауыт ашылды.",
        "Мәдениет",
        "Театр ашылды.",
    ]


def test_a_list_of_networks_in_the_article_stays() -> None:
    text = "Балалар мына желілерді пайдаланады:\n- Facebook\n- Telegram\nБөлісу\nМұны ол айтты."
    assert texts(clean(parse_text(text))) == [
        "Балалар мына желілерді пайдаланады:",
        "Facebook",
        "Telegram",
        "Мұны ол айтты.",
    ]


def test_the_stamp_before_a_title_becomes_the_date() -> None:
    result = clean(parse_text(" date 2025-09-05 Ауылда мектеп ашылды\nБүгін мектеп ашылды."))

    assert result.title == "Ауылда мектеп ашылды"
    assert result.date == "2025-09-05"
    assert result.removed == (Removed("date 2025-09-05", "date stamp"),)


def test_a_credit_glued_to_a_paragraph() -> None:
    result = clean(parse_text("Мектеп ашылды\nБүгін мектеп ашылды. Сурет: BES.media"))

    assert texts(result) == ["Бүгін мектеп ашылды."]
    assert result.removed == (Removed("Сурет: BES.media", "photo credit"),)


def test_a_title_said_twice_is_kept_once() -> None:
    result = clean(parse_text("Мектеп ашылды\nМЕКТЕП АШЫЛДЫ\nБүгін ауылда мектеп ашылды."))

    assert result.title == "Мектеп ашылды"
    assert texts(result) == ["Бүгін ауылда мектеп ашылды."]


def test_a_line_that_is_left_alone_is_text() -> None:
    result = clean(parse_text("Қазақстан\nТолығырақ"))

    assert result.title is None
    assert texts(result) == ["Қазақстан"]


def test_nothing_but_debris_is_left_whole() -> None:
    assert texts(clean(parse_text("Толығырақ"))) == ["Толығырақ"]


def test_characters_and_lookalikes_take_one_form() -> None:
    result = clean(parse_text("“Ақ-бұлақ” oрталығы — облыс əкімі ашты.\u200b"))
    assert texts(result) == ['"Ақ-бұлақ" орталығы – облыс әкімі ашты.']


def test_kazakh_in_latin_script_becomes_cyrillic() -> None:
    result = clean(parse_text("Aýylda mektep ashyldy\nBúgin Aqqaıyń aýylynda jańa mektep ashyldy."))
    assert result.title == "Ауылда мектеп ашылды"
    assert texts(result) == ["Бүгін Аққайың ауылында жаңа мектеп ашылды."]


def test_a_page_of_debris_takes_no_quadratic_time() -> None:
    lines = [*DEBRIS, "Facebook", "Қоғам", "Қала тынысы"] * 1500

    result = clean(parse_text("\n".join([TITLE, SENTENCES[0], *lines, SENTENCES[1]])))

    assert set(texts(result)) <= {SENTENCES[0], "Facebook", "Қоғам", "Қала тынысы", SENTENCES[1]}


def test_a_long_line_is_no_debris_and_takes_no_time() -> None:
    assert find_debris("қ" * 100_000) is None
    line = "Фото: " + "А/" * 150
    assert find_debris(line) is None or len(line) < 400


@pytest.mark.skipif(not ARTICLES.is_dir(), reason="the real articles lie beside the repository")
@pytest.mark.parametrize(
    ("name", "title", "removed", "paragraphs"),
    [
        ("000", "Ұлытау тұрғындарына жоғары технологиялық", ["Сурет: BES.media"], 7),
        (
            "001",
            "Өңір медицинасы өркендеп келеді",
            ["Өзекті", '"Дидар"-ақпарат.', "Осы айдарда", "Back to top button"],
            10,
        ),
        ("002", "«Жезқазған» медициналық орталығы:", ["date 2025-09-05"], 19),
        ("003", None, [], 8),
        ("004", None, [], 17),
    ],
)
def test_the_real_articles(
    name: str, title: str | None, removed: list[str], paragraphs: int
) -> None:
    path = next(ARTICLES.glob(f"{name}_*.txt"))

    result = clean(next(read_path(path)))

    assert (result.title or "").startswith(title or "")
    assert (result.title is None) == (title is None)
    assert [piece.text for piece in result.removed] == removed
    assert len(result.paragraphs) == paragraphs
