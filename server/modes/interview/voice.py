"""What the interviewer says around the question: openings, transitions, odd turns met."""

from __future__ import annotations

from collections.abc import Sequence

from server.judging.evidence import best_phrase, content_overlap
from server.modes.interview.candidate import Kind
from server.modes.interview.clock import Clock
from server.modes.interview.phases import WRAP_UP, Phase
from server.modes.interview.problem import Problem
from server.text import sentences

_ACKNOWLEDGED = ("You said “{}”.", "I noted “{}”.", "You mentioned “{}”.", "On “{}”:")
_MET = {
    "silence": (
        "Take the time you need.",
        "No hurry. A hint is there if you ask for one.",
        "We can leave this open and go on.",
    ),
    "order": (
        "I judge by what you show, so let us go on with the problem.",
        "That is not mine to give, only your answers count.",
    ),
    "hostile": (
        "I hear that this is frustrating. You can pause the clock at any time, or we go on.",
        "All right. Let us keep to the problem, one small step.",
    ),
    "meta": (
        "I keep my view for the scorecard. A hint is there if you ask for one.",
        "That part is yours to fill. You can ask for a hint.",
    ),
    "off_topic": (
        "Let us come back to the problem.",
        "I would like to stay with the problem.",
    ),
}


def met(kind: Kind, n_before: int) -> str:
    """A seasoned interviewer's answer to a turn that is no answer, "" for the others."""
    lines = _MET.get(kind, ())
    return lines[min(n_before, len(lines) - 1)] if lines else ""


def phrase_in(message: str) -> str:
    """The candidate's phrase to pick up, exact; "" where there is none worth quoting."""
    phrase = best_phrase(message)
    return "" if len(phrase) < 3 or "“" in phrase or "\n" in phrase else phrase


def telling_sentence(message: str, phrase: str) -> str:
    """The candidate's sentence that the phrase stands in; the whole message when in none."""
    return next((s.text for s in sentences(message) if phrase in s.text), message)


def acknowledgement(phrase: str, question: str, turn: int, *, follows: bool = True) -> str:
    """The candidate's words quoted back, unless the question itself takes them up.

    `follows`: the question comes next, with nothing in between.
    """
    if not phrase or content_overlap(phrase, question) >= 2:
        return ""
    forms = _ACKNOWLEDGED if follows else _ACKNOWLEDGED[:3]
    return forms[turn % len(forms)].format(phrase)


def opening(problem: Problem, phases: Sequence[Phase], minutes: int, question: str) -> str:
    """The first words: the problem, the rules of the clock, the first question."""
    plan = ", ".join(f"{p.title} ({p.minutes})" for p in phases)
    return "\n\n".join(
        (
            f"**{problem.title}.** {problem.prompt}",
            f"We have {minutes} minutes: {plan}. I keep the time and say when we move on; you can "
            "pause, extend, or go to the next phase yourself. I ask one question at a time. Ask "
            "me for "
            "facts whenever you need them, they are only told on request. A hint is there when "
            "you want "
            "one, and is counted. Finish gives you the scorecard.",
            question,
        )
    )


def moving_on(left: Phase, entered: Phase, *, over: bool) -> str:
    """The words with which a phase is entered."""
    if over:
        return f"The time for {left.title} is up, so let us turn to {_named(entered)}."
    return f"Let us turn to {_named(entered)}."


def _named(phase: Phase) -> str:
    return "closing" if phase.name == WRAP_UP else phase.title


def time_up(clock: Clock) -> str:
    """Said once nothing is left of the clock."""
    return "The clock has run out; finish when you are ready." if clock.remaining_s == 0 else ""


def minutes_left(clock: Clock) -> str:
    """What is left of the clock, in words."""
    n = round(clock.remaining_s / 60)
    return "1 minute is left" if n == 1 else f"{n} minutes are left"
