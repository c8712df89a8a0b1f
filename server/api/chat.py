"""Turns: a learner's words in, an answer out, whole or as a stream of events."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from server.api.access import coach_of, learner_of, parts_of
from server.api.decode import NewTurn, body_of, checked_options, with_defaults
from server.api.encode import turn_json
from server.api.sse import encoded, event_stream
from server.coach import stored_turn, submission_digest
from server.events import Event
from server.judging.sketch import attached
from server.records import Session, Turn
from server.store.store import Submission
from server.turn import TurnRun

router = APIRouter(prefix="/api/sessions/{session_id}/turns")

# How soon a reader who left is noticed while a whole answer is being waited for.
LEFT_EVERY_S = 0.5
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.post("", status_code=201)
async def send(request: Request, session_id: str, render: bool = False) -> Response:
    """Send a turn; the answer is the finished Turn, or events where those are accepted."""
    parts = parts_of(request)
    body = await body_of(request, NewTurn, max_bytes=parts.settings.max_body_bytes)
    session = await parts.store.session(session_id, learner_of(request))
    submission = submission_of(request, session, body)
    outcome = await coach_of(request).submit(session, submission)
    return await _answered(request, session, outcome, render=render)


@router.post("/{turn_id}/retry", status_code=201)
async def retry(request: Request, session_id: str, turn_id: str, render: bool = False) -> Response:
    """Run a failed or partial turn again."""
    session = await parts_of(request).store.session(session_id, learner_of(request))
    run = await coach_of(request).retry(session, stored_turn(session, turn_id))
    return await _answered(request, session, run, render=render)


@router.post("/{turn_id}/cancel")
async def cancel(request: Request, session_id: str, turn_id: str) -> dict[str, Any]:
    """Stop a running turn; what was written is kept as partial."""
    session = await parts_of(request).store.session(session_id, learner_of(request))
    return turn_json(await coach_of(request).cancel(session, stored_turn(session, turn_id)))


def submission_of(request: Request, session: Session, body: NewTurn) -> Submission:
    """What is to be stored of a turn that was sent, its options checked and filled in.

    Raises:
        InvalidFieldError: an option is wrong; names it.
    """
    mode = coach_of(request).mode(session.mode)
    given = checked_options(mode, body.options)
    digest = submission_digest(body.message, body.action, given)
    message = _with_sketch(session, body, given.pop("sketch", ()))
    options = with_defaults(mode, session.options, given)
    return Submission(message, body.action, options, body.client_id, digest)


def _with_sketch(session: Session, body: NewTurn, lines: Sequence[str]) -> str:
    """The message, with the sketch that lies on the learner's desk as a part of it."""
    if body.action != "say":
        return body.message
    return attached(body.message, lines, (turn.message for turn in session.turns))


async def _answered(
    request: Request, session: Session, outcome: TurnRun | Turn, *, render: bool
) -> Response:
    streamed = "text/event-stream" in request.headers.get("accept", "")
    if isinstance(outcome, Turn):
        return _repeated(outcome, streamed=streamed)
    if streamed:
        return StreamingResponse(
            _guarded(request, session, outcome, render=render),
            media_type="text/event-stream",
            headers=STREAM_HEADERS,
        )
    await _finished(request, session, outcome)
    return JSONResponse(turn_json(outcome.turn), status_code=201)


def _repeated(turn: Turn, *, streamed: bool) -> Response:
    if not streamed:
        return JSONResponse(turn_json(turn), status_code=201)
    events = (
        Event("turn", {"id": turn.id, "index": turn.index}),
        Event("final", turn_json(turn)),
    )
    body = b"".join(map(encoded, events))
    return Response(body, media_type="text/event-stream", headers=STREAM_HEADERS)


async def _guarded(request: Request, session: Session, run: TurnRun, *, render: bool) -> Any:
    """The stream; a reader who leaves ends the turn and, through it, the upstream request."""
    try:
        async for piece in event_stream(run, render=render):
            yield piece
    finally:
        _leave(request, session, run)


async def _finished(request: Request, session: Session, run: TurnRun) -> None:
    try:
        async for _ in run.events(quiet_s=LEFT_EVERY_S):
            if await request.is_disconnected():
                break
    finally:
        _leave(request, session, run)


def _leave(request: Request, session: Session, run: TurnRun) -> None:
    """End a turn that still runs; a task of its own, since the reader's own is being ended."""
    running = coach_of(request).running
    if running.running(session.id) == run.turn.id:
        task = asyncio.create_task(running.stop(session.id, run.turn.id))
        request.app.state.leaving.add(task)
        task.add_done_callback(request.app.state.leaving.discard)
