"""Scripted candidates with gold levels: `evals/cases/interview.<split>.jsonl`.

One JSON object a line: `id`, `voice`, `kind`, `problem`, `level`, `answers` (each `on` a dimension,
`say` the message) and two independent readings, `gold` and `gold2`, of every dimension's level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = ("weak", "middling", "strong", "silent", "hostile", "off_topic", "keyword_stuffing")
LADDER = KINDS[:3]
ODD = KINDS[3:]


@dataclass(frozen=True)
class Candidate:
    """A script: what is said, about which dimension, and what it is worth by two readings."""

    id: str
    voice: str
    kind: str
    problem: str
    level: str
    answers: tuple[tuple[str, str], ...]  # (dimension, message)
    readings: tuple[Mapping[str, int], Mapping[str, int]]

    @property
    def gold(self) -> dict[str, float]:
        """The mean of the readings, dimension by dimension."""
        first, second = self.readings
        return {name: (first[name] + second[name]) / 2 for name in first}

    @property
    def total(self) -> float:
        """The mean gold level of all dimensions."""
        return sum(self.gold.values()) / len(self.gold)


def candidate_from(raw: Mapping[str, Any]) -> Candidate:
    """A candidate of its JSON.

    Raises:
        ValueError: the kind is unknown, or the readings do not have the same dimensions.
    """
    if raw["kind"] not in KINDS or set(raw["gold"]) != set(raw["gold2"]):
        raise ValueError(f"{raw['id']}: the kind or the readings are wrong")
    return Candidate(
        id=raw["id"],
        voice=raw["voice"],
        kind=raw["kind"],
        problem=raw["problem"],
        level=raw["level"],
        answers=tuple((a["on"], a["say"]) for a in raw["answers"]),
        readings=(dict(raw["gold"]), dict(raw["gold2"])),
    )


def ladders(candidates: Sequence[Candidate]) -> dict[tuple[str, str], dict[str, list[str]]]:
    """Per problem and level, the ids of its weak, middling and strong candidates, if it has all."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for one in candidates:
        if one.kind in LADDER:
            kinds = found.setdefault((one.problem, one.level), {})
            kinds.setdefault(one.kind, []).append(one.id)
    return {key: kinds for key, kinds in found.items() if len(kinds) > 1}
