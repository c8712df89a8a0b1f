"""A linear chain of labels, trained: the likelihood of labelled stories and its gradient.

Conditional random field of the first order over the states of `server.judging.star_chain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from server.judging.star_chain import FORBIDDEN, LABEL_OF_STATE, NONE, allowed_moves

Array = Any
ALLOWED = allowed_moves()
N_STATES = len(LABEL_OF_STATE)
ONE_HOT = np.eye(5)[LABEL_OF_STATE]  # (9, 5)
# A story begins with a part, or with something that tells none.
CAN_START = np.array([True] * 4 + [False] * 4 + [True])


def states_of(labels: Sequence[int]) -> list[int]:
    """The one path through the states that gives these labels."""
    path, part = [], -1
    for label in labels:
        if label != NONE:
            part = label
            path.append(part)
        else:
            path.append(part + NONE if part >= 0 else N_STATES - 1)
    return path


@dataclass(frozen=True)
class Batch:
    """Stories side by side, padded: `at` (stories, length) points at rows, -1 is padding."""

    at: Array
    states: Array
    lengths: Array


def batch_of(labelled: Sequence[Sequence[int]]) -> Batch:
    """The stories' rows, numbered through, in the order of their labels."""
    longest = max(map(len, labelled))
    at = np.full((len(labelled), longest), -1)
    states = np.zeros((len(labelled), longest), int)
    here = 0
    for row, labels in enumerate(labelled):
        at[row, : len(labels)] = range(here, here + len(labels))
        states[row, : len(labels)] = states_of(labels)
        here += len(labels)
    return Batch(at, states, np.array([len(labels) for labels in labelled]))


@dataclass(frozen=True)
class Gradient:
    """How the loss changes with the scores of labels, moves, starts and ends."""

    loss: float
    scores: Array
    moves: Array
    starts: Array
    ends: Array


def loss_of(batch: Batch, scores: Array, moves: Array, starts: Array, ends: Array) -> Gradient:
    """Minus the log likelihood of the batch, and its gradient.

    `scores` (rows, 5); `moves` (9, 9), `starts` and `ends` (9,) without the forbidden ones.
    """
    ways = np.where(ALLOWED, moves, FORBIDDEN)
    begin = np.where(CAN_START, starts, FORBIDDEN)
    spread = np.where((batch.at >= 0)[:, :, None], scores[batch.at][:, :, LABEL_OF_STATE], 0.0)
    ahead, behind = _sums(batch, spread, ways, begin, ends)
    total = _log_sum(ahead[:, -1] + ends, 1)
    shares = np.exp(ahead + behind - total[:, None, None]) * (batch.at >= 0)[:, :, None]
    moved = _moved(batch, ahead, spread, behind, ways, total)
    return _gradient(batch, scores, (ways, begin, ends), shares, moved, total)


def _sums(batch: Batch, spread: Array, ways: Array, begin: Array, ends: Array) -> Any:
    """Forward and backward log sums; padding carries the last real value along."""
    longest = spread.shape[1]
    ahead = np.empty_like(spread)
    ahead[:, 0] = begin + spread[:, 0]
    for t in range(1, longest):
        step = _log_sum(ahead[:, t - 1, :, None] + ways, 1) + spread[:, t]
        ahead[:, t] = np.where((t < batch.lengths)[:, None], step, ahead[:, t - 1])
    behind = np.empty_like(spread)
    behind[:] = ends
    for t in range(longest - 2, -1, -1):
        ahead_of = (spread[:, t + 1] + behind[:, t + 1])[:, None, :]
        step = _log_sum(ways + ahead_of, 2)
        behind[:, t] = np.where((t + 1 < batch.lengths)[:, None], step, ends)
    return ahead, behind


def _moved(
    batch: Batch, ahead: Array, spread: Array, behind: Array, ways: Array, total: Array
) -> Array:
    """The expected number of each move."""
    out = np.zeros((N_STATES, N_STATES))
    for t in range(spread.shape[1] - 1):
        real = t + 1 < batch.lengths
        pair = ahead[real, t, :, None] + ways + (spread[real, t + 1] + behind[real, t + 1])[:, None]
        out += np.exp(pair - total[real, None, None]).sum(axis=0)
    return out


def _gradient(
    batch: Batch, scores: Array, weights: Any, shares: Array, moved: Array, total: Array
) -> Gradient:
    ways, begin, ends = weights
    gold_moves, gold_starts, gold_ends = _gold_counts(batch)
    real = batch.at >= 0
    gold = np.zeros_like(scores)
    gold[batch.at[real], LABEL_OF_STATE[batch.states[real]]] = 1.0
    expected = np.zeros_like(scores)
    expected[batch.at[real]] = shares[real] @ ONE_HOT
    last = shares[np.arange(len(shares)), batch.lengths - 1]
    told = (gold * scores).sum() + (gold_moves * np.where(ALLOWED, ways, 0)).sum()
    told += gold_starts @ np.where(CAN_START, begin, 0) + gold_ends @ ends
    return Gradient(
        float(total.sum() - told),
        expected - gold,
        np.where(ALLOWED, moved - gold_moves, 0.0),
        np.where(CAN_START, shares[:, 0].sum(axis=0) - gold_starts, 0.0),
        last.sum(axis=0) - gold_ends,
    )


def _gold_counts(batch: Batch) -> Any:
    moves = np.zeros((N_STATES, N_STATES))
    starts, ends = np.zeros(N_STATES), np.zeros(N_STATES)
    for row, n in zip(batch.states, batch.lengths, strict=True):
        starts[row[0]] += 1
        ends[row[n - 1]] += 1
        np.add.at(moves, (row[: n - 1], row[1:n]), 1)
    return moves, starts, ends


def _log_sum(values: Array, axis: int) -> Array:
    top = values.max(axis=axis, keepdims=True)
    return np.log(np.exp(values - top).sum(axis=axis)) + np.squeeze(top, axis)
