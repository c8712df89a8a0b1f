"""Whether a question is one that a chapter answers, as told by its vector alone.

A logistic regression over the question's embedding, trained for one chapter and one embedding
model on questions that the chapter is known to answer, and not to (`greenroom eval answerable`).
It knows nothing of passages: it has seen which things are told of which topic.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from server.errors import ConfigurationError


@dataclass(frozen=True, eq=False)
class Answerability:
    """Weights of shape (dimension,), for vectors of models whose name holds `embedding`."""

    embedding: str
    weights: npt.NDArray[np.float64]
    bias: float

    def fits(self, embedding: str | None) -> bool:
        """Whether the weights are for the vectors of this model."""
        return embedding is not None and self.embedding in embedding

    def log_odds(self, vector: npt.NDArray[np.float32]) -> float:
        """That the question with this vector, of length 1, is answered; in nats."""
        return float(self.weights @ vector + self.bias)


def answerability_in(path: Path) -> Answerability:
    """The weights of a file: `{"embedding": name, "bias": number, "weights": [number]}`.

    Raises:
        ConfigurationError: it holds no such thing.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        weights = np.asarray(found["weights"], dtype=np.float64)
        if weights.ndim != 1:
            raise ValueError("`weights` must be a list of numbers")
        return Answerability(str(found["embedding"]), weights, float(found["bias"]))
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ConfigurationError(f"{path} holds no weights: {error!r}") from error
