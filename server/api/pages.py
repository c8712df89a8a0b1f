"""The pages: home, a chat page for each mode, sessions, one session, one chapter.

Everything that can be read is in the HTML, so it is there without JavaScript; the scripts in
`web/js` add the live part, and fetch a turn drawn here when it has ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import missing
from pydantic import BaseModel

from server.api.access import learner_of, parts_of
from server.api.encode import page_json, session_json
from server.api.forms import Control, Option, controls_for, label_of
from server.api.views import FATES, FILTERS, STAR_LETTERS, STAR_LEVELS
from server.coach import stored_turn
from server.config import ROOT
from server.errors import NotFoundError
from server.records import Mode, Session

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

# The order of the jobs on the page; modes not named here follow in alphabetical order.
JOB_NAMES = {"ask": "Ask", "rewrite": "Rewrite", "star": "STAR", "interview": "Interview"}
JOB_ORDER = tuple(JOB_NAMES)
# What the message box is called once a session has begun.
NEXT_MESSAGE = {
    "ask": "Your next question",
    "rewrite": "What should change?",
    "star": "Tell the story again",
    "interview": "Your answer",
}
# The actions that have a button, and its words.
ACTIONS = {
    "new": "Start over with this text",
    "hint": "Hint",
    "next_phase": "Next phase",
    "pause": "Pause",
    "resume": "Resume",
    "extend": "More time",
    "finish": "Finish",
}
SESSIONS_TO_CONTINUE = 3


def _action_words(action: str) -> str:
    return "Scored again with my own labels" if action == "retag" else label_of(action, ACTIONS)


class Absent(ChainableUndefined):
    """A name that a template uses must be given; a member that a result lacks is empty.

    Results are what modes make, some of them shown before they are whole.
    """

    def __new__(cls, hint: str | None = None, obj: Any = missing, **rest: Any) -> Any:
        """Strict for a name, lenient for a member of `obj`."""
        return StrictUndefined(hint, obj, **rest) if obj is missing else super().__new__(cls)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "web" / "pages"),
        autoescape=True,
        undefined=Absent,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS, label=label_of, action_words=_action_words)
    environment.globals.update(
        fates=FATES, job_names=JOB_NAMES, star_letters=STAR_LETTERS, star_levels=STAR_LEVELS
    )
    return environment


_TEMPLATES = _environment()


class Shown(BaseModel):
    """A result that came before its turn has ended."""

    result: dict[str, Any]


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """The four jobs, the model's state, and the sessions to go on with."""
    page = page_json(await parts_of(request).store.sessions(learner_of(request)))
    unfinished = [s for s in page["sessions"] if s["status"] == "open"][:SESSIONS_TO_CONTINUE]
    return _page(request, "home.html", unfinished=unfinished)


@router.get("/sessions")
async def sessions(request: Request, cursor: str | None = None) -> HTMLResponse:
    """The learner's sessions, newest first."""
    return await _listed(request, "Sessions", cursor, mode=None)


@router.get("/stories")
async def stories(request: Request, cursor: str | None = None) -> HTMLResponse:
    """The stories that the learner told, each with its versions, newest first."""
    return await _listed(request, "Your stories", cursor, mode="star")


@router.get("/sessions/{session_id}")
async def session(request: Request, session_id: str) -> HTMLResponse:
    """One session with its history; it goes on where it stopped."""
    try:
        found = await parts_of(request).store.session(session_id, learner_of(request))
        mode = _mode(request, found.mode)
    except NotFoundError as error:
        return _missing(request, str(error))
    return _chat(request, mode, session=session_json(found))


@router.get("/sessions/{session_id}/turns/{turn_id}")
async def turn(request: Request, session_id: str, turn_id: str) -> HTMLResponse:
    """One turn as it stands in its session's page."""
    found = await parts_of(request).store.session(session_id, learner_of(request))
    return _turn(request, found, turn_id)


@router.post("/sessions/{session_id}/turns/{turn_id}/view")
async def turn_so_far(
    request: Request, session_id: str, turn_id: str, shown: Shown
) -> HTMLResponse:
    """A running turn with a result that was sent early: passages or marks before the words."""
    found = await parts_of(request).store.session(session_id, learner_of(request))
    early = replace(stored_turn(found, turn_id), result=shown.result, problem=None, total_ms=None)
    turns = tuple(early if t.id == turn_id else t for t in found.turns)
    return _turn(request, replace(found, turns=turns), turn_id)


@router.get("/chapters/{chapter_id}")
async def chapter(request: Request, chapter_id: str) -> HTMLResponse:
    """One chapter as a reading page, an anchor at each passage."""
    library = parts_of(request).library
    entry = next((c for c in library.chapters() if c["id"] == chapter_id), None)
    if entry is None:
        return _missing(request, "there is no such chapter here")
    return _page(request, "chapter.html", chapter=entry, html=library.chapter_html(chapter_id))


@router.get("/{mode_name}")
async def new_session(request: Request, mode_name: str) -> HTMLResponse:
    """The page of one mode, before its session begins; mounted last, it answers for any name."""
    try:
        return _chat(request, _mode(request, mode_name), session=None)
    except NotFoundError as error:
        return _missing(request, str(error))


async def _listed(
    request: Request, heading: str, cursor: str | None, *, mode: str | None
) -> HTMLResponse:
    store = parts_of(request).store
    try:
        found = await store.sessions(learner_of(request), cursor=cursor, mode=mode)
    except NotFoundError as error:
        return _missing(request, str(error))
    return _page(request, "sessions.html", heading=heading, **page_json(found))


def _mode(request: Request, name: str) -> Mode:
    modes = parts_of(request).modes
    if name not in modes:
        raise NotFoundError("there is no such page here")
    return modes[name]


def _chat(request: Request, mode: Mode, *, session: dict[str, Any] | None) -> HTMLResponse:
    example = _example(request, mode)
    chosen = session["options"] if session else example.get("options", {})
    return _page(
        request,
        "chat.html",
        mode=mode,
        session=session,
        controls=_controls(request, mode, chosen),
        example=example,
        next_message=NEXT_MESSAGE.get(mode.name, "Your next message"),
        actions={name: _action_words(name) for name in mode.actions if name in ACTIONS},
        state={
            "mode": mode.name,
            "opens": mode.opens,
            "silence": mode.silence,
            "needs_model": mode.needs_model,
            "examples": [dict(e) for e in mode.examples],
            "session": session and {k: session[k] for k in ("id", "options", "status")},
            "turns": len(session["turns"]) if session else 0,
        },
    )


def _controls(request: Request, mode: Mode, chosen: Mapping[str, Any]) -> list[Control]:
    """The option controls; choices that only the study data knows are filled in."""
    parts = parts_of(request)
    problems = [Option(p["id"], p["title"], f"round={p['round']}") for p in parts.problems]
    offered = {
        "audiences": [Option(i, a["title"]) for i, a in parts.study["audiences"].items()],
        "chapters": [Option(c["id"], c["title"]) for c in parts.library.chapters()],
        "problem": [Option("", "One not done yet"), *problems],
    }
    return controls_for(mode.options, offered=offered, chosen=chosen)


def _example(request: Request, mode: Mode) -> Mapping[str, Any]:
    """The example that the address names by its number, or none."""
    number = request.query_params.get("example", "")
    if number.isascii() and number.isdigit() and int(number[:3]) < len(mode.examples):
        return mode.examples[int(number[:3])]
    return {}


def _jobs(modes: Mapping[str, Mode]) -> list[tuple[str, Mode]]:
    """Short name and mode of each job, in the page's order."""
    rank = {name: place for place, name in enumerate(JOB_ORDER)}
    ordered = sorted(modes.values(), key=lambda m: (rank.get(m.name, len(rank)), m.name))
    return [(JOB_NAMES.get(m.name, m.title), m) for m in ordered]


def _turn(request: Request, session: Session, turn_id: str) -> HTMLResponse:
    stored_turn(session, turn_id)
    turns = session_json(session)["turns"]
    here = next(t for t in turns if t["id"] == turn_id)
    return _page(request, "turn.html", turn=here, turns=turns)


def _missing(request: Request, detail: str) -> HTMLResponse:
    return _page(request, "missing.html", status=404, detail=detail)


def _page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    parts = parts_of(request)
    html = _TEMPLATES.get_template(template).render(
        jobs=_jobs(parts.modes),
        chapters=parts.library.chapters(),
        readiness=parts.readiness(),
        path=request.url.path,
        **values,
    )
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})
