"""Pages beside the rewrites: a rewrite of one's own checked as it is typed, and the audiences."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse, Response

from server.api.access import learner_of, own_audiences, parts_of
from server.api.audiences import added, audience_json, delete_audience, fields_in
from server.api.drawing import page
from server.api.forms import Option
from server.api.plain import Form, form_of, text_of
from server.coach import stored_turn
from server.errors import GreenroomError
from server.judging.rewriting import checked_rewrite

router = APIRouter(
    prefix="/rewrite",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(own_audiences)],
)
_LISTS = ("cares_about", "known_terms")


@router.get("/check")
async def check_page(
    request: Request, session: str = "", turn: str = "", audience: str = ""
) -> HTMLResponse:
    """Two text boxes; filled in with a version of a stored turn where the address names one."""
    source = version = ""
    if session and turn:
        found = await parts_of(request).store.session(session, learner_of(request))
        result = stored_turn(found, turn).result or {}
        source = str(result.get("source", ""))
        rows = [r for r in result.get("rewrites", ()) if r["audience"] == audience]
        version = str(rows[0]["text"]) if rows else ""
    return await _checked(request, source, version, audience)


@router.post("/check")
async def check(request: Request) -> HTMLResponse:
    """The two texts with what was found; no model is asked."""
    form = await form_of(request)
    return await _checked(
        request, text_of(form, "source"), text_of(form, "rewrite"), text_of(form, "audience")
    )


@router.get("/audiences")
async def audiences_page(request: Request) -> HTMLResponse:
    """The audiences, and a form to describe another."""
    return _audiences(request, {})


@router.post("/audiences")
async def add(request: Request) -> Response:
    """Keep the audience that the form, or the file in it, describes."""
    form = await form_of(request)
    given: dict[str, Any] = {n: text_of(form, n) for n in ("title", "how", *_LISTS)}
    try:
        await added(request, _described(form))
    except GreenroomError as error:
        return _audiences(request, given, problem=str(error))
    return RedirectResponse("/rewrite/audiences#describe", status_code=303)


@router.post("/audiences/{id}/delete")
async def delete(request: Request, id: str) -> Response:
    """Remove one of the learner's own."""
    await delete_audience(request, id)
    return RedirectResponse("/rewrite/audiences", status_code=303)


def _described(form: Form) -> dict[str, Any]:
    if text_of(form, "file").strip():
        return fields_in(text_of(form, "file"))
    lists = {n: [w.strip() for w in text_of(form, n).split("\n") if w.strip()] for n in _LISTS}
    ticked = {n: n in form for n in ("technical", "outside")}
    return {"title": text_of(form, "title"), "how": text_of(form, "how"), **lists, **ticked}


def _known(request: Request) -> dict[str, Any]:
    return {**parts_of(request).study["audiences"], **request.state.audiences}


async def _checked(request: Request, source: str, version: str, audience: str) -> HTMLResponse:
    known = _known(request)
    chosen = audience if audience in known else next(iter(known))
    found: Mapping[str, Any] | None = None
    if source.strip() and version.strip():
        words = parts_of(request).study["jargon"]
        found = await asyncio.to_thread(
            checked_rewrite, source, version, chosen, audiences=known, jargon=words
        )
    options = [Option(i, row["title"], chosen=i == chosen) for i, row in known.items()]
    return page(
        request,
        "check.html",
        audiences=options,
        source=source,
        rewrite=version,
        found=found,
        problem="",
    )


def _audiences(request: Request, given: Mapping[str, Any], problem: str = "") -> HTMLResponse:
    listed = [audience_json(id, row) for id, row in _known(request).items()]
    blank = dict.fromkeys(("title", "how", *_LISTS), "")
    status = 422 if problem else 200
    return page(
        request,
        "audiences.html",
        status=status,
        audiences=listed,
        given={**blank, **given},
        problem=problem,
    )
