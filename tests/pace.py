"""How fast the machine is that the tests run on, for budgets of processor time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

# What `_work` took at best on the machine that the budgets were set on (2 cores, Python 3.11).
REFERENCE_S = 0.0244
_ROWS = [{"id": n, "text": f"row {n} of a table, with {n * 7} words"} for n in range(400)]


def least(piece: Callable[[], object], budget_s: float, tries: int = 10) -> float:
    """The least processor time in seconds that `piece` took, in time of the reference machine.

    Each try stands beside a fixed piece of work measured right before and after it, so that a
    slower or busier machine is not taken for slower code; a faster one changes nothing. Tries end
    as soon as one is within the budget.
    """
    found = float("inf")
    for _ in range(tries):
        before = _spent(_work)
        spent = _spent(piece)
        pace = (before + _spent(_work)) / 2 / REFERENCE_S
        found = min(found, spent / max(1.0, pace))
        if found < budget_s:
            break
    return found


def _spent(piece: Callable[[], object]) -> float:
    begun = time.process_time()
    piece()
    return time.process_time() - begun


def _work() -> None:
    for _ in range(60):
        rows = json.loads(json.dumps(_ROWS))
        sorted(rows, key=lambda row: row["text"].replace("o", "0").split()[-2])
