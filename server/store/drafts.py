"""Answers as they grow: what was written so far is on the disk a quarter of a second later."""

from __future__ import annotations

import asyncio

from sqlalchemy.ext.asyncio import AsyncConnection

from server.errors import StoreError
from server.store import statements
from server.store.writer import Writer

# How much of a growing answer a kill may cost, in seconds of writing. All answers that grow share
# one commit in that time.
FLUSH_S = 0.25


class Drafts:
    """The newest text of each turn that is being answered, written at the pace of FLUSH_S."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._waiting: dict[str, str] = {}
        self._flushing: asyncio.Task[None] | None = None

    def keep(self, turn_id: str, text: str) -> None:
        """Take a turn's text so far; returns at once, the disk follows."""
        self._waiting[turn_id] = text
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())

    def drop(self, turn_id: str) -> None:
        """Forget the text of a turn that ends; its reply is written in its place."""
        self._waiting.pop(turn_id, None)

    async def close(self) -> None:
        """Write what is waiting."""
        if self._flushing:
            self._flushing.cancel()
            await asyncio.gather(self._flushing, return_exceptions=True)
        await self._write()

    async def _flush(self) -> None:
        while self._waiting:
            await asyncio.sleep(FLUSH_S)
            await self._write()

    async def _write(self) -> None:
        taken: dict[str, str] = {}

        async def job(connection: AsyncConnection) -> None:
            nonlocal taken
            taken, self._waiting = self._waiting, {}
            rows = [{"the_id": turn_id, "so_far": text} for turn_id, text in taken.items()]
            if rows:
                await connection.execute(statements.DRAFT, rows)

        try:
            await self._writer.write(job)
        except StoreError:
            # The disk may take it the next time; a newer text of the same turn is better still.
            # The turn's own end meets the same refusal and tells the learner.
            self._waiting = taken | self._waiting
