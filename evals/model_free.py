"""Rewrites by code alone: the mode driven by hand, with a model that answers nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from server.corpus.study import study_material
from server.modes.rewrite import turn
from server.records import Call, Choice, Choose, Fields, History, Reply, Written

_NO_ANSWER = {Call: Written("", finish="failed"), Choose: Choice("")}


def without_model(case: Mapping[str, Any]) -> tuple[Reply, float]:
    """The reply to a case for its audience, and the seconds that it took."""
    chosen = {
        "audiences": [case["audience"]],
        "length": "full",
        "confidential": case["confidential"],
    }
    begun = time.perf_counter()
    past = History((), datetime(2026, 1, 1, tzinfo=UTC))
    steps = turn(Fields(case["message"], "say", chosen), past, **_study())
    answer: Any = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration as end:
            return end.value, time.perf_counter() - begun
        answer = _NO_ANSWER.get(type(step))


@lru_cache(maxsize=1)
def _study() -> dict[str, Any]:
    found = study_material(Path(__file__).parents[1])
    return {"audiences": found["audiences"], "jargon": found["jargon"], "plans": {}}
