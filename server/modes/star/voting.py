"""The vote of a stronger model on labels and levels, where calibration gave it a weight."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from server.judging.star_vote import Vote, read_vote
from server.judging.verdict import Verdict
from server.records import Call, Step, Written

PROMPT = "star-vote@1"
PLANS = ("code", "vote")  # the code alone; a stronger model votes too
MAX_SENTENCES = 60  # of a longer story the answer would not fit


def asked(judged: Verdict, plan: Mapping[str, Any]) -> Generator[Step, Any, Vote | None]:
    """Ask the model for its vote on a story; None where it failed, or its answer is not valid.

    It sees the numbered sentences that are no orders.
    """
    shown = [s for s in judged.sentences if not s.ordered]
    if not judged.is_story or len(shown) > MAX_SENTENCES:
        return None
    sentences = [" ".join(s.text.split()) for s in shown]
    written: Written = yield Call(PROMPT, optional=True, sentences=sentences)
    if written.finish != "stop":
        return None
    return read_vote(written.text, [s.index for s in shown], plan.get("weights") or {})


def votes(plan: Mapping[str, Any]) -> bool:
    """Whether the model votes: calibration gave it a weight, or it is being calibrated."""
    weighs = any((plan.get("weights") or {}).values()) or plan.get("calibrating")
    return plan.get("plan") == PLANS[-1] and bool(weighs)
