"""How each family of models is told the source language, the target language or the task.

A family turns a language pair into a Framing: what stands around the source's pieces and which
pieces the output is made to begin with. The framings are those of the models' own tokenizers in
transformers (NLLB without legacy behaviour, M2M100, mBART-50, mBART, T5, Marian), and the tests
compare them with those tokenizers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from models.errors import ModelError
from models.languages import LANGUAGES, Language, language
from models.tokenization import Tokenizer

_MARKER = re.compile(r"</?\w+>")
_LATIN = "a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"


@dataclass(frozen=True, slots=True)
class Framing:
    """What a model reads besides the text itself.

    ``prefix`` is text written before the source; ``before`` and ``after`` are pieces around the
    source's pieces; ``target`` are the pieces that the output is forced to begin with, after the
    decoder's start symbol. ``codes`` are the pieces among them that name a language. ``barred``
    are pieces that the output never contains; ``barred_unless`` are these and those that the output
    contains only where ``echo`` (a regular expression; None: everywhere) matches the source.
    """

    prefix: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ("</s>",)
    target: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    barred_unless: tuple[str, ...] = ()
    echo: re.Pattern[str] | None = None

    def echoes(self, text: str) -> bool:
        """Whether the output for this text may take over letters that stand in it."""
        return self.echo is None or self.echo.search(text) is not None

    def barred_for(self, echoes: bool) -> tuple[str, ...]:
        """What an output never contains, for a text that echoes or for one that does not."""
        return self.barred if echoes else self.barred_unless


@dataclass(frozen=True, slots=True)
class Family:
    """One family.

    ``code`` gives a language's code inside the family's markers, None where the family does not
    know it; ``frame`` makes the Framing from the source's and the target's code. ``positions``
    says whether the network's positions end (relative positions do not). ``half`` is the number
    format for a GPU. ``pairs`` limits the directions where a family has only a few. ``foreign``
    matches letters that a target language does not have, so that no piece with one is written;
    ``echoed`` has letters that it only takes over from a source, and what in a source allows them.
    """

    name: str
    code: Callable[[Language], str | None]
    frame: Callable[[str, str], Framing]
    max_source_tokens: int = 200
    positions: bool = True
    half: str = "float16"
    pairs: frozenset[tuple[str, str]] | None = None
    foreign: Mapping[str, str] = field(default_factory=dict)
    echoed: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def framing(self, source: str, target: str) -> Framing:
        """The Framing for ISO 639-1 codes; ModelError for a language that the family lacks."""
        codes = self._code(source), self._code(target)
        if self.pairs is not None and (source, target) not in self.pairs:
            known = ", ".join(f"{start} → {end}" for start, end in sorted(self.pairs))
            raise ModelError(
                f"The {self.name} model does not translate {source} → {target}; it does {known}."
            )
        return self.frame(*codes)

    def _code(self, iso: str) -> str:
        code = self.code(language(iso))
        if code is None:
            known = [each for each, record in LANGUAGES.items() if self.code(record)]
            raise ModelError(
                f"The {self.name} models do not know {LANGUAGES[iso].name} ({iso}); "
                f"they know {', '.join(known)}."
            )
        return code


def _tag(source: str, target: str) -> Framing:
    return Framing(before=("<s>",), target=(f"<{target}>",), codes=(f"<{target}>",))


def _source_then_target(source: str, target: str) -> Framing:
    return Framing(before=(source,), target=(target,), codes=(source, target))


def _m2m100(source: str, target: str) -> Framing:
    return _source_then_target(f"__{source}__", f"__{target}__")


def _mbart(source: str, target: str) -> Framing:
    """mBART of 25 languages: the decoder starts with what the configuration says."""
    return Framing(after=("</s>", source), codes=(source,))


def _madlad(source: str, target: str) -> Framing:
    return Framing(prefix=f"<2{target}> ", codes=(f"<2{target}>",))


def _marian(source: str, target: str) -> Framing:
    return Framing(before=(f">>{target}<<",), codes=(f">>{target}<<",))


def _bare(source: str, target: str) -> Framing:
    return Framing()


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "kk-mini",
            lambda record: record.code,
            _tag,
            pairs=frozenset({("kk", "en"), ("kk", "ru")}),
            # Trained on little text, it drops a Cyrillic word into English now and then. Barring
            # them gained 0.3 chrF++ on FLORES (kk-mini 1, greedy, 150 sentences). Latin letters
            # stay in Russian where the source has any (names, abbreviations) or a Roman numeral,
            # which Kazakh often types in Cyrillic: 0.1 chrF++ (kk-mini 2, beam 4, 300 sentences).
            foreign={"en": "[\u0400-\u04ff]", "ru": "[әғқңөұүһі]"},
            echoed={"ru": (f"[{_LATIN}]", rf"[{_LATIN}]|\b(?:[ІХ]+|ІV|VІ+)\b")},
        ),
        Family("nllb", lambda record: record.nllb, _source_then_target),
        Family("m2m100", lambda record: record.m2m100, _m2m100),
        Family("mbart50", lambda record: record.mbart50, _source_then_target),
        Family("mbart", lambda record: record.mbart50, _mbart, max_source_tokens=600),
        Family(
            "madlad",
            lambda record: record.madlad,
            _madlad,
            positions=False,
            half="bfloat16",  # T5's activations leave float16's range
        ),
        Family(
            "t5",
            lambda record: record.code,
            _bare,
            max_source_tokens=512,
            positions=False,
            half="bfloat16",
        ),
        Family("marian", lambda record: record.iso3, _marian),
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

    A code that became ``<unk>`` makes a model write whatever language it likes, without a word.
    A Marian model of one pair has no target markers at all; then none is given.
    """
    framing = family.framing(source, target)
    missing = [code for code in framing.codes if not tokenizer.knows(code)]
    if missing and family.name == "marian" and not _marian_markers(tokenizer):
        return replace(framing, before=(), codes=())
    if missing:
        raise ModelError(
            f"The model's vocabulary lacks {' and '.join(missing)}, which a {family.name} model "
            f"needs for {source} → {target}; the tokenizer files are incomplete or another model's."
        )
    if target in family.foreign:
        framing = replace(framing, barred=_pieces_with(family.foreign[target], tokenizer))
    if target in family.echoed:
        letters, echo = family.echoed[target]
        foreign = family.foreign.get(target)
        either = f"{letters}|{foreign}" if foreign else letters
        framing = replace(
            framing,
            barred_unless=_pieces_with(either, tokenizer),
            echo=re.compile(echo, re.IGNORECASE),
        )
    return framing


@lru_cache(maxsize=16)
def _pieces_with(letters: str, tokenizer: Tokenizer) -> tuple[str, ...]:
    """The vocabulary's pieces that hold one of the letters, in either case; no markers."""
    pattern = re.compile(letters, re.IGNORECASE)
    return tuple(
        piece
        for piece in tokenizer.vocabulary()
        if pattern.search(piece) and not _MARKER.fullmatch(piece)
    )


def check_vocabulary(family: Family, tokenizer: Tokenizer) -> None:
    """Raises ModelError unless Kazakh, English or Russian can be asked for in some direction.

    Called at load, so that lost language codes show before an hour of work, not after it.
    """
    complaint: ModelError | None = None
    for source, target in (("kk", "en"), ("kk", "ru"), ("en", "en"), ("ru", "ru")):
        try:
            known_framing(family, source, target, tokenizer)
        except ModelError as error:
            complaint = complaint or error
        else:
            return
    assert complaint is not None
    raise complaint


def _marian_markers(tokenizer: Tokenizer) -> bool:
    return any(tokenizer.knows(f">>{record.iso3}<<") for record in LANGUAGES.values())
