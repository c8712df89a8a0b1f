"""The fitted step from the marks of an interview to a level.

Worths are never negative; sums part the levels (`evals/interview_training.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Marks = Mapping[str, float]
PATH = Path(__file__).with_name("interview_levels.json")


@dataclass(frozen=True)
class Worths:
    """What each mark is worth, and the sums from which on a level is 1, 2, 3 and 4.

    `senior` is taken off against the senior bar, so its level is never above the junior one.
    """

    worth: Mapping[str, float]
    base: float
    senior: float
    thresholds: tuple[float, ...]

    def level(self, marks: Marks, bar: str) -> int:
        """The level that the marks add up to against a bar, 0..4."""
        return sum(self.total(marks, bar) >= threshold for threshold in self.thresholds)

    def total(self, marks: Marks, bar: str) -> float:
        """What the marks are worth together."""
        own = sum(self.worth.get(name, 0.0) * value for name, value in marks.items())
        return self.base + own - (self.senior if bar == "senior" else 0.0)


@cache
def worths(*, with_vectors: bool) -> Worths:
    """The fitted worths, read once; they differ with whether the claims' meaning is known."""
    stored = json.loads(PATH.read_text(encoding="utf-8"))
    own = stored["with_vectors" if with_vectors else "without"]
    return Worths(own["worth"], own["base"], own["senior"], tuple(own["from"]))
