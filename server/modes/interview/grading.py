"""Levels from evidence alone: what was claimed, which points were made, how specific it was.

What the evidence is worth was fitted to labelled candidates; the caps below stand above it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from server.judging.evidence import Clause, Depth, clauses, depth_of, is_mention
from server.judging.interview_levels import Marks, Worths, worths
from server.judging.made import Heard
from server.judging.other_words import all_made
from server.judging.point_rows import Vectors
from server.judging.points import Made, bare_lists, mentions
from server.judging.specifics import considers, foresees, ranks
from server.modes.interview.marks import marks_of, reasons
from server.modes.interview.problem import Dimension, Problem
from server.modes.interview.topic import Nearness
from server.modes.interview.transcript import Answer
from server.text import content_stems, folded

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
    rests_on: tuple[str, ...] = ()  # what the level comes from, in words
    caps: tuple[int, int] = (4, 4)  # the highest levels that the evidence can have, by bar
    vote: float | None = None  # the level that a model expects, where one voted
    code: tuple[int, int] | None = None  # the levels before its vote

    def cap(self, bar: str) -> int:
        """The highest level that the evidence can have against the bar named."""
        return self.caps[bar == "senior"]

    def level(self, bar: str) -> int:
        """The level against the bar named."""
        return self.senior if bar == "senior" else self.junior


@dataclass(frozen=True)
class Shown:
    """What a dimension's level is read from."""

    dimension: Dimension
    evidence: tuple[Clause, ...]
    counted: tuple[Made, ...]  # the points that the level rests on
    credited: tuple[Made, ...]  # the points that are told to the candidate
    marks: Marks
    n_lists: int
    thin: bool
    with_vectors: bool

    @property
    def depth(self) -> Depth:
        """The kinds of specificity in the evidence."""
        found = Depth()
        for clause in self.evidence:
            found |= depth_of(clause.text)
        return found

    def cap(self, bar: str) -> int:
        """The highest level that the evidence can have, whatever it is worth.

        0 without any; 1 for thin words and for more bare lists than claims; 2 for one kind of
        evidence alone, neither two points nor anything specific; 3 unless two kinds of
        specificity, and for seniors a senior point, something weighed or foreseen, are there.
        """
        if not self.evidence:
            return 0
        if self.thin or self.n_lists > len(self.evidence):
            return 1
        if not self.depth.kinds and len(self.counted) < 2:  # noqa: PLR2004
            return 2
        kinds = self.depth.kinds + self._does(foresees) + self._does(ranks)
        above = self.depth.alternative or self._does(foresees) or self._does(considers)
        above = above or any(m.point.level == "senior" for m in self.counted)
        return 4 if kinds > 1 and (bar == "junior" or above) else 3

    def _does(self, told: Callable[[str], bool]) -> bool:
        return any(told(c.text) for c in self.evidence)


def graded(
    problem: Problem, answers: Sequence[Answer], vectors: Vectors | None = None
) -> tuple[Graded, ...]:
    """Every dimension's grade. More words never lower it, unless they are bare keyword lists."""
    return tuple(_graded(one) for one in shown(problem, answers, vectors))


def shown(
    problem: Problem, answers: Sequence[Answer], vectors: Vectors | None = None
) -> tuple[Shown, ...]:
    """The evidence of every dimension, without turns off the problem.

    Levels were fitted to points told by cues and closeness, and carry over best with these; what is
    said of points to the candidate is told by the trained judge (docs/decisions/015).
    """
    near = Nearness(answers, problem, vectors)
    asked = {a.turn: a.dimension for a in near.answers}
    spoken = [(a.turn, a.message) for a in near.answers]
    every = all_made(spoken, problem.points, vectors, asked)
    counted = [m for m in every if near.counts(m.clause)]
    credited = _made(_heard(problem, answers, vectors), near)
    return tuple(_shown(d, counted, credited, near) for d in problem.dimensions)


@dataclass(frozen=True)
class SoFar:
    """What the candidate has said up to now, anywhere."""

    made: tuple[Made, ...] = ()
    # How likely the question for each point, by (dimension, id), is answered already, 0..1.
    answered: Mapping[tuple[str, str], float] = field(default_factory=dict)
    # The claims that belong to each dimension, wherever they were said.
    claims: Mapping[str, Sequence[Clause]] = field(default_factory=dict)


def so_far(problem: Problem, answers: Sequence[Answer], vectors: Vectors | None = None) -> SoFar:
    """What was made, in turns that are about the problem, and what was answered in any."""
    near = Nearness(answers, problem, vectors)
    heard = _heard(problem, answers, vectors)
    odds = zip(problem.points, heard.answered, strict=True)
    return SoFar(
        made=_made(heard, near),
        answered={(p.dimension, p.id): float(found) for p, found in odds},
        claims={
            d.name: [c for c in heard.belonging(d.name) if near.counts(c)]
            for d in problem.dimensions
        },
    )


def _heard(problem: Problem, answers: Sequence[Answer], vectors: Vectors | None) -> Heard:
    asked = {a.turn: a.dimension for a in answers}
    return Heard([(a.turn, a.message) for a in answers], problem.points, vectors, asked)


def _made(heard: Heard, near: Nearness) -> tuple[Made, ...]:
    return tuple(m for m in heard.made if near.counts(m.clause))


def level_of(one: Shown, fitted: Worths, bar: str) -> int:
    """The level of what was shown: what it is worth, under the caps; evidence is never at 0."""
    return min(one.cap(bar), max(1, fitted.level(one.marks, bar)))


def _reasons(one: Shown) -> list[str]:
    """What was counted, and what holds the level down whatever was counted."""
    if not one.evidence:
        return []
    if one.n_lists > len(one.evidence):
        return [*reasons(one.evidence, one.counted), "more bare lists than claims, so 1 at most"]
    if one.thin:
        return ["words on the topic and no claim, so 1 at most"]
    return reasons(one.evidence, one.counted)


def _graded(one: Shown) -> Graded:
    fitted = worths(with_vectors=one.with_vectors)
    junior, senior = (level_of(one, fitted, bar) for bar in ("junior", "senior"))
    return Graded(
        dimension=one.dimension,
        evidence=one.evidence,
        made=one.credited,
        depth=one.depth,
        n_lists=one.n_lists,
        junior=junior,
        senior=min(junior, senior),
        rests_on=tuple(_reasons(one)),
        caps=(one.cap("junior"), one.cap("senior")),
    )


def _shown(
    dimension: Dimension, counted: Sequence[Made], credited: Sequence[Made], near: Nearness
) -> Shown:
    counted = [m for m in counted if m.point.dimension == dimension.name]
    credited = [m for m in credited if m.point.dimension == dimension.name]
    found = {folded(m.clause.text): m.clause for m in reversed((*credited, *counted))}
    for clause in near.claimed(dimension.name):
        if near.known or _topical(clause.text, dimension):
            found.setdefault(folded(clause.text), clause)
    evidence = list(found.values()) or _mentions(dimension, near.answers)
    evidence.sort(key=lambda c: (c.turn, c.start))
    here = [(a.turn, a.message) for a in near.answers if a.dimension == dimension.name]
    turns = {turn for turn, _ in here}
    return Shown(
        dimension=dimension,
        evidence=tuple(evidence),
        counted=tuple(counted),
        credited=tuple(credited),
        marks=marks_of(evidence, counted, near.share, lambda c: c.turn in turns),
        n_lists=len(bare_lists(here, dimension.points)),
        thin=not found,
        with_vectors=near.known,
    )


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


def overall(grades: Sequence[Graded], bar: str) -> int:
    """The mean level over all dimensions, rounded to the nearest whole level."""
    return int(mean(grades, bar) + 0.5)


def mean(grades: Sequence[Graded], bar: str) -> float:
    """The mean level over all dimensions, 0..4."""
    return sum(g.level(bar) for g in grades) / max(1, len(grades))
