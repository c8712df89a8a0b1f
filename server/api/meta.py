"""Health, modes, search, problems, and checks that need no model."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from server.api.access import learner_of, parts_of
from server.api.decode import RewriteCheck, body_of
from server.api.encode import mode_json, passage_json
from server.errors import InvalidFieldError
from server.judging.rewriting import checked_rewrite
from server.records import Search

router = APIRouter()


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process is there; touches neither model nor index."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """What is ready and what is still starting, with progress."""
    readiness = parts_of(request).readiness()
    starting = readiness["status"] == "starting"
    return JSONResponse(readiness, status_code=503 if starting else 200)


@router.get("/api/modes")
async def modes(request: Request) -> list[dict[str, Any]]:
    """The coaching modes with the schemas of their forms."""
    return [mode_json(mode) for mode in parts_of(request).modes.values()]


@router.get("/api/search")
async def search(
    request: Request, q: str = Query("", max_length=2_000), k: int = Query(5, ge=1, le=50)
) -> dict[str, Any]:
    """The passages nearest to a question, best first."""
    if not q.strip():
        raise InvalidFieldError("q", "q: it is empty; ask something, such as ?q=escalation levels")
    found = await parts_of(request).searcher.search(Search(q, k=k, learner=learner_of(request)))
    return {"query": q, "passages": [passage_json(p) for p in found.passages]}


@router.get("/api/problems")
async def problems(request: Request, round: str | None = None) -> list[dict[str, Any]]:
    """The interview problems, all or of one round."""
    return [p for p in parts_of(request).problems if round in (None, p["round"])]


@router.post("/api/checks/rewrite")
async def check_rewrite(request: Request) -> dict[str, Any]:
    """The fate of a text's facts in another text, for an audience; no model is asked."""
    parts = parts_of(request)
    body = await body_of(request, RewriteCheck, max_bytes=parts.settings.max_body_bytes)
    own = await parts.store.audiences.all(learner_of(request))
    audiences = {**parts.study["audiences"], **own}
    if body.audience not in audiences:
        known = ", ".join(a for a in audiences)
        raise InvalidFieldError("audience", f"audience: there is none {body.audience!r}; {known}")
    # A long text takes a while; others are served meanwhile.
    return await asyncio.to_thread(
        checked_rewrite,
        body.source,
        body.rewrite,
        body.audience,
        audiences=audiences,
        jargon=parts.study["jargon"],
    )
