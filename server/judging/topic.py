"""How near what was said is to a problem, and how much nearer than to talk about anything.

A claim's closeness is the cosine with the nearest of the problem's texts, less the mean cosine with
the three nearest sentences of everyday talk. Fine words and anecdotes lie as near to the one as to
the other (docs/interview.md has the figures).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from server.judging.plain_talk import EVERYDAY

Vectors = Mapping[str, Sequence[float] | npt.NDArray[np.float32]]
NEAREST = 3  # sentences of everyday talk that a claim is held against


def closeness(claims: Sequence[str], texts: Sequence[str], vectors: Vectors) -> dict[str, float]:
    """The closeness of each claim to the texts, about -0.3 (elsewhere) to 0.7 (the very thing).

    Empty without vectors of the texts and of everyday talk; a claim without a vector is left out.
    """
    known = [c for c in dict.fromkeys(claims) if c in vectors]
    about = [t for t in texts if t in vectors]
    other = [t for t in EVERYDAY if t in vectors]
    if not known or not about or len(other) < NEAREST:
        return {}
    rows = np.array([vectors[c] for c in known], np.float32)
    near = (rows @ np.array([vectors[t] for t in about], np.float32).T).max(axis=1)
    off = np.sort(rows @ np.array([vectors[t] for t in other], np.float32).T, axis=1)
    found = near - off[:, -NEAREST:].mean(axis=1)
    return {claim: float(value) for claim, value in zip(known, found, strict=True)}
