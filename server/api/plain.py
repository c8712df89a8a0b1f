"""Plain forms of the pages: a turn is posted and its session's page follows; titles."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse, Response

from server.api.access import coach_of, learner_of, own_audiences, parts_of
from server.api.chat import submission_of
from server.api.decode import NewTurn, check_text, checked_options, raw_body, with_defaults
from server.api.drawing import Filled, chat_page, option_controls
from server.api.encode import session_json
from server.api.failures import MalformedBodyError, MediaTypeError, problem_for
from server.api.forms import options_in
from server.coach import stored_turn
from server.errors import GreenroomError, StoreError
from server.records import Mode, Session, Turn
from server.turn import TurnRun

router = APIRouter(
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(own_audiences)],
)

FORM = "application/x-www-form-urlencoded"
# After this long the page opens with the answer still being written, and looks again by itself.
PATIENCE_S = 3.0
MAX_FIELDS = 200
MAX_ID_CHARS = 200
MAX_TITLE_CHARS = 120
LISTS = ("/sessions", "/stories")
WITH_WORDS = ("say", "new", "answer", "redo", "dispute")
OWN = "own."  # fields of a form that hold one's own level of what they name
Form = dict[str, list[str]]


@router.post("/sessions/{session_id}")
async def send(request: Request, session_id: str) -> Response:
    """A turn in a session."""
    session = await parts_of(request).store.session(session_id, learner_of(request))
    mode = coach_of(request).mode(session.mode)
    form = await form_of(request)
    try:
        return await _sent(request, session, form)
    except GreenroomError as error:
        return _again(request, mode, form, error, session=session)


@router.post("/sessions/{session_id}/turns/{turn_id}/retry")
async def retry(request: Request, session_id: str, turn_id: str) -> Response:
    """A failed or partial turn once more."""
    session = await parts_of(request).store.session(session_id, learner_of(request))
    try:
        run = await coach_of(request).retry(session, stored_turn(session, turn_id))
    except GreenroomError as error:
        return _again(request, coach_of(request).mode(session.mode), {}, error, session=session)
    return await _followed(request, session, run)


@router.post("/sessions/{session_id}/turns/{turn_id}/cancel")
async def stop(request: Request, session_id: str, turn_id: str) -> Response:
    """A running turn stopped; what was written is kept."""
    session = await parts_of(request).store.session(session_id, learner_of(request))
    turn = await coach_of(request).cancel(session, stored_turn(session, turn_id))
    return _page_of(session, turn)


@router.post("/sessions/{session_id}/title")
async def rename(request: Request, session_id: str) -> Response:
    """Another title for a session; an empty one changes nothing."""
    form = await form_of(request)
    title = " ".join(text_of(form, "title").split())[:MAX_TITLE_CHARS]
    if title:
        store = parts_of(request).store
        await store.change_session(session_id, learner_of(request), title=title)
    return _list_of(form)


@router.post("/{mode_name}")
async def begin(request: Request, mode_name: str) -> Response:
    """The first turn of a new session; a mode that opens by itself begins with its opening."""
    mode = coach_of(request).mode(mode_name)
    form = await form_of(request)
    session = None
    try:
        given = checked_options(mode, options_in(option_controls(request, mode, {}), form))
        options = with_defaults(mode, given)
        session = await coach_of(request).open_session(learner_of(request), mode, options)
        return _page_of(session) if mode.opens else await _sent(request, session, form)
    except GreenroomError as error:
        if session:
            # A disk that refuses this too leaves an empty session, and must not cost the words.
            with suppress(StoreError):
                await parts_of(request).store.delete_session(session.id, session.learner)
        return _again(request, mode, form, error)


async def form_of(request: Request) -> Form:
    """The fields of a posted form, each with its values.

    Raises:
        MediaTypeError: the body is no form.
        MalformedBodyError: it is not UTF-8, or has too many fields.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != FORM:
        raise MediaTypeError(f"the body is {media_type or 'of no declared type'}; send {FORM}")
    body = await raw_body(request, max_bytes=parts_of(request).settings.max_body_bytes)
    try:
        form = parse_qs(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError as error:
        raise MalformedBodyError(f"the form cannot be read: {error}") from None
    check_text(form, "")
    return form


def text_of(form: Form, name: str) -> str:
    """A field's text; browsers send their line breaks as CR LF."""
    return form.get(name, [""])[-1].replace("\r\n", "\n")


async def _sent(request: Request, session: Session, form: Form) -> Response:
    mode = coach_of(request).mode(session.mode)
    action = text_of(form, "action") or "say"
    message = _words_of(form, action)
    posted = options_in(option_controls(request, mode, session.options), form)
    changed = {k: v for k, v in posted.items() if session.options.get(k) != v}
    body = NewTurn(
        message=message,
        action=action,
        options=changed,
        client_id=text_of(form, "client_id")[:MAX_ID_CHARS] or None,
    )
    submission = submission_of(request, session, body)
    return await _followed(request, session, await coach_of(request).submit(session, submission))


def _words_of(form: Form, action: str) -> str:
    """The message that a form makes: its box under what it is about, or one's own levels."""
    if action == "rate":
        rows = ((name.removeprefix(OWN), text_of(form, name)) for name in form if OWN in name)
        return "\n".join(f"{name}: {level}" for name, level in rows if level)
    if action not in WITH_WORDS:
        return ""
    parts = (text_of(form, "about").strip(), text_of(form, "message").strip())
    return "\n\n".join(part for part in parts if part)


async def _followed(request: Request, session: Session, outcome: TurnRun | Turn) -> Response:
    """The session's page at the turn, once the turn has ended or taken its time."""
    if isinstance(outcome, Turn):
        return _page_of(session, outcome)
    heard = asyncio.create_task(_heard(outcome))
    request.app.state.leaving.add(heard)
    heard.add_done_callback(request.app.state.leaving.discard)
    await asyncio.wait({heard}, timeout=PATIENCE_S)
    return _page_of(session, outcome.turn)


async def _heard(run: TurnRun) -> None:
    """Listen to a turn until it ends; one that nobody listens to would wait for its reader."""
    async for _ in run.events():
        pass


def _page_of(session: Session, turn: Turn | None = None) -> Response:
    place = f"#turn-{turn.index}" if turn else ""
    return RedirectResponse(f"/sessions/{session.id}{place}", status_code=303)


def _list_of(form: Form) -> Response:
    """The list that the form stood in."""
    back = text_of(form, "back")
    return RedirectResponse(back if back in LISTS else LISTS[0], status_code=303)


def _again(
    request: Request,
    mode: Mode,
    form: Form,
    error: GreenroomError,
    session: Session | None = None,
) -> Response:
    """The page as it was, with what the learner wrote and what was wrong."""
    problem = problem_for(error)
    options = options_in(option_controls(request, mode, {}), form)
    reason = problem["detail"].removeprefix("message: ")
    filled = Filled(text_of(form, "message"), options, reason[:1].upper() + reason[1:] + ".")
    shown = session_json(session) if session else None
    return chat_page(request, mode, session=shown, filled=filled, status=problem["status"])
