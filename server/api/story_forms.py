"""Plain forms of the story bank: keep, tag, rename, delete; the page follows, without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse, Response

from server.api.access import learner_of, parts_of
from server.api.decode import NewStory
from server.api.drawing import page
from server.api.encode import page_json
from server.api.failures import problem_for
from server.api.plain import MAX_ID_CHARS, MAX_TITLE_CHARS, form_of, text_of
from server.api.stories import bank_json, kept
from server.errors import GreenroomError
from server.judging.star_bank import TAGS

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

PRACTISED = 10


@router.get("/stories")
async def stories(request: Request) -> HTMLResponse:
    """The story bank: each story with tags and levels, what it covers, what is practised."""
    return await _drawn(request)


@router.post("/stories")
async def keep(request: Request) -> Response:
    """Keep a pasted text, or the story of a session."""
    form = await form_of(request)
    session_id = text_of(form, "session_id")[:MAX_ID_CHARS] or None
    text = text_of(form, "text")
    try:
        await kept(request, NewStory(text=text, session_id=session_id, title=None, tags=None))
    except GreenroomError as error:
        return await _drawn(request, problem=problem_for(error), text=text)
    return _back()


@router.post("/stories/{story_id}/tags")
async def tag(request: Request, story_id: str) -> Response:
    """What a story is about, as ticked."""
    ticked = (await form_of(request)).get("tags", [])
    return await _changed(request, story_id, {"tags": [t for t in TAGS if t in ticked]})


@router.post("/stories/{story_id}/title")
async def rename(request: Request, story_id: str) -> Response:
    """Another title for a story; an empty one changes nothing."""
    title = " ".join(text_of(await form_of(request), "title").split())[:MAX_TITLE_CHARS]
    return await _changed(request, story_id, {"title": title}) if title else _back()


@router.post("/stories/{story_id}/delete")
async def delete(request: Request, story_id: str) -> Response:
    """A story is gone from the bank."""
    await parts_of(request).store.stories.delete(story_id, learner_of(request))
    return _back()


async def _changed(request: Request, story_id: str, changes: Mapping[str, Any]) -> Response:
    await parts_of(request).store.stories.change(story_id, learner_of(request), changes)
    return _back()


def _back() -> Response:
    return RedirectResponse("/stories", status_code=303)


async def _drawn(
    request: Request, *, problem: Mapping[str, Any] | None = None, text: str = ""
) -> HTMLResponse:
    store, learner = parts_of(request).store, learner_of(request)
    bank = bank_json(await store.stories.all(learner))
    told = page_json(await store.sessions(learner, mode="star"))["sessions"]
    known = {s["session_id"] for s in bank["stories"]}
    return page(
        request,
        "stories.html",
        status=problem["status"] if problem else 200,
        problem=problem,
        text=text,
        practised=[s for s in told if s["id"] not in known][:PRACTISED],
        titles={s["id"]: s["title"] for s in bank["stories"]},
        tags=TAGS,
        **bank,
    )
