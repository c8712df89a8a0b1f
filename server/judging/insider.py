"""Whether a sentence is for colleagues alone, told by its meaning where no cue word tells it.

A linear judge over the embedding of a sentence and a few cues of form: who speaks of whom. The
weights are trained by `evals.rewrite_training` on sentences in several voices; docs/rewrite.md
tells how well it reads voices that it never saw.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Vectors = Sequence[Sequence[float]]
PATH = Path(__file__).with_name("insider_weights.npz")
# Embedded with every message: its vector tells whether the model is the one of the training.
PROBE = "Our team moved the old records on Sunday night."
SAME_MODEL = 0.97  # cosine; quantised weights differ a little between processors
# How much a step of the embedding, and a cue, weighs in training. Chosen by cross-validation.
EMBEDDED, CUED = 3.3, 1.2
# From DOUBT on a sentence is shown to the learner, from SURE on it goes; from NEEDED on also where
# it holds a date, an amount, an ask or a "you". By cross-validation over voices (docs/rewrite.md).
DOUBT, SURE, NEEDED = 0.4, 0.75, 0.9

_CUES = tuple(
    re.compile(cue, re.IGNORECASE)
    for cue in (
        r"\byou(?:r|rs)?\b",
        r"\bwe\b",
        r"\b(?:i|me|my)\b",
        r"\b(?:they|them|their)\b",
        r"\b(?:he|she|his|her|him)\b",
        r"[€$£]|\beur\b|\beuros?\b|(?<!\d)\d+k\b",
        r"\b(?:please|kindly)\b",
        r"\d",
        r"\?$",
        r"\b(?:not|nobody|no one|never)\b",
        r"\bour\b",
        r"(?-i:(?<!^)(?<![.!?] )\b[A-Z][a-z]+)",
        r"\b(?:because|since|due to)\b",
        r"\b(?:someone|somebody|nobody|colleagues?|team|crew|staff)\b",
        r"\bus\b",
        r"\bwill\b|\bfrom \d",
        r"\b(?:customer|client|account)s?\b",
    )
)
_LONG = 20.0  # words


def cues(sentence: str) -> Floats:
    """The cues of form in a sentence, and its length, shape (cues + 1,)."""
    found = [float(bool(cue.search(sentence))) for cue in _CUES]
    return np.array([*found, min(2.0, len(sentence.split()) / _LONG)], np.float32)


@dataclass(frozen=True)
class Weights:
    """The judge, and the vector of PROBE in training."""

    embedded: Floats  # (numbers of an embedding,)
    cues: Floats
    bias: float
    probe: Floats


@cache
def weights() -> Weights:
    """The weights of this installation, read once."""
    with np.load(PATH) as stored:
        embedded, own, probe = (stored[n].astype(np.float32) for n in ("embedded", "cues", "probe"))
        return Weights(embedded, own, float(stored["bias"]), probe)


def embedded_texts(sentences: Sequence[str]) -> tuple[str, ...]:
    """What to embed so that `odds_of` can judge the sentences."""
    return (PROBE, *sentences)


def odds_of(sentences: Sequence[str], vectors: Vectors | None) -> dict[str, float]:
    """How likely (0..1) each sentence is for colleagues alone.

    `vectors` are those of `embedded_texts`; without them, or with another model's, nothing is
    told of any sentence.
    """
    kept = weights()
    if vectors is None or len(vectors) != len(sentences) + 1:
        return {}
    if len(vectors[0]) != len(kept.probe):
        return {}
    found = np.asarray(vectors, np.float32)
    if float(found[0] @ kept.probe) <= SAME_MODEL * float(np.linalg.norm(found[0])):
        return {}
    out = {}
    for sentence, vector in zip(sentences, found[1:], strict=True):
        score = float(vector @ kept.embedded + cues(sentence) @ kept.cues) + kept.bias
        out[sentence] = float(1 / (1 + np.exp(-score)))
    return out
