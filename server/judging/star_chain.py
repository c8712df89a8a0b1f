"""Labels along a story: the best path through a linear chain of states (Viterbi)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from server.judging.star_weights import Chain, Floats

N_PARTS = 4
NONE = 4
# States: a part, none after a part (which keeps it), none before any part.
LABEL_OF_STATE = np.array([0, 1, 2, 3, NONE, NONE, NONE, NONE, NONE])
FORBIDDEN = np.float32(-1e4)


def allowed_moves() -> npt.NDArray[np.bool_]:
    """Which state may follow which, shape (9, 9): none keeps the part that it interrupts."""
    allowed = np.zeros((9, 9), bool)
    for part in range(N_PARTS):
        allowed[part, :N_PARTS] = allowed[part + N_PARTS, :N_PARTS] = True
        allowed[part, part + N_PARTS] = allowed[part + N_PARTS, part + N_PARTS] = True
    allowed[8, :N_PARTS] = allowed[8, 8] = True
    return allowed


def decoded(scores: Floats, chain: Chain) -> list[int]:
    """The labels of the best path; `scores` (n, 5) is what each sentence shows by itself."""
    if not len(scores):
        return []
    spread = scores[:, LABEL_OF_STATE]
    best = chain.starts + spread[0]
    back = []
    for row in spread[1:]:
        ways = best[:, None] + chain.moves
        back.append(ways.argmax(axis=0))
        best = ways.max(axis=0) + row
    state = int((best + chain.ends).argmax())
    path = [state]
    for step in reversed(back):
        state = int(step[state])
        path.append(state)
    return [int(LABEL_OF_STATE[s]) for s in reversed(path)]
