"""Tiny checkpoints with random weights in each family's true directory layout, made on disk."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path
from typing import Any

SENTENCES = (
    "Қазақстан президенті Астанада үкімет отырысын өткізді.",
    "Мектеп оқушылары жаңа оқу жылын бастады.",
    "Алматыда ауа райы бүгін жылы болды.",
    "The government of Kazakhstan met in Astana today.",
    "Pupils began the new school year on the first of September.",
    "The weather in Almaty was warm.",
    "Президент Казахстана провёл заседание правительства в Астане.",
    "Школьники начали новый учебный год первого сентября.",
    "Погода в Алматы сегодня была тёплой.",
)


@cache
def sentencepiece_model(kind: str, *symbols: str, t5: bool = False, madlad: bool = False) -> bytes:
    """A SentencePiece model trained on the sentences above: 'bpe' or 'unigram'."""
    import sentencepiece

    options: dict[str, Any] = {"unk_id": 0, "bos_id": 1, "eos_id": 2}
    if t5:
        options = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1}
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(SENTENCES * 20),
        model_writer=model,
        model_type=kind,
        vocab_size=220,
        character_coverage=1.0,
        hard_vocab_limit=False,
        user_defined_symbols=list(symbols),
        minloglevel=2,
        **options,
    )
    return model.getvalue()


def _pieces(model: bytes) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def _write(path: Path, name: str, content: dict[str, Any]) -> None:
    (path / name).write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def _save_model(path: Path, config: Any, codes: int = 0) -> None:
    """Random weights of a fixed seed, spread so that greedy choices are not close. The last
    ``codes`` rows of the vocabulary are made faint, as a trained model never writes them."""
    import torch
    import transformers

    torch.manual_seed(7)
    model = transformers.AutoModelForSeq2SeqLM.from_config(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1 and "position" not in name:
                weight.normal_(0.0, 0.3)
        if codes:
            model.get_input_embeddings().weight[-codes:] *= 0.1
        if config.model_type == "marian":
            model.get_input_embeddings().weight[config.pad_token_id] = 0
    model.save_pretrained(path)


_SIZE = {
    "d_model": 32,
    "encoder_layers": 2,
    "decoder_layers": 2,
    "encoder_attention_heads": 4,
    "decoder_attention_heads": 4,
    "encoder_ffn_dim": 64,
    "decoder_ffn_dim": 64,
}


def nllb(path: Path, *, tokenizer_json: bool = True) -> Path:
    """NLLB-200: SentencePiece BPE, 202 language codes after the pieces, then <mask>."""
    import transformers

    path.mkdir()
    model = sentencepiece_model("bpe")
    (path / "sentencepiece.bpe.model").write_bytes(model)
    _write(path, "tokenizer_config.json", {"tokenizer_class": "NllbTokenizer"})
    if tokenizer_json:
        _nllb_tokenizer(path).save(str(path / "tokenizer.json"))
    _save_model(
        path,
        transformers.M2M100Config(
            vocab_size=len(_pieces(model)) + 1 + 202 + 1 + 2,
            max_position_embeddings=1024,
            **_SIZE,
        ),
        codes=205,
    )
    return path


def _nllb_tokenizer(path: Path) -> Any:
    """The published order: pieces, the language codes, <mask>."""
    import tokenizers
    import transformers
    from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

    whole = json.loads(transformers.AutoTokenizer.from_pretrained(path).backend_tokenizer.to_str())
    whole["added_tokens"], whole["post_processor"] = [], None
    tokenizer = tokenizers.Tokenizer.from_str(json.dumps(whole))
    for content in ("<s>", "<pad>", "</s>", "<unk>", *FAIRSEQ_LANGUAGE_CODES, "<mask>"):
        tokenizer.add_special_tokens([tokenizers.AddedToken(content, normalized=False)])
    return tokenizer


def m2m100(path: Path, *, positions: int = 1024) -> Path:
    """M2M100: SentencePiece, vocab.json, 100 codes behind it and 8 made-up words; no fast form."""
    import transformers

    path.mkdir()
    model = sentencepiece_model("bpe")
    (path / "sentencepiece.bpe.model").write_bytes(model)
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *_pieces(model)[3:]]
    _write(path, "vocab.json", {piece: number for number, piece in enumerate(vocabulary)})
    _write(path, "tokenizer_config.json", {"tokenizer_class": "M2M100Tokenizer"})
    _save_model(
        path,
        transformers.M2M100Config(
            vocab_size=len(vocabulary) + 100 + 8, max_position_embeddings=positions, **_SIZE
        ),
        codes=108,
    )
    return path


def mbart50(path: Path) -> Path:
    """mBART-50: SentencePiece unigram, 52 codes and <mask> after the pieces."""
    import transformers

    path.mkdir()
    model = sentencepiece_model("unigram")
    (path / "sentencepiece.bpe.model").write_bytes(model)
    _write(path, "tokenizer_config.json", {"tokenizer_class": "MBart50Tokenizer"})
    _save_model(
        path,
        transformers.MBartConfig(
            vocab_size=len(_pieces(model)) + 1 + 52 + 1,
            max_position_embeddings=1024,
            decoder_start_token_id=2,
            scale_embedding=True,
            **_SIZE,
        ),
        codes=53,
    )
    return path


def mbart25(path: Path, *, tokenizer_json: bool = True) -> Path:
    """mBART of 25 languages; the decoder starts with ru_RU."""
    import tokenizers
    import transformers
    from transformers.models.mbart.tokenization_mbart import FAIRSEQ_LANGUAGE_CODES

    path.mkdir()
    model = sentencepiece_model("unigram")
    (path / "sentencepiece.bpe.model").write_bytes(model)
    unigram = _scored(model)
    vocabulary = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *unigram[3:]]
    vocabulary += [(code, 0.0) for code in FAIRSEQ_LANGUAGE_CODES] + [("<mask>", 0.0)]
    tokenizer = _unigram_tokenizer(vocabulary, 3)
    special = ["<s>", "<pad>", "</s>", "<unk>", *FAIRSEQ_LANGUAGE_CODES, "<mask>"]
    tokenizer.add_special_tokens(
        [tokenizers.AddedToken(each, special=True, normalized=False) for each in special]
    )
    if tokenizer_json:
        tokenizer.save(str(path / "tokenizer.json"))
    _write(path, "tokenizer_config.json", {"tokenizer_class": "MBartTokenizer"})
    _save_model(
        path,
        transformers.MBartConfig(
            vocab_size=len(vocabulary),
            max_position_embeddings=1024,
            decoder_start_token_id=tokenizer.token_to_id("ru_RU"),
            **_SIZE,
        ),
        codes=26,
    )
    return path


def t5(path: Path, *, prefix: str | None = "summarize: ", madlad: bool = False) -> Path:
    """mT5 (spiece.model, a task prefix) or MADLAD-400 (target codes as pieces, tokenizer.json)."""
    import torch
    import transformers
    from safetensors.torch import load_file, save_file

    path.mkdir()
    codes = ("<2kk>", "<2en>", "<2ru>") if madlad else ()
    model = sentencepiece_model("unigram", *codes, t5=not madlad)
    (path / "spiece.model").write_bytes(model)
    _write(path, "tokenizer_config.json", {"tokenizer_class": "T5Tokenizer"})
    pieces = _pieces(model)
    special = {"pad_token_id": 0, "eos_token_id": 1, "decoder_start_token_id": 0}
    if madlad:
        special = {"pad_token_id": 1, "eos_token_id": 2, "decoder_start_token_id": 0}
        tokenizer = _unigram_tokenizer(_scored(model), 0)
        tokenizer.add_special_tokens(["<unk>", "<s>", "</s>"])
        tokenizer.save(str(path / "tokenizer.json"))
    config = transformers.T5Config if madlad else transformers.MT5Config
    tasks = {} if prefix is None or madlad else {"summarization": {"prefix": prefix}}
    _save_model(
        path,
        config(
            vocab_size=len(pieces) + (0 if madlad else 100),
            d_model=32,
            d_kv=8,
            d_ff=64,
            num_layers=2,
            num_decoder_layers=2,
            num_heads=4,
            feed_forward_proj="gated-gelu",
            tie_word_embeddings=False,
            **special,
        ),
    )
    # The published mT5 and MADLAD have an output layer of their own and say so.
    settings = json.loads((path / "config.json").read_text("utf-8"))
    settings["tie_word_embeddings"] = False
    settings.pop("scale_decoder_outputs", None)
    _write(path, "config.json", {**settings, "task_specific_params": tasks})
    weights = load_file(path / "model.safetensors")
    torch.manual_seed(8)
    weights["lm_head.weight"] = torch.randn(settings["vocab_size"], 32)
    save_file(weights, path / "model.safetensors", metadata={"format": "pt"})
    return path


def marian(
    path: Path, *, markers: tuple[str, ...] = (), target: str = "en", tokenizer_class: bool = True
) -> Path:
    """OPUS-MT: two SentencePiece models, vocab.json, <pad> last; markers for many targets."""
    import transformers

    path.mkdir()
    model = sentencepiece_model("unigram")
    (path / "source.spm").write_bytes(model)
    (path / "target.spm").write_bytes(model)
    vocabulary = ["</s>", "<unk>", *_pieces(model)[3:], *markers, "<pad>"]
    _write(path, "vocab.json", {piece: number for number, piece in enumerate(vocabulary)})
    languages = {"source_lang": "kk", "target_lang": target}
    named = {"tokenizer_class": "MarianTokenizer"} if tokenizer_class else {}
    _write(path, "tokenizer_config.json", {**named, **languages})
    _save_model(
        path,
        transformers.MarianConfig(
            vocab_size=len(vocabulary),
            max_position_embeddings=512,
            pad_token_id=len(vocabulary) - 1,
            eos_token_id=0,
            bos_token_id=None,
            decoder_start_token_id=len(vocabulary) - 1,
            activation_function="swish",
            scale_embedding=True,
            static_position_embeddings=True,
            **_SIZE,
        ),
    )
    return path


def _scored(model: bytes) -> list[tuple[str, float]]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    numbers = range(processor.get_piece_size())
    return [(processor.id_to_piece(number), processor.get_score(number)) for number in numbers]


def _unigram_tokenizer(vocabulary: list[tuple[str, float]], unknown: int) -> Any:
    import tokenizers
    from tokenizers import decoders, models, normalizers, pre_tokenizers

    tokenizer = tokenizers.Tokenizer(models.Unigram(vocabulary, unknown, False))
    tokenizer.normalizer = normalizers.Replace(tokenizers.Regex(" {2,}"), " ")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer
