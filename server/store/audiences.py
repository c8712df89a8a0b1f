"""The audiences that learners describe themselves, each belonging to one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server import clock
from server.errors import ConflictError, NotFoundError
from server.store.models import AudienceRow
from server.store.writer import Writer

MAX_AUDIENCES = 50


class Audiences:
    """The own audiences of all learners, as rows like those of `corpus/audiences.yaml`.

    Every method raises StoreError when the database refuses.
    """

    def __init__(self, writer: Writer, reads: Writer) -> None:
        self._writer = writer
        self._reads = reads

    async def all(self, learner: str) -> dict[str, dict[str, Any]]:
        """The learner's audiences by id, in the order in which they were added."""
        query = (
            select(AudienceRow.__table__)
            .where(AudienceRow.learner == learner)
            .order_by(AudienceRow.created_at, AudienceRow.id)
        )

        async def job(connection: AsyncConnection) -> dict[str, dict[str, Any]]:
            rows = (await connection.execute(query)).mappings()
            return {row["id"]: {**row["content"], "id": row["id"], "own": True} for row in rows}

        return await self._reads.write(job)

    async def add(self, learner: str, id: str, content: Mapping[str, Any]) -> None:
        """Keep a new audience.

        Raises:
            ConflictError: the learner has one of this id, or MAX_AUDIENCES already.
        """

        async def job(connection: AsyncConnection) -> None:
            own = select(func.count()).where(AudienceRow.learner == learner)
            if (await connection.scalar(own) or 0) >= MAX_AUDIENCES:
                raise ConflictError(f"you have {MAX_AUDIENCES} audiences; delete one first")
            same = own.where(AudienceRow.id == id)
            if await connection.scalar(same):
                raise ConflictError(f"you have an audience {id!r} already; choose another title")
            values = {"id": id, "learner": learner, "content": dict(content)}
            await connection.execute(insert(AudienceRow), values | {"created_at": clock.now()})

        await self._writer.write(job)

    async def delete(self, learner: str, id: str) -> None:
        """Remove one.

        Raises:
            NotFoundError: the learner has none of this id.
        """

        async def job(connection: AsyncConnection) -> None:
            gone = await connection.execute(
                delete(AudienceRow).where(AudienceRow.learner == learner, AudienceRow.id == id)
            )
            if gone.rowcount == 0:
                raise NotFoundError(f"you have no audience {id!r}")

        await self._writer.write(job)
