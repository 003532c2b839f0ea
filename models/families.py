"""How each family of models is told the source language, the target language or the task.

A family turns a language pair into a Framing: what stands around the source's pieces and which
pieces the output is made to begin with. The framings are those of the models' own tokenizers
(transformers: NllbTokenizer without legacy behaviour, M2M100Tokenizer, MBart50Tokenizer,
MBartTokenizer, T5Tokenizer, MarianTokenizer); the tests compare them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.errors import ModelError
from models.languages import LANGUAGES, Language, language
from models.tokenization import Tokenizer


@dataclass(frozen=True, slots=True)
class Framing:
    """What a model reads besides the text itself.

    ``prefix`` is text written before the source; ``before`` and ``after`` are pieces around the
    source's pieces; ``target`` are the pieces that the output is forced to begin with, after the
    decoder's start symbol.
    """

    prefix: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ("</s>",)
    target: tuple[str, ...] = ()

    def codes(self) -> tuple[str, ...]:
        """The pieces that must be in the vocabulary for this framing to mean anything."""
        prefix = (self.prefix.strip(),) if self.prefix.startswith("<2") else ()
        return prefix + self.before + self.after + self.target


@dataclass(frozen=True, slots=True)
class Family:
    """One family. ``code`` gives a language's code inside the family's markers, None where the
    family does not know it; ``frame`` makes the Framing of two languages' codes."""

    name: str
    code: Callable[[Language], str | None]
    frame: Callable[[str, str], Framing]
    max_source_tokens: int = 200
    translates: bool = True

    def framing(self, source: str, target: str) -> Framing:
        """The Framing for ISO 639-1 codes; ModelError for a language that the family lacks."""
        return self.frame(self._known(source), self._known(target))

    def _known(self, iso: str) -> str:
        code = self.code(language(iso))
        if code is None:
            known = [each for each, record in LANGUAGES.items() if self.code(record)]
            raise ModelError(
                f"The {self.name} models do not know {LANGUAGES[iso].name} ({iso}); "
                f"they know {', '.join(known)}."
            )
        return code


def _kk_mini(source: str, target: str) -> Framing:
    return Framing(before=("<s>",), target=(f"<{target}>",))


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "kk-mini",
            lambda record: record.code if record.code in ("kk", "en", "ru") else None,
            _kk_mini,
        ),
    )
}


def family_named(name: str) -> Family:
    """The family of that name; ModelError listing the known ones otherwise."""
    found = FAMILIES.get(name)
    if found is None:
        raise ModelError(f"No family is called {name!r}; the families are {', '.join(FAMILIES)}.")
    return found


def known_framing(family: Family, source: str, target: str, tokenizer: Tokenizer) -> Framing:
    """The framing of a language pair, once every code in it is known to be in the vocabulary.

    A code that became ``<unk>`` makes a model translate into any language it likes, without a word.
    """
    framing = family.framing(source, target)
    missing = [code for code in framing.codes() if not tokenizer.knows(code)]
    if missing:
        raise ModelError(
            f"The model's vocabulary lacks {', '.join(missing)}, which a {family.name} model needs "
            f"for {source} → {target}; the tokenizer files are incomplete or of another model."
        )
    return framing
