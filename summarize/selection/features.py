"""How much each sentence is worth, in numbers between 0 and 1."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from summarize.article import Sentence
from summarize.configuration import SelectionConfig
from summarize.embedding import Vectors
from summarize.selection.candidates import is_fragment_of_speech, points_back

Values = NDArray[np.float64]

FULL_LENGTH = 20
"""Words from which a sentence is long enough to say something by itself."""

STEM = 5
"""Letters that stand for a word: for Turkish, a kindred language, cutting words to their first five
letters retrieves as well as a lemmatiser (Can et al. 2008, JASIST 59)."""

SHORTEST = 4
"""Letters of the shortest word that counts: most particles and pronouns are shorter."""

_WORD = re.compile(r"\w+")
_DIGIT = re.compile(r"\d")


def relevance(
    sentences: Sequence[Sentence],
    vectors: Vectors,
    title: tuple[str, Vectors] | None,
    weights: SelectionConfig,
) -> Values:
    """The weighted sum of the features, one value for each sentence. ``vectors`` are the
    sentences' unit vectors in their order, ``title`` the title with its vector, if there is one."""
    texts = [sentence.text for sentence in sentences]
    stems = [word_stems(text) for text in texts]
    total = (
        weights.centrality * stretched(centrality(vectors))
        + weights.frequency * stretched(frequency(stems))
        + weights.position * position(len(texts))
        + weights.length * length(texts)
        + weights.numbers * np.array([_DIGIT.search(text) is not None for text in texts])
        - weights.speech * np.array([is_fragment_of_speech(text) for text in texts])
    )
    if title is not None:
        text, vector = title
        likeness = (stretched(vectors @ vector) + shared(stems, word_stems(text))) / 2
        total += weights.title * likeness
    return np.asarray(total, dtype=np.float64)


def leaning(sentences: Sequence[Sentence], weights: SelectionConfig) -> Values:
    """What a sentence that points back costs as long as the one before it is not chosen too."""
    return weights.points_back * np.array(
        [points_back(sentence.text) for sentence in sentences], dtype=np.float64
    )


def word_stems(text: str) -> list[str]:
    """Content words cut to `STEM` letters, and numbers as they are: what two sentences on one
    thing share in a language whose words take many endings."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return [word[:STEM] if word.isalpha() else word for word in words if _is_content(word)]


def _is_content(word: str) -> bool:
    return word.isdigit() or len(word) >= SHORTEST


def frequency(stems: Sequence[Sequence[str]]) -> Values:
    """How often, on average, the sentence's words occur in the article (SumBasic's first step;
    Nenkova and Vanderwende 2005, MSR-TR-2005-101)."""
    counts = Counter(stem for sentence in stems for stem in sentence)
    means = [
        sum(counts[stem] for stem in set(sentence)) / max(len(set(sentence)), 1)
        for sentence in stems
    ]
    return np.array(means, dtype=np.float64)


def shared(stems: Sequence[Sequence[str]], title: Sequence[str]) -> Values:
    """The share of the title's words that stand in the sentence."""
    wanted = set(title)
    return np.array([len(wanted & set(found)) / max(len(wanted), 1) for found in stems])


def centrality(vectors: Vectors) -> Values:
    """Each sentence's mean cosine with the others (degree centrality without a threshold; Erkan
    and Radev 2004, JAIR 22), through the sum of the vectors: no matrix of all pairs is needed."""
    rows = vectors.astype(np.float64)
    total = rows @ rows.sum(axis=0)
    return np.asarray((total - 1.0) / max(len(rows) - 1, 1), dtype=np.float64)


def position(count: int) -> Values:
    """1 for the first sentence, 1/2 for the second, 1/3 for the third …: news says first what
    matters most."""
    return 1.0 / np.arange(1, count + 1)


def length(texts: Sequence[str]) -> Values:
    """A sentence's length in words as a share of `FULL_LENGTH`, at most 1."""
    words = np.array([len(text.split()) for text in texts], dtype=float)
    return np.minimum(words / FULL_LENGTH, 1.0)


def stretched(values: NDArray[np.floating]) -> Values:
    """The values moved to lie between 0 and 1 within the article; all equal: all 0."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-6:
        return np.zeros(len(values))
    return np.asarray((values - low) / (high - low), dtype=np.float64)
