"""Characters in one form: the same text, typed or saved in different ways, reads the same.

Both the articles that are translated and the sentence pairs the bundled model learns from pass
through here, so that the model meets in an article the characters it knows.
"""

from __future__ import annotations

import re
import unicodedata

_DELETED = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb"
)
_FORMS = {
    # Unicode's line and paragraph separators, vertical tab, form feed, next line
    "\n": "\r\v\f\x1c\x1d\x1e\x85\u2028\u2029",
    " ": "\t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
    "\u205f\u2800\u3000",
    '"': "“”„‟〝〞＂❝❞″",
    "'": "‘’‚‛❛❜＇ʼʻ`´′",
    "«": "‹《",
    "»": "›》",
    "–": "—―‒⸺⸻﹘─━",
    "-": "‐‑−﹣－⁃",
    "•": "\uf0b7\uf0a7\uf0d8",  # what a PDF gives for the bullets of the Symbol and Wingdings fonts
}
_UNPRINTABLE = (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000))
_TABLE: dict[int, str | None] = dict.fromkeys(_UNPRINTABLE)
_TABLE.update((ord(char), None) for char in _DELETED)
_TABLE.update((ord(char), form) for form, chars in _FORMS.items() for char in chars)
del _TABLE[ord("\n")]

_JOINER_OUTSIDE_EMOJI = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")
_SPACES = re.compile(" {2,}| +(?=\n|$)|(?:(?<=\n)|^) +")
_DASH_AS_HYPHEN = re.compile(r"(?<=[^\s-] )--?(?= [^\s-])")

# Letters that look alike, Latin to Cyrillic. Kazakh і is U+0456, so Latin i becomes that.
_TO_CYRILLIC = dict(
    zip("aceiopxykhəɵëıABCEHIKMOPTXYƏƟËİ", "асеіорхукһәөёіАВСЕНІКМОРТХУӘӨЁІ", strict=True)
)
_TO_LATIN = {
    cyrillic: latin
    for latin, cyrillic in _TO_CYRILLIC.items()
    if latin not in "əɵëıkhƏƟËİ"  # not in plain Latin words, or not alike in lower case
}
_GREEK = {"Θ": "Ө", "θ": "ө", "ο": "о", "Ο": "О", "α": "а", "Α": "А"}
_TO_CYRILLIC.update(_GREEK)

_LATIN = "A-Za-z\u00c0-\u024f\u0250-\u02af\u0391-\u03c9"
_CYRILLIC = "\u0400-\u052f"
_MIXED = re.compile(f"[{_LATIN}][{_CYRILLIC}]|[{_CYRILLIC}][{_LATIN}]")
_WORD = re.compile(f"[{_LATIN}{_CYRILLIC}]+")
_NAME_WITH_ENDING = re.compile(r"[A-Z]{2,}[а-яёәғқңөұүһі]+")
_ROMAN = re.compile(r"(?=[IVXLC])X{0,3}(?:IX|IV|V?I{0,3})")
_FRONT_VOWELS = "еіәөү"
_VOWELS = _FRONT_VOWELS + "аоұыяюёиуэ"


def normalize_characters(text: str) -> str:
    """`text` in NFC, with one form for each kind of space, quotation mark, dash and line break.

    Curly and low quotation marks become straight ones (« » stay), long dashes become "–", hyphens
    of all kinds "-", and a hyphen that stands between spaces inside a line becomes "–". Control
    characters, zero-width characters and direction marks go. Runs of spaces become one, spaces at
    the ends of a line go; line breaks stay. Applying it twice changes nothing more.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).translate(_TABLE)
    if "\u200d" in text:
        text = _JOINER_OUTSIDE_EMOJI.sub("", text)
    text = unicodedata.normalize("NFC", text.replace("''", '"'))
    return _DASH_AS_HYPHEN.sub("–", _SPACES.sub(_one_space, text))


def repair_lookalikes(text: str) -> str:
    """`text` with each word in one alphabet when only look-alike letters stand in its way.

    "Қaзaқcтaн" typed with Latin a and c becomes Cyrillic, "əкім" gets its Kazakh ә, and a Latin
    word with Cyrillic letters ("Fасebook") becomes Latin. Words in one alphabet stay as they are,
    and so does a name with a Kazakh ending ("COVID-тен", "Kaspiден", "IPOға").
    """
    if not _MIXED.search(text):
        return text
    return _WORD.sub(lambda match: _repair_word(match[0]), text)


def _one_space(match: re.Match[str]) -> str:
    inside = match.start() > 0 and match.string[match.start() - 1] != "\n"
    before_text = match.end() < len(match.string) and match.string[match.end()] != "\n"
    return " " if inside and before_text else ""


def _repair_word(word: str) -> str:
    if not _MIXED.search(word) or _NAME_WITH_ENDING.fullmatch(word):
        return word
    foreign = [char for char in word if not "\u0400" <= char <= "\u052f"]
    only_latin = any(char not in _TO_CYRILLIC for char in foreign)
    only_cyrillic = any("\u0400" <= char <= "\u052f" and char not in _TO_LATIN for char in word)
    if only_latin and only_cyrillic:
        return word
    latin = "".join(_TO_LATIN.get(char, char) for char in word)
    if only_latin or _ROMAN.fullmatch(latin):
        return latin
    return "".join(_cyrillic(char, word[index + 1 :]) for index, char in enumerate(word))


def _cyrillic(char: str, rest: str) -> str:
    """The Cyrillic letter that `char`, followed by `rest`, was meant to be.

    A capital Y stands for Ү as often as for У: before a consonant in a word of front vowels it is
    Ү ("Yкімет", but "Yақыт", "Yкраина").
    """
    if char == "Y" and rest and rest[0].lower() not in _VOWELS:
        vowel = next((letter for letter in rest.lower() if letter in _VOWELS), "")
        return "Ү" if vowel and vowel in _FRONT_VOWELS else "У"
    return _TO_CYRILLIC.get(char, char)
