"""Interviews in which their authors marked what each sentence says: for questions already answered.

`evals/cases/interview_said.<split>.jsonl`, one candidate a line: `answers` each `on` a dimension,
with `sentences` that carry what they `say`, the points that one `makes`, and the further points and
opening questions that it `answers`, so that asking for them then would be asking what was said.
More than a third of the points are made in another phase than theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.figures import share, table
from evals.interview_cases import Candidate
from evals.interview_play import Problems, Room
from evals.run import Options, cases
from server.modes.interview.problem import Problem, problem_of


@dataclass(frozen=True)
class Sentence:
    """A sentence, the points that it makes, and all questions that it answers, by their ids."""

    on: str
    text: str
    makes: frozenset[str]
    answers: frozenset[str]


@dataclass(frozen=True)
class Marked:
    """A candidate of one author: the sentences of each answer."""

    id: str
    author: str
    problem: str
    level: str
    answers: tuple[tuple[Sentence, ...], ...]

    @property
    def sentences(self) -> Iterator[tuple[int, Sentence]]:
        """Every sentence with the turn that it is said in."""
        for turn, answer in enumerate(self.answers, start=1):
            yield from ((turn, sentence) for sentence in answer)


def marked(options: Options) -> list[Marked]:
    """The candidates of a split."""
    return [_marked(case) for case in cases("interview_said", options)]


def _marked(raw: Mapping[str, Any]) -> Marked:
    return Marked(
        id=raw["id"],
        author=raw["author"],
        problem=raw["problem"],
        level=raw["level"],
        answers=tuple(
            tuple(
                Sentence(
                    answer["on"],
                    one["say"],
                    frozenset(one["makes"]),
                    frozenset(one["makes"]) | frozenset(one["answers"]),
                )
                for one in answer["sentences"]
            )
            for answer in raw["answers"]
        ),
    )


def script_of(one: Marked, problem: Problem) -> Candidate:
    """The marked candidate as one that can be played; their levels are not known."""
    unknown = {d.name: 0 for d in problem.dimensions}
    said = tuple((a[0].on, " ".join(map(_ended, a))) for a in one.answers)
    return Candidate(
        one.id, one.author, "middling", one.problem, one.level, said, (unknown, unknown)
    )


def _ended(sentence: Sentence) -> str:
    """Authors who leave stops out send a line a sentence."""
    return sentence.text if sentence.text.rstrip()[-1:] in ".!?:;" else f"{sentence.text}\n"


@dataclass(frozen=True)
class Question:
    """A question of the interviewer: its kind, its id, and whether it had been answered."""

    candidate: str
    kind: str
    id: str
    text: str
    answered: bool


def questions(one: Marked, room: Room, problems: Problems) -> Iterator[Question]:
    """What a marked candidate is asked after each answer; what stays open is left out."""
    problem = problem_of(one.problem, problems)
    played = room.played(script_of(one, problem))
    said: set[str] = set()
    answers = iter(one.answers)
    for past in played.turns[1:-1]:
        if past.action == "say":
            said.update(*(s.answers for s in next(answers)))
        asked: Any = (past.result or {})["asked"]
        if asked["kind"] != "pending":
            id_ = id_of(asked["key"], problem)
            text = str((past.result or {})["question"])
            yield Question(one.id, asked["kind"], id_, text, id_ in said)


def id_of(key: str, problem: Problem) -> str:
    """The id by which authors know a question: of a point its own, else the key."""
    name, _, place = key.partition("/")
    dimension = problem.dimension(name)
    return f"{name}/{dimension.points[int(place)].id}" if dimension and place.isdigit() else key


def said_table(found: Sequence[Question]) -> str:
    """The share of questions that ask what had been said, over all and by kind."""
    kinds = sorted({q.kind for q in found})
    rows = [("all questions", share([float(q.answered) for q in found]))]
    rows += [(k, share([float(q.answered) for q in found if q.kind == k])) for k in kinds]
    return table(("asked", "had been said already [95 % interval]"), rows)


def played_all(found: Sequence[Marked], room: Room, problems: Problems) -> list[Question]:
    """The questions of all marked candidates."""
    return [q for one in found for q in questions(one, room, problems)]
