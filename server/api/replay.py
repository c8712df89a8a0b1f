"""An interview once more, step by step: what was asked, said, noted, and chosen next, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.api.views import newly_covered
from server.checks import interviewer as checks
from server.errors import PromptError
from server.prompting.library import PromptLibrary
from server.records import CallRecord, Message, Turn

Json = Mapping[str, Any]

# How the interviewer took what the candidate did, by the kind that the turn's result names.
TAKEN = {
    "silence": "Silence.",
    "order": "An order to the grader; it is left out of every judgement.",
    "hostile": "Anger; nothing in it was judged.",
    "meta": "Talk about the interview; the model was not asked.",
    "again": "A request for the question again.",
    "wait": "A request for time.",
    "unsure": "No answer to this question.",
    "question": "A question; facts of the problem are told when they are asked for.",
    "one_word": "Too short to build on.",
    "off_topic": "Not about the problem; nothing in it was judged.",
    "answer": "An answer.",
}
# Why the next question was chosen, by its kind.
WHY = {
    "opener": "It opens a phase that had hardly been touched.",
    "missing": "A point that the level expects was still open.",
    "terms": "Terms were named without a purpose.",
    "contradiction": "Two figures for the same thing do not agree.",
    "part": "A part was named and never explained.",
    "bare_figure": "A figure came from nowhere.",
    "no_reason": "The newest claim has no reason.",
    "no_number": "The newest claim has no figure.",
    "change": "Enough stands to bear a change of requirement.",
    "closing": "Nothing else was open in this phase, or the time was nearly up.",
    "pending": "The question before stays open.",
}
ACTIONS = {
    "open": "The interview opens.",
    "hint": "Asked for a hint; it is counted.",
    "skip": "Skipped the question; it is counted.",
    "next_phase": "Went to the next phase.",
    "pause": "Paused the clock.",
    "resume": "Let the clock run again.",
    "extend": "Took five minutes more.",
    "finish": "Asked for the scorecard.",
}
_OTHERWISE = "It was the first open one of the problem's list."


@dataclass(frozen=True)
class Check:
    """A rule that the reply was held against just now."""

    rule: str
    holds: bool


@dataclass(frozen=True)
class Asked:
    """A request to the model: what it read, and whether that is word for word what was sent."""

    call: CallRecord
    messages: tuple[Message, ...]
    same: bool
    contract: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """One turn of the interview as the replay shows it."""

    number: int
    turn: Json
    question: str  # that the turn answered
    phase: str  # in which it was answered
    taken: str
    noted: tuple[Json, ...]
    next_question: str
    why: str
    moved_to: str  # the phase that it led to, "" where it stayed
    checks: tuple[Check, ...]


def step_at(turns: Sequence[Json], number: int) -> Step:
    """The step at a turn's place in the session."""
    turn = turns[number]
    before = _interview(turns[:number])
    result: Json = turn["result"] or {}
    chosen = result.get("asked") or {}
    question = str(result.get("question") or "")
    phase, now = str(before.get("phase", "")), str(result.get("phase", ""))
    talks = result.get("kind") == "interview"
    return Step(
        number=number,
        turn=turn,
        question=str(before.get("question", "")),
        phase=phase,
        taken=_taken(turn, result),
        noted=tuple(newly_covered(turn, turns)),
        next_question=question if talks else "",
        why=WHY.get(str(chosen.get("kind")), _OTHERWISE) if talks else "",
        moved_to=now if talks and phase and now != phase else "",
        checks=_checked(turns, number),
    )


def _interview(turns: Sequence[Json]) -> Json:
    found = (t["result"] for t in reversed(turns) if t["result"])
    return next((r for r in found if r.get("kind") == "interview"), {})


def _taken(turn: Json, result: Json) -> str:
    if turn["action"] != "say":
        return ACTIONS.get(turn["action"], "")
    return TAKEN.get(str(result.get("candidate", "")), "")


def _checked(turns: Sequence[Json], number: int) -> tuple[Check, ...]:
    """The rules of a reply, tried on its stored words."""
    turn = turns[number]
    result: Json = turn["result"] or {}
    if result.get("kind") == "scorecard":
        return (Check("Every quote stands, word for word, in its turn", _exact(turns, result)),)
    if result.get("kind") != "interview":
        return ()
    reply, question = str(turn["reply"]), str(result.get("question", ""))
    earlier = [str((t["result"] or {}).get("question") or "") for t in turns[:number]]
    waits = turn["action"] == "pause" or (result.get("asked") or {}).get("kind") == "pending"
    fresh = waits or not checks.not_asked_before(question, [e for e in earlier if e])
    found = [
        Check("Praises nobody", not checks.no_praise(question)),
        Check("Stays in role", not checks.stays_in_role(question)),
        Check("Was not asked before, or stays open", fresh),
        Check("Quotes of the candidate are exact", _exact(turns, {"pitfalls": _covered(result)})),
    ]
    if turn["action"] == "pause":
        return tuple(found)
    return (Check("Asks exactly one question", not checks.asks_one_question(reply)), *found)


def _covered(result: Json) -> list[Json]:
    return [c for c in result.get("covered") or () if "turn" in c]


def _exact(turns: Sequence[Json], card: Json) -> bool:
    said = {t["index"]: str(t["message"]) for t in turns}
    lines = (card.get("dimensions") or {}).values()
    quoted = [e for line in lines for e in line["evidence"]] + list(card.get("pitfalls") or ())
    return all(q["quote"] in said.get(q["turn"], "") for q in quoted)


def asked_of_model(turn: Turn, prompts: PromptLibrary) -> list[Asked]:
    """What the model was asked in a turn: the messages, written again from what is stored.

    `same` is False where they cannot be: for a repair, which held the draft before it, or where
    earlier exchanges stood before them.
    """
    return [_asked(call, prompts) for call in turn.calls]


def _asked(call: CallRecord, prompts: PromptLibrary) -> Asked:
    try:
        rendered = prompts.render(call.prompt, call.inputs)
    except PromptError:
        return Asked(call, (), False, ())
    same = rendered.messages_sha256 == call.messages_sha256
    return Asked(call, rendered.messages, same, tuple(rendered.checks))
