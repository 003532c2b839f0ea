"""Which sentences may stand in a summary, and which stand badly without their neighbours."""

from __future__ import annotations

import re
import unicodedata

from summarize.article import Article, ParagraphKind, Sentence

# A capital pronoun or connective points back to a sentence that the summary may not have.
_POINTS_BACK = re.compile(
    r"[«“\"–—\-\s]*(?:"
    r"ол|олар|оның|оны|оған|олардың|бұл|бұлар|бұған|бұдан|бұны|бұның|мұндай|мұнда|мұны|мұның|"
    r"(?:қазір|енді|ал)\s+бұл|осы|осындай|осыған|осылайша|сол|соның|"
    r"сондай|сондықтан|сонымен|сонда|содан|соған|сөйтіп|ал|алайда|бірақ|дегенмен|себебі|өйткені|"
    r"яғни|демек|кейін|енді|тағы|айта|онда|"
    r"он|она|они|оно|его|её|ее|их|это|этот|эта|эти|такой|такая|такие|при|кроме|также|однако|но|а|"
    r"поэтому|затем|потом|тогда|кстати|"
    r"he|she|they|it|his|her|their|this|that|these|those|such|but|and|however|also|then|so"
    r")\b(?!\s+(?:жыл|айда|год|year))",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_END = re.compile(r"[.!?…]\W*$")
_QUOTES = {"«": "»", "“": "”"}


def candidates(article: Article) -> list[Sentence]:
    """The sentences to choose from, in reading order: those of running text that have at least
    two words, end as sentences do (a line without a full stop is a heading that the file did not
    mark, one with a colon announces a list) and repeat neither the title nor an earlier sentence.
    An article that has none of these: any line of running text, else list items, else headings,
    else all there is.
    """
    title = _plain(article.title or "")
    for kind, complete in (
        (ParagraphKind.TEXT, True),
        (ParagraphKind.TEXT, False),
        (ParagraphKind.ITEM, False),
        (ParagraphKind.HEADING, False),
    ):
        seen = {title}
        found: list[Sentence] = []
        for paragraph in article.paragraphs:
            for sentence in paragraph.sentences if paragraph.kind is kind else ():
                plain = _plain(sentence.text)
                if plain in seen or len(plain.split()) < 2 or not _LETTER.search(plain):
                    continue
                if _END.search(sentence.text[-9:]) or not complete:
                    seen.add(plain)
                    found.append(sentence)
        if found:
            return found
    return [s for s in article.sentences if _LETTER.search(s.text)] or list(article.sentences)


def points_back(text: str) -> bool:
    """Whether the sentence begins with a pronoun or a connective ("Ол", "Сондай-ақ", "However")."""
    return _POINTS_BACK.match(text) is not None


def is_fragment_of_speech(text: str) -> bool:
    """Whether the sentence is a question, or a line of a dialogue or a piece of a quotation whose
    beginning or end, and so its speaker, stands in another sentence."""
    if text.rstrip('»”" ').endswith("?"):
        return True
    if text[:1] in "–—-":
        return not re.search(r"[,!?…]\s*[–—-]\s", text[1:])
    if text.count('"') % 2:
        return True
    return any(text.count(opening) != text.count(closing) for opening, closing in _QUOTES.items())


def _plain(text: str) -> str:
    """Words alone, in one form, for comparing."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold()))
