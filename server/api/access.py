"""What a request may reach: the parts of the service, and whose request it is."""

from __future__ import annotations

from typing import cast

from fastapi import Request

from server.coach import Coach
from server.records import learner_named
from server.wiring import Parts


def parts_of(request: Request) -> Parts:
    """The parts of the running service."""
    return cast(Parts, request.app.state.parts)


def coach_of(request: Request) -> Coach:
    """Who takes turns in."""
    return parts_of(request).coach


def learner_of(request: Request) -> str:
    """Whose request it is: the one learner, or the one that a trusted proxy names."""
    header = parts_of(request).settings.user_header
    named = request.headers.get(header, "").strip() if header else ""
    return learner_named(named)


async def own_audiences(request: Request) -> None:
    """Lay the learner's own audiences beside the request, for the pages that offer them."""
    store = parts_of(request).store
    request.state.audiences = await store.audiences.all(learner_of(request))
