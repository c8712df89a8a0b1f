"""The list of sessions: searched, paged, and with a way back for a minute after a deletion."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse, Response

from server.api.access import coach_of, learner_of, parts_of
from server.api.drawing import JOB_NAMES, missing_page, page
from server.api.encode import page_json, session_json
from server.errors import NotFoundError, StoreError
from server.records import Session
from server.store.store import Store

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

# How long a deletion can be undone. Until then the session is hidden, and still stored.
UNDO_S = 60.0
MAX_QUERY_CHARS = 200
# So many sessions are read through for their words; of older ones the title alone counts.
READ_THROUGH = 200


@router.get("/sessions")
async def sessions(
    request: Request, cursor: str | None = None, q: str = "", deleted: str = ""
) -> HTMLResponse:
    """The learner's sessions, newest first; `q` searches in them, `deleted` offers the way back."""
    store, learner = parts_of(request).store, learner_of(request)
    query = " ".join(q.split())[:MAX_QUERY_CHARS]
    try:
        found = page_json(await store.sessions(learner, cursor=None if query else cursor))
    except NotFoundError as error:
        return missing_page(request, str(error))
    rows, after = found["sessions"], found["next"]
    if query:
        matching = await _matching(store, learner, query.casefold().split())
        rows, after = [session_json(s) for s in matching], None
    return page(
        request,
        "sessions.html",
        heading="Sessions",
        sessions=still_there(request, rows),
        next=after,
        query=query,
        deleted=await _on_its_way(request, deleted),
    )


@router.post("/sessions/{session_id}/delete")
async def delete(request: Request, session_id: str) -> Response:
    """A session leaves every list at once, and the store when it can no longer be undone."""
    store, learner = parts_of(request).store, learner_of(request)
    await store.session(session_id, learner)
    running = coach_of(request).running
    if turn_id := running.running(session_id):
        await running.stop(session_id, turn_id)
    going = _going(request.app)
    if session_id not in going:
        going[session_id] = asyncio.create_task(_deleted_later(store, session_id, learner, going))
    return RedirectResponse(f"/sessions?deleted={session_id}", status_code=303)


@router.post("/sessions/{session_id}/restore")
async def restore(request: Request, session_id: str) -> Response:
    """A session that was to be deleted stays after all."""
    await parts_of(request).store.session(session_id, learner_of(request))
    if task := _going(request.app).pop(session_id, None):
        task.cancel()
    return RedirectResponse("/sessions", status_code=303)


def still_there(request: Request, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sessions without those on their way out."""
    going = _going(request.app)
    return [row for row in rows if row["id"] not in going]


async def emptied(app: FastAPI) -> None:
    """What was deleted is gone before the service ends; nobody can undo it any more."""
    tasks = list(_going(app).values())
    for task in tasks:
        task.cancel("now")
    await asyncio.gather(*tasks, return_exceptions=True)


def _going(app: FastAPI) -> dict[str, asyncio.Task[None]]:
    if not hasattr(app.state, "going"):
        app.state.going = {}
    going: dict[str, asyncio.Task[None]] = app.state.going
    return going


async def _deleted_later(
    store: Store, session_id: str, learner: str, going: dict[str, asyncio.Task[None]]
) -> None:
    try:
        await asyncio.sleep(UNDO_S)
    except asyncio.CancelledError as reason:
        if reason.args != ("now",):
            raise
    # One that went another way is gone; one that the store keeps is listed again.
    with suppress(NotFoundError, StoreError):
        await store.delete_session(session_id, learner)
    going.pop(session_id, None)


async def _on_its_way(request: Request, session_id: str) -> Session | None:
    """The session whose deletion can still be undone."""
    if session_id not in _going(request.app):
        return None
    try:
        return await parts_of(request).store.session(session_id, learner_of(request))
    except NotFoundError:
        return None


async def _matching(store: Store, learner: str, words: Sequence[str]) -> list[Session]:
    """Sessions with every word in the title, the job's name or, in the newest, what was said."""
    rows: list[Session] = []
    cursor: str | None = None
    while True:
        found = await store.sessions(learner, cursor=cursor)
        rows += found.sessions
        cursor = found.next
        if cursor is None:
            break
    whole = await asyncio.gather(*(store.session(s.id, learner) for s in rows[:READ_THROUGH]))
    return [s for s in [*whole, *rows[READ_THROUGH:]] if _holds(s, words)]


def _holds(session: Session, words: Sequence[str]) -> bool:
    said = (text for turn in session.turns for text in (turn.message, turn.reply))
    text = "\n".join((session.title, JOB_NAMES.get(session.mode, ""), *said)).casefold()
    return all(word in text for word in words)
