"""The interviewer's turns, read by checks: one question, nothing given away, in role, heard."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.figures import share, table
from evals.interview_cases import ODD
from evals.interview_play import Played, Problems
from server.checks import interviewer as checks
from server.judging.evidence import content_overlap
from server.modes.interview.candidate import facts_for
from server.modes.interview.problem import Problem, problem_of
from server.modes.interview.secrets import telling_terms
from server.text import content_stems, words

MIN_WORDS = 6  # shorter answers hold nothing to take up
_QUOTED = re.compile(r"“([^”]*)”")


@dataclass(frozen=True)
class Talk:
    """One reply with what the checks say of it; None where a check does not apply."""

    id: str
    turn: int
    said: str
    reply: str
    asked: str  # the kind of question
    by_model: bool  # the question's words are the model's
    one_question: bool
    withheld: bool
    heard: bool | None
    in_role: bool | None
    new: bool
    given_away: tuple[str, ...]


def talk_of(one: Played, problems: Problems) -> Iterator[Talk]:
    """Every reply between the opening and the scorecard that answers the candidate."""
    problem = problem_of(one.candidate.problem, problems)
    earlier: list[str] = [one.turns[0].result["question"]] if one.turns[0].result else []
    known = [problem.prompt, one.turns[0].reply]  # the opening names the phases
    for past in one.turns[1:-1]:
        result: Any = past.result or {}
        known.append(past.message)
        known += [f.text for f in facts_for(past.message, problem)]
        known += [c for c in problem.changes if c in past.reply]
        own = _QUOTED.sub(" ", past.reply)
        away = given_away(own, "\n".join(known), problem, result)
        question, kind = result["question"], result["asked"]["kind"]
        long = past.action == "say" and len(words(past.message)) >= MIN_WORDS
        yield Talk(
            id=one.candidate.id,
            turn=past.index,
            said=past.message,
            reply=past.reply,
            asked=kind,
            by_model=result.get("phrased_by") == "model",
            one_question=not checks.asks_one_question(past.reply),
            withheld=not away,
            heard=heard(past.reply, past.message)
            if long and result["candidate"] == "answer"
            else None,
            in_role=in_role(own) if one.candidate.kind in ODD else None,
            new=kind == "pending" or not checks.not_asked_before(question, earlier),
            given_away=away,
        )
        if kind != "pending":
            earlier.append(question)


def given_away(own: str, known: str, problem: Problem, result: Any) -> tuple[str, ...]:
    """Words of the interviewer's own that nobody has said: technical ones, terms of open points."""
    said = set(content_stems(known))
    made = {(c["dimension"], c["point"]) for c in result["covered"]}
    left = [p for p in problem.points if (p.dimension, p.text) not in made]
    secret = telling_terms((p for p in left if p.dimension == result["phase"]), known)
    found = [t for t in secret if checks.withholds(own, [t])]
    technical = [f.message for f in checks.gives_nothing_away(own, known)]
    return tuple(t for t in (*found, *technical) if t not in said)


def heard(reply: str, message: str) -> bool:
    """Whether a reply takes up the candidate's content: a quote of it, or two of its words."""
    quoted = any(q and q in message for q in _QUOTED.findall(reply))
    return quoted or content_overlap(reply, message) >= 2  # noqa: PLR2004


def in_role(own: str) -> bool:
    """Neither praise nor advice nor talk of a program."""
    return not checks.no_praise(own) and not checks.stays_in_role(own)


def main_table(found: Sequence[Talk]) -> str:
    """The goals' measures over all replies."""
    questions = [t for t in found if t.asked != "pending"]
    rows = [
        ("replies", len(found)),
        ("one question", _share(t.one_question for t in found)),
        ("nothing given away", _share(t.withheld for t in found)),
        ("takes up the answer", _share(t.heard for t in found)),
        ("in role, odd candidates", _share(t.in_role for t in found)),
        ("not asked before", _share(t.new for t in found)),
        ("question phrased by the model", _share(t.by_model for t in questions)),
    ]
    kinds = sorted({t.asked for t in found})
    rows += [(f"asked: {kind}", sum(t.asked == kind for t in found)) for kind in kinds]
    return table(("measure", "value [95 % interval]"), rows)


def _share(values: Iterator[bool | None] | Any) -> str:
    return share([float(v) for v in values if v is not None])


def keep(found: Sequence[Talk], path: Path) -> None:
    """Every reply, a JSON object a line, for reading."""
    path.parent.mkdir(exist_ok=True)
    lines = (json.dumps(t.__dict__, ensure_ascii=False) for t in found)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
