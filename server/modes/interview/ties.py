"""Which of the candidate's words a question follows from, so that it can be joined to them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.judging.evidence import Clause, claims, content_overlap
from server.judging.other_words import nearness_to
from server.judging.points import Point
from server.modes.interview.questions import Probe, key_of
from server.modes.interview.scene import Scene
from server.modes.interview.voice import phrase_in

# Closeness of a claim to what is asked for, from which the question follows from it: read off the
# questions and answers of the labelled dev candidates.
NEAR = 0.18
APART = 0.10  # by which another dimension must be nearer
SHARED = 2  # words with a meaning of their own in common, where there are no embeddings
_OPENING = re.compile(
    r"^(?:\(?\d+[.)]|(?:first|second|third|then|so|also|and|but|well|ok|okay|um+|uh|north star|"
    r"danger|cost|stakes)\b\s?[,:]?)\s+",
    re.IGNORECASE,
)
# Words that hang in the air when they are said back: a condition, half of two sentences, a list.
_HANGS = re.compile(
    r"^(?:if|because|coz|cos|assuming|only|behind|about|let me|let's|let us|maybe|other|another|"
    r"that|this|these|those|it|they|he|she|there)\b|[.:;?!]\s|\blol\b|\bidk\b|\bno idea\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\W*$|\s*[,;:.(]|\s+(?:because|so|but|which|when|while|since|as)\b", re.IGNORECASE
)
MIN_WORDS, MAX_WORDS = 4, 18


def words_behind(scene: Scene, probe: Probe, message: str) -> str:
    """The candidate's words that a question is joined to, exact; "" where it follows from none.

    A question about a claim follows from that claim; an opening question and one for an open
    point follow from the newest claim that is near to what they ask for.
    """
    if probe.about:
        return sayable(probe.about)
    claim = _claim_behind(scene, probe, message)
    return sayable(claim.text) if claim else ""


def elsewhere(scene: Scene, message: str, dimension: str) -> frozenset[str]:
    """The newest claims that are clearly about another dimension than the one named."""
    spoken = claims(message, turn=scene.turn)
    points, vectors = scene.problem.points, scene.vectors
    here = [p for p in points if p.dimension == dimension]
    if not (spoken and here and vectors):
        return frozenset()
    there = [p for p in points if p.dimension != dimension]
    near, other = (nearness_to(spoken, wanted, points, vectors) for wanted in (here, there))
    pairs = zip(spoken, near, other, strict=True)
    return frozenset(c.text for c, mine, theirs in pairs if theirs - mine >= APART)


def sayable(clause: str) -> str:
    """A phrase of the clause without its opening word; "" where none can be said back.

    A phrase that was cut where no comma and no conjunction stands may say something else, and
    a part that claims nothing by itself hangs in the air.
    """
    phrase = phrase_in(clause, max_words=MAX_WORDS)
    part = len(phrase.split()) < len(clause.split())
    if not _WHOLE.match(clause[clause.find(phrase) + len(phrase) :]) or part and not claims(phrase):
        return ""
    bare = _OPENING.sub("", phrase, count=1)
    return "" if _HANGS.search(bare) or len(bare.split()) < MIN_WORDS else bare


def _claim_behind(scene: Scene, probe: Probe, message: str) -> Clause | None:
    wanted, spoken = _wanted(scene, probe), claims(message, turn=scene.turn)
    if not wanted or not spoken:
        return None
    near, claim = max(
        zip(_nearness(scene, spoken, wanted), spoken, strict=True), key=lambda one: one[0]
    )
    return claim if near >= NEAR else None


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
