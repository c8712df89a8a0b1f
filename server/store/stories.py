"""The story bank: stories that learners keep, each belonging to one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from server import clock
from server.errors import ConflictError, NotFoundError
from server.records import Story
from server.store.ids import new_id
from server.store.models import StoryRow
from server.store.rows import story_from, story_values
from server.store.writer import Writer

NO_STORY = "there is no such story in the bank; it may have been deleted"
MAX_STORIES = 100


class Stories:
    """The stories of all learners.

    Every method raises StoreError when the database refuses, NotFoundError for an id that does
    not exist or belongs to another learner.
    """

    def __init__(self, writer: Writer, reads: Writer) -> None:
        self._writer = writer
        self._reads = reads

    async def add(
        self,
        learner: str,
        *,
        title: str,
        text: str,
        tags: Sequence[str],
        result: Mapping[str, Any],
        session_id: str | None = None,
    ) -> Story:
        """Keep a new story.

        Raises:
            ConflictError: the bank holds MAX_STORIES already.
        """
        now = clock.now()
        story = Story(new_id(), learner, title, text, tuple(tags), result, session_id, now, now)

        async def job(connection: AsyncConnection) -> None:
            of_learner = select(func.count()).where(StoryRow.learner == learner)
            if (await connection.scalar(of_learner) or 0) >= MAX_STORIES:
                raise ConflictError(f"the bank holds {MAX_STORIES} stories; delete one first")
            await connection.execute(insert(StoryRow), story_values(story))

        await self._writer.write(job)
        return story

    async def all(self, learner: str) -> tuple[Story, ...]:
        """The learner's stories, the newest change first."""
        query = (
            select(StoryRow.__table__)
            .where(StoryRow.learner == learner)
            .order_by(StoryRow.updated_at.desc(), StoryRow.id)
        )

        async def job(connection: AsyncConnection) -> tuple[Story, ...]:
            return tuple(map(story_from, (await connection.execute(query)).mappings()))

        return await self._reads.write(job)

    async def one(self, story_id: str, learner: str) -> Story:
        """One story."""

        async def job(connection: AsyncConnection) -> Story:
            return await _row(connection, story_id, learner)

        return await self._reads.write(job)

    async def change(self, story_id: str, learner: str, changes: Mapping[str, Any]) -> Story:
        """Give a story another title, text, tags or result; the story as it now stands."""

        async def job(connection: AsyncConnection) -> Story:
            await _row(connection, story_id, learner)
            values = {**changes, "updated_at": clock.now()}
            await connection.execute(
                update(StoryRow).where(StoryRow.id == story_id).values(**values)
            )
            return await _row(connection, story_id, learner)

        return await self._writer.write(job)

    async def delete(self, story_id: str, learner: str) -> None:
        """Remove a story."""

        async def job(connection: AsyncConnection) -> None:
            await _row(connection, story_id, learner)
            await connection.execute(delete(StoryRow).where(StoryRow.id == story_id))

        await self._writer.write(job)


async def _row(connection: AsyncConnection, story_id: str, learner: str) -> Story:
    query = select(StoryRow.__table__).where(StoryRow.id == story_id, StoryRow.learner == learner)
    row = (await connection.execute(query)).mappings().first()
    if row is None:
        raise NotFoundError(NO_STORY)
    return story_from(row)
