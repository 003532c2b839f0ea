"""Kazakh in Latin script becomes Cyrillic, which the models read.

Four alphabets are in use: that of 2018 with acutes (qz.inform.kz: "Respýblıkasynyń"), its
successors of 2019 and 2021 with umlauts ("Respublikasynyñ"; they exchange i and ı), and the one
modelled on Turkish, in which ı is ы and y is й ("Respublikasınıñ"). Which one a text follows is
found from its letters. The alphabets write и and й, у and ұ or х and һ alike in places, and have
no ц, э, я, ю: the surroundings decide, with a few stems for common loans.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_KAZAKH_Q = re.compile("[qQ](?!u[aeio])")
_MARKED = re.compile("[áǵńóúýäğñŋöüūşçıÁǴŃÓÚÝÄĞÑŊÖÜŪŞÇİ]")
_ACUTE = re.compile("[áǵńóúýÁǴŃÓÚÝ]")
_UMLAUT = re.compile("[äğñŋöüūşçÄĞÑŊÖÜŪŞÇ]")
_NOT_KAZAKH = re.compile("[əƏʻʼňžŇŽåøßłőűþð]|[oOgG]['‘’`]")
_CONSONANT = "bcdfghjklmnñńŋpqrsştvxzçğǵ"
_Y_AS_VOWEL = re.compile(f"(?<=[{_CONSONANT}])[yY](?=[{_CONSONANT}]|\\b)", re.IGNORECASE)

_VOWELS = set("aeiouyáóúýäöüūıïíw") | set("аәеиоөуұүыіяюэ")
_BACK = set("aouyūýı") | set("аоұыуя")
_PLAIN = dict(zip("abdefghjklmnopqrstvz", "абдефгхжклмнопқрствз", strict=True))
_ACUTES = dict(zip("áǵńóúý", "әғңөүу", strict=True))
_UMLAUTS = dict(zip("äğñŋöüşç", "әғңңөүшч", strict=True))

# Bounded, so that a line without a space takes no quadratic time.
_ADDRESS = (
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@\S+|[@#][\w.]+"
    r"|(?<![\w.-])(?:[\w-]{1,60}\.){1,5}(?:kz|com|org|net|ru|info|media)\b"
)
_WORD = re.compile(rf"(?P<address>{_ADDRESS}|\be-mail\b)|\b[^\W\d_]+\b", re.IGNORECASE)
_FOREIGN = {
    *("google", "apple", "samsung", "telegram", "instagram", "youtube", "tesla", "huawei", "intel"),
    *("airbus", "online", "smart", "city", "kaspi", "mail", "web"),
    *(
        "IT",
        "TV",
        "PR",
        "HR",
        "SMS",
        "GPS",
        "VIP",
        "USA",
        "UMC",
        "KPI",
        "LRT",
        "BRT",
        "UEFA",
        "USB",
    ),
    *("USD", "EUR", "KZT", "PDF", "KAZINFORM"),
}
# Loans whose ц, э, һ or ь the Latin alphabets do not write, by their beginnings
_STEMS = {
    "медисин": "медицин", "сифр": "цифр", "полисия": "полиция", "прински": "принципи",
    "просент": "процент", "просес": "процес", "консерт": "концерт", "лисензи": "лицензи",
    "ваксин": "вакцин", "офисер": "офицер", "сентр": "центр", "аксия": "акция", "пенция": "пенсия",
    "економ": "эконом", "електр": "электр", "експ": "эксп", "енерг": "энерг", "еколог": "эколог",
    "епидем": "эпидем", "емир": "эмир", "етно": "этно", "ефир": "эфир", "естон": "эстон",
    "қахарман": "қаһарман", "жахан": "жаһан", "шахар": "шаһар", "айдахар": "айдаһар",
    "гаухар": "гауһар", "жихан": "жиһан", "хәм": "һәм", "аксионер": "акционер", "аксиз": "акциз",
}  # fmt: skip
# Loans with и, which the alphabet on the Turkish model mostly writes as і
_STEMS_WITH_I = {
    "республік": "республик", "презідент": "президент", "міністр": "министр",
    "політік": "политик", "універсітет": "университет", "ұніверсітет": "университет",
}  # fmt: skip
_TSIYA = re.compile("(?<=[а-яёәғқңөұүһі]{2}[^рс])сия")


@dataclass(frozen=True, slots=True)
class _Letters:
    """One alphabet: plain correspondences, its letters for и/й, and whether у has its own."""

    to: dict[str, str]
    glide: str
    y_is_short: bool = False
    u_is_both: bool = False


class Alphabet(Enum):
    """The Latin alphabets of Kazakh, by the year of the draft."""

    ACUTE_2018 = _Letters({**_PLAIN, **_ACUTES, "i": "і", "u": "ұ", "y": "ы"}, "ı")
    UMLAUT_2019 = _Letters({**_PLAIN, **_UMLAUTS, "i": "і", "u": "у", "ū": "ұ", "y": "ы"}, "ı")
    UMLAUT_2021 = _Letters({**_PLAIN, **_UMLAUTS, "ı": "і", "u": "у", "ū": "ұ", "y": "ы"}, "i")
    TURKISH = _Letters(
        {**_PLAIN, **_UMLAUTS, "ı": "ы", "i": "і", "x": "х", "c": "ц", "ū": "ұ", "w": "у"},
        "ï",
        y_is_short=True,
        u_is_both=True,
    )


def is_kazakh_latin(text: str) -> bool:
    """Whether most letters of `text` are Kazakh written in Latin.

    Kazakh has a q in 25 letters, seldom before u; Turkish has none, Uzbek and English have no
    letters with marks beside it, and Azerbaijani has ə.
    """
    latin = len(_LATIN.findall(text))
    if latin == 0 or latin < 0.5 * len(_LETTER.findall(text)):
        return False
    q = len(_KAZAKH_Q.findall(text))
    marked = len(_MARKED.findall(text))
    if len(_NOT_KAZAKH.findall(text)) > 0.005 * latin:
        return False
    return (q >= 0.012 * latin and marked >= 0.03 * latin) or (q >= 2 and q >= 0.08 * latin)


def find_alphabet(text: str) -> Alphabet:
    """The alphabet that the Kazakh `text` is written in."""
    if len(_ACUTE.findall(text)) > len(_UMLAUT.findall(text)):
        return Alphabet.ACUTE_2018
    y = text.count("y") + text.count("Y")
    if len(_Y_AS_VOWEL.findall(text)) <= y / 2:
        return Alphabet.TURKISH
    return Alphabet.UMLAUT_2021 if text.count("ı") > text.count("i") else Alphabet.UMLAUT_2019


def to_cyrillic(text: str, alphabet: Alphabet | None = None) -> str:
    """`text` with its Kazakh words in Cyrillic.

    Words with letters that no Kazakh alphabet has, words with capitals inside, addresses and
    known foreign names stay as they are. Without `alphabet` it is found from the text.
    """
    letters = (alphabet or find_alphabet(text)).value
    return _WORD.sub(
        lambda match: match[0] if match["address"] else _convert_word(match[0], letters), text
    )


def _convert_word(word: str, letters: _Letters) -> str:
    dotless = letters.to.get("ı") is not None
    lower = word.replace("İ", "i").replace("I", "ı" if dotless else "I").lower()
    if {word, word.lower()} & _FOREIGN or not (
        word.isupper() or word[1:].islower() or len(word) == 1
    ):
        return word
    if not dotless and "I" in word:
        lower = _with_capital_i(word, lower)
    lower = lower.replace("sh", "ş").replace("ch", "ç")
    known = letters.to.keys() | {letters.glide, "ş", "ç", "y", "u", "ï", "í"}
    if not set(lower) <= known:
        return word
    stems = _STEMS | _STEMS_WITH_I if letters.y_is_short else _STEMS
    result = _restore_loans("".join(_letters_of(lower, letters)), stems)
    if word.isupper() and len(word) > 1:
        return result.upper()
    return result[0].upper() + result[1:] if word[0].isupper() else result


def _with_capital_i(word: str, lower: str) -> str:
    """`lower` with ı for a capital I that stands for И rather than І: in a word of back vowels."""
    back = any(char in "aouyý" for char in lower)
    return "".join(
        "ı" if big == "I" and back else low for big, low in zip(word, lower, strict=True)
    )


def _letters_of(word: str, letters: _Letters) -> list[str]:
    result: list[str] = []
    skip = False
    for index, char in enumerate(word):
        if skip:
            skip = False
            continue
        before = word[index - 1] if index else ""
        after = word[index + 1] if index + 1 < len(word) else ""
        if char == letters.glide or (letters.y_is_short and char == "y"):
            text, skip = _glide(before, after, word[index + 2 :], char == "y")
            result.append(text)
        elif char in "ïí":
            result.append("и")
        elif char == "u" and letters.u_is_both:
            result.append(_u(before, after, result))
        elif char == "i" and letters.to.get("i") == "і":
            result.append(_i(before, after, result, letters))
        elif char in "şç":
            result.append("ш" if char == "ş" else "ч")
        else:
            result.append(letters.to[char])
    return result


def _glide(before: str, after: str, rest: str, only_short: bool) -> tuple[str, bool]:
    """The letter for и or й between its neighbours, and whether it takes the next one with it:
    й and а are я, й and у are ю."""
    follows_vowel = before in _VOWELS if before else only_short or after == "a"
    if follows_vowel:
        if after == "a":
            return "я", True
        if after in ("ý", "w") or (after == "u" and not rest[:1].strip("aeo")):
            return "ю", True
        return "й", False
    if after in ("ý", "w"):
        return "ию", True
    if after == "a" and (not rest or before == "s"):
        return "ия", True
    return "и", False


def _u(before: str, after: str, result: list[str]) -> str:
    """у beside a vowel, at the end and behind the first syllable; otherwise ұ."""
    beside_vowel = (before != "" and before in _VOWELS) or (after != "" and after in _VOWELS)
    later = any(char in _VOWELS for char in "".join(result))
    return "у" if beside_vowel or later or not after else "ұ"


def _i(before: str, after: str, result: list[str], letters: _Letters) -> str:
    """і; й behind a vowel where no other letter does it; и before a vowel or ending a back word."""
    if letters.y_is_short or letters.glide != "ı":
        previous = next((char for char in reversed("".join(result)) if char in _VOWELS), "")
        if after and after in _VOWELS:
            return "и"
        if not after and previous in _BACK:
            return "и"
    return "і"


def _restore_loans(word: str, stems: Mapping[str, str]) -> str:
    word = _TSIYA.sub("ция", word)
    for written, right in stems.items():
        if word.startswith(written):
            return right + word[len(written) :]
    return word
