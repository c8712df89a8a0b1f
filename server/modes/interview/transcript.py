"""What has happened so far, rebuilt from the stored turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.records import Fields, History

SPOKEN = ("say",)


@dataclass(frozen=True)
class Answer:
    """The candidate's words of one turn, and the dimension that had been asked about."""

    turn: int
    message: str
    dimension: str


@dataclass(frozen=True)
class Asked:
    """A question of the interviewer."""

    turn: int
    dimension: str
    key: str  # opaque: which of the problem's questions it was
    kind: str
    question: str
    met: str = ""  # the kind of the candidate's turn that it answered
    elapsed_s: int = 0  # the clock when it was asked


@dataclass(frozen=True)
class Transcript:
    """The interview up to and including the candidate's newest words."""

    answers: tuple[Answer, ...]
    asked: tuple[Asked, ...]
    last: Mapping[str, Any]  # the newest interview result, {} before the opening

    @property
    def phase(self) -> str:
        """The phase the interview stood in after the last turn."""
        return str(self.last.get("phase", ""))

    @property
    def words(self) -> str:
        """Everything the candidate has said."""
        return "\n".join(a.message for a in self.answers)

    def keys(self) -> frozenset[str]:
        """Which of the problem's questions have been used."""
        return frozenset(a.key for a in self.asked)

    def asked_in(self, phase: str) -> int:
        """How many questions the current stay in a phase has had."""
        count = 0
        for asked in reversed(self.asked):
            if asked.dimension != phase:
                break
            count += asked.kind != "pending"
        return count


def transcript_of(fields: Fields, history: History) -> Transcript:
    """The interview so far; `fields` are the candidate's newest words."""
    answers: list[Answer] = []
    asked: list[Asked] = []
    last: Mapping[str, Any] = {}
    for turn in history.turns:
        if turn.action in SPOKEN and turn.message.strip():
            answers.append(Answer(turn.index, turn.message, _dimension(asked)))
        if turn.result and turn.result.get("kind") == "interview":
            last = turn.result
            asked.append(_asked(turn.index, turn.result))
    if fields.action in SPOKEN and fields.message.strip():
        answers.append(Answer(next_index(history), fields.message, _dimension(asked)))
    return Transcript(tuple(answers), tuple(asked), last)


def next_index(history: History) -> int:
    """The index of the turn being taken."""
    return history.turns[-1].index + 1 if history.turns else 0


def _asked(turn: int, result: Mapping[str, Any]) -> Asked:
    raw = result.get("asked") or {}
    return Asked(
        turn=turn,
        dimension=str(raw.get("dimension", result.get("phase", ""))),
        key=str(raw.get("key", "")),
        kind=str(raw.get("kind", "")),
        question=str(result.get("question", "")),
        met=str(result.get("candidate", "")),
        elapsed_s=int(result.get("elapsed_s", 0)),
    )


def _dimension(asked: list[Asked]) -> str:
    return asked[-1].dimension if asked else ""
