"""Everything of one learner: taken out as one archive, brought back, removed for good."""

from __future__ import annotations

import asyncio
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from server import belongings
from server.api.access import coach_of, learner_of, parts_of
from server.api.chapters import sent_file
from server.api.decode import raw_body

router = APIRouter(prefix="/api")

# A packed archive is as large as an upload may be; one of texts unpacks to five times its size.
MOST_UNPACKED = 10
_ONE_AT_A_TIME = asyncio.Lock()


@router.get("/export")
async def export(request: Request) -> Response:
    """All of the learner's sessions, stories, audiences and chapters as a zip archive."""
    parts, learner = parts_of(request), learner_of(request)
    rows = await parts.store.moving.everything(learner)
    uploads = parts.indexing.uploads_of(learner)
    archive = await asyncio.to_thread(belongings.packed, rows, uploads)
    headers = {"Content-Disposition": 'attachment; filename="greenroom-everything.zip"'}
    return Response(archive, media_type="application/zip", headers=headers)


@router.post("/import", status_code=201)
async def take_in(request: Request) -> dict[str, int]:
    """Take an archive back: as the body, or as the field `file` of a form; what was added."""
    parts = parts_of(request)
    most = parts.settings.max_upload_bytes
    if request.headers.get("content-type", "").startswith("multipart/"):
        _, archive = await sent_file(request, most)
    else:
        archive = await raw_body(request, max_bytes=most)
    # Unpacked it is held in memory: that of one learner at a time.
    async with _ONE_AT_A_TIME:
        unpack = partial(belongings.unpacked, archive, most=MOST_UNPACKED * most)
        brought = await asyncio.to_thread(unpack)
        for session in brought.rows.sessions:
            coach_of(request).mode(session.mode)
        return await belongings.take_in(parts.store, parts.indexing, learner_of(request), brought)


@router.delete("/everything", status_code=204)
async def erase(request: Request) -> Response:
    """Remove all of it; answers that are being written are stopped first."""
    parts, learner = parts_of(request), learner_of(request)
    running = coach_of(request).running
    for session in (await parts.store.moving.everything(learner)).sessions:
        if turn_id := running.running(session.id):
            await running.stop(session.id, turn_id)
    await belongings.erase(parts.store, parts.indexing, learner, parts.settings.home)
    return Response(status_code=204)
