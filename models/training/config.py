"""What a run of the recipe is told, read from a YAML file and checked once."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import ConfigurationError

CONFIGS = Path(__file__).parent / "configs"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataConfig(_Section):
    """Text, and what is made of it. ``written`` are files of the project's own documents, or
    folders of them, beside those of the manifest; in a list of corpora, the word ``written`` is all
    of them. ``weights`` overrides the manifest's weight of a corpus, by its key (``name:kk-en``)
    or, for all its pairs, its name; 0 leaves it out. ``swap_copies`` is how many versions with
    other numbers a pair gives, where it has numbers; ``name_copies`` the same for names.
    ``favour`` multiplies the weights of a target language, the harder one say."""

    manifest: Path
    test_sets: tuple[Path, ...]
    written: tuple[Path, ...] = ()
    written_weight: Annotated[float, Field(ge=0)] = 6.0
    dev: dict[str, Path] = Field(default_factory=dict)
    suite: Path | None = None
    weights: dict[str, float] = Field(default_factory=dict)
    favour: dict[Literal["en", "ru"], Annotated[float, Field(gt=0)]] = Field(default_factory=dict)
    temperature: Annotated[float, Field(gt=0)] = 1.0
    lowercase: tuple[str, ...] = ()
    check_numbers: tuple[str, ...] = ()
    cross_pairs: tuple[str, ...] = ()
    cross_weight: float = 0.5
    denoise: dict[str, float] = Field(default_factory=dict)
    join: tuple[str, ...] = ()
    join_weight: float = 1.0
    swap_numbers: tuple[str, ...] = ()
    swap_weight: float = 1.0
    swap_copies: Annotated[int, Field(ge=1)] = 1
    swap_names: tuple[str, ...] = ()
    name_weight: float = 1.0
    name_copies: Annotated[int, Field(ge=1)] = 1
    max_pieces: Annotated[int, Field(ge=8, le=500)] = 128
    seed: int = 1


class VocabularyConfig(_Section):
    """``tokenizer`` reuses a tokenizer.json; without it the XLM-R pieces are cut to ``pieces``.
    ``split_digits`` makes every digit a piece of its own: a number is copied digit by digit, ten
    things to learn instead of a thousand."""

    tokenizer: Path | None = None
    source: Path | None = None
    pieces: Annotated[int, Field(ge=300, le=60_000)] = 24_000
    split_digits: bool = False


class ModelConfig(_Section):
    """``init``: "encoder" (multilingual-e5-small and a decoder started from its layers), "bundled"
    (the shipped weights, to go on from), or the path of a transformers directory."""

    init: str = "encoder"
    decoder_layers: Annotated[int, Field(ge=1, le=12)] = 3


class TrainConfig(_Section):
    """How training runs. Fractions are of the budget: ``steps`` where given, else ``minutes`` of
    training time, counted over all restarts. ``live_layers`` is the number of upper encoder
    layers that learn, at ``encoder_rate`` times the decoder's rate; the output of the layers
    below is kept on the disk when ``cache`` is on (worth it on a CPU over several passes).
    ``train_source_embeddings`` needs every layer live and no cache. ``compile`` joins the small
    operations of the live layers (torch.compile): a tenth faster after a minute of compiling.
    ``word_dropout`` is the share of the decoder's input pieces that are hidden from it; it costs
    nothing, where ``dropout`` costs a quarter of the speed on a CPU."""

    device: Literal["cpu", "cuda"] = "cpu"
    threads: Annotated[int, Field(ge=1)] | None = None
    autocast: bool = True
    minutes: Annotated[float, Field(gt=0)] | None = None
    steps: Annotated[int, Field(ge=1)] | None = None
    batch_tokens: Annotated[int, Field(ge=16)] = 4096
    max_pairs: Annotated[int, Field(ge=1)] = 512
    rate: Annotated[float, Field(gt=0)] = 8e-4
    warmup_steps: Annotated[int, Field(ge=0)] = 200
    schedule: Literal["cosine", "inverse_sqrt"] = "cosine"
    final_rate: Annotated[float, Field(ge=0, le=1)] = 0.0
    weight_decay: Annotated[float, Field(ge=0)] = 0.01
    clip: Annotated[float, Field(gt=0)] = 1.0
    live_layers: Annotated[int, Field(ge=0, le=24)] = 4
    encoder_rate: Annotated[float, Field(ge=0)] = 0.15
    train_source_embeddings: bool = False
    cache: bool = True
    compile: bool = False
    frequent_pieces: Annotated[int, Field(ge=1)] = 3000
    sampled_pieces: Annotated[int, Field(ge=0)] = 1500
    label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0.1
    smoothing_from: Annotated[float, Field(ge=0, le=1)] = 0.5
    dropout: Annotated[float, Field(ge=0, lt=1)] = 0.1
    dropout_from: Annotated[float, Field(ge=0, le=1)] = 0.6
    word_dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    checkpoint_minutes: Annotated[float, Field(gt=0)] = 4.0
    probe_minutes: Annotated[float, Field(gt=0)] = 12.0
    probe_sentences: Annotated[int, Field(ge=0)] = 150
    average_last: Annotated[int, Field(ge=1)] = 4
    epoch_pairs: Annotated[int, Field(ge=1)] = 100_000
    seed: int = 1


class RunConfig(_Section):
    """One configuration file. ``work`` holds everything the steps write before `export`."""

    name: str
    work: Path
    data: DataConfig
    vocabulary: VocabularyConfig = VocabularyConfig()
    model: ModelConfig = ModelConfig()
    train: TrainConfig = TrainConfig()


def load_config(name: str) -> RunConfig:
    """A configuration by file path or by its name in ``configs/``.

    A file with ``extends: NAME`` starts from that configuration and replaces single settings.
    Raises ConfigurationError with the key that is wrong and the nearest one that exists.
    """
    try:
        return RunConfig.model_validate(_read(name))
    except ValidationError as error:
        raise ConfigurationError(f"{name}: {_explain(error)}") from error


def _read(name: str) -> dict[str, Any]:
    path = Path(name) if Path(name).suffix in {".yaml", ".yml"} else CONFIGS / f"{name}.yaml"
    if not path.is_file():
        known = sorted(file.stem for file in CONFIGS.glob("*.yaml"))
        raise ConfigurationError(
            f"There is no training configuration {name}; known: {', '.join(known)}, or a path."
        )
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{path} is not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ConfigurationError(f"{path} holds no settings; expected `name:`, `work:`, `data:` …")
    base = content.pop("extends", None)
    return content if base is None else _merged(_read(str(base)), content)


def _merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        nested = isinstance(value, dict) and isinstance(base.get(key), dict)
        merged[key] = _merged(base[key], value) if nested else value
    return merged


def _explain(error: ValidationError) -> str:
    problem = error.errors()[0]
    place = ".".join(map(str, problem["loc"]))
    if problem["type"] != "extra_forbidden":
        return f"`{place}`: {problem['msg']}."
    keys = {key for section in _Section.__subclasses__() for key in section.model_fields}
    near = difflib.get_close_matches(str(problem["loc"][-1]), sorted(keys), n=1)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    return f"`{place}` is not a setting.{hint}"
