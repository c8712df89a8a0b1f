"""A scripted candidate sits an interview: the mode's own turns, with the clock in hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from evals.interview_cases import Candidate
from server.modes.interview import MODE, turn
from server.records import (
    Embed,
    Fields,
    Found,
    History,
    PastTurn,
    Reply,
    Say,
    Search,
    Written,
)

MINUTES = 45
ANSWER_S = 40  # a typed answer, where the phase goes on
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
FAILED = Written("", finish="failed")

Problems = Mapping[str, Mapping[str, Any]]
Embedding = Callable[[Sequence[str]], "list[list[float]] | None"]
Writing = Callable[[Say], Written]


def no_vectors(_: Sequence[str]) -> None:
    """There is no embedding model."""


def no_model(_: Say) -> Written:
    """There is no language model."""
    return FAILED


@dataclass(frozen=True)
class Played:
    """A whole interview: its turns, the last of them with the scorecard."""

    candidate: Candidate
    turns: tuple[PastTurn, ...]

    @property
    def card(self) -> Mapping[str, Any]:
        """The scorecard."""
        return self.turns[-1].result or {}

    def level(self, dimension: str) -> int:
        """The level that the scorecard gives."""
        return int(self.card["dimensions"][dimension]["level"])

    @property
    def total(self) -> float:
        """The mean level of all dimensions."""
        return float(sum(map(self.level, self.candidate.gold)) / len(self.candidate.gold))


class Room:
    """Plays candidates; the clock runs as far as each answer's phase needs."""

    def __init__(
        self, problems: Problems, *, embed: Embedding = no_vectors, write: Writing = no_model
    ) -> None:
        self._problems = problems
        self._embed = embed
        self._write = write

    def played(self, candidate: Candidate) -> Played:
        """The interview of one candidate, from the opening to the scorecard."""
        sitting = _Sitting(self, candidate)
        sitting.take("open", "", 0)
        for at, (dimension, message) in enumerate(candidate.answers):
            sitting.reach(dimension)
            following = candidate.answers[at + 1][0] if at + 1 < len(candidate.answers) else ""
            stays = following == dimension
            sitting.take("say", message, ANSWER_S if stays else sitting.until_over())
        sitting.take("finish", "", ANSWER_S)
        return Played(candidate, tuple(sitting.turns))

    def reply(self, fields: Fields, history: History) -> Reply:
        """One turn of the mode, its steps answered."""
        going = turn(fields, history, problems=self._problems)
        answer: Any = None
        while True:
            try:
                step = going.send(answer)
            except StopIteration as stop:
                reply: Reply = stop.value
                return reply
            answer = self._answered(step)

    def _answered(self, step: Any) -> Any:
        if isinstance(step, Embed):
            return self._embed(step.texts)
        if isinstance(step, Search):
            return Found(step.query, ())
        return self._write(step)


class _Sitting:
    def __init__(self, room: Room, candidate: Candidate) -> None:
        self._room = room
        self._now = START
        self._options = {name: schema["default"] for name, schema in MODE.options.items()}
        self._options |= {
            "problem": candidate.problem,
            "level": candidate.level,
            "minutes": MINUTES,
        }
        self.turns: list[PastTurn] = []

    def take(self, action: str, message: str, seconds: int) -> None:
        """One turn, so many seconds after the one before."""
        self._now += timedelta(seconds=seconds)
        fields = Fields(message, action, self._options)
        reply = self._room.reply(fields, History(tuple(self.turns), self._now))
        self.turns.append(
            PastTurn(
                len(self.turns), action, message, reply.text, reply.result, "complete", self._now
            )
        )

    def until_over(self) -> int:
        """Seconds after which the phase that is on has run over."""
        last = self._last
        now = next(p for p in last["phases"] if p["state"] == "now")
        left = now["minutes"] * 60 - (last["elapsed_s"] - last["entered_s"])
        return max(ANSWER_S, int(left) + 1)

    def reach(self, dimension: str) -> None:
        """Go on to the next phase until the one of the answer has come."""
        names = [p["name"] for p in self._last["phases"]]
        while names.index(self._last["phase"]) < names.index(dimension):
            self.take("next_phase", "", 1)

    @property
    def _last(self) -> Mapping[str, Any]:
        return self.turns[-1].result or {}
