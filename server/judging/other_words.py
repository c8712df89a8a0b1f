"""How near a claim comes to what is said of a problem's points, told by the embeddings.

What all points of a problem have in common (its subject) is taken off first; what is left tells
them apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from server.judging.evidence import Clause
from server.judging.point_rows import Floats, Vectors, centred
from server.judging.points import Point


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
