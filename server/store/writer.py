"""The one writer: changes that wait together are committed together.

A durable commit costs one flush of the disk (5-6 ms on a laptop's SSD); a hundred learners'
turns that start at once share one instead of queueing for a hundred.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any, TypeVar, cast

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from server.errors import GreenroomError, StoreError

T = TypeVar("T")
Job = Callable[[AsyncConnection], Awaitable[Any]]
MAX_BATCH = 64


class Writer:
    """Runs jobs one after another, several to a transaction, each in a savepoint of its own.

    With `reads` the jobs change nothing, so they share the transaction as they are.
    """

    def __init__(self, engine: AsyncEngine, *, reads: bool = False) -> None:
        self._engine = engine
        self._reads = reads
        self._waiting: list[tuple[Job, asyncio.Future[Any]]] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, job: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """What the job returns, once its change is durable.

        Raises:
            StoreError: the database refused (disk full, locked); nothing of the job is stored.
        """
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        # A learner who leaves must not cancel the batch that others wait for.
        return cast(T, await asyncio.shield(future))

    async def close(self) -> None:
        """Wait for what is still being written."""
        if self._task:
            await self._task

    async def _drain(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            try:
                outcomes = await self._commit(batch)
            except (SQLAlchemyError, OSError) as error:
                outcomes = [_refusal(error, reads=self._reads)] * len(batch)
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                _settle(future, outcome)

    async def _commit(self, batch: list[tuple[Job, asyncio.Future[Any]]]) -> list[Any]:
        if len(batch) == 1:
            return [await self._alone(batch[0][0])]
        outcomes: list[Any] = []
        async with self._engine.begin() as connection:
            for job, _ in batch:
                try:
                    async with nullcontext() if self._reads else connection.begin_nested():
                        outcomes.append(await job(connection))
                except GreenroomError as error:
                    outcomes.append(error)
        return outcomes

    async def _alone(self, job: Job) -> Any:
        """A batch of one needs no savepoint."""
        try:
            async with self._engine.begin() as connection:
                return await job(connection)
        except GreenroomError as error:
            return error


def _refusal(error: Exception, *, reads: bool) -> StoreError:
    cause = str(getattr(error, "orig", None) or error)
    if reads:
        return StoreError(f"the database could not be read ({cause}); try again")
    return StoreError(
        f"your words could not be stored ({cause}); they are still on the page: free some disk"
        " space or wait a moment, then send again"
    )


def _settle(future: asyncio.Future[Any], outcome: Any) -> None:
    if future.done():
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
