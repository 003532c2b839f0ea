"""Bytes become text: UTF-8, UTF-16, Windows-1251, its Kazakh variant, and text decoded wrongly."""

from __future__ import annotations

import re
from pathlib import Path

from models.errors import InputError

LARGEST_FILE = 64 * 2**20
"""Bytes of a file that holds one article; a book is about 1 MB."""

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_KNOWN_BINARY = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "a ZIP archive or Office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"\xd0\xcf\x11\xe0": "an old Word document",
    b"{\\rtf": "an RTF document",
    b"\x7fELF": "a program",
}
_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile("[\u0400-\u052f]")
_LOWER_CYRILLIC = re.compile("[а-яёәғқңөұүһі]")
_OUTSIDE_CYRILLIC = re.compile("[^\x00-\x7f\u0400-\u052f«»“”„’–—№…•©\u00a0\u00ad°§®™±‘‹›€¦]")
# Cyrillic UTF-8 is a byte D0 to D3, then one from 80 to BF; read as Windows-1251 or as Latin-1 it
# becomes these pairs of characters.
_CONTINUATION = re.escape(bytes(range(0x80, 0xC0)).decode("cp1251", errors="ignore"))
_WRONGLY_DECODED = re.compile(
    f"[РСТУ][\x98{_CONTINUATION}]|[ÐÑÒÓ][\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]"
)
# Letters of Windows-1251 that stand where its Kazakh variant has ә, ғ, қ, ң, ұ, ү, һ
_WRONG_KAZAKH = re.compile("[ЌќЋћЎўЈЄєјЅѕЇїҐґ]")
_KAZAKH = re.compile("[әғқңөұүһӘҒҚҢӨҰҮҺ]")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that holds one article; InputError when that cannot be."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputError(
                f"{path} has {size / 2**20:.0f} MB, more than the {LARGEST_FILE // 2**20} MB of "
                "one article; give many articles as .jsonl, one a line."
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); check its name.") from error


def decode(data: bytes, origin: str) -> str:
    """The text in `data`, whichever of the known encodings it is in.

    Raises InputError, naming `origin`, for binary data and for an encoding that none of the known
    ones explains.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return repair_mojibake(data[len(mark) :].decode(encoding, errors="replace"))
    for signature, kind in _KNOWN_BINARY.items():
        if data.startswith(signature):
            raise InputError(
                f"{origin} is {kind}, not text; give it the extension of its kind, or save it as "
                "UTF-8 text."
            )
    if (wide := _decode_utf16(data)) is not None:
        return wide
    if sum(data.count(code) for code in _CONTROL) > len(data) / 200:
        damaged = _utf8(data) or ""
        if len(_LETTER.findall(damaged)) > len(damaged) / 2:
            return repair_mojibake(damaged)
        raise InputError(f"{origin} is a binary file, not text; save the article as UTF-8 text.")
    text = _utf8(data)
    if text is None:
        text = _decode_one_byte(data)
    if text is None:
        raise InputError(
            f"{origin} is in an encoding that cannot be read (UTF-8, UTF-16, Windows-1251 and its "
            "Kazakh variant can); save it as UTF-8."
        )
    return repair_mojibake(text)


def repair_mojibake(text: str) -> str:
    """`text` read in the right encoding, if it had been read in a wrong one before it was saved."""
    letters = len(text) - text.count(" ")
    if len(_WRONGLY_DECODED.findall(text)) > letters / 5:
        import ftfy  # registers the "sloppy" codecs, which keep the byte 98 of И and Ә

        try:
            return text.encode("sloppy-windows-1251").decode("utf-8")
        except UnicodeError:
            return ftfy.fix_encoding(text)
    if len(_WRONG_KAZAKH.findall(text)) > letters / 100 and not _KAZAKH.search(text):
        return text.encode("cp1251", errors="xmlcharrefreplace").decode("kz1048", errors="replace")
    return text


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        cut_off = error.reason == "unexpected end of data"
        return data[: error.start].decode("utf-8") if cut_off and error.start else None


def _decode_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: spaces and Cyrillic letters leave every other byte 0 or 4."""
    for encoding, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if high and high.count(0) and high.count(0) + high.count(4) > 0.8 * len(high):
            text = data.decode(encoding, errors="replace")
            if text.isprintable() or not re.search("[\x00-\x08\ufffd]", text):
                return text
    return None


def _decode_one_byte(data: bytes) -> str | None:
    """Windows-1251 or its Kazakh variant; else what charset-normalizer finds, if Cyrillic."""
    text = data.decode("kz1048", errors="replace")
    if _is_plausible(text):
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 2**20]).best()
    if best is None:
        return None
    text = data.decode(best.encoding, errors="replace")
    return text if _is_plausible(text) else None


def _is_plausible(text: str) -> bool:
    """Text whose letters beyond ASCII are Cyrillic and mostly small (KOI8 swaps the cases)."""
    cyrillic = len(_CYRILLIC.findall(text))
    return (
        len(_OUTSIDE_CYRILLIC.findall(text)) <= cyrillic / 20
        and len(_LOWER_CYRILLIC.findall(text)) >= cyrillic / 2
    )
