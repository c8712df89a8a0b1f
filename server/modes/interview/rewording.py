"""Questions neither joined to words nor put to a thing: the model says them in another order.

It is asked only where the question has a part that can be said first, and whatever it writes has to
be the given question in that order, word for word (`checks/rewording.py`).
"""

from __future__ import annotations

from server.checks import interviewer as checks
from server.checks.rewording import can_be_reworded, lead_of, rewords
from server.modes.interview.probe import Probe
from server.modes.interview.scene import Scene
from server.records import Say, Written

PROMPT = "interview-rewording@1"
KINDS = ("opener", "missing", "closing")
APART = 4  # questions between two that are led over to in the same words


def can_be(probe: Probe) -> bool:
    """Whether a question could be said in another order."""
    return probe.kind in KINDS and can_be_reworded(probe.plain)


def asking(probe: Probe) -> Say:
    """The step that asks the model to say the question in another order."""
    return Say(PROMPT, held=True, optional=True, question=probe.plain)


def passes(written: Written, scene: Scene, probe: Probe, *, enters: bool) -> bool:
    """Whether the model's question may stand in for the plain one.

    Nothing leads over to one behind words that do so already: those with which a phase is entered.
    """
    question = tidy(written.text)
    if not question or written.finish != "stop" or checks.asks_one_question(question):
        return False
    if rewords(question, probe.plain, leads=not (enters or probe.lead)):
        return False
    newest = [a.question for a in scene.transcript.asked[-APART:]]
    return not lead_of(question) or all(lead_of(q) != lead_of(question) for q in newest)


def tidy(text: str) -> str:
    """One line, with a capital, without quotation marks around it."""
    line = " ".join(text.strip().strip('"“”').split())
    return f"{line[:1].upper()}{line[1:]}"
