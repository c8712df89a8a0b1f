"""Rewrites by code alone: the mode driven by hand, with a model that answers nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from evals.states import kept
from server.config import load_settings
from server.corpus.embed import LocalEmbedder
from server.corpus.study import study_material
from server.errors import PassageIndexError
from server.llm.assets import EMBEDDING, catalogue
from server.modes.rewrite import turn
from server.records import Call, Choice, Choose, Embed, Fields, History, Read, Reply, Step, Written

_NO_ANSWER = {Call: Written("", finish="failed"), Choose: Choice("")}


def without_model(case: Mapping[str, Any], states: Path | None = None) -> tuple[Reply, float]:
    """The reply to a case for its audience, and the seconds that it took.

    `states` is a folder of what the local model made of messages once (evals/states.py).
    """
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
        answer = _answer(step, states)


def _answer(step: Step, states: Path | None) -> Any:
    if isinstance(step, Embed):
        return _vectors(step)
    if isinstance(step, Read) and states:
        return kept(step.text, states, load_settings().model_name)
    return _NO_ANSWER.get(type(step))


def _vectors(step: Embed) -> list[list[float]] | None:
    """What the local embedding model tells; None where it is not there."""
    embedder = _embedder()
    return embedder.embed(step.texts).tolist() if embedder else None


@lru_cache(maxsize=1)
def _embedder() -> LocalEmbedder | None:
    try:
        file = str(catalogue()[EMBEDDING[0]].file)
        return LocalEmbedder((load_settings().home / "models" / file).parent)
    except PassageIndexError:
        return None


@lru_cache(maxsize=1)
def _study() -> dict[str, Any]:
    found = study_material(Path(__file__).parents[1])
    return {"audiences": found["audiences"], "jargon": found["jargon"], "plans": {}}
