"""A model's vote on the levels of a card, where calibration gave it a weight."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from server.judging.interview_vote import LEVELS, expectation, is_uncertain, voted_level
from server.modes.interview.grading import Graded, graded
from server.modes.interview.scene import Scene
from server.modes.interview.transcript import Answer
from server.records import Choice, Choose, Reply, Step, Steps

PROMPT = "interview-level@1"
PLANS = ("code", "vote")  # the code alone; a model votes too
MAX_CLAIMS = 12  # of a dimension that the model is shown, the first ones


def votes(plan: Mapping[str, Any]) -> bool:
    """Whether the model votes: calibration chose so, and gave it a weight."""
    return plan.get("plan") == PLANS[-1] and any((plan.get("weights") or {}).values())


def voted(
    grades: Sequence[Graded], plan: Mapping[str, Any], bar: str
) -> Generator[Step, Any, tuple[Graded, ...]]:
    """The grades after the model's vote on each dimension that has evidence."""
    share = float((plan.get("weights") or {}).get("share", 0.0))
    out = []
    for grade in grades:
        vote = (yield from _vote(grade, bar)) if grade.evidence else None
        out.append(grade if vote is None else _with_vote(grade, vote, share))
    return tuple(out)


def calibrated(scene: Scene, plan: Mapping[str, Any]) -> Steps:
    """One labelled dimension judged as the plan does: the answer to a case of the calibration."""
    name = str(scene.fields.options["dimension"])
    answer = Answer(scene.turn, scene.fields.message, name)
    found = graded(scene.problem, [answer], scene.vectors)
    grade = next(g for g in found if g.dimension.name == name)
    own, vote = grade.level(scene.level), None
    if plan.get("plan") == PLANS[-1] and grade.evidence:
        vote = yield from _vote(grade, scene.level)
    given = own if plan.get("plan") == PLANS[0] else vote
    result = {"kind": "calibration", "dimension": name, "code": own, "vote": vote, "given": given}
    return Reply(f"{grade.dimension.title.capitalize()}: {own} by the code.", result=result)


def _vote(grade: Graded, bar: str) -> Generator[Step, Any, float | None]:
    """The model's expected level of one dimension, None where none can be read off its answer."""
    claims = [" ".join(c.text.split()) for c in grade.evidence[:MAX_CLAIMS]]
    choice: Choice = yield Choose(
        PROMPT,
        among=LEVELS,
        optional=True,
        part=grade.dimension.title,
        expectation=grade.dimension.expectation[bar],
        evidence=claims,
    )
    return expectation(choice.log_probs)


def _with_vote(grade: Graded, vote: float, share: float) -> Graded:
    junior, senior = (
        voted_level(grade.level(bar), vote, share, grade.cap(bar)) for bar in ("junior", "senior")
    )
    return replace(
        grade,
        junior=junior,
        senior=min(junior, senior),
        vote=vote,
        code=(grade.junior, grade.senior),
    )


def told(grade: Graded, bar: str) -> dict[str, Any]:
    """What a card's line says of the vote; {} where nobody voted."""
    if grade.vote is None or grade.code is None:
        return {}
    own = grade.code[bar == "senior"]
    vote = round(grade.vote, 1)
    return {"code": own, "vote": vote, "uncertain": is_uncertain(own, grade.vote)}
