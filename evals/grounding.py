"""The weights by which ask decides to answer, fitted on turns that `greenroom eval ask` kept.

Logistic regression with a small ridge, ten-fold cross-validated. Needs no model: run
`greenroom eval ask --split gate` first. The weights go into server/checks/abstain.py by hand.
`answerable` is too good on splits that its own model was trained on (evals/answerable.py): fit it
on turns that were kept with weights trained without the split.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.ask import kept_turns
from evals.figures import table
from evals.run import Options
from server.checks.abstain import MAX_NAMES
from server.errors import ConfigurationError

NAMES = (
    "odds",
    "contrast",
    "answerable",
    "nearest",
    "lead",
    "cosine",
    "met",
    "lacks",
    "cell",
    "names",
    "earlier",
    "unknowable",
)
RIDGE, STEPS, FOLDS, SEED = 2.0, 100, 10, 0
Floats = npt.NDArray[np.float64]


def report(options: Options) -> str:
    """The weights with and without log-odds, and how well they tell answerable questions."""
    turns = [turn for turn in _turns(options) if turn["signs"]]
    parts = []
    for names in (NAMES, NAMES[1:]):
        used = [t for t in turns if names is not NAMES or t["signs"]["odds"] is not None]
        rows = np.array([_row(t["signs"], names) for t in used], dtype=float)
        truth = np.array([t["answerable"] for t in used], dtype=float)
        parts.append(_told(names, rows, truth))
    return "\n\n".join(parts)


def fitted(rows: Floats, truth: Floats) -> Floats:
    """The weights of each column, and last the bias, in the columns' own units."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    ridge = np.r_[np.full(rows.shape[1], RIDGE), 1e-6]
    weights = np.zeros(scaled.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-scaled @ weights))
        slope = scaled.T @ (chance - truth) + ridge * np.r_[weights[:-1], 0]
        curve = (scaled.T * (chance * (1 - chance) + 1e-9)) @ scaled + np.diag(ridge)
        weights -= np.linalg.solve(curve, slope)
    own = weights[:-1] / spread
    return np.asarray(np.r_[own, weights[-1] - (own * mean).sum()])


def auroc(scores: Floats, truth: Floats) -> float:
    """How often an answerable question scores above one that is not; ties count half."""
    yes, no = scores[truth == 1], scores[truth == 0]
    return float(np.mean((yes[:, None] > no) + 0.5 * (yes[:, None] == no)))


def cross_validated(rows: Floats, truth: Floats) -> Floats:
    """The score of each row by weights that were fitted without it."""
    order = np.random.default_rng(SEED).permutation(len(truth))
    scores = np.zeros(len(truth))
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        kept = np.setdiff1d(order, out)
        weights = fitted(rows[kept], truth[kept])
        scores[out] = rows[out] @ weights[:-1] + weights[-1]
    return scores


def _told(names: Sequence[str], rows: Floats, truth: Floats) -> str:
    weights = fitted(rows, truth)
    scores = cross_validated(rows, truth)
    kept, refused = np.mean(scores[truth == 1] >= 0), np.mean(scores[truth == 0] < 0)
    told = (
        f"n {len(truth)}, AUROC {auroc(scores, truth):.3f}, answerable kept {kept:.2f},"
        f" others refused {refused:.2f} (cross-validated)"
    )
    return f"{told}\n\n" + table((*names, "bias"), [[f"{w:.2f}" for w in weights]])


def _row(signs: dict[str, Any], names: Sequence[str]) -> list[float]:
    values = signs | {"names": min(signs["names"], MAX_NAMES)}
    return [float(values[name] or 0.0) for name in names]


def _turns(options: Options) -> list[dict[str, Any]]:
    path = kept_turns(options.split, options.settings.model_name)
    if not path.is_file():
        raise ConfigurationError(
            f"no kept turns at {path}; run `greenroom eval ask --split {options.split}` first"
        )
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
