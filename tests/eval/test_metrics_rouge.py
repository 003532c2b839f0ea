"""ROUGE on words that Kazakh and Russian have, and rouge-score's own numbers on English."""

from __future__ import annotations

import pytest
from rouge_score.rouge_scorer import RougeScorer

from eval import metrics
from eval.metrics import score

KINDS = ("rouge1", "rouge2", "rougeL", "rougeLsum")

SUMMARIES = (
    ("The hospital's well-known surgeons operated on 23 patients.\nNobody paid.",
     "Italian surgeons operated on twenty-three patients in one week.\nThe state paid."),
    ("Vaccination campaigns ended; 94.6 percent of the children were vaccinated.",
     "94.6% of children vaccinated as the campaign ends"),
    ("Nothing in common here", "Quite another subject"),
    ("naïve café owners", "The café's owner was naïve"),
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("stem", [False, True])
def test_english_is_rouge_scores_own(kind: str, stem: bool) -> None:
    scorer = RougeScorer([kind], use_stemmer=stem)
    theirs = [scorer.score(ref, hyp)[kind].fmeasure for hyp, ref in SUMMARIES]
    rows = metrics.sentence_statistics(
        kind, [h for h, _ in SUMMARIES], [[r] for _, r in SUMMARIES], "en", stem=stem
    )
    assert rows[:, 2] == pytest.approx(theirs, abs=1e-9)
    found = score(kind, [h for h, _ in SUMMARIES], [[r] for _, r in SUMMARIES], "en", stem=stem)
    assert found.value == pytest.approx(100 * sum(theirs) / len(theirs), abs=1e-9)
    assert "tok:rouge-score" in found.signature


@pytest.mark.parametrize("kind", KINDS)
def test_best_of_several_is_rouge_scores_own(kind: str) -> None:
    references = [ref for _, ref in SUMMARIES]
    theirs = RougeScorer([kind]).score_multi(references, SUMMARIES[0][0])[kind].fmeasure
    found = score(kind, [SUMMARIES[0][0]], [references], "en")
    assert found.value == pytest.approx(100 * theirs, abs=1e-9)


@pytest.mark.parametrize(
    ("language", "hypothesis", "reference", "rouge1", "rouge2", "rouge_l"),
    [
        # 3 of 4 and 3 of 5 words; 1 of 3 and 1 of 4 pairs; the 3 words are in order
        ("kk", "Алматыда жаңа аурухана ашылды", "Алматыда биыл жаңа аурухана салынды",
         200 / 3, 200 / 7, 200 / 3),
        ("kk", "Қар жауды, жол жабылды.", "жол жабылды, қар жауды!", 100.0, 200 / 3, 50.0),
        ("kk", "ӨҢІРДЕ ҰЛЫТАУ", "өңірде ұлытау", 100.0, 100.0, 100.0),
        ("kk", "Қазақстан-2030", "Қазақстан 2030", 0.0, 0.0, 0.0),
        ("kk", "11 бала", "11 дәрігер", 50.0, 0.0, 50.0),
        ("ru", "В Алматы открыли новую больницу на 200 мест.",
         "В Алматы открылась новая больница на 200 коек.", 50.0, 200 / 7, 50.0),
    ],
)  # fmt: skip
def test_literal_scores(
    language: str, hypothesis: str, reference: str, rouge1: float, rouge2: float, rouge_l: float
) -> None:
    for kind, expected in (("rouge1", rouge1), ("rouge2", rouge2), ("rougeL", rouge_l)):
        found = score(kind, [hypothesis], [[reference]], language)
        assert found.value == pytest.approx(expected, abs=1e-9), kind


@pytest.mark.parametrize("kind", KINDS)
def test_identical_kazakh_texts_score_100(kind: str) -> None:
    text = "Өңірде мұндай отаға 11 бала мұқтаж.\nҚұрылғының құны — 9,5 млн теңге."
    assert score(kind, [text], [[text]], "kk").value == 100.0


def test_kazakh_texts_that_share_only_a_number_score_little() -> None:
    # rouge-score itself sees "11" alone in both and says 1.0
    one, other = "Өңірде 11 бала мұқтаж", "Кеше 11 дәрігер келді"
    assert RougeScorer(["rouge1"]).score(other, one)["rouge1"].fmeasure == 1.0
    assert score("rouge1", [one], [[other]], "kk").value == pytest.approx(25.0)


def test_stems_are_russian_and_not_kazakh() -> None:
    found = score("rouge1", ["Врачи открыли"], [["Врач открыл"]], "ru", stem=True)
    assert found.value == 100.0
    assert "stem:snowball-ru" in found.signature
    plain = score("rouge1", ["Врачи открыли"], [["Врач открыл"]], "ru")
    assert plain.value == 0.0
    kazakh = score("rouge1", ["дәрігерлер"], [["дәрігер"]], "kk", stem=True)
    assert kazakh.value == 0.0
    assert "stem:no" in kazakh.signature


def test_unicode_words_can_be_asked_for_in_english() -> None:
    found = score("rouge1", ["well-known café"], [["well known café"]], "en", tokenizer="unicode")
    assert found.value == pytest.approx(40.0)  # one of two words and one of three
    assert "case:fold|tok:unicode" in found.signature


def test_mean_of_several_references_is_named() -> None:
    references = [["жаңа аурухана", "ескі мектеп"]]
    best = score("rouge1", ["жаңа аурухана"], references, "kk")
    mean = score("rouge1", ["жаңа аурухана"], references, "kk", refs="mean")
    assert (best.value, mean.value) == (100.0, 50.0)
    assert "nrefs:2|refs:best" in best.signature
    assert "nrefs:2|refs:mean" in mean.signature


def test_lines_are_the_sentences_of_rouge_lsum() -> None:
    one, other = "қар жауды\nжол жабылды", "жол жабылды\nқар жауды"
    assert score("rougeLsum", [one], [[other]], "kk").value == 100.0
    assert score("rougeL", [one], [[other]], "kk").value == 50.0
