"""Questions that the model puts indirectly: "Could you say what you gave up?".

The opening words are given, in turn; the model puts the question behind them in the order of a
statement, and whatever it writes has to be that question, word for word (`checks/indirect.py`).
Where it leaves the question in its own order, the plain question is asked.
"""

from __future__ import annotations

from server.checks import interviewer as checks
from server.checks.indirect import (
    OPENINGS,
    SUPPOSES,
    asks_indirectly,
    begins_with_a_case,
    can_be_indirect,
    joint_before,
    order_of,
)
from server.modes.interview.probe import Probe
from server.modes.interview.rewording import tidy as one_line
from server.modes.interview.scene import Scene
from server.records import Say, Written
from server.text import folded

PROMPT = "interview-indirect@1"


def opening_for(scene: Scene, probe: Probe) -> str:
    """The words to begin with; "" where the question has no such form.

    Each opening comes again after as many questions as there are openings, and none stands in two
    questions running.
    """
    n = len(scene.transcript.asked)
    if probe.kind == "pending":
        return ""
    if begins_with_a_case(probe.plain):
        return SUPPOSES[n % len(SUPPOSES)]
    before = folded(scene.transcript.asked[-1].question) if n else ""
    if before.startswith(tuple(folded(o) for o in OPENINGS)) or not can_be_indirect(probe.plain):
        return ""
    return OPENINGS[n % len(OPENINGS)]


def asking(probe: Probe, opening: str) -> Say:
    """The step that asks the model to put the question indirectly."""
    return Say(
        PROMPT,
        held=True,
        optional=True,
        opening=opening,
        order=order_of(probe.plain),
        question=probe.plain,
    )


def passes(written: Written, probe: Probe, opening: str) -> bool:
    """Whether the model's question may stand in for the plain one."""
    question = tidy(written.text, opening)
    if not question or written.finish != "stop" or checks.asks_one_question(question):
        return False
    found = (*asks_indirectly(question, probe.plain, opening), *checks.stays_in_role(question))
    return not found


def tidy(text: str, opening: str) -> str:
    """One line, with a capital; the joint between the opening and the question made even."""
    line = one_line(text)
    if not line.startswith(opening):
        return line
    asked = line[len(opening) :].lstrip(" ,:")
    joint = " " if opening in SUPPOSES else joint_before(asked)
    return f"{opening}{joint}{asked[:1].lower()}{asked[1:]}"
