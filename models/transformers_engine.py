"""The engine that runs transformers models on torch: every family, CPU or GPU, the slower one.

`generate` holds a lock, so that several threads may call it; they wait for each other. The
model's own generation defaults (beam, n-gram block, length, forced tokens) are not used: a run is
described by its GenerationSettings alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from models.checkpoint import Checkpoint, read_json
from models.devices import torch_device, torch_type
from models.engine import EngineInfo, Generation, GenerationSettings, Progress
from models.errors import ModelError
from models.families import Framing
from models.rows import EMPTY, Row, batch_rows, prepare_rows
from models.tokenization import Tokenizer
from models.tokenizer_files import TORCH_EXTRA


class TransformersEngine:
    """A transformers model with its tokenizer; implements `models.engine.Engine`. Thread-safe by
    a lock. ``threads`` sets torch's thread number for the whole process."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        tokenizer: Tokenizer,
        *,
        device: str = "auto",
        threads: int = 0,
        compute_type: str = "auto",
    ) -> None:
        torch = import_torch()
        if threads:
            torch.set_num_threads(threads)
        self._checkpoint = checkpoint
        self._tokenizer = tokenizer
        self._device = torch_device(device)
        self._type = torch_type(compute_type, self._device, checkpoint.family.half)
        self._model = load_model(checkpoint, self._type).to(self._device).eval()
        self._start = special_id(checkpoint, "decoder_start_token_id")
        self._end = special_id(checkpoint, "eos_token_id")
        self._pad = special_id(checkpoint, "pad_token_id")
        # generate() fills what a run leaves open from here: mBART would force an end at the bound.
        self._model.generation_config = self._configuration()
        self._lock = threading.Lock()

    def _configuration(self, **options: Any) -> Any:
        import transformers

        make: Any = transformers.GenerationConfig
        return make(
            decoder_start_token_id=self._start,
            eos_token_id=self._end,
            pad_token_id=self._pad,
            do_sample=False,
            **options,
        )

    @property
    def info(self) -> EngineInfo:
        """The model's name, engine, revision and number format."""
        return EngineInfo(
            self._checkpoint.name, "transformers", self._checkpoint.revision, self._type
        )

    @property
    def max_source_tokens(self) -> int:
        """The longest source, in tokens, that the model translates safely."""
        return self._checkpoint.max_source_tokens

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of source tokens of each text, markers not counted."""
        return [len(self._tokenizer.pieces(text)) for text in texts]

    def generate(
        self,
        texts: Sequence[str],
        source: str,
        target: str,
        settings: GenerationSettings,
        progress: Progress | None = None,
    ) -> list[Generation]:
        """See `models.engine.Engine.generate`."""
        framing = self._checkpoint.framing(source, target, self._tokenizer)
        rows = prepare_rows(
            texts,
            framing,
            self._tokenizer,
            settings,
            max_source_tokens=self.max_source_tokens,
            max_positions=self._checkpoint.max_positions,
            max_target_tokens=self._checkpoint.max_target_tokens,
        )
        results = [EMPTY] * len(texts)
        if progress is not None and len(rows) < len(texts):
            progress(len(texts) - len(rows))
        for chosen in batch_rows(rows, settings.batch_tokens):
            with self._lock:
                outputs = self._run(chosen, framing, settings)
            for row, output in zip(chosen, outputs, strict=True):
                results[row.index] = output
            if progress is not None:
                progress(len(chosen))
        return results

    def _run(
        self, rows: list[Row], framing: Framing, settings: GenerationSettings
    ) -> list[Generation]:
        """One batch. Each output is cut to its own bound; the batch ran to the longest one's."""
        import torch
        from transformers.modeling_outputs import BaseModelOutput

        inputs, mask = self._padded([self._tokenizer.ids(row.pieces) for row in rows])
        begin = [self._start, *self._tokenizer.ids(framing.target)]
        barred = self._tokenizer.ids(framing.barred_for(rows[0].echoes))
        # Marian's <pad> is a row of the vocabulary that its decoder may choose.
        padding = [self._pad] if self._checkpoint.family.name == "marian" else []
        with torch.inference_mode():
            hidden = self._model.get_encoder()(
                input_ids=inputs, attention_mask=mask
            ).last_hidden_state
            sequences = self._model.generate(
                # beam search repeats the rows of this record in place, so it gets its own
                encoder_outputs=BaseModelOutput(last_hidden_state=hidden),
                attention_mask=mask,
                decoder_input_ids=torch.tensor([begin] * len(rows), device=self._device),
                generation_config=self._configuration(
                    max_new_tokens=max(row.bound for row in rows) + 1,
                    num_beams=settings.beam_size,
                    length_penalty=settings.length_penalty,
                    no_repeat_ngram_size=settings.no_repeat_ngram_size,
                    repetition_penalty=settings.repetition_penalty,
                    suppress_tokens=[*barred, *padding] or None,
                ),
            )
            outputs = []
            for row, sequence in zip(rows, sequences[:, len(begin) :].tolist(), strict=True):
                finished = self._end in sequence
                ids = sequence[: sequence.index(self._end)] if finished else sequence
                ids = [number for number in ids if finished or number != self._pad]
                outputs.append((ids[: row.bound], finished and len(ids) <= row.bound))
            means = self._means(begin, outputs, hidden, mask, barred)
        return [
            Generation(
                text=self._tokenizer.text(self._tokenizer.from_ids(ids)),
                score=mean,
                tokens=len(ids),
                finished=finished,
            )
            for (ids, finished), mean in zip(outputs, means, strict=True)
        ]

    def _means(
        self,
        begin: list[int],
        outputs: list[tuple[list[int], bool]],
        hidden: Any,
        mask: Any,
        barred: list[int],
    ) -> list[float]:
        """Mean log-probability of each output's tokens among all pieces that are not barred,
        forced pieces left out. One row at a time: all rows' logits would fill the memory."""
        import torch
        from transformers.modeling_outputs import BaseModelOutput

        means = []
        for place, (ids, finished) in enumerate(outputs):
            wanted = [*ids, self._end] if finished else ids
            if not wanted:
                means.append(0.0)
                continue
            logits = self._model(
                encoder_outputs=BaseModelOutput(last_hidden_state=hidden[place : place + 1]),
                attention_mask=mask[place : place + 1],
                decoder_input_ids=torch.tensor([[*begin, *wanted[:-1]]], device=self._device),
                use_cache=False,
            ).logits[0, len(begin) - 1 :]
            chosen = torch.tensor(wanted, device=self._device).unsqueeze(1)
            logits[:, barred] = float("-inf")
            logs = logits.float().log_softmax(-1).gather(1, chosen)
            means.append(float(logs.mean()))
        return means

    def _padded(self, ids: list[list[int]]) -> tuple[Any, Any]:
        """Rows as one tensor (rows x longest) and the mask of what is not padding."""
        import torch

        longest = max(map(len, ids))
        padded = [row + [self._pad] * (longest - len(row)) for row in ids]
        mask = [[1] * len(row) + [0] * (longest - len(row)) for row in ids]
        return (
            torch.tensor(padded, device=self._device),
            torch.tensor(mask, device=self._device),
        )


def import_torch() -> Any:
    """torch, once transformers is there too; ModelError with the install command otherwise."""
    try:
        import torch
        import transformers  # noqa: F401
    except ImportError as error:
        raise ModelError(
            f"This model or engine needs {error.name}, which is not installed; "
            f"install it with `{TORCH_EXTRA}`."
        ) from error
    return torch


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Keeps the library's notes and progress bars off standard error while it loads."""
    from transformers.utils import logging

    library: Any = logging
    level = library.get_verbosity()
    bars = library.is_progress_bar_enabled()
    library.set_verbosity_error()
    library.disable_progress_bar()
    try:
        yield
    finally:
        library.set_verbosity(level)
        if bars:
            library.enable_progress_bar()


def load_model(checkpoint: Checkpoint, compute_type: str) -> Any:
    """The network with its weights; ModelError for a damaged or an incomplete file.

    transformers fills absent weights with random numbers and only warns; here that is an error.
    """
    torch = import_torch()
    from transformers import AutoModelForSeq2SeqLM

    try:
        with quiet_transformers():
            model, loading = AutoModelForSeq2SeqLM.from_pretrained(
                str(checkpoint.path),
                local_files_only=True,
                dtype=getattr(torch, compute_type),
                output_loading_info=True,
            )
    except Exception as error:  # whatever a damaged file makes the libraries raise
        raise ModelError(
            f"The model {checkpoint.name} in {checkpoint.path} cannot be loaded "
            f"({' '.join(str(error).split())[:300]}); fetch it again."
        ) from error
    refuse_absent(checkpoint, loading)
    return model


def refuse_absent(checkpoint: Checkpoint, loading: Any) -> None:
    """Raises ModelError if transformers' loading report names tensors that the files lack."""
    absent = sorted(loading["missing_keys"]) + sorted(map(str, loading["mismatched_keys"]))
    if absent:
        raise ModelError(
            f"The weights of {checkpoint.name} in {checkpoint.path} are incomplete: {len(absent)} "
            f"tensors such as {absent[0]} are missing or of the wrong shape; fetch it again."
        )


def special_id(checkpoint: Checkpoint, key: str) -> int:
    """A special piece's number, from the generation configuration or the model's."""
    for name in ("generation_config.json", "config.json"):
        if (checkpoint.path / name).is_file():
            number = read_json(checkpoint.path / name).get(key)
            if isinstance(number, list):
                number = number[0]
            if number is not None:
                return int(number)
    raise ModelError(
        f"The configuration in {checkpoint.path} has no {key}, without which text cannot be "
        "generated; add it to config.json."
    )
