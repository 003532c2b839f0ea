"""What each language is called by the families of translation models.

Sources: NLLB codes from the NLLB-200 paper (arXiv 2207.04672, table 1, the FLORES-200 codes),
M2M100 from arXiv 2010.11125, mBART-50 from arXiv 2008.00401, MADLAD-400 from arXiv 2309.04662,
OPUS-MT's ``>>code<<`` markers are ISO 639-3 with, for some languages, the script.
``None`` says that the family does not know the language.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Literal

from models.errors import ModelError

Script = Literal["Cyrillic", "Latin", "Han"]


@dataclass(frozen=True, slots=True)
class Language:
    """One language. ``code`` is ISO 639-1; the other codes are what a family's tokenizer expects
    inside its own markers (``__kk__``, ``<2kk>``)."""

    code: str
    name: str
    script: Script
    nllb: str
    madlad: str
    iso3: str
    m2m100: str | None = None
    mbart50: str | None = None


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("kk", "Kazakh", "Cyrillic", "kaz_Cyrl", "kk", "kaz", "kk", "kk_KZ"),
        Language("en", "English", "Latin", "eng_Latn", "en", "eng", "en", "en_XX"),
        Language("ru", "Russian", "Cyrillic", "rus_Cyrl", "ru", "rus", "ru", "ru_RU"),
        Language("ky", "Kyrgyz", "Cyrillic", "kir_Cyrl", "ky", "kir"),
        Language("uz", "Uzbek", "Latin", "uzn_Latn", "uz", "uzb", "uz"),
        Language("tr", "Turkish", "Latin", "tur_Latn", "tr", "tur", "tr", "tr_TR"),
        Language("tt", "Tatar", "Cyrillic", "tat_Cyrl", "tt", "tat"),
        Language("az", "Azerbaijani", "Latin", "azj_Latn", "az", "aze", "az", "az_AZ"),
        Language("uk", "Ukrainian", "Cyrillic", "ukr_Cyrl", "uk", "ukr", "uk", "uk_UA"),
        Language("zh", "Chinese", "Han", "zho_Hans", "zh", "zho", "zh", "zh_CN"),
        Language("de", "German", "Latin", "deu_Latn", "de", "deu", "de", "de_DE"),
        Language("fr", "French", "Latin", "fra_Latn", "fr", "fra", "fr", "fr_XX"),
    )
}


_COUNTRIES = {"kz": "kk", "kg": "ky", "ua": "uk", "cn": "zh", "gb": "en", "us": "en"}
"""Country codes that are written for a language by mistake."""


def language(code: str) -> Language:
    """The language of an ISO 639-1 code; ModelError with the nearest known code otherwise."""
    found = LANGUAGES.get(code)
    if found is not None:
        return found
    near = _COUNTRIES.get(code.lower()) or next(
        iter(difflib.get_close_matches(code.lower(), LANGUAGES, n=1, cutoff=0.3)), None
    )
    hint = f"did you mean {near!r}? Known" if near else "known"
    raise ModelError(
        f"No language has the code {code!r}; {hint} codes: {', '.join(sorted(LANGUAGES))}."
    )
