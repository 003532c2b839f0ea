"""Which language a text is in, and whether an article can be translated from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

from models.errors import InputError
from summarize.article import Article
from summarize.latin_script import is_kazakh_latin

NAMES = {
    "kk": "Kazakh",
    "ru": "Russian",
    "en": "English",
    "ky": "Kyrgyz",
    "uz": "Uzbek",
    "tr": "Turkish",
    "tt": "Tatar",
    "az": "Azerbaijani",
    "mn": "Mongolian",
    "tg": "Tajik",
    "uk": "Ukrainian",
    "de": "German",
    "fr": "French",
    "ar": "Arabic",
    "fa": "Persian",
    "zh": "Chinese",
}
"""The languages that are told apart: those of Kazakh newsrooms and their neighbours."""

UNKNOWN = "und"
"""ISO 639-2 code for a text without letters."""

_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
# Letters that Kyrgyz, Russian and Mongolian lack; Kazakh prose has 14 of them in 100 letters.
_KAZAKH = re.compile("[әғқұіӘҒҚҰІ]")
_LONG_ENOUGH = 30
"""So many letters of Kazakh hold ә, ғ, қ, ң, ө, ұ or ү; і alone is as good as Ukrainian."""
# Letters of Uzbek, Tajik, Tatar, Bashkir, Ukrainian, Belarusian that Kazakh lacks. (Ў, ў too.)
_NOT_KAZAKH = re.compile("[ҳҷӣӯҡҙҫҗїєґўҲҶӢӮҠҘҪҖЇЄҐЎ]")
_ENOUGH_KAZAKH = 0.04
_TOO_MUCH_ELSE = 0.01


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language of `text`; "und" when it holds no letter.

    The letters ә, ғ, қ, ұ, і decide for Kazakh even in a single word; Kazakh in Latin script is
    "kk" too. Everything else is left to py3langid, among the languages of `NAMES`.
    """
    letters = len(_LETTER.findall(text))
    if not letters:
        return UNKNOWN
    cyrillic = len(_CYRILLIC.findall(text))
    if cyrillic > letters / 2:
        kazakh = len(_KAZAKH.findall(text))
        other = len(_NOT_KAZAKH.findall(text))
        only_i = cyrillic > _LONG_ENOUGH and not re.search("[әғқңөұү]", text.lower())
        if not only_i and kazakh > _ENOUGH_KAZAKH * cyrillic and other <= _TOO_MUCH_ELSE * cyrillic:
            return "kk"
    elif is_kazakh_latin(text):
        return "kk"
    return _classifier()(text)


def ensure_source(
    article: Article, source: str | None, supported: Sequence[str] = ("kk",)
) -> Article:
    """`article` with its source language: `source` if given, otherwise what most of it is in.

    A paragraph counts by its letters, so that a Kazakh article with Russian quotations is Kazakh.
    Raises InputError when the language found is not among the `supported` ones.
    """
    if source is not None:
        return replace(article, source_language=source)
    found = _majority_language(article)
    if found in supported:
        return replace(article, source_language=found)
    where = article.origin if article.origin not in ("", "-") else "The text"
    wanted = " or ".join(NAMES.get(code, code) for code in supported)
    if found == UNKNOWN:
        raise InputError(
            f"{where} holds no words, and an article in {wanted} was expected; check that it is "
            "the right file."
        )
    raise InputError(
        f"{where} looks {NAMES.get(found, found)}, and {wanted} was expected; use --from {found} "
        f"if the model reads it, or --from {supported[0]} if the article is in {wanted} after all."
    )


def _majority_language(article: Article) -> str:
    letters: Counter[str] = Counter()
    for text in (article.title or "", *(paragraph.text for paragraph in article.paragraphs)):
        if (found := detect_language(text)) != UNKNOWN:
            letters[found] += len(_LETTER.findall(text))
    return letters.most_common(1)[0][0] if letters else UNKNOWN


@cache
def _classifier() -> Callable[[str], str]:
    import py3langid

    py3langid.set_languages(list(NAMES))
    return lambda text: str(py3langid.classify(text)[0])
