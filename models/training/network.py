"""The BART network of kk-mini as training sees it: fixed lower layers, live upper ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from models.errors import ConfigurationError
from models.training.loss import linear_cross_entropy
from models.training.output import Output
from models.training.vocabulary import PAD

if TYPE_CHECKING:
    from transformers import BartForConditionalGeneration


def load_network(folder: Path) -> BartForConditionalGeneration:
    """A transformers directory in float32 with eager attention, output tied to the decoder."""
    from transformers import BartForConditionalGeneration

    model = BartForConditionalGeneration.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager"
    )
    model.lm_head.weight = model.model.decoder.embed_tokens.weight
    return model


class Translator:
    """Runs the network for training.

    The lowest ``encoder_layers - live`` layers, with the source embeddings, are fixed: their
    output ("base") depends on the source alone and can be kept. ``rows`` maps a piece to its row
    in a reduced output table.
    """

    def __init__(
        self, model: Any, live: int, device: str, autocast: bool, embeddings: bool = False
    ) -> None:
        self.model = model.to(device)
        self.device = torch.device(device)
        self.autocast_on = autocast
        layers = list(model.model.encoder.layers)
        self.fixed_layers, self.live_layers = (
            layers[: len(layers) - live],
            layers[len(layers) - live :],
        )
        model.requires_grad_(False)
        for module in (*self.live_layers, *model.model.decoder.layers):
            module.requires_grad_(True)
        decoder = model.model.decoder
        for module in (decoder.embed_tokens, decoder.embed_positions, decoder.layernorm_embedding):
            module.requires_grad_(True)
        self.source_modules = []
        if embeddings:
            if self.fixed_layers:
                raise ConfigurationError(
                    f"`train_source_embeddings` needs all {len(layers)} encoder layers live; "
                    f"`live_layers` is {live}."
                )
            encoder = model.model.encoder
            self.source_modules = [
                encoder.embed_tokens,
                encoder.embed_positions,
                encoder.layernorm_embedding,
            ]
            for module in self.source_modules:
                module.requires_grad_(True)

    def autocast(self) -> AbstractContextManager[Any]:
        """bf16 for products, float32 for parameters."""
        if not self.autocast_on:
            return nullcontext()
        return torch.autocast(self.device.type, dtype=torch.bfloat16)

    def groups(self, rate: float, encoder_rate: float) -> list[dict[str, Any]]:
        """Parameters with their learning rates; the encoder's is ``encoder_rate`` times lower."""
        modules = (*self.source_modules, *self.live_layers)
        encoder = [parameter for module in modules for parameter in module.parameters()]
        known = set(map(id, encoder))
        decoder = [p for p in self.model.parameters() if p.requires_grad and id(p) not in known]
        groups = [{"params": decoder, "scale": rate}]
        if encoder:
            groups.append({"params": encoder, "scale": rate * encoder_rate})
        return groups

    def compile(self) -> None:
        """Compiles the layers that learn, for batches of any shape, at their first use."""
        for layer in (*self.live_layers, *self.model.model.decoder.layers):
            layer.compile(dynamic=True)

    def parameters(self) -> Iterator[Any]:
        """The parameters that learn."""
        return (p for p in self.model.parameters() if p.requires_grad)

    def base(self, source: Tensor) -> Tensor:
        """What lies below the live layers, in bf16: (rows, width, d_model).

        Without gradients, except where the source embeddings learn.
        """
        encoder = self.model.model.encoder
        mask = self._mask(source)
        with torch.set_grad_enabled(bool(self.source_modules)), self.autocast():
            hidden = encoder.layernorm_embedding(
                encoder.embed_tokens(source) + encoder.embed_positions(source)
            )
            for layer in self.fixed_layers:
                hidden = layer(hidden, mask)
        base: Tensor = hidden.to(torch.bfloat16)
        return base

    def loss(
        self,
        source: Tensor,
        base: Tensor,
        decoder_input: Tensor,
        labels: Tensor,
        output: Output,
        smoothing: float,
    ) -> tuple[Tensor, Tensor]:
        """Smoothed and plain loss, summed over the real target positions.

        ``labels`` starts at the tag's position: what the tag itself follows is not learned.
        """
        with self.autocast():
            mask = self._mask(source)
            hidden = base if self.autocast_on else base.float()
            for layer in self.live_layers:
                hidden = layer(hidden, mask)
            decoded = self.model.model.decoder(
                input_ids=decoder_input,
                encoder_hidden_states=hidden,
                encoder_attention_mask=(source != PAD).long(),
                use_cache=False,
            ).last_hidden_state
            real = labels >= 0
            kind = torch.bfloat16 if self.autocast_on else torch.float32
            positions = decoded[:, 1:][real].to(kind)
            table = self.model.model.decoder.embed_tokens.weight[output.pieces].to(kind)
        return linear_cross_entropy(
            positions, table, output.rows[labels[real]], output.offsets, smoothing
        )

    def set_dropout(self, share: float) -> None:
        """Dropout in the decoder and the live encoder layers."""
        decoder = self.model.model.decoder
        for module in (decoder, *decoder.layers, *self.live_layers):
            module.dropout = share
        self.model.train(share > 0)

    def _mask(self, source: Tensor) -> Tensor:
        kind = torch.bfloat16 if self.autocast_on else torch.float32
        mask = torch.zeros(source.shape, dtype=kind, device=source.device)
        return mask.masked_fill_(source == PAD, torch.finfo(kind).min)[:, None, None, :]
