"""How far the embeddings tell the points of a problem apart, on the problems' own sentences.

Each of a point's two sentences is held against all points of its problem, its own point without
that sentence, as if it were a candidate's claim that no cue knows. Cues are left out of account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from evals.figures import share, table
from evals.interview_play import Embedding
from server.judging import other_words
from server.judging.points import Point
from server.modes.interview.problem import problem_of

NEARS = (0.25, 0.30, 0.35)
AHEADS = (0.05, 0.10, 0.15)
MOST = 400  # sentences, evenly spread over all of them


def points_table(problems: Mapping[str, Mapping[str, Any]], embed: Embedding) -> str:
    """Right and wrong points by the bounds; those in use are marked."""
    found = [problem_of(i, problems) for i in problems]
    every = [case for problem in found for case in _held_out(problem.points)]
    asked = every[:: max(1, len(every) // MOST)]
    texts = {t for said, points in asked for t in (said, *(u for p in points for u in _texts(p)))}
    order = sorted(texts)
    vectors = {t: np.array(v, np.float32) for t, v in zip(order, embed(order) or [], strict=True)}
    rows = []
    for near in NEARS:
        for ahead in AHEADS:
            bounds = other_words.Bounds(near, ahead)
            made = [_made(said, points, vectors, bounds) for said, points in asked]
            right = [float(first in ids) for first, ids in made]
            wrong = [float(bool(ids - {first})) for first, ids in made]
            mark = "in use" if bounds == other_words.BOUNDS else ""
            rows.append((near, ahead, share(right), share(wrong), mark))
    head = ("near", "ahead", "its own point", "another point", "")
    return table(head, rows)


def _held_out(points: tuple[Point, ...]) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """A sentence, and the points with its own first and without it."""
    for at, point in enumerate(points):
        for said in point.said:
            left = tuple(s for s in point.said if s != said)
            if left:
                yield said, (replace(point, said=left), *points[:at], *points[at + 1 :])


def _texts(point: Point) -> tuple[str, ...]:
    return (point.text, *point.said) if point.said else ()


def _made(
    said: str,
    points: tuple[Point, ...],
    vectors: other_words.Vectors,
    bounds: other_words.Bounds,
) -> tuple[tuple[str, str], set[tuple[str, str]]]:
    made = other_words.by_meaning([(1, said)], points, vectors, {1: points[0].dimension}, bounds)
    first = (points[0].dimension, points[0].id)
    return first, {(m.point.dimension, m.point.id) for m in made}
