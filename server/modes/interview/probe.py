"""A question of the interviewer, what choosing one rests on, and which points are still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from server.judging.points import Made, Point
from server.modes.interview.grading import SoFar
from server.modes.interview.problem import Dimension, Problem
from server.modes.interview.transcript import Transcript

# From which odds on the question for a point counts as answered, and those above which it is asked
# after the others, chosen on marked interviews (docs/interview.md).
ANSWERED = 0.12
DOUBTFUL = (0.03, 0.06)
# From which odds on a point was so surely made that a phase may open with its words.
SURELY_MADE = 0.9


@dataclass(frozen=True)
class Probe:
    """The next question in plain words: what it is about and whether it leans on the answer."""

    dimension: str
    # opener, further, missing, terms, contradiction, part, bare_figure, no_reason, no_number,
    # change, closing; pending where the question before stays open
    kind: str
    key: str
    plain: str
    lead: str = ""  # what stands before the question, such as a change of requirement
    about: str = ""  # the candidate's clause that it leans on, "" for the answer as a whole
    quoted: bool = False  # the lead quotes the candidate already


@dataclass(frozen=True)
class Ground:
    """What choosing a question rests on."""

    problem: Problem
    transcript: Transcript
    so_far: SoFar
    phase: str
    level: str
    message: str  # the candidate's newest words, "" where they are nothing to build on
    elsewhere: frozenset[str] = frozenset()  # its claims that are about another dimension
    # The points that its claims lead to, by id: how near.
    threads: Mapping[str, float] = field(default_factory=dict)
    told: tuple[str, ...] = ()  # the facts that are told in this very turn

    @property
    def made(self) -> tuple[Made, ...]:
        """The points made so far."""
        return self.so_far.made

    def doubt(self, point: Point) -> int:
        """How doubtful it is, in steps from 0, that the question for a point is still open."""
        odds = self.so_far.answered.get((point.dimension, point.id), 0.0)
        return sum(odds >= bound for bound in DOUBTFUL)


def open_points(dimension: Dimension, made: tuple[Made, ...], level: str) -> tuple[Point, ...]:
    """The points of a dimension not made so far that the level expects, basic ones first."""
    done = {(m.point.dimension, m.point.id) for m in made}
    left = [p for p in dimension.points if (p.dimension, p.id) not in done]
    wanted = [p for p in left if level == "senior" or p.level == "junior"]
    return tuple(sorted(wanted, key=lambda p: p.level))


def unanswered(dimension: Dimension, so_far: SoFar, level: str) -> tuple[Point, ...]:
    """The open points whose question has most likely not been answered, in any phase."""
    left = open_points(dimension, so_far.made, level)
    return tuple(p for p in left if so_far.answered.get((p.dimension, p.id), 0.0) < ANSWERED)


def key_of(dimension: Dimension, point: Point) -> str:
    """The key under which a point's question is remembered; its place, so that it tells nothing."""
    return f"{dimension.name}/{dimension.points.index(point)}"
