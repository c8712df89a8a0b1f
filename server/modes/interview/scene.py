"""Where an interview stands, rebuilt from its stored turns."""

from __future__ import annotations

from collections.abc import Collection, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from server.judging.point_rows import Vectors
from server.judging.points import Made
from server.modes.interview.candidate import Kind
from server.modes.interview.clock import Clock, clock_at
from server.modes.interview.grading import SoFar, so_far
from server.modes.interview.phases import Phase, index_of, phases_of
from server.modes.interview.problem import Problem, problem_id, problem_of
from server.modes.interview.topic import embedded_texts, stored_texts
from server.modes.interview.transcript import (
    Transcript,
    next_index,
    transcript_of,
)
from server.records import Embed, Fields, History


@dataclass(frozen=True)
class Scene:
    """Where the interview stands when the interviewer opens their mouth."""

    problem: Problem
    transcript: Transcript
    so_far: SoFar
    phases: tuple[Phase, ...]
    clock: Clock
    level: str
    turn: int
    fields: Fields
    vectors: Vectors | None = None  # of the claims and the points, None without embeddings

    @property
    def made(self) -> tuple[Made, ...]:
        """The points made so far."""
        return self.so_far.made

    @property
    def minutes(self) -> int:
        """The clock's length as it was chosen."""
        return sum(p.minutes for p in self.phases)

    @property
    def phase(self) -> Phase:
        """The phase the interview stands in before this turn moves it."""
        return self.phases[index_of(self.phases, self.transcript.phase)]

    @property
    def entered_s(self) -> int:
        """The clock's seconds when that phase was entered."""
        return int(self.transcript.last.get("entered_s", 0))

    def in_a_row(self, kind: Kind) -> int:
        """How many turns of this kind went directly before."""
        last = self.transcript.last
        return int(last.get("in_a_row", 0)) if last.get("candidate") == kind else 0


def scene_of(
    fields: Fields,
    history: History,
    problems: Mapping[str, Mapping[str, Any]],
    done: Collection[str] = (),
) -> Generator[Embed, list[list[float]] | None, Scene]:
    """Everything a turn rests on, rebuilt from the stored turns; asks for vectors of the claims."""
    transcript = transcript_of(fields, history)
    options = fields.options
    id_ = str(transcript.last.get("problem") or problem_id(options, problems, done))
    own = options.get("prompt") if problems[id_].get("own") else None
    problem = problem_of(id_, problems, prompt=own)
    minutes = int(options.get("minutes", 45))
    said = [t.message for t in history.turns] + [fields.message]
    # What is embedded once for a problem is embedded while the candidate reads it.
    opens = not history.turns
    texts = stored_texts(problem) if opens else embedded_texts(said, problem)
    vectors = yield from _vectors(texts)
    return Scene(
        problem=problem,
        transcript=transcript,
        so_far=so_far(problem, transcript.answers, vectors),
        phases=phases_of(problem, minutes),
        clock=clock_at(history, minutes=minutes, action=fields.action),
        level=str(options.get("level", "junior")),
        turn=next_index(history),
        fields=fields,
        vectors=vectors,
    )


def _vectors(
    texts: tuple[str, ...],
) -> Generator[Embed, list[list[float]] | None, Vectors | None]:
    if not texts:
        return None
    found = yield Embed(texts)
    return dict(zip(texts, found, strict=True)) if found else None
