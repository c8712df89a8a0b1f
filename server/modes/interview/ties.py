"""Which of the candidate's words a question follows from, so that it can be joined to them."""

from __future__ import annotations

from collections.abc import Sequence

from server.judging.evidence import Clause, claims, content_overlap
from server.judging.other_words import nearness_to
from server.judging.points import Point
from server.modes.interview.phrases import sayable, says_two_things
from server.modes.interview.probe import Probe, key_of
from server.modes.interview.scene import Scene
from server.modes.interview.topic import Nearness
from server.modes.interview.transcript import Answer
from server.modes.interview.voice import to_you
from server.text import folded

# Closeness of a claim to what is asked for, from which the question follows from it: read off the
# questions and answers of the labelled dev candidates.
NEAR = 0.18
NEAR_BEFORE = 0.20  # ... of a claim of an earlier answer
APART = 0.10  # by which another dimension must be nearer
SHARED = 2  # words with a meaning of their own in common, where there are no embeddings


def words_behind(scene: Scene, probe: Probe, message: str) -> str:
    """The candidate's words that a question is joined to, exact; "" where it follows from none.

    A question about a claim follows from that claim; an opening question and one for an open
    point follow from the claim that is nearest to what they ask for, of the newest answer before
    earlier ones to the same dimension. No words are said back twice, and where a claim is asked
    about, none that say two things: "why would that be hard?" would be of either.
    """
    if probe.about:
        phrase = sayable(probe.about)
        return "" if says_two_things(phrase) else phrase
    said = " ".join(folded(a.question) for a in scene.transcript.asked)
    before = [a for a in scene.transcript.answers if a.dimension == probe.dimension]
    earlier = [c for a in before for c in claims(a.message, turn=a.turn)]
    for pool, near in ((claims(message, turn=scene.turn), NEAR), (earlier, NEAR_BEFORE)):
        fresh = [c for c in pool if sayable(c.text)]
        fresh = [c for c in fresh if folded(to_you(sayable(c.text))) not in said]
        claim = _nearest(scene, probe, fresh, near)
        if claim:
            return sayable(claim.text)
    return ""


def about_problem(scene: Scene, message: str) -> bool:
    """Whether the newest answer is about the problem, as far as its meaning tells.

    What is not is quoted, and no question is built on it.
    """
    answer = Answer(scene.turn, message, "")
    return not scene.vectors or bool(Nearness([answer], scene.problem, scene.vectors).answers)


def threads(scene: Scene, message: str, dimension: str) -> dict[str, float]:
    """The dimension's points that the newest answer leads to, by id: how near its claims come.

    Only claims that can be said back, so that the question for such a point can be joined to one.
    """
    spoken = [c for c in claims(message, turn=scene.turn) if sayable(c.text)]
    here = scene.problem.dimension(dimension)
    if not (spoken and here and scene.vectors):
        return {}
    near = {p.id: max(_nearness(scene, spoken, (p,))) for p in here.points}
    return {id_: found for id_, found in near.items() if found >= NEAR}


def elsewhere(scene: Scene, message: str, dimension: str) -> frozenset[str]:
    """The newest claims that are clearly about another dimension than the one named."""
    told = scene.so_far.claims.items()
    ahead = {c.text for d, own in told if d != dimension for c in own if c.turn == scene.turn}
    return _nearer_to_others(scene, message, dimension) | ahead


def _nearer_to_others(scene: Scene, message: str, dimension: str) -> frozenset[str]:
    spoken = claims(message, turn=scene.turn)
    points, vectors = scene.problem.points, scene.vectors
    here = [p for p in points if p.dimension == dimension]
    if not (spoken and here and vectors):
        return frozenset()
    there = [p for p in points if p.dimension != dimension]
    near, other = (nearness_to(spoken, wanted, points, vectors) for wanted in (here, there))
    pairs = zip(spoken, near, other, strict=True)
    return frozenset(c.text for c, mine, theirs in pairs if theirs - mine >= APART)


def _nearest(scene: Scene, probe: Probe, spoken: Sequence[Clause], near: float) -> Clause | None:
    wanted = _wanted(scene, probe)
    if not wanted or not spoken:
        return None
    found, claim = max(
        zip(_nearness(scene, spoken, wanted), spoken, strict=True), key=lambda one: one[0]
    )
    return claim if found >= near else None


def _nearness(scene: Scene, spoken: Sequence[Clause], wanted: Sequence[Point]) -> list[float]:
    if scene.vectors:
        return nearness_to(spoken, wanted, scene.problem.points, scene.vectors)
    about = [f"{p.text} {p.ask}" for p in wanted]
    return [float(max(content_overlap(c.text, a) for a in about) >= SHARED) for c in spoken]


def _wanted(scene: Scene, probe: Probe) -> tuple[Point, ...]:
    """The points that a question is after: its own, or all of its dimension."""
    dimension = scene.problem.dimension(probe.dimension)
    if dimension is None:
        return ()
    own = tuple(p for p in dimension.points if key_of(dimension, p) == probe.key)
    return own or dimension.points
