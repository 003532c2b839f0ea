"""A BART of a few thousand weights, for tests that train."""

from __future__ import annotations

from typing import Any


def toy_network(pieces: int, encoder_layers: int = 2) -> Any:
    import torch
    from transformers import BartConfig, BartForConditionalGeneration

    torch.manual_seed(5)
    config = BartConfig(
        vocab_size=pieces,
        d_model=16,
        encoder_layers=encoder_layers,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32,
        max_position_embeddings=256,
        dropout=0.0,
        attention_dropout=0.0,
        activation_dropout=0.0,
        scale_embedding=False,
        tie_word_embeddings=False,
        decoder_start_token_id=2,
        forced_eos_token_id=None,
    )
    config._attn_implementation = "eager"
    model = BartForConditionalGeneration(config)
    model.model.shared.weight = model.model.decoder.embed_tokens.weight
    model.model.encoder.embed_tokens.weight = torch.nn.Parameter(
        torch.randn(pieces, 16, generator=torch.Generator().manual_seed(1)) * 0.1
    )
    model.lm_head.weight = model.model.decoder.embed_tokens.weight
    return model
