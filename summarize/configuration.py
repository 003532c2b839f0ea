"""One validated record for a run; presets and files are YAML, command-line options win over them.

An unknown key is an error that names the nearest known one.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from models.engine import GenerationSettings
from models.errors import ConfigurationError, ModelError
from models.languages import language
from summarize.output import write_atomically

Order = Literal["select-first", "translate-first"]
EngineName = Literal["auto", "ctranslate2", "transformers"]
DeviceName = Literal["auto", "cpu", "cuda"]
ComputeType = Literal[
    "auto", "int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16",
    "bfloat16", "float32",
]  # fmt: skip
FormatName = Literal["text", "md", "json", "html"]
SelectionMethod = Literal["weighted", "lead", "centrality", "random"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SummaryConfig(_Section):
    """How long a summary is: a number of sentences, or of source-language words if set."""

    sentences: int = Field(default=3, ge=1, le=50)
    words: int | None = Field(default=None, ge=5, le=2000)


class SelectionConfig(_Section):
    """How the summary's sentences are chosen on the source. The weights multiply features that
    lie between 0 and 1 (see `summarize.selection`); ``speech`` (questions, pieces of a quotation)
    is taken off, ``points_back`` ("Ол …", "However …") too unless the sentence before is chosen;
    ``redundancy`` is the share of the penalty for likeness to what is already chosen (Carbonell
    and Goldstein 1998). The values were set on data: docs/selection.md."""

    method: SelectionMethod = "weighted"
    centrality: float = Field(default=0.3, ge=0)
    frequency: float = Field(default=0.2, ge=0)
    position: float = Field(default=0.6, ge=0)
    title: float = Field(default=0.1, ge=0)
    length: float = Field(default=0.0, ge=0)
    numbers: float = Field(default=0.05, ge=0)
    points_back: float = Field(default=0.2, ge=0)
    speech: float = Field(default=0.3, ge=0)
    redundancy: float = Field(default=0.05, ge=0, le=1)
    seed: int = 0


class GenerationConfig(_Section):
    """How output is searched for; see `models.engine.GenerationSettings`."""

    beam_size: int = Field(default=1, ge=1, le=32)
    length_penalty: float = Field(default=1.0, ge=0, le=5)
    no_repeat_ngram_size: int = Field(default=0, ge=0, le=20)
    repetition_penalty: float = Field(default=1.0, ge=0.5, le=3)
    max_length_ratio: float = Field(default=2.0, gt=0, le=10)
    max_length_slack: int = Field(default=16, ge=1, le=512)
    batch_tokens: int = Field(default=1024, ge=64, le=65536)

    def settings(self) -> GenerationSettings:
        """The same as the record that engines take."""
        return GenerationSettings(**self.model_dump())


class ChecksConfig(_Section):
    """Which checks run and where they begin to complain; see `summarize.checks`. The bounds were
    set on data (docs/checks.md): ``min_similarity`` is a cosine of multilingual-e5-small,
    ``min_score`` a mean log-probability per output token."""

    enabled: bool = True
    similarity: bool = True
    min_similarity: float = Field(default=0.82, ge=-1, le=1)
    min_score: float = Field(default=-1.0, le=0)


class OutputConfig(_Section):
    """How results are written. ``full`` adds the translation of the whole article."""

    format: FormatName = "text"
    full: bool = False


class RunConfig(_Section):
    """Everything a run depends on; it is written into every output."""

    model: str = "kk-mini"
    summarizer: str | None = None
    engine: EngineName = "auto"
    device: DeviceName = "auto"
    threads: int = Field(default=0, ge=0, le=1024, description="0 means all cores")
    compute_type: ComputeType = "auto"
    source: str | None = Field(default=None, description="source language; None detects it")
    targets: tuple[str, ...] = Field(default=("en",), min_length=1)
    order: Order = "select-first"
    summary: SummaryConfig = SummaryConfig()
    selection: SelectionConfig = SelectionConfig()
    generation: GenerationConfig = GenerationConfig()
    checks: ChecksConfig = ChecksConfig()
    output: OutputConfig = OutputConfig()

    @field_validator("source", "targets")
    @classmethod
    def _known_languages(cls, value: str | tuple[str, ...] | None) -> Any:
        for code in (value,) if isinstance(value, str) else value or ():
            try:
                language(code)
            except ModelError as error:
                raise ValueError(str(error)) from error
        return value


def preset_names() -> list[str]:
    """The names of the presets that ship, sorted."""
    files = (Path(entry.name) for entry in resources.files("configs").iterdir())
    return sorted(file.stem for file in files if file.suffix == ".yaml")


def read_config(name_or_path: str, overrides: Mapping[str, Any] | None = None) -> RunConfig:
    """The run described by a preset's name or a YAML file's path.

    ``overrides`` maps dotted keys ("summary.sentences") to values that win over the file; None
    values are ignored. What neither says is taken from the user's own file (`user_config_path`),
    if there is one. Raises ConfigurationError naming the file, the key and what was expected.
    """
    data, origin = _load(name_or_path)
    own = user_config_path()
    if own.is_file():
        settings, own_origin = _load(str(own))
        validate_config(settings, own_origin)
        data = _over(settings, data)
    for dotted, value in (overrides or {}).items():
        if value is not None:
            _set(data, dotted, value)
    return validate_config(data, origin)


def user_config_path() -> Path:
    """The user's own settings (`qysqa bench --save` writes it): ``QYSQA_CONFIG``, else
    ``qysqa/config.yaml`` where the platform keeps configurations. It need not exist."""
    chosen = os.environ.get("QYSQA_CONFIG")
    if chosen:
        return Path(chosen).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or str(Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Application Support")
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / "qysqa" / "config.yaml"


def save_user_config(values: Mapping[str, Any]) -> Path:
    """Lay the values (dotted keys) over the user's own settings and write them; the file."""
    path = user_config_path()
    data = _load(str(path))[0] if path.is_file() else {}
    for dotted, value in values.items():
        _set(data, dotted, value)
    validate_config(data, str(path))
    write_atomically(path, yaml.safe_dump(data, allow_unicode=True, sort_keys=False))
    return path


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both together, section by section; ``above`` wins."""
    both = dict(below)
    for key, value in above.items():
        lower = both.get(key)
        if isinstance(lower, dict) and isinstance(value, dict):
            value = _over(lower, value)
        both[key] = value
    return both


def validate_config(data: Mapping[str, Any], origin: str) -> RunConfig:
    """A RunConfig from plain data. ``origin`` names the data in error messages. A summarisation
    model reads the whole translation: naming one implies translate-first."""
    if data.get("summarizer") and "order" not in data:
        data = {**data, "order": "translate-first"}
    try:
        return RunConfig.model_validate(data)
    except ValidationError as error:
        raise ConfigurationError(_explain(error, origin)) from error


def _load(name_or_path: str) -> tuple[dict[str, Any], str]:
    if name_or_path in preset_names():
        text = resources.files("configs").joinpath(f"{name_or_path}.yaml").read_text("utf-8")
        origin = f"preset {name_or_path}"
    else:
        path = Path(name_or_path)
        if not path.is_file():
            near = difflib.get_close_matches(name_or_path, preset_names(), n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise ConfigurationError(
                f"No preset and no file is called {name_or_path!r}.{hint} "
                f"Presets: {', '.join(preset_names())}."
            )
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{path} cannot be read as UTF-8 YAML: {error}.") from error
        origin = str(path)
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{origin} is not valid YAML{_place(error)}.") from error
    if data is None:
        return {}, origin
    if not isinstance(data, dict):
        raise ConfigurationError(
            f"{origin} holds a {type(data).__name__}; "
            "expected keys and values such as 'model: kk-mini'."
        )
    # A section with nothing under it ("summary:") says nothing; an unknown one is still named.
    known = RunConfig.model_fields
    return {k: v for k, v in data.items() if v is not None or k not in known}, origin


def _place(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return ""
    return f" (line {error.problem_mark.line + 1}: {error.problem})"


def _set(data: dict[str, Any], dotted: str, value: Any) -> None:
    *sections, key = dotted.split(".")
    for section in sections:
        data = data.setdefault(section, {})
        if not isinstance(data, dict):  # a mistake of the file's, which validation names
            return
    data[key] = value


def _explain(error: ValidationError, origin: str) -> str:
    """Every complaint of pydantic in one sentence each."""
    sentences = []
    for detail in error.errors():
        location = tuple(str(part) for part in detail["loc"])
        dotted = ".".join(location)
        if detail["type"] == "extra_forbidden":
            known = _known_keys(location[:-1])
            near = difflib.get_close_matches(location[-1], known, n=1, cutoff=0.4)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}."
            sentences.append(f"{origin}: unknown key {dotted!r}; {hint}")
        else:
            found = detail.get("input")
            message = detail["msg"].removeprefix("Value error, ").removesuffix(".")
            message = message[:1].lower() + message[1:]
            if detail["type"] == "model_type":
                message = f"expected keys and values, such as '{_known_keys(location)[0]}: …'"
            sentences.append(f"{origin}: {dotted} is {found!r}; {message}.")
    return " ".join(sentences)


def _known_keys(location: tuple[str, ...]) -> list[str]:
    model: type[BaseModel] = RunConfig
    for part in location:
        annotation = model.model_fields[part].annotation
        assert isinstance(annotation, type)
        assert issubclass(annotation, BaseModel)
        model = annotation
    return list(model.model_fields)
