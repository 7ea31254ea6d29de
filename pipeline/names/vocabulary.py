"""Words that model names are made of besides the family's own, from vocabulary.toml, which says what each set is."""

import re
from pathlib import Path
from typing import Final

import tomli

_TABLE: Final = tomli.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _set(name: str) -> frozenset[str]:
    return frozenset(_TABLE[name].split())


def _pairs(name: str) -> dict[str, str]:
    return dict(entry.split("=") for entry in _TABLE[name].split())


VENDORS: Final = _set("vendors")
VENDOR_PHRASES: Final = tuple(tuple(phrase.split()) for phrase in _TABLE["vendor_phrases"])
PREFIXES: Final = {word: lines.split() for word, lines in _TABLE["prefixes"].items()}
HOSTS: Final = _set("hosts")
ROUTES: Final = HOSTS | _set("routes")
ROUTE_ENDS: Final = HOSTS | _set("route_ends")
PRECISION: Final = _set("precision")
FORMAT: Final = PRECISION - {"hf", "paddle", "original", "float", "bfloat"} | _set("format")
TUNED: Final = _set("tuned")
TIERS: Final = _set("tiers")
RUN: Final = _set("run")
SERVED: Final = _set("served")
SETTINGS: Final = HOSTS | SERVED | _set("settings")
BRACKETED: Final = SETTINGS | _set("bracketed")
NUMBERED: Final = _set("numbered")
TIER_IN_LINE: Final = {word: frozenset(lines.split()) for word, lines in _TABLE["tier_in_line"].items()}
IN_CHINESE: Final = _pairs("chinese")
SHORT: Final = _pairs("short")
MONTH_NUMBERS: Final = {word: number for number, spellings in enumerate(_TABLE["months"].split(), start=1) for word in spellings.split("/")}
"""A month's names and their number."""

FEW_BITS: Final = re.compile(
    r"(?<![a-z0-9])(?:i?q[1-6](?:[-_](?:[0-9k]|k?[-_][sml]|xx?s)){0,2}|[1-6][- ]?bits?|(?:nv|mx)?fp4|[iu]?int[1-6]|nf4|w4a[0-9]+"
    r"|awq|gptq|gguf|ggml|exl[23]|bnb)(?![a-z0-9])"
)
"""Conversions to so few bits that they score otherwise."""

OTHER_NAME: Final = re.compile(
    r"(?:^|[-_./ ])(?:embed(?:ding|der)?s?|rerank(?:er)?|bge|e5|gte|clip|siglip\d?|vit|vae|lora|sdxl|sd\d|flux\.?\d?|diffusion|controlnet|"
    r"whisper|tts|asr|bert|roberta|deberta|modernbert|t2v|i2v|ti2v|unet|dino(?:v\d)?|sam\d?|wav2vec\d?|hubert|colpali|colqwen\d?|"
    r"colbert|prm|musicgen|audio(?:gen|ldm)|image-edit|reward|rm|encoder|vocoder|tokenizer|bark)(?:$|[-_./ \d])",
    re.IGNORECASE,
)
"""Names of what is no language model: encoders, rerankers, speech, pictures, reward models."""
