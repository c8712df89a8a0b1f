"""Two linear maps trained so that a question lies near what belongs to its answer.

The score of a text of a line for a question is the cosine of both, turned each by its own map,
times a sharpness; the loss is the log-likelihood of the texts of the right lines among all, by
softmax (neighbourhood components analysis after Goldberger et al., NIPS 2004, with a map for
either side). A question is hidden from itself, and half of all questions from each batch, so that
the lines' own sentences learn too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

# Chosen on ask's splits, each by maps trained without it (docs/ask.md): directions kept, rounds,
# questions a step, rate of Adam, weight of the maps' distance from where they began, and the share
# of questions hidden in a step.
DIRECTIONS, ROUNDS, BATCH, RATE, STIFFNESS, HIDDEN = 256, 15, 256, 2e-3, 0.005, 0.5
FIRST_SHARPNESS = 16.0
SEED = 20
_HIDDEN_SCORE = -1e4


@dataclass(frozen=True, eq=False)
class Maps:
    """The map of questions, shape (dimension, d), and all texts turned, shape (n, d), length 1."""

    of_questions: Floats
    turned: Floats
    sharpness: float


def fitted(questions: Floats, gold: Mask, texts: Floats, line: npt.NDArray[np.int64]) -> Maps:
    """The maps for n questions, shape (n, dimension), whose right lines are `gold` (n, lines).

    `texts` are the lines' own sentences, then the questions again in the same order; `line` says
    which line each belongs to.
    """
    chance = np.random.default_rng(SEED)
    start = np.linalg.svd(texts, full_matrices=False)[2][:DIRECTIONS].T.astype(np.float32)
    fit = _Fit(start, questions, gold, texts, line)
    steps = -(-len(questions) // BATCH)
    for number in range(ROUNDS):
        rate = RATE * (1 - 0.9 * number / ROUNDS)
        for batch in np.array_split(chance.permutation(len(questions)), steps):
            fit.step(batch, rate, chance)
    return fit.maps()


class _Fit:
    def __init__(
        self,
        start: Floats,
        questions: Floats,
        gold: Mask,
        texts: Floats,
        line: npt.NDArray[np.int64],
    ) -> None:
        self._start, self._questions, self._gold = start, questions, gold
        self._texts, self._line = texts, line
        self._n_own = len(texts) - len(questions)
        log_sharpness = np.array([np.log(FIRST_SHARPNESS)], dtype=np.float32)
        self._held = [_Held(start.copy()), _Held(start.copy()), _Held(log_sharpness)]

    def step(self, batch: npt.NDArray[np.int64], rate: float, chance: np.random.Generator) -> None:
        """One step of Adam on the batch's mean loss."""
        of_questions, of_texts, log_sharpness = (one.value for one in self._held)
        asked, asked_length = _unit(self._questions[batch] @ of_questions)
        text, text_length = _unit(self._texts @ of_texts)
        sharp = np.float32(np.exp(log_sharpness[0]))
        hidden = chance.random((len(batch), len(text))) < HIDDEN
        hidden[:, : self._n_own] = False
        hidden[np.arange(len(batch)), self._n_own + batch] = True
        cosines = asked @ text.T
        scores = np.where(hidden, _HIDDEN_SCORE, sharp * cosines)
        right = self._gold[batch][:, self._line]
        pull = (_softmax(scores) - _softmax(np.where(right, scores, _HIDDEN_SCORE))) / len(batch)
        pull[hidden] = 0
        gradients = (
            self._questions[batch].T @ _back(sharp * pull @ text, asked, asked_length),
            self._texts.T @ _back(sharp * pull.T @ asked, text, text_length),
            np.array([(pull * cosines).sum() * sharp], dtype=np.float32),
        )
        for one, gradient in zip(self._held, gradients, strict=True):
            stiff = 2 * STIFFNESS * (one.value - self._start) if one.value.ndim == 2 else 0.0
            one.move(gradient + stiff, rate)

    def maps(self) -> Maps:
        of_questions, of_texts, log_sharpness = (one.value for one in self._held)
        turned, _ = _unit(self._texts @ of_texts)
        return Maps(of_questions, turned, float(np.exp(log_sharpness[0])))


class _Held:
    """A value that Adam moves (Kingma and Ba, 2015, with its usual constants)."""

    def __init__(self, value: Floats) -> None:
        self.value = value
        self._mean, self._square = np.zeros_like(value), np.zeros_like(value)
        self._steps = 0

    def move(self, gradient: Floats, rate: float) -> None:
        self._steps += 1
        self._mean += 0.1 * (gradient - self._mean)
        self._square += 0.001 * (gradient**2 - self._square)
        mean = self._mean / (1 - 0.9**self._steps)
        square = self._square / (1 - 0.999**self._steps)
        self.value -= rate * mean / (np.sqrt(square) + 1e-8)


def _unit(rows: Floats) -> tuple[Floats, Floats]:
    length = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows / length, length


def _back(gradient: Floats, unit: Floats, length: Floats) -> Floats:
    """The gradient before rows were brought to length 1."""
    back: Floats = (gradient - unit * (gradient * unit).sum(axis=1, keepdims=True)) / length
    return back


def _softmax(scores: Floats) -> Floats:
    above = np.exp(scores - scores.max(axis=1, keepdims=True))
    out: Floats = (above / above.sum(axis=1, keepdims=True)).astype(np.float32)
    return out
