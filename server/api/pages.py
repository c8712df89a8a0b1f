"""The pages: home, a chat page for each mode, one session, one chapter.

Everything that can be read is in the HTML, so it is there without JavaScript; the scripts in
`web/js` add the live part, and fetch a turn drawn here when it has ended.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import TemplateError
from pydantic import BaseModel

from server.api import reading
from server.api.access import learner_of, own_audiences, parts_of
from server.api.decode import body_of
from server.api.drawing import chat_page, missing_page, page
from server.api.encode import page_json, session_json
from server.api.listing import still_there
from server.api.study import TABLES
from server.coach import stored_turn
from server.errors import InvalidFieldError, NotFoundError
from server.records import Mode, Search, Session

router = APIRouter(
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(own_audiences)],
)

SESSIONS_TO_CONTINUE = 3
MAX_QUERY_CHARS = 500
N_HITS = 6


class Shown(BaseModel):
    """A result that came before its turn has ended."""

    result: dict[str, Any]


@router.get("/")
async def home(request: Request) -> HTMLResponse:
    """The four jobs, the model's state, and the sessions to go on with."""
    listed = page_json(await parts_of(request).store.sessions(learner_of(request)))
    open_ones = [s for s in listed["sessions"] if s["status"] == "open"]
    unfinished = still_there(request, open_ones)[:SESSIONS_TO_CONTINUE]
    return page(request, "home.html", unfinished=unfinished, tables=TABLES)


@router.get("/sessions/{session_id}")
async def session(request: Request, session_id: str) -> HTMLResponse:
    """One session with its history; it goes on where it stopped."""
    try:
        found = await parts_of(request).store.session(session_id, learner_of(request))
        mode = _mode(request, found.mode)
    except NotFoundError as error:
        return missing_page(request, str(error))
    return chat_page(request, mode, session=session_json(found))


@router.get("/sessions/{session_id}/turns/{turn_id}")
async def turn(request: Request, session_id: str, turn_id: str) -> HTMLResponse:
    """One turn as it stands in its session's page."""
    found = await parts_of(request).store.session(session_id, learner_of(request))
    return _turn(request, found, turn_id)


@router.post("/sessions/{session_id}/turns/{turn_id}/view")
async def turn_so_far(request: Request, session_id: str, turn_id: str) -> HTMLResponse:
    """A running turn with a result that was sent early: passages or marks before the words.

    Raises:
        InvalidFieldError: the result is none that a mode makes.
    """
    shown = await body_of(request, Shown, max_bytes=parts_of(request).settings.max_body_bytes)
    found = await parts_of(request).store.session(session_id, learner_of(request))
    early = replace(stored_turn(found, turn_id), result=shown.result, problem=None, total_ms=None)
    turns = tuple(early if t.id == turn_id else t for t in found.turns)
    try:
        return _turn(request, replace(found, turns=turns), turn_id)
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError) as error:
        why = f"result: it cannot be drawn ({type(error).__name__}); send it as it came"
        raise InvalidFieldError("result", why) from None


@router.get("/chapters/{chapter_id}")
async def chapter(request: Request, chapter_id: str, q: str = "") -> HTMLResponse:
    """One chapter as a reading page, an anchor at each passage; `q` searches in it."""
    library, learner = parts_of(request).library, learner_of(request)
    entry = next((c for c in library.chapters(learner) if c["id"] == chapter_id), None)
    if entry is None:
        return missing_page(request, "there is no such chapter here")
    query = " ".join(q.split())[:MAX_QUERY_CHARS]
    found = await _hits(request, chapter_id, query) if query else None
    return page(
        request,
        "chapter.html",
        chapter=entry,
        date=reading.date_words(library.chapter(chapter_id, learner).date),
        html=reading.body(library.chapter_html(chapter_id, learner), chapter_id),
        contents=reading.contents(entry["sections"]),
        query=query,
        hits=found,
    )


@router.get("/search")
async def search(request: Request, q: str = "") -> HTMLResponse:
    """The passages nearest to some words, as a piece of a page; it needs no model."""
    query = " ".join(q.split())[:MAX_QUERY_CHARS]
    asked = Search(query, k=N_HITS, learner=learner_of(request))
    passages = (await parts_of(request).searcher.search(asked)).passages if query else ()
    near = reading.hits(passages, query)
    hits = [replace(h, href=p.href) for h, p in zip(near, passages, strict=True)]
    return page(request, "found.html", hits=hits)


async def _hits(request: Request, chapter_id: str, query: str) -> list[reading.Hit]:
    search = Search(query, k=N_HITS, chapters=(chapter_id,), learner=learner_of(request))
    found = await parts_of(request).searcher.search(search)
    return reading.hits(found.passages, query)


@router.get("/{mode_name}")
async def new_session(request: Request, mode_name: str) -> HTMLResponse:
    """The page of one mode, before its session begins; mounted last, it answers for any name."""
    try:
        return chat_page(request, _mode(request, mode_name), session=None)
    except NotFoundError as error:
        return missing_page(request, str(error))


def _mode(request: Request, name: str) -> Mode:
    modes = parts_of(request).modes
    if name not in modes:
        raise NotFoundError("there is no such page here")
    return modes[name]


def _turn(request: Request, session: Session, turn_id: str) -> HTMLResponse:
    stored_turn(session, turn_id)
    turns = session_json(session)["turns"]
    here = next(t for t in turns if t["id"] == turn_id)
    return page(request, "turn.html", turn=here, turns=turns)
