"""The models that Qysqa knows by name: what each is, where it comes from, what it may be used for.

Revisions are commits of the model's repository on the Hugging Face hub. Where a commit could not
be verified when this table was written it is None: the first `qysqa models pull` then records the
commit it got, and later ones keep to it.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from models.errors import ModelError

Task = Literal["translate", "summarize"]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model. ``hub_id`` is None for a bundled model. ``size_mb`` is what a pull fetches (or
    what ships), in 10⁶ bytes; ``parameters_m`` the weights in millions. ``languages`` are the
    ISO codes that matter here: (sources, targets). ``max_source_tokens`` and
    ``max_target_tokens`` replace the family's where the model was trained on other lengths."""

    name: str
    family: str
    task: Task
    licence: str
    size_mb: int
    parameters_m: int
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    purpose: str
    hub_id: str | None = None
    revision: str | None = None
    gated: bool = False
    max_source_tokens: int | None = None
    max_target_tokens: int | None = None

    @property
    def bundled(self) -> bool:
        """Whether the model ships inside the package."""
        return self.hub_id is None


_MANY = ("kk", "en", "ru", "ky", "uz", "tr", "tt", "az", "uk", "zh", "de", "fr")
_M2M = ("kk", "en", "ru", "uz", "tr", "az", "uk", "zh", "de", "fr")


def _bundled_card() -> ModelCard:
    """kk-mini's entry; its licence and size are those of the card that ships beside its weights,
    so that another training of it replaces both at once."""
    file = resources.files("models.bundled") / "kk-mini" / "card.json"
    try:
        card = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        card = {}  # an incomplete installation is reported where the model is loaded
    return ModelCard(
        name="kk-mini",
        family="kk-mini",
        task="translate",
        licence=str(card.get("licence", "see the card of the model")),
        size_mb=50,
        parameters_m=round(int(card.get("parameters", 0)) / 1e6),
        sources=("kk",),
        targets=("en", "ru"),
        purpose="the default: ships with the package, offline, fast, the gist of an article",
    )


CATALOG: dict[str, ModelCard] = {
    card.name: card
    for card in (
        _bundled_card(),
        ModelCard(
            name="nllb-200-distilled-600M",
            family="nllb",
            task="translate",
            licence="CC-BY-NC-4.0",
            size_mb=2_500,
            parameters_m=615,
            sources=_MANY,
            targets=_MANY,
            purpose="good translation on an ordinary computer; not for commercial use",
            hub_id="facebook/nllb-200-distilled-600M",
            revision="f8d333a098d19b4fd9a8b18f94170487ad3f821d",
        ),
        ModelCard(
            name="nllb-200-distilled-1.3B",
            family="nllb",
            task="translate",
            licence="CC-BY-NC-4.0",
            size_mb=5_500,
            parameters_m=1_370,
            sources=_MANY,
            targets=_MANY,
            purpose="better and about twice as slow as the 600M; not for commercial use",
            hub_id="facebook/nllb-200-distilled-1.3B",
            revision="7be3e24664b38ce1cac29b8aeed6911aa0cf0576",
        ),
        ModelCard(
            name="nllb-200-3.3B",
            family="nllb",
            task="translate",
            licence="CC-BY-NC-4.0",
            size_mb=17_600,
            parameters_m=3_345,
            sources=_MANY,
            targets=_MANY,
            purpose="the largest dense NLLB, best with a GPU; not for commercial use",
            hub_id="facebook/nllb-200-3.3B",
            revision="1a07f7d195896b2114afcb79b7b57ab512e7b43e",
        ),
        ModelCard(
            name="tilmash",
            family="nllb",
            task="translate",
            licence="CC-BY-4.0 by its paper (arXiv 2403.19399); made from NLLB-200, CC-BY-NC-4.0",
            size_mb=5_500,
            parameters_m=1_370,
            sources=("kk", "en", "ru", "tr"),
            targets=("kk", "en", "ru", "tr"),
            purpose="Kazakh, English, Russian and Turkish, trained on the KazParC corpus",
            hub_id="issai/tilmash",
            gated=True,
        ),
        ModelCard(
            name="m2m100_418M",
            family="m2m100",
            task="translate",
            licence="MIT",
            size_mb=1_950,
            parameters_m=484,
            sources=_M2M,
            targets=_M2M,
            purpose="a free licence; weak for Kazakh, here for comparison",
            hub_id="facebook/m2m100_418M",
            revision="55c2e61bbf05dfb8d7abccdc3fae6fc8512fd636",
        ),
        ModelCard(
            name="madlad400-3b-mt",
            family="madlad",
            task="translate",
            licence="Apache-2.0",
            size_mb=11_800,
            parameters_m=2_940,
            sources=_MANY,
            targets=_MANY,
            purpose="good translation under a free licence; large, best with a GPU",
            hub_id="google/madlad400-3b-mt",
            revision="fa184c675da0b5c9e1c8694fccd4e12e2d422094",
        ),
        ModelCard(
            name="mT5_multilingual_XLSum",
            family="t5",
            task="summarize",
            licence="CC-BY-NC-SA-4.0",
            size_mb=2_350,
            parameters_m=582,
            sources=("en", "ru", "ky", "uz", "tr", "az", "uk", "zh", "fr"),
            targets=("en", "ru", "ky", "uz", "tr", "az", "uk", "zh", "fr"),
            purpose="one-sentence summaries of news in the text's own language; knows no Kazakh",
            hub_id="csebuetnlp/mT5_multilingual_XLSum",
            revision="2437a524effdbadc327ced84595508f1e32025b3",
            max_source_tokens=512,
            max_target_tokens=84,
        ),
        ModelCard(
            name="mbart_ru_sum_gazeta",
            family="mbart",
            task="summarize",
            licence="Apache-2.0",
            size_mb=3_500,
            parameters_m=867,
            sources=("ru",),
            targets=("ru",),
            purpose="summaries of Russian news, about three sentences",
            hub_id="IlyaGusev/mbart_ru_sum_gazeta",
            max_source_tokens=600,
            max_target_tokens=200,
        ),
    )
}


def find_card(name: str) -> ModelCard | None:
    """The card of a catalogue name or of a hub id such as ``facebook/m2m100_418M``."""
    if name in CATALOG:
        return CATALOG[name]
    return next((card for card in CATALOG.values() if card.hub_id == name), None)


def card_named(name: str) -> ModelCard:
    """The card of that name; ModelError that names the nearest known one otherwise."""
    card = find_card(name)
    if card is not None:
        return card
    lowered = {known.lower(): known for known in CATALOG}
    last = name.rsplit("/", 1)[-1].lower()
    near = difflib.get_close_matches(last, lowered, n=1, cutoff=0.5)
    hint = f" Did you mean {lowered[near[0]]}?" if near else ""
    raise ModelError(
        f"No model and no directory is called {name!r}.{hint} Models: {', '.join(CATALOG)}."
    )
