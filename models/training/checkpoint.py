"""Stopping and going on: the learning parameters, the optimizer and the place in the data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from models.errors import ConfigurationError


@dataclass(slots=True)
class Progress:
    """How far a run has come. ``seconds`` counts training time over all restarts."""

    step: int = 0
    seconds: float = 0.0
    number: int = 0
    place: int = 0
    pairs: int = 0
    tokens: int = 0


def learned_state(model: Any) -> dict[str, Tensor]:
    """The parameters that learn, by name, on the CPU."""
    return {
        name: parameter.detach().cpu().clone()
        for name, parameter in model.named_parameters()
        if parameter.requires_grad
    }


def save_checkpoint(path: Path, model: Any, optimizer: Any, progress: Progress, key: str) -> None:
    """Writes the file whole or not at all. ``key`` names the data and the network's shape."""
    state = {
        "key": key,
        "progress": asdict(progress),
        "model": learned_state(model),
        "optimizer": optimizer_state(model, optimizer),
        "random": torch.get_rng_state(),
        "random_cuda": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }
    _write(state, path)


def load_checkpoint(
    path: Path, model: Any, optimizer: Any, key: str, new_text: bool = False
) -> Progress | None:
    """Puts a saved state back; None where there is none.

    ``key`` is DATA-NETWORK. Raises ConfigurationError where the file belongs to another network, or
    to other data unless ``new_text`` allows it; the run then goes on with a fresh pass.
    """
    if not path.is_file():
        return None
    state = torch.load(path, map_location="cpu", weights_only=True)
    (data, network), (now, wanted) = (k.split("-", 1) for k in (state["key"], key))
    if network != wanted or (data != now and not new_text):
        raise ConfigurationError(
            f"{path} was made with other data or another network ({state['key']}, now {key}); "
            "give the run another `work` folder, remove the file to start again, or, where only "
            "text was added, say --new-text."
        )
    model.load_state_dict(state["model"], strict=False)
    restore_optimizer(model, optimizer, state["optimizer"])
    torch.set_rng_state(state["random"])
    if len(state.get("random_cuda", ())) == torch.cuda.device_count() > 0:
        torch.cuda.set_rng_state_all(state["random_cuda"])
    progress = Progress(**state["progress"])
    if data != now:
        progress.number, progress.place = progress.number + 1, 0
    return progress


def optimizer_state(model: Any, optimizer: Any) -> dict[str, Any]:
    """What the optimizer remembers of each parameter, by the parameter's name."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    return {names[id(parameter)]: state for parameter, state in optimizer.state.items()}


def restore_optimizer(model: Any, optimizer: Any, saved: dict[str, Any]) -> None:
    """Gives parameters their memory back; one that learns only now starts without.

    By name, so that a run can go on with more encoder layers thawed than it was started with.
    """
    for name, parameter in model.named_parameters():
        if parameter.requires_grad and name in saved:
            optimizer.state[parameter] = {
                key: value.to(parameter.device) for key, value in saved[name].items()
            }


def save_weights(folder: Path, model: Any, step: int, keep: int) -> None:
    """Keeps the learned parameters of the last ``keep`` checkpoints, for averaging."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(learned_state(model), folder / f"{step:08d}.pt")
    for old in sorted(folder.glob("*.pt"))[:-keep]:
        old.unlink()


def average_weights(folder: Path) -> dict[str, Tensor]:
    """The mean of the kept checkpoints' parameters."""
    files = sorted(folder.glob("*.pt"))
    if not files:
        raise ConfigurationError(f"{folder} holds no checkpoint; run the `train` step first.")
    mean: dict[str, Tensor] = {}
    for file in files:
        for name, value in torch.load(file, map_location="cpu", weights_only=True).items():
            share = value / len(files)
            mean[name] = mean[name] + share if name in mean else share
    return mean


def _write(state: dict[str, Any], path: Path) -> None:
    part = path.with_suffix(".part")
    torch.save(state, part)
    part.replace(path)
