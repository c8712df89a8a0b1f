"""Which of the candidate's turns are about the problem, told by words and by meaning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.judging.evidence import Clause, claims, telling_stems
from server.judging.made import units_of
from server.judging.plain_talk import EVERYDAY, WORK
from server.judging.topic import Vectors, closeness
from server.modes.interview.candidate import off_topic
from server.modes.interview.problem import Problem
from server.modes.interview.transcript import Answer
from server.text import folded, sentences

# In these rounds the candidate's own story sets the vocabulary, and talk lies less near.
_STORY = ("technical_deep_dive", "behavioral")


@dataclass(frozen=True)
class Bounds:
    """From which closeness on a turn is about the problem, and from which one it is all about it.

    The least is the closeness that nine in ten turns of the labelled candidates reach and one in
    ten of the turns off the problem (docs/interview.md).
    """

    least: float
    full: float


_BOUNDS = {False: Bounds(0.16, 0.35), True: Bounds(0.09, 0.20)}
ADDED = 2  # telling stems that a claim must add to anything the interviewer says
_BELOW = 0.12  # by which a single claim of such a turn may lie further off


class Nearness:
    """The closeness of every claim of some answers to a problem; unknown without vectors."""

    def __init__(self, answers: Sequence[Answer], problem: Problem, vectors: Vectors | None):
        spoken = {a: tuple(c.text for c in claims(a.message)) for a in answers}
        every = [text for texts in spoken.values() for text in texts]
        self._near = closeness(every, texts_about(problem), vectors or {})
        self._bounds = _BOUNDS[problem.round in _STORY]
        self._told = [telling_stems(text) for text in told_by_interviewer(problem)]
        self.known = bool(self._near)
        self.answers = tuple(
            a for a in answers if not off_topic(a.message, problem) and self._about(spoken[a])
        )

        self._turns = frozenset(a.turn for a in self.answers)

    def _about(self, spoken: Sequence[str]) -> bool:
        """A turn that claims nothing is not off the problem; else its nearest claim tells."""
        found = [self._near[text] for text in spoken if text in self._near]
        return not found or max(found) >= self._bounds.least

    def counts(self, clause: Clause) -> bool:
        """Whether a claim is near enough, in such a turn, and more than the interviewer's words."""
        if clause.turn not in self._turns:
            return False
        near = self._near.get(clause.text)
        if near is not None and near < self._bounds.least - _BELOW:
            return False
        own = telling_stems(clause.text)
        return all(len(own - told) >= ADDED for told in self._told)

    def claimed(self, dimension: str) -> list[Clause]:
        """The claims that count, of turns asked about a dimension; each at its first place only."""
        first: dict[str, tuple[str, Clause]] = {}
        for answer in self.answers:
            for clause in claims(answer.message, turn=answer.turn):
                first.setdefault(folded(clause.text), (answer.dimension, clause))
        return [c for asked, c in first.values() if asked == dimension and self.counts(c)]

    def share(self, clause: Clause) -> float:
        """How much of a claim is about the problem, 0..1; 0 where that is not known."""
        return min(1.0, max(0.0, self._near.get(clause.text, 0.0) / self._bounds.full))


def told_by_interviewer(problem: Problem) -> tuple[str, ...]:
    """What a candidate may hear and say again: the problem, its facts, changes and questions."""
    facts = tuple(f.text for f in problem.facts)
    asks = tuple(p.ask for p in problem.points)
    return (*(s.text for s in sentences(problem.prompt)), *facts, *problem.changes, *asks)


def texts_about(problem: Problem) -> tuple[str, ...]:
    """What a claim about the problem is near to."""
    own = [text for p in problem.points for text in (p.text, *p.said)]
    general = WORK if problem.round in _STORY or not _has_examples(problem) else ()
    return tuple(dict.fromkeys((*own, *general)))


def stored_texts(problem: Problem) -> tuple[str, ...]:
    """The texts to embed once for a problem."""
    return tuple(dict.fromkeys((*texts_about(problem), *EVERYDAY)))


def embedded_texts(messages: Iterable[str], problem: Problem) -> tuple[str, ...]:
    """What to embed to judge the messages; nothing where nothing is said in them."""
    spoken = tuple(dict.fromkeys(text for message in messages for text in units_of(message)))
    return (*stored_texts(problem), *spoken) if spoken else ()


def _has_examples(problem: Problem) -> bool:
    return any(p.said for p in problem.points)
