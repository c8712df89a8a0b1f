"""Fit the points of the levels: cumulative odds, with marks that are never worth less than nothing.

The wording of a part (its words and embeddings) is fitted beside the marks and may count either
way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evals.star_fit import matrix, names_of
from evals.star_material import Material, Told
from server.judging.levels import AllPoints, Points
from server.judging.parts import LABELS, PARTS, Labelled, StoryPart
from server.judging.star_marks import Marks, marks, told
from server.judging.star_traits import backed_row, pooled
from server.judging.star_weights import Linear, Reader, Weights

Array = Any
SHRINK, SHRINK_WORDING = 0.3, 3.0
SCALE_WORDS, SCALE_VECTORS = 0.5, 0.3
MIN_STORIES = 4  # a mark is worth something when so many parts show it
MIN_VOICES = 4


@dataclass(frozen=True)
class Graded:
    """The parts of one name that a reader labelled and graded: what they show, and the level."""

    marks: list[Marks]
    rows: list[dict[str, float]]
    vectors: list[Array]
    levels: list[int]
    voices: list[str]


def with_points(found: Material, weights: Weights) -> tuple[Weights, dict[str, AllPoints]]:
    """The weights with the wording of every part, and the points that go with either reader."""
    every, readers = {}, {}
    for name in ("with_vectors", "without"):
        reader: Reader = getattr(weights, name)
        fits = {p: _fitted(_graded(found, p), weights, vectors=name != "without") for p in PARTS}
        readers[name] = replace(reader, wording={p: wording for p, (_, wording) in fits.items()})
        every[name] = {p: points for p, (points, _) in fits.items()}
    return replace(weights, **readers), every


def _graded(found: Material, part: StoryPart) -> Graded:
    out = Graded([], [], [], [], [])
    for one in found.stories:
        picks = [i for i, label in enumerate(one.labels) if LABELS[label] == part]
        if not picks or not one.story.is_story or not one.story.levels[part]:
            continue
        out.marks.append(marks(part, told(_sentences(one), part)))
        out.rows.append(backed_row([one.texts[i] for i in picks]))
        out.vectors.append(one.vectors[picks])
        out.levels.append(one.story.levels[part])
        out.voices.append(one.story.voice)
    return out


def _sentences(one: Told) -> list[Labelled]:
    pairs = enumerate(zip(one.texts, one.labels, strict=True))
    return [Labelled(i, 0, 0, text, LABELS[label]) for i, (text, label) in pairs]


def _fitted(graded: Graded, weights: Weights, *, vectors: bool) -> tuple[Points, Linear]:
    from scipy.sparse import csr_matrix, hstack  # comes with scikit-learn

    seen = sorted({name for row in graded.marks for name in row})
    names = [n for n in seen if sum(n in row for row in graded.marks) >= MIN_STORIES]
    words = names_of(zip(graded.voices, graded.rows, strict=True), MIN_VOICES)
    stated = np.array([[row.get(n, 0.0) for n in names] for row in graded.marks])
    said = SCALE_WORDS * matrix(graded.rows, words)
    short = [pooled((v - weights.mean) @ weights.axes) for v in graded.vectors]
    near = SCALE_VECTORS * np.stack(short) if vectors else np.zeros((len(stated), 0))
    table = hstack([csr_matrix(stated), said, csr_matrix(near)], format="csr")
    best = _minimum(table, np.array(graded.levels), n_stated=len(names))
    parts = np.split(best[:-3], [len(names), len(names) + len(words)])
    worth = {n: round(float(w), 2) for n, w in zip(names, parts[0], strict=True) if w >= 0.005}
    cuts = [round(float(t), 2) for t in _thresholds(best[-3:])]
    columns, embedded = SCALE_WORDS * parts[1][:, None], SCALE_VECTORS * parts[2][:, None]
    linear = Linear(words, columns.astype(np.float32), embedded.astype(np.float32))
    return Points(worth, (cuts[0], cuts[1], cuts[2])), linear


def _minimum(table: Array, gold: Array, *, n_stated: int) -> Array:
    from scipy.optimize import minimize  # comes with scikit-learn

    n = table.shape[1]
    shrink = np.where(np.arange(n) < n_stated, SHRINK, SHRINK_WORDING)
    begin = np.concatenate([np.where(np.arange(n) < n_stated, 0.1, 0.0), [0.5, 0.0, 0.0]])
    bounds = [(0, None)] * n_stated + [(None, None)] * (n - n_stated + 3)
    return minimize(
        _loss, begin, (table, gold, shrink), jac=True, method="L-BFGS-B", bounds=bounds
    ).x


def _thresholds(free: Array) -> Array:
    return np.cumsum(np.concatenate([free[:1], np.exp(free[1:])]))


def _loss(point: Array, table: Array, gold: Array, shrink: Array) -> tuple[float, Array]:
    """Minus the log likelihood of the levels by cumulative odds, and its gradient."""
    n = table.shape[1]
    worth, cuts = point[:n], _thresholds(point[n:])
    odds = (table @ worth)[:, None] - cuts
    above = (gold[:, None] >= np.array([2, 3, 4])).astype(float)
    loss = np.logaddexp(0, np.where(above > 0, -odds, odds)).sum()
    error = 1 / (1 + np.exp(-odds)) - above
    by_cut = -error.sum(axis=0)
    free = np.array([by_cut.sum(), by_cut[1:].sum(), by_cut[2]])
    free[1:] *= np.exp(point[n + 1 :])
    slope = table.T @ error.sum(axis=1) + shrink * worth
    penalty = (shrink * worth * worth).sum() / 2
    return float(loss + penalty), np.concatenate([slope, free])


def as_json(found: Mapping[str, AllPoints]) -> dict[str, Any]:
    """The points as they are kept."""
    return {
        name: {
            part: {"worth": dict(points.worth), "from": list(points.thresholds)}
            for part, points in own.items()
        }
        for name, own in found.items()
    }
