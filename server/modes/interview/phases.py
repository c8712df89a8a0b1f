"""The phases of an interview: their minutes, where it stands, and when it moves on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from server.modes.interview.problem import Problem

WRAP_UP = "wrap_up"
WRAP_UP_WEIGHT = 3
MINUTES_PER_QUESTION = 2.5  # a typed answer with its question; sets how many fit a phase


@dataclass(frozen=True)
class Phase:
    """A stretch of the interview with its share of the clock."""

    name: str
    title: str
    minutes: int


def phases_of(problem: Problem, minutes: int) -> tuple[Phase, ...]:
    """The problem's phases; their whole minutes add up to the clock (largest remainder)."""
    named = [(d.name, d.title, d.weight) for d in problem.dimensions]
    named.append((WRAP_UP, "wrap-up", WRAP_UP_WEIGHT))
    whole = sum(weight for _, _, weight in named)
    exact = [minutes * weight / whole for _, _, weight in named]
    shares = [max(1, int(share)) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (int(exact[i]) - exact[i], i))
    for i in by_remainder:
        if sum(shares) < minutes:
            shares[i] += 1
    return tuple(
        Phase(name, title, share) for (name, title, _), share in zip(named, shares, strict=True)
    )


def questions_in(phase: Phase) -> int:
    """How many questions a phase holds before the interviewer moves on."""
    return max(1, round(phase.minutes / MINUTES_PER_QUESTION))


def index_of(phases: Sequence[Phase], name: str) -> int:
    """The place of a phase; the first when the name is unknown."""
    return next((i for i, p in enumerate(phases) if p.name == name), 0)


def shown(phases: Sequence[Phase], now: str) -> list[dict[str, Any]]:
    """The phases as a result carries them: name, minutes, done | now | ahead."""
    here = index_of(phases, now)
    states = ["done" if i < here else "now" if i == here else "ahead" for i in range(len(phases))]
    return [
        {"name": p.name, "title": p.title, "minutes": p.minutes, "state": state}
        for p, state in zip(phases, states, strict=True)
    ]
