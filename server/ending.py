"""How a turn's end is kept: offered to the database more than once, and told to the log."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog

from server.errors import GreenroomError, StoreError
from server.problem import problem, problem_of
from server.records import Turn
from server.store.store import Store

_LOG = structlog.get_logger(__name__)
# A finished answer that the database refuses is offered to it again after so many seconds.
AGAIN_S = (1.0, 3.0)


async def come_to(ending: Coroutine[Any, Any, None]) -> None:
    """Come to this end, even if whoever listens leaves meanwhile."""
    task = asyncio.create_task(ending)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait({task})
    task.result()


async def keep(store: Store, turn: Turn) -> None:
    """Store how a turn ended; a disk that is full or locked for a moment is asked again.

    Raises:
        StoreError: the database refused each time.
    """
    for wait_s in AGAIN_S:
        with suppress(StoreError):
            return await store.finish_turn(turn)
        await asyncio.sleep(wait_s)
    await store.finish_turn(turn)


def unkept(error: GreenroomError) -> dict[str, Any]:
    """The problem of an answer that came, but could not be kept."""
    if not isinstance(error, StoreError):
        return problem_of(error)
    return problem(
        503,
        f"the answer could not be stored: {error}. Your own words are kept; copy the answer if you"
        " need it, or try again",
        retryable=True,
    )


def tell_log(turn: Turn, mode: str) -> None:
    """One line a turn: how it ended, and nothing of what was written."""
    told = turn.problem or {}
    level = _LOG.warning if told.get("status", 0) >= 500 else _LOG.info
    level(
        "turn ended",
        turn=turn.id,
        mode=mode,
        status=turn.status,
        total_ms=turn.total_ms,
        problem=told.get("status"),
    )
