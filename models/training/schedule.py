"""How the learning rate moves over a run."""

from __future__ import annotations

import math

from models.training.config import TrainConfig


def rate_factor(config: TrainConfig, step: int, done: float) -> float:
    """The share of the full rate at a step, ``done`` being the share of the budget that is used.

    A linear warm-up over ``warmup_steps``, then a half cosine down to ``final_rate`` at the end of
    the budget, or the inverse square root of the step (Vaswani et al. 2017, section 5.3).
    """
    warm = min(1.0, (step + 1) / config.warmup_steps) if config.warmup_steps else 1.0
    if config.schedule == "inverse_sqrt":
        return warm * min(1.0, math.sqrt(max(1, config.warmup_steps) / (step + 1)))
    low = config.final_rate
    return warm * (low + (1 - low) * 0.5 * (1 + math.cos(math.pi * min(1.0, done))))
