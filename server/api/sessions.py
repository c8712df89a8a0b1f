"""Sessions: open, list, read, rename, delete, export."""

from __future__ import annotations

import json
from typing import Any, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.access import coach_of, learner_of, parts_of
from server.api.decode import NewSession, SessionChange, body_of, checked_options, with_defaults
from server.api.encode import page_json, session_json
from server.api.export import as_markdown

router = APIRouter(prefix="/api/sessions")


@router.post("", status_code=201)
async def open_session(request: Request) -> dict[str, Any]:
    """Open a session in a mode; an interview begins with its opening."""
    body = await body_of(request, NewSession, max_bytes=parts_of(request).settings.max_body_bytes)
    coach = coach_of(request)
    mode = coach.mode(body.mode)
    options = with_defaults(mode, checked_options(mode, body.options))
    return session_json(await coach.open_session(learner_of(request), mode, options))


@router.get("")
async def list_sessions(request: Request, cursor: str | None = None) -> dict[str, Any]:
    """The learner's sessions, newest first."""
    page = await parts_of(request).store.sessions(learner_of(request), cursor=cursor)
    return page_json(page)


@router.get("/{session_id}")
async def read_session(request: Request, session_id: str) -> dict[str, Any]:
    """A session with its turns."""
    return session_json(await parts_of(request).store.session(session_id, learner_of(request)))


@router.patch("/{session_id}")
async def rename_session(request: Request, session_id: str) -> dict[str, Any]:
    """Give a session another title."""
    parts = parts_of(request)
    learner = learner_of(request)
    body = await body_of(request, SessionChange, max_bytes=parts.settings.max_body_bytes)
    await parts.store.change_session(session_id, learner, title=body.title)
    return session_json(await parts.store.session(session_id, learner))


@router.delete("/{session_id}", status_code=204)
async def delete_session(request: Request, session_id: str) -> Response:
    """Delete a session and its turns; one that is being written is stopped first."""
    learner = learner_of(request)
    running = coach_of(request).running
    store = parts_of(request).store
    await store.session(session_id, learner)
    turn_id = running.running(session_id)
    if turn_id:
        await running.stop(session_id, turn_id)
    await store.delete_session(session_id, learner)
    return Response(status_code=204)


@router.get("/{session_id}/export")
async def export_session(
    request: Request, session_id: str, format: Literal["markdown", "json"] = "markdown"
) -> Response:
    """A session as a file: Markdown to read, JSON with everything."""
    session = await parts_of(request).store.session(session_id, learner_of(request))
    if format == "json":
        body = json.dumps(session_json(session), ensure_ascii=False, indent=2)
        media_type, ending = "application/json", "json"
    else:
        body, media_type, ending = as_markdown(session), "text/markdown; charset=utf-8", "md"
    name = f"greenroom-{session.mode}-{session.created_at:%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type=media_type, headers=headers)
