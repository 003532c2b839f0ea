"""A result as one self-contained page: nothing is fetched, and it reads well without its script."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from jinja2 import Environment, FunctionLoader

from models.languages import LANGUAGES
from summarize.article import Article
from summarize.result import TITLE_ID, Flag, FlagKind, Result
from summarize.writers.layout import (
    Block,
    blocks,
    is_translated,
    plain,
    starts_with_title,
    target_title,
)

LABELS = {
    FlagKind.NUMBER: "Number",
    FlagKind.NAME: "Name",
    FlagKind.SCRIPT: "Script",
    FlagKind.UNTRANSLATED: "Untranslated",
    FlagKind.EMPTY: "Empty",
    FlagKind.REPETITION: "Repetition",
    FlagKind.LENGTH: "Length",
    FlagKind.UNFINISHED: "Unfinished",
    FlagKind.SCORE: "Unsure",
    FlagKind.SIMILARITY: "Meaning",
}
"""What a reader calls each reason for distrust."""


@dataclass(frozen=True, slots=True)
class Note:
    """The doubts about one sentence under a footnote ``letter``; ``placed`` says that the sentence
    stands on the page, so that the list at the top can link to it."""

    letter: str
    sentence: str
    flags: tuple[Flag, ...]
    placed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What the template shows of one result. ``prefix`` keeps ids apart where a page holds several
    results; ``notes`` are in reading order, by sentence id; ``details`` are label and value pairs
    about how the result was made."""

    prefix: str
    result: Result
    title: str | None
    source_title: str | None
    source_name: str
    target_name: str
    translated: bool
    blocks: list[Block]
    notes: dict[str, Note]
    details: list[tuple[str, str]]
    words: tuple[int, int]

    @property
    def article(self) -> Article:
        """The article."""
        return self.result.article

    def note(self, sentence_id: str) -> Note | None:
        """The footnote of a sentence, if it has one."""
        return self.notes.get(sentence_id)

    def block_notes(self, block: Block) -> list[Note]:
        """The footnotes of a paragraph."""
        ids = [segment.sentence.id for segment in block.segments]
        return [self.notes[i] for i in ids if i in self.notes]


def write_html(results: Sequence[Result]) -> str:
    """One page for one or several results: the summary, each of its sentences linked to its source
    sentences, the source and the translation side by side, and what to distrust."""
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = plain
    pages = [_page(result, f"a{number}-") for number, result in enumerate(results, start=1)]
    heading = pages[0].title if len(pages) == 1 else f"{len(pages)} articles"
    return environment.get_template("result.html.j2").render(
        pages=pages, heading=heading or "Summary", labels=LABELS, title_id=TITLE_ID
    )


def _page(result: Result, prefix: str) -> Page:
    translated = is_translated(result)
    title = target_title(result)
    laid_out = blocks(result)
    source_title = result.article.title
    if starts_with_title(result):
        laid_out = laid_out[1:]
    return Page(
        prefix=prefix,
        result=result,
        title=title,
        source_title=source_title if title != source_title else None,
        source_name=_name(result.article.source_language),
        target_name=_name(result.target_language),
        translated=translated,
        blocks=laid_out,
        notes=_notes(result, laid_out),
        details=list(_details(result)),
        words=(
            sum(len(sentence.text.split()) for sentence in result.article.sentences),
            len(result.summary.text.split()),
        ),
    )


def _notes(result: Result, laid_out: list[Block]) -> dict[str, Note]:
    flags: dict[str, list[Flag]] = {}
    for flag in result.flags:
        flags.setdefault(flag.sentence, []).append(flag)
    shown = [TITLE_ID, *(s.sentence.id for block in laid_out for s in block.segments)]
    order = [i for i in shown if i in flags] + [i for i in flags if i not in shown]
    return {
        i: Note(_letter(number), i, tuple(flags[i]), i in shown) for number, i in enumerate(order)
    }


def _letter(number: int) -> str:
    """a, b, … z, aa, ab, …"""
    more, letter = divmod(number, 26)
    return (_letter(more - 1) if more else "") + chr(ord("a") + letter)


def _details(result: Result) -> Iterator[tuple[str, str]]:
    if result.model is not None:
        model = result.model
        yield "Model", f"{model.name}, {model.revision}" if model.revision else model.name
        yield "Engine", f"{model.engine}, {model.compute_type}"
    method = result.config.selection.method
    yield "Summary", f"{result.config.order}, {result.config.summarizer or method}"
    yield "Time", f"{result.timing.total:.1f} s"


def _name(code: str | None) -> str:
    language = LANGUAGES.get(code or "")
    return language.name if language else (code or "Source")


def _template(name: str) -> str:
    return resources.files("summarize.templates").joinpath(name).read_text("utf-8")
