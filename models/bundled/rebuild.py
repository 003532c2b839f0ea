"""The bundled model in transformers' form, rebuilt from the weights that CTranslate2 reads.

Only the int8 form ships, because both would double the package. The rebuilt numbers are the int8
weights times their scales, so the transformers engine computes what CTranslate2 computes, up to
the latter's rounding of activations; training can go on from them.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from models.bundled.model_bin import Array, dequantized, read_model_bin
from models.checkpoint import SHAPE, Checkpoint, read_json
from models.errors import ModelError
from models.store import MANIFEST, cache_dir, file_digest, new_directory, write_manifest

_OFFSET = 2
"""BART reads its table of positions from row 2 (`BartLearnedPositionalEmbedding.offset`);
CTranslate2 stores it without those rows."""


def rebuild_state_dict(bundled_dir: Path) -> dict[str, Array]:
    """BART's weights by transformers' names, float32, from a directory with ``model.bin``.

    Needs numpy alone. Raises ModelError if the file is damaged or is not a BART.
    """
    variables = read_model_bin(Path(bundled_dir) / "model.bin")
    try:
        return _state_dict(variables)
    except KeyError as error:
        raise ModelError(
            f"The weights in {bundled_dir} lack {error}; expected a BART converted for CTranslate2."
        ) from error


def _state_dict(variables: dict[str, Array]) -> dict[str, Array]:
    decoder = dequantized(variables, "decoder/embeddings/weight")
    state = {
        "model.encoder.embed_tokens.weight": dequantized(variables, "encoder/embeddings_0/weight"),
        "model.decoder.embed_tokens.weight": decoder,
        "model.shared.weight": decoder,
        "lm_head.weight": dequantized(variables, "decoder/projection/weight"),
        "final_logits_bias": _projection_bias(variables, len(decoder)),
    }
    for side in ("encoder", "decoder"):
        positions = dequantized(variables, f"{side}/position_encodings/encodings")
        unused = np.zeros((_OFFSET, positions.shape[1]), np.float32)
        state[f"model.{side}.embed_positions.weight"] = np.concatenate([unused, positions])
        _norm(state, variables, f"model.{side}.layernorm_embedding", f"{side}/layernorm_embedding")
        for number in range(_layers(variables, side)):
            _layer(state, variables, side, number)
    return state


def _projection_bias(variables: dict[str, Array], pieces: int) -> Array:
    bias = variables.get("decoder/projection/bias")
    if bias is None:
        return np.zeros((1, pieces), np.float32)
    return bias.astype(np.float32).reshape(1, -1)


def _layers(variables: dict[str, Array], side: str) -> int:
    numbers = [
        int(name.split("/")[1].removeprefix("layer_"))
        for name in variables
        if name.startswith(f"{side}/layer_")
    ]
    return max(numbers, default=-1) + 1


def _layer(state: dict[str, Array], variables: dict[str, Array], side: str, number: int) -> None:
    """One layer: fused query, key and value rows are taken apart again."""
    source = f"{side}/layer_{number}"
    target = f"model.{side}.layers.{number}"
    own = f"{source}/self_attention"
    _linear(
        state, variables, [f"{target}.self_attn.{part}_proj" for part in "qkv"], f"{own}/linear_0"
    )
    _linear(state, variables, [f"{target}.self_attn.out_proj"], f"{own}/linear_1")
    _norm(state, variables, f"{target}.self_attn_layer_norm", f"{own}/layer_norm")
    if side == "decoder":
        cross = f"{source}/attention"
        _linear(state, variables, [f"{target}.encoder_attn.q_proj"], f"{cross}/linear_0")
        keys = [f"{target}.encoder_attn.{part}_proj" for part in "kv"]
        _linear(state, variables, keys, f"{cross}/linear_1")
        _linear(state, variables, [f"{target}.encoder_attn.out_proj"], f"{cross}/linear_2")
        _norm(state, variables, f"{target}.encoder_attn_layer_norm", f"{cross}/layer_norm")
    _linear(state, variables, [f"{target}.fc1"], f"{source}/ffn/linear_0")
    _linear(state, variables, [f"{target}.fc2"], f"{source}/ffn/linear_1")
    _norm(state, variables, f"{target}.final_layer_norm", f"{source}/ffn/layer_norm")


def _linear(
    state: dict[str, Array], variables: dict[str, Array], targets: list[str], source: str
) -> None:
    weights = np.split(dequantized(variables, f"{source}/weight"), len(targets))
    biases = np.split(dequantized(variables, f"{source}/bias"), len(targets))
    for target, weight, bias in zip(targets, weights, biases, strict=True):
        state[f"{target}.weight"] = weight
        state[f"{target}.bias"] = bias


def _norm(state: dict[str, Array], variables: dict[str, Array], target: str, source: str) -> None:
    state[f"{target}.weight"] = dequantized(variables, f"{source}/gamma")
    state[f"{target}.bias"] = dequantized(variables, f"{source}/beta")


def rebuild_transformers(bundled_dir: Path, output_dir: Path) -> Path:
    """Writes ``model.safetensors`` (float32), ``config.json`` and ``tokenizer.json`` into
    ``output_dir``, which transformers then loads with no code of ours."""
    try:
        from safetensors.numpy import save_file
    except ImportError as error:
        raise ModelError(
            "Rebuilding the transformers form needs safetensors, which is not installed; "
            "install it with `pip install 'qysqa[torch]'`."
        ) from error
    source, output = Path(bundled_dir), Path(output_dir)
    output.mkdir(parents=True, exist_ok=True)
    state = {
        name: np.ascontiguousarray(values) for name, values in rebuild_state_dict(source).items()
    }
    save_file(state, str(output / "model.safetensors"), metadata={"format": "pt"})
    shutil.copyfile(source / SHAPE, output / "config.json")
    for name in ("tokenizer.json", "tokenizer_config.json", "generation_config.json"):
        if (source / name).is_file():
            shutil.copyfile(source / name, output / name)
    return output


def rebuilt_checkpoint(checkpoint: Checkpoint) -> Checkpoint:
    """The transformers form of a checkpoint of the bundled kind, made once in the cache."""
    digest = file_digest(checkpoint.path / "model.bin")
    final = cache_dir() / "rebuilt" / f"{checkpoint.name}-{digest[:12]}"
    if not (final / MANIFEST).is_file():
        with new_directory(final) as temporary:
            rebuild_transformers(checkpoint.path, temporary)
            content: dict[str, Any] = {
                "schema": "qysqa.rebuilt/1",
                "name": checkpoint.name,
                "revision": checkpoint.revision,
                "model_bin_sha256": digest,
            }
            write_manifest(temporary, content)
    read_json(final / "config.json")
    return replace(checkpoint, path=final, form="transformers")
