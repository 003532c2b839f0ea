"""Names, codes and cards."""

from __future__ import annotations

import re

import pytest

from models.bundled import read_card
from models.catalog import CATALOG, card_named, find_card
from models.errors import ModelError
from models.families import FAMILIES, family_named
from models.languages import LANGUAGES, language


@pytest.mark.parametrize(
    ("code", "nllb", "m2m100", "mbart50", "madlad", "script"),
    [
        ("kk", "kaz_Cyrl", "kk", "kk_KZ", "kk", "Cyrillic"),
        ("en", "eng_Latn", "en", "en_XX", "en", "Latin"),
        ("ru", "rus_Cyrl", "ru", "ru_RU", "ru", "Cyrillic"),
        ("ky", "kir_Cyrl", None, None, "ky", "Cyrillic"),
    ],
)
def test_a_language_has_each_familys_code(
    code: str, nllb: str, m2m100: str | None, mbart50: str | None, madlad: str, script: str
):
    record = language(code)
    assert (record.nllb, record.m2m100, record.mbart50, record.madlad, record.script) == (
        nllb, m2m100, mbart50, madlad, script,
    )  # fmt: skip


def test_the_codes_are_those_of_the_models_tokenizers():
    from transformers.models.m2m_100 import tokenization_m2m_100
    from transformers.models.mbart50 import tokenization_mbart50
    from transformers.models.nllb import tokenization_nllb

    for record in LANGUAGES.values():
        assert record.nllb in tokenization_nllb.FAIRSEQ_LANGUAGE_CODES
        for code, known in (
            (record.m2m100, tokenization_m2m_100.FAIRSEQ_LANGUAGE_CODES["m2m100"]),
            (record.mbart50, tokenization_mbart50.FAIRSEQ_LANGUAGE_CODES),
        ):
            assert code is None or code in known


def test_an_unknown_language_names_a_near_one():
    with pytest.raises(ModelError, match=r"No language has the code 'kz'; did you mean 'kk'\?"):
        language("kz")


def test_the_catalogue_holds_the_promised_models():
    assert {card.hub_id for card in CATALOG.values()} >= {
        None,
        "facebook/nllb-200-distilled-600M",
        "facebook/nllb-200-distilled-1.3B",
        "facebook/nllb-200-3.3B",
        "issai/tilmash",
        "facebook/m2m100_418M",
        "google/madlad400-3b-mt",
        "csebuetnlp/mT5_multilingual_XLSum",
        "IlyaGusev/mbart_ru_sum_gazeta",
    }


def test_every_card_is_complete():
    for name, card in CATALOG.items():
        assert card.name == name
        assert card.family in FAMILIES
        assert card.revision is None or re.fullmatch("[0-9a-f]{40}", card.revision)
        assert set(card.sources) | set(card.targets) <= set(LANGUAGES)
        assert card.licence
        assert card.purpose
        assert card.size_mb > 0
        assert card.bundled == (card.hub_id is None)


def test_the_bundled_cards_licence_is_that_of_its_weights():
    assert CATALOG["kk-mini"].licence == read_card()["licence"]
    assert tuple(read_card()["target_languages"]) == CATALOG["kk-mini"].targets


def test_a_hub_id_is_a_name_too():
    assert find_card("facebook/m2m100_418M") is CATALOG["m2m100_418M"]


def test_an_unknown_name_suggests_a_known_one():
    with pytest.raises(ModelError, match=r"Did you mean nllb-200-distilled-600M\?"):
        card_named("nllb-200-distiled-600m")
    with pytest.raises(ModelError, match="Models: kk-mini, "):
        card_named("zzz")


def test_an_unknown_family_lists_the_known_ones():
    with pytest.raises(ModelError, match="the families are kk-mini, nllb, m2m100"):
        family_named("gpt")
