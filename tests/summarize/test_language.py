"""The language of a text, and which articles are refused."""

from __future__ import annotations

import pytest

from models.errors import InputError
from summarize.language import detect_language, ensure_source
from summarize.readers import parse_text

KAZAKH = "Бүгін қалада жаңа аурухана ашылды, оған мыңнан астам адам тіркелді."
RUSSIAN = "Сегодня в городе открылась новая больница, там уже лечатся люди."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (KAZAKH, "kk"),
        ("Қазақстан", "kk"),
        ("Бүгін ән айтты", "kk"),
        ("Búgin qalada jańa aýrýhana ashyldy", "kk"),
        ("Bügin qalada jaña auruxana aşıldı", "kk"),
        (RUSSIAN, "ru"),
        ("A new hospital opened in the city today.", "en"),
        ("Бүгүн шаарда жаңы оорукана ачылды, ага көп адам келди.", "ky"),
        ("Bugun shaharda yangi kasalxona ochildi, unga koʻp odam keldi.", "uz"),
        ("Бугун шаҳарда янги касалхона очилди, унга кўп одам келди.", "uz"),
        ("Bugün şehirde yeni bir hastane açıldı ve çok kişi geldi.", "tr"),
        ("Сьогодні в місті відкрили нову лікарню, там лікують людей.", "uk"),
        ("1997 – 2025", "und"),
        ("", "und"),
    ],
)
def test_languages_are_told_apart(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_kazakh_article_gets_its_language() -> None:
    assert ensure_source(parse_text(KAZAKH), None).source_language == "kk"


def test_a_kazakh_article_with_russian_quotations_is_kazakh() -> None:
    article = parse_text(f"{KAZAKH}\n{RUSSIAN}\n{KAZAKH}")
    assert ensure_source(article, None).source_language == "kk"


def test_a_given_language_is_not_doubted() -> None:
    assert ensure_source(parse_text(RUSSIAN), "kk").source_language == "kk"
    assert ensure_source(parse_text("1997"), "kk").source_language == "kk"


def test_another_supported_language_is_accepted() -> None:
    assert ensure_source(parse_text(RUSSIAN), None, ("kk", "ru")).source_language == "ru"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            RUSSIAN,
            "news.txt looks Russian, and Kazakh was expected; use --from ru if the model reads it, "
            "or --from kk if the article is in Kazakh after all.",
        ),
        (
            "1997 – 2025",
            "news.txt holds no words, and an article in Kazakh was expected; check that it is the "
            "right file.",
        ),
    ],
)
def test_what_is_not_kazakh_is_refused_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        ensure_source(parse_text(text, "news.txt"), None)
    assert str(caught.value) == message
