"""Points made in words that their cues do not know: told by the embeddings.

A claim is held against the two sentences by which a point is `said` and against its `text`. What
all points of a problem have in common (its subject) is taken off first; what is left tells them
apart. The bounds were chosen on the sentences of the problems themselves, each held against the
points without it (docs/interview.md). Cues come first; without vectors they stand alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from server.judging.evidence import Clause, claims, depth_of, longest_run, telling_stems
from server.judging.point_rows import Floats, Vectors, centred
from server.judging.points import Made, Point, mentions, points_made


@dataclass(frozen=True)
class Bounds:
    """From which score on a claim may make a point, and by how much that must be the nearest."""

    near: float
    ahead: float
    here: float = 0.15  # added, for being the nearest, to the points of the dimension asked about


BOUNDS = Bounds(near=0.30, ahead=0.10)
MIN_TELLING = 4  # stems with a meaning of their own that such a claim must hold
LISTED = 3  # bare terms in a row from which it only lists


def all_made(
    messages: Iterable[tuple[int, str]],
    points: Sequence[Point],
    vectors: Vectors | None,
    asked: Mapping[int, str] | None = None,
) -> tuple[Made, ...]:
    """The points made by their cues, and those that the cues missed, in the points' order.

    `asked` names the dimension that each turn was asked about, where that is known.
    """
    spoken = list(messages)
    by_words = points_made(spoken, points)
    found = {(m.point.dimension, m.point.id): m for m in by_words}
    for made in by_meaning(spoken, points, vectors or {}, asked or {}):
        found.setdefault((made.point.dimension, made.point.id), made)
    return tuple(found[p.dimension, p.id] for p in points if (p.dimension, p.id) in found)


def by_meaning(
    messages: Iterable[tuple[int, str]],
    points: Sequence[Point],
    vectors: Vectors,
    asked: Mapping[int, str],
    bounds: Bounds = BOUNDS,
) -> list[Made]:
    """What each claim makes by its meaning: one point at most, clearly the nearest."""
    known = [p for p in points if p.said and all(t in vectors for t in (p.text, *p.said))]
    spoken = [c for turn, message in messages for c in claims(message, turn=turn)]
    spoken = [c for c in spoken if c.text in vectors and _says_enough(c.text)]
    if len(known) < 2 or not spoken:
        return []
    found = []
    for clause, row in zip(spoken, _scores(spoken, known, vectors), strict=True):
        here = np.array([p.dimension == asked.get(clause.turn) for p in known])
        at = _nearest(row, here, bounds)
        if at is not None and _has_its_figure(clause.text, known[at]):
            found.append(Made(known[at], clause, by="meaning"))
    return found


def nearness_to(
    spoken: Sequence[Clause], wanted: Sequence[Point], points: Sequence[Point], vectors: Vectors
) -> list[float]:
    """How near each claim is to the nearest of the points wanted, 0 where that is not known.

    `points` are all points of the problem: what they have in common counts for nothing.
    """
    known = [p for p in points if all(t in vectors for t in (p.text, *p.said))]
    at = [i for i, p in enumerate(known) if p in wanted]
    seen = [c for c in spoken if c.text in vectors]
    if not at or not seen:
        return [0.0] * len(spoken)
    rows = dict(zip(seen, _scores(seen, known, vectors)[:, at].max(axis=1), strict=True))
    return [float(rows.get(c, 0.0)) for c in spoken]


def _says_enough(text: str) -> bool:
    return len(telling_stems(text)) >= MIN_TELLING and longest_run(text)[0] < LISTED


def _scores(spoken: Sequence[Clause], known: Sequence[Point], vectors: Vectors) -> Floats:
    """Claims by points: the mean of the cosine with the text and the best of the sentences."""
    texts = np.array([vectors[p.text] for p in known], np.float32)
    # A point without sentences is held against its text alone.
    said = np.array([vectors[s] for p in known for s in p.said or (p.text,)], np.float32)
    common = np.concatenate([texts, said]).mean(axis=0)
    claimed = centred(np.array([vectors[c.text] for c in spoken], np.float32), common)
    with_said = claimed @ centred(said, common).T
    ends = np.cumsum([0, *(max(1, len(p.said)) for p in known)])
    best = np.stack([with_said[:, a:b].max(axis=1) for a, b in zip(ends, ends[1:], strict=False)])
    return np.asarray((claimed @ centred(texts, common).T + best.T) / 2, np.float32)


def _nearest(row: Floats, here: npt.NDArray[np.bool_], bounds: Bounds) -> int | None:
    """The point that a claim is near to and clearly nearer than to any other; None without one."""
    leaning = row + bounds.here * here
    best, following = np.argsort(-leaning)[:2]
    if row[best] < bounds.near or leaning[best] - leaning[following] < bounds.ahead:
        return None
    return int(best)


def _has_its_figure(clause: str, point: Point) -> bool:
    """A point that rests on a number, or needs some words, is made by no claim without them."""
    if point.needs and not mentions(clause, point.needs):
        return False
    wants = "#" in point.links or "#" in point.terms and not point.links
    return not wants or depth_of(clause).number
