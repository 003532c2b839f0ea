"""The engine that runs on CTranslate2: the default, light and fast on a CPU.

It is safe to use from several threads: the translator queues work, and nothing here changes after
loading. Never fork a process after loading it (CTranslate2 issue 1414); start fresh ones.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

from models.checkpoint import Checkpoint, read_json
from models.devices import ctranslate2_device, ctranslate2_type, split_threads
from models.engine import EngineInfo, Generation, GenerationSettings, Progress
from models.errors import ModelError
from models.families import Framing
from models.rows import EMPTY, Row, batch_rows, prepare_rows
from models.tokenization import Tokenizer

_FREQUENT = 1000
"""Pieces that are barred from the start: the vocabulary begins with the frequent ones."""


class CTranslate2Engine:
    """A CTranslate2 model with its tokenizer; implements `models.engine.Engine`. Thread-safe."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        tokenizer: Tokenizer,
        *,
        device: str = "auto",
        threads: int = 0,
        compute_type: str = "auto",
    ) -> None:
        """Loads the weights. ``threads`` 0 takes every core this process may use."""
        import ctranslate2

        device = ctranslate2_device(device)
        self._checkpoint = checkpoint
        self._tokenizer = tokenizer
        self._workers, per_worker = split_threads(threads)
        if device == "cuda":
            self._workers = 1
        try:
            self._translator = ctranslate2.Translator(
                str(checkpoint.path),
                device=device,
                compute_type=ctranslate2_type(compute_type, device),
                inter_threads=self._workers,
                intra_threads=per_worker,
            )
        except (RuntimeError, ValueError) as error:
            raise ModelError(
                f"The model {checkpoint.name} in {checkpoint.path} cannot be loaded by CTranslate2 "
                f"({error}); if its files are damaged, install, pull or convert it again."
            ) from error
        self._end = str(read_json(checkpoint.path / "config.json").get("eos_token", "</s>"))

    @property
    def info(self) -> EngineInfo:
        """The model's name, engine, revision and the compute type that CTranslate2 settled on."""
        return EngineInfo(
            name=self._checkpoint.name,
            engine="ctranslate2",
            revision=self._checkpoint.revision,
            compute_type=str(self._translator.compute_type),
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
        """See `models.engine.Engine.generate`. Batches run on all workers at once.

        Barring all pieces costs a fifth of the time and few outputs hold any: at first only the
        most frequent are barred, and texts whose output holds another are translated once more
        without any. In greedy search the words are those of barring all at once.
        """
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
        barred = {echoes: frozenset(framing.barred_for(echoes)) for echoes in (True, False)}
        if progress is not None and len(rows) < len(texts):
            progress(len(texts) - len(rows))
        for barring in (False, True):
            batches = batch_rows(rows, settings.batch_tokens, self._workers, barring=barring)
            rows = []
            for batch in self._translate(batches, framing, settings, barring):
                again = []
                for row, pieces, generation in batch:
                    if barring or barred[row.echoes].isdisjoint(pieces):
                        results[row.index] = generation
                    else:
                        again.append(row)
                if progress is not None and len(batch) > len(again):
                    progress(len(batch) - len(again))
                rows += again
        return results

    def _translate(
        self,
        batches: list[list[Row]],
        framing: Framing,
        settings: GenerationSettings,
        barring: bool,
    ) -> Iterator[list[tuple[Row, list[str], Generation]]]:
        """Finished batches in order. Few are queued at a time, so that an interrupt ends soon."""
        waiting: deque[tuple[list[Row], list[Any]]] = deque()
        for chosen in batches:
            waiting.append((chosen, self._submit(chosen, framing, settings, barring)))
            if len(waiting) > 2 * self._workers:
                yield self._collect(*waiting.popleft(), framing, settings)
        while waiting:
            yield self._collect(*waiting.popleft(), framing, settings)

    def _submit(
        self, rows: list[Row], framing: Framing, settings: GenerationSettings, barring: bool
    ) -> list[Any]:
        prefix = list(framing.target)
        barred = framing.barred_for(rows[0].echoes) if barring else framing.barred[:_FREQUENT]
        futures: list[Any] = self._translator.translate_batch(
            [row.pieces for row in rows],
            target_prefix=[prefix] * len(rows),
            asynchronous=True,
            beam_size=settings.beam_size,
            length_penalty=settings.length_penalty,
            repetition_penalty=settings.repetition_penalty,
            no_repeat_ngram_size=settings.no_repeat_ngram_size,
            suppress_sequences=[[piece] for piece in barred] or None,
            max_input_length=0,  # the default cuts a source at 1024 tokens in silence
            max_decoding_length=max(row.bound for row in rows) + len(prefix) + 1,
            return_scores=True,
            return_end_token=True,
        )
        return futures

    def _collect(
        self, rows: list[Row], futures: list[Any], framing: Framing, settings: GenerationSettings
    ) -> list[tuple[Row, list[str], Generation]]:
        """The batch's rows, output pieces and generations, each cut to its own bound (the batch ran
        to the longest one's).

        CTranslate2 divides a hypothesis's log-probability by its length, forced pieces and end
        token counted, to the power of ``length_penalty``; that is undone for the mean.
        """
        skip = len(framing.target)
        outputs: list[tuple[list[str], bool]] = []
        means: list[float] = []
        stale: list[int] = []
        penalised = settings.repetition_penalty != 1 or settings.no_repeat_ngram_size > 0
        for place, (row, future) in enumerate(zip(rows, futures, strict=True)):
            result = future.result()
            tokens = result.hypotheses[0]
            finished = bool(tokens) and tokens[-1] == self._end
            pieces = tokens[skip : len(tokens) - finished]
            total = result.scores[0] * len(tokens) ** settings.length_penalty
            if len(pieces) > row.bound:
                pieces, finished = pieces[: row.bound], False
                stale.append(place)
            elif penalised:
                stale.append(place)
            outputs.append((pieces, finished))
            means.append(total / max(1, len(pieces) + finished))
        for place, mean in zip(
            stale, self._means([(rows[at], *outputs[at]) for at in stale], framing), strict=True
        ):
            means[place] = mean
        return [
            (row, pieces, Generation(self._tokenizer.text(pieces), mean, len(pieces), finished))
            for row, (pieces, finished), mean in zip(rows, outputs, means, strict=True)
        ]

    def _means(self, outputs: list[tuple[Row, list[str], bool]], framing: Framing) -> list[float]:
        """Mean log-probabilities under the plain model, where search did not leave them. Barred
        pieces keep their share of the probability here, so these lie a little lower."""
        if not outputs:
            return []
        skip = len(framing.target)
        scored = self._translator.score_batch(
            [row.pieces for row, _, _ in outputs],
            [[*framing.target, *pieces] for _, pieces, _ in outputs],
            max_input_length=0,
        )
        means = []
        for (_, pieces, finished), result in zip(outputs, scored, strict=True):
            used = result.log_probs[skip : skip + len(pieces) + finished]
            means.append(sum(used) / max(1, len(used)))
        return means
