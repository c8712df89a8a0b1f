"""The page of the chapters: what is there, bring another, delete one; all without JavaScript."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import RedirectResponse, Response

from server.api.access import learner_of, parts_of
from server.api.chapters import chapters_json, taken_in
from server.api.drawing import page
from server.api.failures import problem_for
from server.corpus.formats.sniff import SUFFIXES
from server.errors import GreenroomError

router = APIRouter(include_in_schema=False)

STATES = {
    "ready": "",
    "indexing": "being indexed; found by its words meanwhile",
    "words": "found by its words alone",
}


@router.get("/chapters")
async def bookshelf(request: Request) -> HTMLResponse:
    """The learner's chapters and the form for another."""
    return _shown(request)


@router.post("/chapters")
async def bring(request: Request) -> Response:
    """Take in the form's file; then the list, or the form again with the reason."""
    try:
        chapter = await taken_in(request)
    except GreenroomError as error:
        return _failed(request, error)
    return RedirectResponse(f"/chapters#c-{chapter.id}", status_code=303)


@router.post("/chapters/{chapter_id}/delete")
async def delete(request: Request, chapter_id: str) -> Response:
    """Forget one of the learner's own chapters; then the list."""
    try:
        await parts_of(request).indexing.remove(learner_of(request), chapter_id)
    except GreenroomError as error:
        return _failed(request, error)
    return RedirectResponse("/chapters", status_code=303)


def _failed(request: Request, error: GreenroomError) -> Response:
    body = problem_for(error)
    return _shown(request, status=body["status"], refused=body["detail"])


def _shown(request: Request, *, status: int = 200, refused: str = "") -> HTMLResponse:
    parts = parts_of(request)
    listed: list[dict[str, Any]] = chapters_json(request)
    return page(
        request,
        "chapters.html",
        status=status,
        listed=listed,
        states=STATES,
        refused=refused,
        most_mb=f"{parts.settings.max_upload_bytes / 1_000_000:g}",
        accepted=",".join(SUFFIXES),
    )
