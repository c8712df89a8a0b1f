"""What the set-up page of an interview tells beforehand: the phases of each round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.api.forms import label_of
from server.modes.interview.phases import Phase, phases_of
from server.modes.interview.problem import ROUNDS, problem_of


@dataclass(frozen=True)
class Plan:
    """A round with its phases and their minutes."""

    title: str
    phases: tuple[Phase, ...]


def plans(problems: Mapping[str, Mapping[str, Any]], minutes: int) -> list[Plan]:
    """How each round shares its minutes among its phases."""
    guides = ((r, problem_of(f"own_{r}", problems)) for r in ROUNDS)
    return [Plan(label_of(r), phases_of(guide, minutes)) for r, guide in guides]
