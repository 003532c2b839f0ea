import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.training.batches import (
    Batch,
    corpus_shares,
    drop_words,
    make_batch,
    plan_pass,
)
from models.training.config import TrainConfig
from models.training.loss import linear_cross_entropy
from models.training.output import OutputSampler
from models.training.schedule import rate_factor
from models.training.shards import Prepared, ragged

EN, RU = 30, 31


def prepared(sizes, weights, lengths=(3, 4, 5)):
    """Examples of several corpora; those of every second one are Russian."""
    count = sum(sizes)
    corpus = np.repeat(np.arange(len(sizes)), sizes).astype(np.int32)
    rows = np.arange(count, dtype=np.int32)
    sources = ragged([[0, *[5] * (lengths[i % len(lengths)] - 2), 2] for i in range(count)])
    targets = ragged([[6 + i % 9, 7, 2] for i in range(count)])
    tags = np.where(corpus % 2 == 0, EN, RU).astype(np.int32)
    names = tuple(f"c{i}" for i in range(len(sizes)))
    return Prepared(sources, targets, rows, rows, tags, corpus, names, tuple(weights), "digest")


def test_a_batch_is_padded_and_labels_follow_the_tag():
    data = Prepared(
        sources=ragged([[0, 9, 2], [0, 9, 8, 7, 2]]),
        targets=ragged([[11, 12, 2], [13, 2]]),
        source=np.array([0, 1], np.int32),
        target=np.array([0, 1], np.int32),
        tag=np.array([EN, EN], np.int32),
        corpus=np.array([0, 0], np.int32),
        names=("c",),
        weights=(1.0,),
        digest="",
    )
    batch = make_batch(data, np.array([0, 1]))
    assert batch.source.tolist() == [[0, 9, 2, 1, 1], [0, 9, 8, 7, 2]]
    assert batch.decoder.tolist() == [[2, EN, 11, 12], [2, EN, 13, 1]]
    assert batch.labels.tolist() == [[11, 12, 2], [13, 2, -100]]
    assert batch.tag == EN


def test_shares_follow_weight_and_size():
    data = prepared([10, 20], [4.0, 1.0])
    assert corpus_shares(data, 1.0).tolist() == pytest.approx([40 / 60, 20 / 60])
    hot = corpus_shares(data, 1e9)
    assert hot.tolist() == pytest.approx([0.8, 0.2])


def plan(data, number, pairs=40):
    return plan_pass(
        data, corpus_shares(data, 1.0), number, pairs=pairs, batch_tokens=24, max_pairs=5, seed=7
    )


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=4),
    st.lists(st.floats(0.1, 5), min_size=4, max_size=4),
    st.integers(0, 3),
)
def test_batches_keep_to_their_bounds_and_one_language(sizes, weights, number):
    data = prepared(sizes, weights[: len(sizes)])
    batches = plan(data, number)
    lengths = np.maximum(data.sources.lengths, data.targets.lengths) + 1
    for rows in batches:
        assert len(set(data.tag[rows].tolist())) == 1
        assert len(rows) <= 5
        assert len(rows) == 1 or max(lengths[rows]) * len(rows) <= 24
    total = sum(map(len, batches))
    assert abs(total - 40) <= len(sizes)


def test_no_example_returns_before_all_of_its_corpus_were_seen():
    data = prepared([10], [1.0])
    seen = [int(row) for number in range(4) for rows in plan(data, number, 5) for row in rows]
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))


def test_the_plan_depends_on_seed_and_pass_alone():
    data = prepared([12, 9], [1.0, 2.0])
    first, again = plan(data, 1), plan(data, 1)
    assert [rows.tolist() for rows in first] == [rows.tolist() for rows in again]
    assert [rows.tolist() for rows in first] != [rows.tolist() for rows in plan(data, 2)]


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_loss_and_gradients_equal_torchs(smoothing):
    torch.manual_seed(0)
    hidden = torch.randn(1030, 8, requires_grad=True)
    table = torch.randn(40, 8, requires_grad=True)
    labels = torch.randint(0, 40, (1030,))
    loss, plain = linear_cross_entropy(hidden, table, labels, torch.zeros(40), smoothing)
    expected = torch.nn.functional.cross_entropy(
        hidden @ table.T, labels, label_smoothing=smoothing, reduction="sum"
    )
    unsmoothed = torch.nn.functional.cross_entropy(hidden @ table.T, labels, reduction="sum")
    assert loss.item() == pytest.approx(expected.item(), rel=1e-5)
    assert plain.item() == pytest.approx(unsmoothed.item(), rel=1e-5)
    mine = torch.autograd.grad(2 * loss, [hidden, table])
    theirs = torch.autograd.grad(2 * expected, [hidden, table])
    for one, other in zip(mine, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def test_sampled_pieces_stand_for_those_left_out():
    data = prepared([60, 60], [1.0, 1.0])
    batch = make_batch(data, np.array([0, 1, 2]))
    whole = OutputSampler(data, frequent=2, sampled=1000, seed=1)(batch, 0)
    assert sorted(whole.pieces.tolist()) == [2, *range(6, 15)]
    assert whole.offsets.tolist() == [0.0] * 10
    part = OutputSampler(data, frequent=2, sampled=2, seed=1)(batch, 0)
    sure = len(part.pieces) - 2
    assert {2, 6, 7, 8} <= set(part.pieces[:sure].tolist())
    assert part.offsets[sure:].exp().tolist() == pytest.approx([(10 - sure) / 2] * 2)
    assert part.rows[part.pieces].tolist() == list(range(len(part.pieces)))


def test_the_rate_warms_up_and_falls_to_its_end():
    cosine = TrainConfig(warmup_steps=10, final_rate=0.1)
    assert rate_factor(cosine, 0, 0.0) == pytest.approx(0.1)
    assert rate_factor(cosine, 100, 0.0) == pytest.approx(1.0)
    assert rate_factor(cosine, 100, 0.5) == pytest.approx(0.55)
    assert rate_factor(cosine, 100, 1.0) == pytest.approx(0.1)
    root = TrainConfig(warmup_steps=100, schedule="inverse_sqrt")
    assert rate_factor(root, 399, 0.5) == pytest.approx(0.5)


def test_dropped_words_are_unknown_to_the_decoder_alone():
    decoder = np.array([[2, 9] + [7] * 98, [2, 9] + [7] * 49 + [1] * 49])
    batch = Batch(np.arange(2), decoder, decoder, decoder[:, 1:], 9)
    dropped = drop_words(batch, 0.3, (1, 5))
    assert dropped.decoder[:, :2].tolist() == [[2, 9], [2, 9]]
    assert (dropped.decoder[decoder == 1] == 1).all()
    hidden = int((dropped.decoder == 3).sum())
    assert 25 <= hidden <= 65
    assert set(np.unique(dropped.decoder)) == {1, 2, 3, 7, 9}
    assert dropped.labels is batch.labels
    assert (drop_words(batch, 0.3, (1, 5)).decoder == dropped.decoder).all()
