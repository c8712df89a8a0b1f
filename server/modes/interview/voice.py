"""What the interviewer says around the question: openings, transitions, odd turns met."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.judging.evidence import best_phrase, content_overlap
from server.modes.interview.candidate import Kind, is_filler, meta_of
from server.modes.interview.clock import Clock
from server.modes.interview.phases import WRAP_UP, Phase
from server.modes.interview.problem import Problem
from server.text import folded

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
        "That changes nothing here. Back to the problem.",
    ),
    "hostile": (
        "I hear that this is frustrating. You can pause the clock at any time, or we go on.",
        "All right. Let us keep to the problem, one small step.",
        "You can stop here with Finish whenever you want. Otherwise, one more.",
    ),
    "asks_who": (
        "I am the interviewer of this session, and I keep to the problem.",
        "Let us leave me out of it and go on.",
        "I only ask here, and what counts is what you answer.",
        "That is not what we are here for, so back to the problem.",
    ),
    "asks_verdict": (
        "I keep my view for the scorecard.",
        "That comes with the scorecard, not before.",
        "You will read that in the scorecard.",
    ),
    "asks_answer": (
        "That part is yours to fill. A hint is there if you ask for one.",
        "I want to hear your way of doing it, rough as it may be.",
    ),
    "off_topic": (
        "Let us turn back to the problem.",
        "I would like to stay with the problem.",
    ),
    "unsure": (
        "That is all right, a rough idea is enough.",
        "Then we leave that open.",
        "All right, from another side.",
    ),
    "wait": ("Take your time, the question stays.", "No hurry, the question stays."),
    "again": ("Once more.", "Take it in the sense that fits your answer so far."),
    "one_word": ("A sentence or two would tell me more.", "I need a little more than that."),
}
ASSUMED = (
    "That is for you to assume.",
    "I leave that open.",
    "Nothing is given on that.",
    "You may set that yourself.",
)
SKIPPED = "We leave that question."
SEES_SKETCH = "I have your sketch before me."
# What is asked after a turn that only asked for something: the floor is the candidate's.
_GO_ON = (
    "With that, how would you go on?",
    "What does that settle for you?",
    "What follows from that for your answer?",
)
_ASSUME = (
    "What would you go on with?",
    "Which assumption do you make?",
    "What would you put there?",
)

_TO_YOU = {
    "i am": "you are", "i'm": "you're", "i was": "you were", "i've": "you've", "i'd": "you'd",
    "i'll": "you'll", "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself",
    "we're": "you're", "we've": "you've", "we'd": "you'd", "we'll": "you'll", "we": "you",
    "us": "you", "our": "your", "ours": "yours", "ourselves": "yourselves", "am i": "are you",
}  # fmt: skip
_SELF = re.compile(
    r"(?<![/.-])\b(?:"
    + "|".join(f.replace("'", "['’]") for f in sorted(_TO_YOU, key=len, reverse=True))
    + r")\b(?![-/.'’]\w)",
    re.IGNORECASE,
)
_COUNTRY = "US"


def met(kind: Kind, n_before: int, message: str = "") -> str:
    """A seasoned interviewer's answer to a turn that is no answer, "" for the others."""
    if kind == "one_word" and not is_filler(message):
        return ""
    about = meta_of(message) or "asks_who"
    lines = _MET.get(about if kind == "meta" else kind, ())
    if n_before < len(lines):
        return lines[n_before]
    return lines[1 + (n_before - 1) % (len(lines) - 1)] if lines else ""


def question_met(asked: str, n_before: int) -> str:
    """What is said to a question at the end of a longer answer, "" where there is none."""
    if not asked:
        return ""
    return _MET["asks_answer"][0] if meta_of(asked) == "asks_answer" else assumed(n_before)


def assumed(n_before: int) -> str:
    """What is said to a question that no fact covers, other words than before."""
    return ASSUMED[n_before % len(ASSUMED)]


def floor_back(n_before: int, *, told: bool) -> str:
    """The question after a fact was told, or after one that is for the candidate to assume."""
    lines = _GO_ON if told else _ASSUME
    return lines[n_before % len(lines)]


def phrase_in(message: str, *, max_words: int = 12) -> str:
    """The candidate's phrase to pick up, exact; "" where there is none worth quoting."""
    phrase = best_phrase(message, max_words=max_words)
    if is_filler(message):
        return ""
    return "" if len(phrase) < 3 or "“" in phrase or "\n" in phrase else phrase


def to_you(phrase: str) -> str:
    """The candidate's words said to them: "I" and "we" become "you", "my" and "our" "your"."""
    return _SELF.sub(_turned, phrase)


def _turned(hit: re.Match[str]) -> str:
    said = hit.group()
    return said if said == _COUNTRY else _TO_YOU[folded(said)]


def acknowledgement(phrase: str, question: str, turn: int, *, follows: bool = True) -> str:
    """The candidate's words quoted back, unless the question itself takes them up.

    `follows`: the question comes next and is about these words.
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
