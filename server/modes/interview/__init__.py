"""The mock interviewer: timed phases, one question a turn, a scorecard that quotes.

Code keeps the clock, knows which points have been made, chooses what to ask and sets every
level; the model may phrase a question, and a plain one from the problem's list stands in
whenever its words break the contract.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from server.judging.interview_vote import lacks, passes, weights
from server.modes.interview.appeal import disputed, rated, redone
from server.modes.interview.grading import graded
from server.modes.interview.problem import ROUNDS
from server.modes.interview.report import as_markdown
from server.modes.interview.scene import Scene, scene_of
from server.modes.interview.scorecard import scorecard
from server.modes.interview.turn import asked, clock_action, hinted, opened
from server.modes.interview.voting import PLANS, calibrated, voted, votes
from server.records import Field, Fields, History, Mode, Reply, Search, Steps

_AFTER = ("rate", "redo", "dispute")
# Notes are kept with the turn and read by nobody; a sketch becomes a part of the message.
_LINES: Mapping[str, Any] = {
    "type": "array",
    "items": {"type": "string", "maxLength": 2000},
    "maxItems": 200,
    "default": [],
}


def turn(
    fields: Fields,
    history: History,
    *,
    problems: Mapping[str, Mapping[str, Any]],
    done: Collection[str] = (),
    plans: Mapping[str, Mapping[str, Any]] | None = None,
) -> Steps:
    """Take one turn; `done` names the problems to leave out when none is chosen.

    `plans` tells whether a model votes on the levels of the card.
    """
    scene = yield from scene_of(fields, history, problems, done)
    plan = (plans or {}).get("interview") or {}
    if plan.get("calibrating") and fields.action == "say":
        return (yield from calibrated(scene, plan))
    card = _card(history)
    if card is not None:
        return _after(scene, card)
    if fields.action == "open" or not history.turns:
        return opened(scene)
    if fields.action in ("pause", "resume", "extend"):
        return clock_action(scene)
    if fields.action == "hint":
        return hinted(scene)
    if fields.action == "finish":
        return (yield from _finished(scene, plan))
    if fields.action in _AFTER:
        question = scene.transcript.last.get("question", "")
        return Reply(f"That comes after the scorecard. {question}", result=scene.transcript.last)
    return (yield from asked(scene))


def _card(history: History) -> Mapping[str, Any] | None:
    """The newest scorecard, None while the interview runs."""
    results = (t.result for t in reversed(history.turns) if t.result)
    return next((r for r in results if r.get("kind") == "scorecard"), None)


def _finished(scene: Scene, plan: Mapping[str, Any]) -> Steps:
    found = yield Search(scene.problem.chapter_query, k=3)
    grades = graded(scene.problem, scene.transcript.answers, scene.vectors)
    if votes(plan):
        grades = yield from voted(grades, plan, scene.level)
    card = scorecard(scene, grades, found.passages if found else ())
    card |= {"plan": dict(plan)} if plan else {}
    return Reply(as_markdown(card), result=card, finishes_session=True)


def _after(scene: Scene, card: Mapping[str, Any]) -> Reply:
    message, action = scene.fields.message, scene.fields.action
    if action == "rate":
        return rated(card, scene.problem, message)
    if action == "dispute":
        return disputed(card, scene)
    if action == "redo":
        return redone(card, scene)
    return Reply(
        "This interview is finished. Rate yourself, redo a phase, or dispute a line.", result=card
    )


MODE = Mode(
    name="interview",
    title="Mock interview",
    description="A timed interview, one question a turn, and a scorecard that quotes you.",
    turn=turn,
    fields=(
        Field(
            "message",
            label="Your answer",
            placeholder="Think aloud: what you would do, and why",
            help="Sending nothing counts as silence.",
        ),
    ),
    options={
        "round": {
            "type": "string",
            "enum": list(ROUNDS),
            "title": "Round",
            "default": "system_design",
        },
        "problem": {
            "type": ["string", "null"],
            "title": "Problem",
            "default": None,
            "x-study": "problems",
        },
        "prompt": {
            "type": ["string", "null"],
            "title": "Your own problem",
            "maxLength": 2000,
            "default": None,
        },
        "level": {
            "type": "string",
            "enum": ["junior", "senior"],
            "title": "Level",
            "default": "junior",
        },
        "minutes": {
            "type": "integer",
            "minimum": 15,
            "maximum": 45,
            "title": "Minutes",
            "default": 45,
        },
        "notes": {**_LINES, "title": "Notes"},
        "sketch": {**_LINES, "title": "Sketch"},
    },
    actions=(
        "say",
        "hint",
        "skip",
        "next_phase",
        "pause",
        "resume",
        "extend",
        "finish",
        *_AFTER,
    ),
    study=("problems", "plans"),
    plans=PLANS,
    passes=passes,
    weighs=weights,
    lacks=lacks,
    opens=True,
    silence=True,
    needs_model=False,
    examples=(
        {
            "title": "URL shortener, 30 minutes",
            "message": "First I would like to know how many links are made a month. The core is "
            "that a "
            "user pastes a long address and gets a short link, and whoever opens it is redirected.",
            "options": {"problem": "url_shortener", "level": "junior", "minutes": 30},
        },
        {
            "title": "A drop in sign-ups, senior",
            "message": "Before looking for causes I would check whether the tracking changed with "
            "a "
            "release, because a broken event looks the same as lost users.",
            "options": {
                "round": "analytical",
                "problem": "signup_drop",
                "level": "senior",
                "minutes": 30,
            },
        },
    ),
)
