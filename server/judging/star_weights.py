"""The trained weights by which stories are read: a small file, made by `evals.star_training`.

docs/star.md tells how they were trained and how well they do. Each set exists twice: one reads
the sentences' embeddings too, the other does without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

Row = dict[str, float]
Vectors = Sequence[Sequence[float]]
Floats = npt.NDArray[np.float32]

PATH = Path(__file__).with_name("star_weights.npz")
# Embedded with every story: its vector tells whether the model is the one of the training.
PROBE = "The nightly import failed, so I asked the vendor for the log."
SAME_MODEL = 0.97  # cosine; quantised weights differ a little between processors


@dataclass(frozen=True)
class Linear:
    """Scores of classes: a weighted sum over named numbers and a shortened embedding."""

    names: tuple[str, ...]
    columns: Floats  # (len(names), classes)
    embedded: Floats  # (numbers of an embedding, classes)

    def scores(self, rows: Sequence[Row], reduced: Floats | None) -> Floats:
        """The score of each class for each row, shape (n, classes)."""
        place = _places(self.names)
        out = np.zeros((len(rows), self.columns.shape[1]), np.float32)
        for i, row in enumerate(rows):
            known = [(place[name], value) for name, value in row.items() if name in place]
            if known:
                at, values = zip(*known, strict=True)
                out[i] = np.array(values, np.float32) @ self.columns[list(at)]
        return out if reduced is None else out + reduced @ self.embedded


@cache
def _places(names: tuple[str, ...]) -> dict[str, int]:
    return {name: at for at, name in enumerate(names)}


@dataclass(frozen=True)
class Chain:
    """Scores of labels, and of the moves between the states of `star_chain`."""

    labels: Linear
    moves: Floats  # (9, 9)
    starts: Floats  # (9,)
    ends: Floats  # (9,)


@dataclass(frozen=True)
class Reader:
    """What one set of weights judges: what a sentence is, what it tells, what the whole is."""

    sieve: Linear  # classes of star_reading.KINDS
    chain: Chain
    whole: Linear  # one class: the log odds of a story
    traits: Mapping[str, Linear]  # one class each: the log odds of a trait of star_traits
    wording: Mapping[str, Linear]  # one class each: what the words of a part add to its points


@dataclass(frozen=True)
class Weights:
    """Both readers, and how an embedding is shortened for the first of them."""

    with_vectors: Reader
    without: Reader
    mean: Floats  # (384,)
    axes: Floats  # (384, d)
    probe: Floats  # (384,): the vector of PROBE in training

    def reduced(self, vectors: Vectors | None, n: int) -> Floats | None:
        """The shortened embeddings of n sentences.

        `vectors` are those of the sentences and, behind them, of PROBE; None when there are none
        or they are another model's.
        """
        if vectors is None or len(vectors) != n + 1 or len(vectors[-1]) != len(self.probe):
            return None
        found = np.asarray(vectors, np.float32)
        likeness = float(found[-1] @ self.probe)
        if likeness < SAME_MODEL * float(np.linalg.norm(found[-1])):
            return None
        return np.asarray((found[:-1] - self.mean) @ self.axes, np.float32)


@cache
def weights() -> Weights:
    """The weights of this installation, read once."""
    with np.load(PATH) as stored:
        kept = {name: stored[name] for name in stored.files}
    mean, axes, probe = (kept[name].astype(np.float32) for name in ("mean", "axes", "probe"))
    return Weights(_reader(kept, "with_vectors"), _reader(kept, "without"), mean, axes, probe)


Stored = Mapping[str, npt.NDArray[np.generic]]


def _reader(kept: Stored, name: str) -> Reader:
    chain, moves = _linear(kept, f"{name}.chain"), f"{name}.chain"
    rest = (kept[f"{moves}.{field}"].astype(np.float32) for field in ("moves", "starts", "ends"))
    return Reader(
        _linear(kept, f"{name}.sieve"),
        Chain(chain, *rest),
        _linear(kept, f"{name}.whole"),
        _heads(kept, f"{name}.trait"),
        _heads(kept, f"{name}.wording"),
    )


def _heads(kept: Stored, name: str) -> dict[str, Linear]:
    heads = {key.split(".")[2] for key in kept if key.startswith(f"{name}.")}
    return {head: _linear(kept, f"{name}.{head}") for head in sorted(heads)}


def _linear(kept: Stored, name: str) -> Linear:
    names = tuple(str(n) for n in kept[f"{name}.names"])
    columns, embedded = (kept[f"{name}.{f}"].astype(np.float32) for f in ("columns", "embedded"))
    return Linear(names, columns, embedded)
