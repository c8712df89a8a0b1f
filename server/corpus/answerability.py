"""Whether a question is one that a chapter answers, as told by its vector alone.

A support vector machine with a Gaussian kernel over the question's embedding, trained for one
chapter and one embedding model on questions that the chapter is known to answer, and not to
(`greenroom eval answerable`). It knows nothing of passages: it has seen which things are told of
which topic, and a question near those that are answered is likelier to be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from server.corpus.trained import known_of, trained_in

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Answerability:
    """What is kept of n known questions, for vectors of models whose name holds `embedding`.

    A vector of shape (dimension,) is moved by `mean` and turned onto `axes`, shape (d, dimension);
    `known`, shape (n, d), are the questions there and `weights`, shape (n,), what each counts;
    `width` is the kernel's: exp(-width · squared distance). The sum and `bias` are in nats.
    """

    embedding: str
    mean: Floats
    axes: Floats
    known: Floats
    weights: Floats
    width: float
    bias: float

    def fits(self, embedding: str | None) -> bool:
        """Whether the weights are for the vectors of this model."""
        return embedding is not None and self.embedding in embedding

    def log_odds(self, vector: Floats) -> float:
        """That the question with this vector, of length 1, is answered; in nats."""
        own = self.axes @ (vector - self.mean)
        apart = ((self.known - own) ** 2).sum(axis=1)
        return float(self.weights @ np.exp(-self.width * apart) + self.bias)


def answerability_in(path: Path) -> Answerability:
    """The weights of an .npz file with the fields of Answerability.

    `known` is kept there in 8 bits, with the `step` of one.

    Raises:
        ConfigurationError: it holds no such thing.
    """
    return trained_in(path, "weights", _answerability)


def _answerability(kept: Mapping[str, Any]) -> Answerability:
    known = known_of(kept)
    mean, axes, weights = (kept[name].astype(np.float32) for name in ("mean", "axes", "weights"))
    if known.shape != (len(weights), len(axes)) or axes.shape[1:] != mean.shape:
        raise ValueError("the shapes do not go together")
    told = (float(kept["width"]), float(kept["bias"]))
    return Answerability(str(kept["embedding"]), mean, axes, known, weights, *told)
