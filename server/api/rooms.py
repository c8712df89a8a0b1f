"""Around an interview: the sketch drawn while it is written, the replay, progress over sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from server.api.access import learner_of, parts_of
from server.api.decode import body_of
from server.api.drawing import missing_page, page
from server.api.encode import session_json
from server.api.forms import label_of
from server.api.plain import FORM, form_of, text_of
from server.api.progress import courses
from server.api.replay import asked_of_model, step_at
from server.errors import NotFoundError
from server.judging.sketch import pieces

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MAX_SKETCH_CHARS = 8_000
N_WORDS = 9  # of an answer in the list of steps


class SketchText(BaseModel):
    """The lines of a sketch."""

    model_config = ConfigDict(strict=True)
    text: str = Field(max_length=MAX_SKETCH_CHARS)


@router.get("/sketch")
async def empty_sketch(request: Request) -> HTMLResponse:
    """A page to draw on, without an interview."""
    return page(request, "sketch.html", source="")


@router.post("/sketch")
async def sketch(request: Request) -> HTMLResponse:
    """A sketch drawn: a form's on a page of its own, one in JSON as a piece of a page."""
    if request.headers.get("content-type", "").startswith(FORM):
        source = text_of(await form_of(request), "sketch")[:MAX_SKETCH_CHARS]
        return page(request, "sketch.html", source=source)
    limit = parts_of(request).settings.max_body_bytes
    body = await body_of(request, SketchText, max_bytes=limit)
    return page(request, "drawing.html", source=body.text)


@router.get("/sessions/{session_id}/replay")
async def replay(request: Request, session_id: str, step: str = "0") -> HTMLResponse:
    """An interview step by step; a step that there is not is the nearest that there is."""
    try:
        found = await parts_of(request).store.session(session_id, learner_of(request))
    except NotFoundError as error:
        return missing_page(request, str(error))
    if found.mode != "interview" or not found.turns:
        return missing_page(request, "there is nothing to replay here; only interviews have steps")
    shown = session_json(found)
    last = len(found.turns) - 1
    number = min(int(step[:6]), last) if step.isascii() and step.isdigit() else 0
    return page(
        request,
        "replay.html",
        session=shown,
        step=step_at(shown["turns"], number),
        steps=[_named(turn) for turn in shown["turns"]],
        total=len(found.turns),
        asked=asked_of_model(found.turns[number], parts_of(request).prompts),
    )


@router.get("/progress")
async def progress(request: Request) -> HTMLResponse:
    """What the learner's scorecards and stories say over time."""
    verdicts, learner = parts_of(request).store.verdicts, learner_of(request)
    found = courses(await verdicts.scorecards(learner), await verdicts.stories(learner))
    return page(request, "progress.html", courses=found)


def _named(turn: Mapping[str, Any]) -> str:
    """A step in the list of all steps: its first words, or what was done."""
    words = " ".join(p.text for p in pieces(turn["message"]) if not p.is_sketch).split()
    if words:
        return " ".join(words[:N_WORDS]) + ("…" if len(words) > N_WORDS else "")
    if turn["message"]:
        return "a sketch"
    return "silence" if turn["action"] == "say" else label_of(turn["action"]).lower()
