"""Cross-entropy over a part of the vocabulary, without ever holding all logits."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

_CHUNK = {"cpu": 512}
"""Positions at a time: on a CPU as many as keep the logits near the cache."""
_LARGE_CHUNK = 8192


class _LinearCrossEntropy(torch.autograd.Function):
    """Sum over positions of the smoothed cross-entropy of ``hidden @ table.T``.

    Gradients are computed on the way forward, chunk by chunk: the logits of a chunk stay in the
    processor's cache and are never stored. Products run in ``table``'s type, the softmax in
    float32. Smoothing spreads its share evenly over the table (Szegedy et al. 2016, section 7).
    """

    @staticmethod
    def forward(
        ctx: Any,
        hidden: Tensor,
        table: Tensor,
        labels: Tensor,
        offsets: Tensor,
        smoothing: float,
    ) -> tuple[Tensor, Tensor]:
        hidden_grad = torch.empty_like(hidden)
        table_grad = torch.zeros(table.shape, dtype=torch.float32, device=table.device)
        loss = hidden.new_zeros((), dtype=torch.float32)
        plain = hidden.new_zeros((), dtype=torch.float32)
        size = table.shape[0]
        chunk = _CHUNK.get(hidden.device.type, _LARGE_CHUNK)
        rows = max(1, min(hidden.shape[0], chunk))
        product = table.new_empty((rows, size))
        room = table.new_empty((rows, size), dtype=torch.float32)
        for start in range(0, hidden.shape[0], chunk):
            part = hidden[start : start + chunk]
            gold = labels[start : start + chunk].unsqueeze(1)
            logits, low = room[: len(part)], product[: len(part)]
            torch.mm(part, table.T, out=low)
            torch.add(low, offsets, out=logits)
            peak = logits.amax(dim=1, keepdim=True)
            logits.sub_(peak)
            nll = -logits.gather(1, gold).sum()
            even = -logits.sum() / size if smoothing else nll
            total = logits.exp_().sum(dim=1, keepdim=True)
            normaliser = total.log().sum()
            plain += nll + normaliser
            loss += (1 - smoothing) * nll + smoothing * even + normaliser
            slope = logits.div_(total)
            if smoothing:
                slope.sub_(smoothing / size)
            slope.scatter_add_(1, gold, slope.new_full(gold.shape, smoothing - 1.0))
            low.copy_(slope)
            torch.mm(low, table, out=hidden_grad[start : start + chunk])
            table_grad += low.T @ part
        ctx.save_for_backward(hidden_grad, table_grad)
        ctx.mark_non_differentiable(plain)
        return loss, plain

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None, None, None]:
        hidden_grad, table_grad = ctx.saved_tensors
        return hidden_grad * grads[0], table_grad * grads[0], None, None, None


def linear_cross_entropy(
    hidden: Tensor, table: Tensor, labels: Tensor, offsets: Tensor, smoothing: float = 0.0
) -> tuple[Tensor, Tensor]:
    """The smoothed loss and the plain one, both summed over positions.

    ``hidden`` is (positions, width), ``table`` (pieces, width) of the same type, ``labels`` rows
    of the table; ``offsets`` (float32, one a piece) are added to the logits.
    """
    pair: tuple[Tensor, Tensor] = _LinearCrossEntropy.apply(  # type: ignore[no-untyped-call]
        hidden, table, labels, offsets, smoothing
    )
    return pair
