"""What the states of the local language model tell of a message: linear judges over them.

The model answers questions about a message badly, but its states at the words tell much of what
they mean where they stand (docs/decisions/014-what-the-model-reads.md). The weights are trained by
`evals.reading_training`, for the one model whose name they carry; with any other, and without a
reading, the other judges stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from server.steps import Reading

Floats = npt.NDArray[np.float32]
Places = Sequence[tuple[int, int]]
PATH = Path(__file__).with_name("reading_weights.npz")


@dataclass(frozen=True)
class Weights:
    """Both judges, for the states of `model`, of d numbers.

    `inside`, shape (2 * d,), reads a part of a sentence by the mean of its tokens' states and by
    the last of them, and weighs the log-odds of the other judge by `inside_other`. `words`, shape
    (d,), reads a word by the mean of its tokens, beside its row of `unknown_rows` by `rows`.
    """

    model: str
    inside: Floats
    inside_other: float
    inside_bias: float
    words: Floats
    rows: Floats
    words_bias: float


@cache
def weights() -> Weights:
    """The weights of this installation, read once."""
    with np.load(PATH) as stored:
        return Weights(
            model=str(stored["model"]),
            inside=stored["inside"].astype(np.float32),
            inside_other=float(stored["inside_other"]),
            inside_bias=float(stored["inside_bias"]),
            words=stored["words"].astype(np.float32),
            rows=stored["rows"].astype(np.float32),
            words_bias=float(stored["words_bias"]),
        )


def is_known(reading: Reading | None) -> bool:
    """Whether these weights are for such a reading."""
    if reading is None or not len(reading.states):
        return False
    return reading.model == weights().model and reading.states.shape[1] == len(weights().words)


def inside(reading: Reading, places: Places, other: Floats) -> Floats:
    """The log-odds that parts of sentences are for colleagues alone, shape (n,).

    `places` are the parts' characters in the text read, `other` the log-odds of the other judge.
    """
    kept = weights()
    rows = np.stack([part_row(reading, place) for place in places])
    return (rows @ kept.inside + kept.inside_other * other + kept.inside_bias).astype(np.float32)


def words(reading: Reading, places: Places) -> Floats:
    """What the states add to the log-odds that words are unknown to the reader, shape (n,)."""
    return (np.stack([word_row(reading, place) for place in places]) @ weights().words).astype(
        np.float32
    )


def part_row(reading: Reading, place: tuple[int, int]) -> Floats:
    """The mean of the states of a part, and the last of them; zeros where it has no token."""
    own = _states(reading, place)
    return np.concatenate([own.mean(axis=0), own[-1]]).astype(np.float32)


def word_row(reading: Reading, place: tuple[int, int]) -> Floats:
    """The mean of the states of a word; zeros where it has no token."""
    row: Floats = _states(reading, place).mean(axis=0)
    return row


def _states(reading: Reading, place: tuple[int, int]) -> Floats:
    own = [n for n, (a, b) in enumerate(reading.places) if a < place[1] and b > place[0]]
    found: Floats = reading.states[own] if own else np.zeros_like(reading.states[:1])
    return found
