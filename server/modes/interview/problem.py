"""A problem as the interviewer knows it: its own points, and the round's guide around them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.judging.points import Point, point_of

ROUNDS = ("system_design", "product_sense", "technical_deep_dive", "analytical", "behavioral")


@dataclass(frozen=True)
class Dimension:
    """One thing that is judged; the interview's phase of the same name belongs to it."""

    name: str
    title: str
    weight: int  # share of the clock, relative to the other phases
    points: tuple[Point, ...]
    openers: Mapping[str, tuple[str, ...]]  # level -> questions that open the phase
    no_number: tuple[str, ...]
    no_reason: tuple[str, ...]
    hints: tuple[str, ...]  # gentle first
    expectation: Mapping[str, str]
    drill: str
    chapter: str  # words of the chapter's passage that name this dimension, or ""


@dataclass(frozen=True)
class Fact:
    """Something the interviewer tells when asked, and only then."""

    cues: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Problem:
    """What is asked, what is held back, and what a good answer holds."""

    id: str
    round: str
    title: str
    prompt: str
    facts: tuple[Fact, ...]
    changes: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    wrap_up: tuple[str, ...]
    pitfalls: tuple[str, ...]  # what candidates commonly get wrong in this very problem
    chapter_query: str
    chapter_holds: tuple[str, ...]
    called: str = ""  # what a question names it, "the news feed"

    def dimension(self, name: str) -> Dimension | None:
        """The dimension of that name, None for a phase without one."""
        return next((d for d in self.dimensions if d.name == name), None)

    @property
    def points(self) -> tuple[Point, ...]:
        """All points of all dimensions, in their order."""
        return tuple(p for d in self.dimensions for p in d.points)


def problem_id(
    options: Mapping[str, Any],
    problems: Mapping[str, Mapping[str, Any]],
    done: Collection[str] = (),
) -> str:
    """Which problem a new interview takes: the learner's own, the one asked for, or the next.

    Next is the first of the round, by id, which is not in `done`; all done starts over.
    """
    chosen = options.get("problem")
    if chosen in problems:
        return str(chosen)
    round_ = str(options.get("round") or ROUNDS[0])
    if options.get("prompt"):
        return f"own_{round_}"
    ids = sorted(i for i, p in problems.items() if p["round"] == round_ and not p.get("own"))
    left = [i for i in ids if i not in done]
    return (left or ids or [f"own_{round_}"])[0]


def problem_of(
    id_: str, problems: Mapping[str, Mapping[str, Any]], *, prompt: str | None = None
) -> Problem:
    """The problem of that id from the study data, completed by its round's guide.

    `prompt` replaces the text of the problem, for the learner's own.
    """
    raw = problems[id_]
    guide = problems[f"own_{raw['round']}"]
    own = raw.get("dimensions") or {}
    found = Problem(
        id=id_,
        round=str(raw["round"]),
        title=str(raw["title"]),
        prompt=str(raw["prompt"]).strip(),
        facts=tuple(Fact(tuple(f["cues"]), str(f["fact"])) for f in raw.get("facts", ())),
        changes=tuple(str(c) for c in raw.get("changes", guide["changes"])),
        dimensions=tuple(
            _dimension(name, own.get(name, {}), base) for name, base in guide["dimensions"].items()
        ),
        wrap_up=tuple(guide["wrap_up"]),
        pitfalls=tuple(str(p) for p in raw.get("pitfalls", ())),
        chapter_query=str(guide["chapter"]["query"]),
        chapter_holds=tuple(guide["chapter"]["holds"]),
        called=str(raw.get("called", "")),
    )
    return replace(found, prompt=prompt.replace("?", ".").strip()) if prompt else found


def _dimension(name: str, own: Mapping[str, Any], guide: Mapping[str, Any]) -> Dimension:
    raw_points = own.get("points") or guide["points"]
    hints = (guide["hint"], *((own["hint"],) if own.get("hint") else ()))
    return Dimension(
        name=name,
        title=str(guide["title"]),
        weight=int(guide["weight"]),
        points=tuple(point_of(name, raw) for raw in raw_points),
        openers={level: tuple(asks) for level, asks in guide["openers"].items()},
        no_number=tuple(guide["no_number"]),
        no_reason=tuple(guide["no_reason"]),
        hints=tuple(str(h) for h in hints),
        expectation={level: str(text) for level, text in guide["expectation"].items()},
        drill=str(guide["drill"]),
        chapter=str(guide.get("chapter", "")),
    )
