"""How likely a clause makes a point, and how likely it answers the question for it.

Two linear judges over `server.judging.point_rows`, each with and without vectors, trained on
interviews in which the authors marked both for every sentence (`python -m evals.point_training`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from server.judging.evidence import Clause
from server.judging.point_rows import Floats, Vectors, near_rows, rows
from server.judging.points import Point

PATH = Path(__file__).with_name("point_weights.json")
HEADS = ("makes", "answers")


@dataclass(frozen=True)
class Odds:
    """Clauses by points, 0..1: that a clause makes a point, and answers the question for it."""

    makes: Floats
    answers: Floats


def odds(
    spoken: Sequence[Clause],
    points: tuple[Point, ...],
    vectors: Vectors | None,
    asked: Mapping[int, str],
) -> Odds:
    """Both odds of every clause beside every point; `asked` names the dimension of a turn."""
    if not spoken or not points:
        empty = np.zeros((len(spoken), len(points)), np.float32)
        return Odds(empty, empty)
    seen = rows(spoken, points, asked)
    name = "without"
    if vectors and _all_known(spoken, points, vectors):
        seen = np.concatenate([seen, near_rows(spoken, points, vectors)], axis=2)
        name = "with_vectors"
    return Odds(*(_weighed(seen, name, head) for head in HEADS))


def _all_known(spoken: Sequence[Clause], points: Sequence[Point], vectors: Vectors) -> bool:
    texts = (t for p in points for t in (p.text, *p.said))
    return all(t in vectors for t in texts) and all(c.text in vectors for c in spoken)


def _weighed(seen: Floats, name: str, head: str) -> Floats:
    weights = _weights()[name][head]
    sums = seen @ np.array(weights["of"], np.float32) + weights["base"]
    return np.asarray(1 / (1 + np.exp(-sums)), np.float32)


@cache
def _weights() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
    return found
