"""Levels from evidence alone: what was claimed, which points were made, how specific it was.

The bars below were set by hand on candidates written for the purpose; they are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.judging.evidence import Clause, Depth, claims, clauses, depth_of, is_mention
from server.judging.other_words import Vectors, all_made
from server.judging.points import Made, bare_lists, mentions
from server.modes.interview.candidate import off_topic
from server.modes.interview.problem import Dimension, Problem
from server.modes.interview.transcript import Answer
from server.text import content_stems

TOPICAL = 2  # stems of the dimension's vocabulary that an unmatched claim must hold

LEVELS = ("not shown", "touched on", "partial", "solid", "solid, specific and weighed")


@dataclass(frozen=True)
class Graded:
    """One dimension's evidence and its level against both bars."""

    dimension: Dimension
    evidence: tuple[Clause, ...]
    made: tuple[Made, ...]
    depth: Depth
    n_lists: int
    junior: int
    senior: int

    def level(self, bar: str) -> int:
        """The level against the bar named."""
        return self.senior if bar == "senior" else self.junior


def graded(
    problem: Problem, answers: Sequence[Answer], vectors: Vectors | None = None
) -> tuple[Graded, ...]:
    """Every dimension's grade. More words never lower it, unless they are bare keyword lists."""
    answers = [a for a in answers if not off_topic(a.message, problem)]
    asked = {a.turn: a.dimension for a in answers}
    made = all_made([(a.turn, a.message) for a in answers], problem.points, vectors, asked)
    return tuple(_grade(d, made, answers) for d in problem.dimensions)


def _grade(dimension: Dimension, made: Sequence[Made], answers: Sequence[Answer]) -> Graded:
    mine = tuple(m for m in made if m.point.dimension == dimension.name)
    elsewhere = {m.clause for m in made if m.point.dimension != dimension.name}
    evidence = list(dict.fromkeys(m.clause for m in mine))
    for answer in answers:
        if answer.dimension == dimension.name:
            evidence += [
                c
                for c in claims(answer.message, turn=answer.turn)
                if c not in evidence and c not in elsewhere and _topical(c.text, dimension)
            ]
    thin = not evidence
    if thin:
        evidence = _mentions(dimension, answers)
    depth = Depth()
    for clause in evidence:
        depth |= depth_of(clause.text)
    here = [(a.turn, a.message) for a in answers if a.dimension == dimension.name]
    n_lists = len(bare_lists(here, dimension.points))
    junior, senior = _levels(len(evidence), mine, depth)
    if thin:
        junior, senior = min(junior, 1), min(senior, 1)
    if n_lists > len(evidence):
        junior, senior = min(junior, 1), min(senior, 1)
    evidence.sort(key=lambda c: (c.turn, c.start))
    return Graded(dimension, tuple(evidence), mine, depth, n_lists, junior, senior)


def _mentions(dimension: Dimension, answers: Sequence[Answer]) -> list[Clause]:
    """Thin words on the dimension, where it was asked about: evidence of level 1 at most."""
    terms = tuple(t for p in dimension.points for t in p.terms if t != "#")
    return [
        c
        for a in answers
        if a.dimension == dimension.name
        for c in clauses(a.message, turn=a.turn)
        if is_mention(c.text) and mentions(c.text, terms)
    ]


def _topical(clause: str, dimension: Dimension) -> bool:
    parts = [dimension.title, *dimension.openers["junior"], *dimension.openers["senior"]]
    for point in dimension.points:
        parts += [point.text, point.ask, *point.terms, *point.links]
    known = set(content_stems(" . ".join(parts)))
    return len(known & set(content_stems(clause))) >= TOPICAL


def _levels(n_evidence: int, made: Sequence[Made], depth: Depth) -> tuple[int, int]:
    if n_evidence == 0:
        return 0, 0
    junior = _junior(n_evidence, len(made), depth.kinds)
    n_senior = sum(m.point.level == "senior" for m in made)
    return junior, min(junior, _senior(len(made), n_senior, depth.kinds))


def _junior(n_evidence: int, n_made: int, kinds: int) -> int:
    if n_made >= 3 and kinds >= 2:
        return 4
    if n_made >= 2 and kinds >= 2 or n_made >= 3 and kinds >= 1:
        return 3
    if n_made >= 2 or n_made >= 1 and kinds >= 1 or n_evidence >= 3 and kinds >= 2:
        return 2
    return 1


def _senior(n_made: int, n_senior: int, kinds: int) -> int:
    if n_made >= 4 and n_senior >= 1 and kinds >= 2:
        return 4
    if n_made >= 3 and kinds >= 2:
        return 3
    if n_made >= 2 and kinds >= 1:
        return 2
    return 1


def overall(grades: Sequence[Graded], bar: str) -> int:
    """The mean level over all dimensions, rounded to the nearest whole level."""
    return int(mean(grades, bar) + 0.5)


def mean(grades: Sequence[Graded], bar: str) -> float:
    """The mean level over all dimensions, 0..4."""
    return sum(g.level(bar) for g in grades) / max(1, len(grades))
