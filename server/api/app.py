"""The web application: routes, doors, static files, start and stop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from server.api import (
    audiences,
    bookshelf,
    chapters,
    chat,
    everything,
    failures,
    listing,
    meta,
    pages,
    plain,
    rewriting,
    rooms,
    sessions,
    stories,
    story_forms,
    study,
)
from server.api.doors import Doors
from server.api.tracing import Tracing
from server.config import ROOT
from server.wiring import Parts


def create_app(parts: Parts) -> FastAPI:
    """The application around the parts; they start and stop with it."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await parts.start()
        try:
            yield
        finally:
            await _settled(app)
            await listing.emptied(app)
            await parts.stop()

    app = FastAPI(title="Greenroom", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.parts = parts
    app.state.leaving = set()
    failures.install(app)
    api = (meta, audiences, chapters, sessions, chat, stories, everything)
    for router in [part.router for part in api]:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=ROOT / "web"), name="static")
    # Last, since a page of any mode answers at that mode's name.
    app.include_router(bookshelf.router)
    app.include_router(rewriting.router)
    app.include_router(story_forms.router)
    app.include_router(rooms.router)
    app.include_router(listing.router)
    app.include_router(study.router)
    app.include_router(pages.router)
    app.include_router(plain.router)
    app.add_middleware(Doors, settings=parts.settings)
    app.add_middleware(Tracing)
    return app


async def _settled(app: FastAPI) -> None:
    """Wait for the turns of readers who just left."""
    if app.state.leaving:
        await asyncio.wait(set(app.state.leaving), timeout=5)
