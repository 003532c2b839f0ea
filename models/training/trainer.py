"""The training loop: batches in, checkpoints and a log out, from wherever it was stopped."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import torch

from models.errors import ConfigurationError
from models.training.batches import corpus_shares, drop_words, make_batch, plan_pass
from models.training.cache import BaseCache, cache_key
from models.training.checkpoint import (
    Progress,
    load_checkpoint,
    save_checkpoint,
    save_weights,
)
from models.training.config import RunConfig
from models.training.network import Translator
from models.training.output import OutputSampler
from models.training.probe import DevSet, probe
from models.training.schedule import rate_factor
from models.training.shards import Prepared

_LOG_EVERY = 25


class Trainer:
    """One run. ``work`` holds checkpoint.pt, weights/, cache/ and log.jsonl. ``new_text`` lets it
    go on from a checkpoint of other data."""

    def __init__(
        self,
        config: RunConfig,
        prepared: Prepared,
        model: Any,
        dev: tuple[DevSet, ...] = (),
        new_text: bool = False,
    ) -> None:
        self.config, self.prepared, self.dev = config, prepared, dev
        self.train_config = config.train
        if config.train.threads:
            torch.set_num_threads(config.train.threads)
        torch.manual_seed(config.train.seed)
        self.translator = Translator(
            model,
            config.train.live_layers,
            config.train.device,
            config.train.autocast,
            config.train.train_source_embeddings,
        )
        if config.train.compile:
            self.translator.compile()
        groups = self.translator.groups(config.train.rate, config.train.encoder_rate)
        self.scales = [group["scale"] for group in groups]
        self.optimizer = torch.optim.AdamW(
            [{"params": group["params"]} for group in groups],
            lr=config.train.rate,
            betas=(0.9, 0.98),
            weight_decay=config.train.weight_decay,
            fused=True,
        )
        self.key = f"{prepared.digest}-{model.config.vocab_size}-{model.config.decoder_layers}"
        self.progress = (
            load_checkpoint(self._checkpoint, model, self.optimizer, self.key, new_text)
            or Progress()
        )
        cached = config.train.cache and not config.train.train_source_embeddings
        folder = config.work / "cache" if cached else None
        key = cache_key(self.translator, prepared.digest) if folder else ""
        self.base = BaseCache(self.translator, prepared.sources, folder, key)
        self.sampler = OutputSampler(
            prepared,
            frequent=config.train.frequent_pieces,
            sampled=config.train.sampled_pieces,
            seed=config.train.seed,
        )
        self.shares = corpus_shares(prepared, config.data.temperature)
        self._stop = False

    @property
    def _checkpoint(self) -> Path:
        return self.config.work / "checkpoint.pt"

    def done(self) -> float:
        """The share of the budget that is used."""
        if self.train_config.steps:
            return self.progress.step / self.train_config.steps
        return self.progress.seconds / (60 * (self.train_config.minutes or 60))

    def run(self, max_steps: int | None = None) -> Progress:
        """Trains until the budget is used, a signal asks to stop, or ``max_steps`` more steps."""
        previous = [
            (number, signal.signal(number, self._ask_to_stop))
            for number in (signal.SIGTERM, signal.SIGINT)
        ]
        try:
            self._loop(max_steps)
        finally:
            for number, handler in previous:
                signal.signal(number, handler)
        return self.progress

    def _ask_to_stop(self, *_: object) -> None:
        self._stop = True

    def _loop(self, max_steps: int | None) -> None:
        progress, settings = self.progress, self.train_config
        clock = time.monotonic() - progress.seconds
        saved = probed = progress.seconds
        first, shown = progress.step, (progress.seconds, progress.tokens)
        loss_sum = torch.zeros(())
        loss_tokens = 0
        while self.done() < 1 and not self._stop:
            batches = plan_pass(
                self.prepared,
                self.shares,
                progress.number,
                pairs=settings.epoch_pairs,
                batch_tokens=settings.batch_tokens,
                max_pairs=settings.max_pairs,
                seed=settings.seed,
            )
            if not batches:
                raise ConfigurationError(
                    f"{self.config.work / 'data'} holds {len(self.prepared)} examples, too few for "
                    f"a pass of `epoch_pairs: {settings.epoch_pairs}`; raise it."
                )
            while progress.place < len(batches):
                plain, tokens = self.step(batches[progress.place])
                loss_sum += plain.cpu()
                loss_tokens += tokens
                progress.step += 1
                progress.place += 1
                progress.seconds = time.monotonic() - clock
                if progress.step % _LOG_EVERY == 0:
                    speed = (progress.tokens - shown[1]) / (progress.seconds - shown[0])
                    self.log(loss=round(float(loss_sum) / loss_tokens, 4), speed=round(speed))
                    shown = progress.seconds, progress.tokens
                    loss_sum, loss_tokens = torch.zeros(()), 0
                if progress.seconds - probed > 60 * settings.probe_minutes:
                    self.look()
                    progress.seconds = probed = time.monotonic() - clock
                    shown = progress.seconds, progress.tokens
                if progress.seconds - saved > 60 * settings.checkpoint_minutes:
                    self.save()
                    saved = progress.seconds
                if self.done() >= 1 or self._stop or progress.step - first == max_steps:
                    self.save()
                    return
            progress.number, progress.place = progress.number + 1, 0

    def step(self, rows: Any) -> tuple[torch.Tensor, int]:
        """One update. Gives the summed plain loss and the number of target positions."""
        settings, done = self.train_config, self.done()
        smoothing = settings.label_smoothing if done >= settings.smoothing_from else 0.0
        self.translator.set_dropout(settings.dropout if done >= settings.dropout_from else 0.0)
        factor = rate_factor(settings, self.progress.step, done)
        for group, scale in zip(self.optimizer.param_groups, self.scales, strict=True):
            group["lr"] = factor * scale
        batch = make_batch(self.prepared, rows)
        if settings.word_dropout:
            seed = settings.seed, self.progress.step
            batch = drop_words(batch, settings.word_dropout, seed)
        device = self.translator.device
        source = torch.from_numpy(batch.source).to(device)
        loss, plain = self.translator.loss(
            source,
            self.base(batch.rows, source),
            torch.from_numpy(batch.decoder).to(device),
            torch.from_numpy(batch.labels).to(device),
            self.sampler(batch, self.progress.step).to(device),
            smoothing,
        )
        tokens = int((batch.labels >= 0).sum())
        self.optimizer.zero_grad()
        (loss / tokens).backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.translator.parameters(), settings.clip)
        self.optimizer.step()
        self.progress.pairs += len(rows)
        self.progress.tokens += tokens
        return plain.detach(), tokens

    def save(self) -> None:
        """A checkpoint to go on from, and the weights kept for averaging."""
        model = self.translator.model
        save_checkpoint(self._checkpoint, model, self.optimizer, self.progress, self.key)
        folder, keep = self.config.work / "weights", self.train_config.average_last
        save_weights(folder, model, self.progress.step, keep)

    def look(self) -> None:
        """Scores the development samples and logs them with a few outputs."""
        dev = [part.first(self.train_config.probe_sentences) for part in self.dev]
        if not dev or not self.train_config.probe_sentences:
            return
        threads = self.train_config.threads or 2
        tokenizer = self.config.work / "tokenizer.json"
        scores, outputs = probe(self.translator.model, tokenizer, dev, threads)
        self.log(chrf=scores, outputs=outputs)

    def log(self, **entries: Any) -> None:
        """One line of log.jsonl, and of the terminal."""
        progress = self.progress
        line = {
            "step": progress.step,
            "minutes": round(progress.seconds / 60, 2),
            "pairs": progress.pairs,
            "tokens": progress.tokens,
            "rate": self.optimizer.param_groups[0]["lr"],
            **entries,
        }
        text = json.dumps(line, ensure_ascii=False)
        with (self.config.work / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(text + "\n")
        print(text, flush=True)
