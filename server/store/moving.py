"""All that one learner has in the database: read whole, taken in from elsewhere, removed."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from server.errors import StoreError
from server.records import Session, Story
from server.store import statements
from server.store.ids import new_id
from server.store.models import AudienceRow, SessionRow, StoryRow, TurnRow
from server.store.rows import (
    SESSION_COLUMNS,
    session_from,
    story_from,
    story_values,
    turn_from,
    turn_values,
)
from server.store.writer import Writer

# What was deleted stands in the write-ahead log until all readers have moved on.
TRUNCATE = "PRAGMA wal_checkpoint(TRUNCATE)"
SCRUB_TRIES, SCRUB_WAIT_S = 50, 0.1


@dataclass(frozen=True)
class Everything:
    """A learner's sessions (oldest first) with their turns, stories, and audiences by id."""

    sessions: Sequence[Session] = ()
    stories: Sequence[Story] = ()
    audiences: Sequence[Mapping[str, Any]] = ()  # {"id", "content", "created_at"}


class Moving:
    """Every method raises StoreError when the database refuses; then nothing has changed."""

    def __init__(self, engine: AsyncEngine, writer: Writer, reads: Writer) -> None:
        self._engine = engine
        self._writer = writer
        self._reads = reads

    async def everything(self, learner: str) -> Everything:
        """All of a learner's, as of one moment."""

        async def job(connection: AsyncConnection) -> Everything:
            async def rows(table: Any, order: Any) -> Any:
                query = select(table.__table__).where(table.learner == learner).order_by(order)
                return (await connection.execute(query)).mappings().all()

            sessions = []
            for row in await rows(SessionRow, SessionRow.touched):
                turns = await connection.execute(statements.TURNS, {"session_id": row["id"]})
                sessions.append(session_from(row, tuple(map(turn_from, turns.mappings()))))
            stories = [story_from(row) for row in await rows(StoryRow, StoryRow.created_at)]
            names = ("id", "content", "created_at")
            own = [
                {name: row[name] for name in names}
                for row in await rows(AudienceRow, AudienceRow.created_at)
            ]
            return Everything(sessions, stories, own)

        return await self._reads.write(job)

    async def take_in(self, learner: str, brought: Everything) -> Everything:
        """Add what this learner does not have yet, in one step; what was added.

        What has an id that somebody else's has gets a new one.
        """

        async def job(connection: AsyncConnection) -> Everything:
            sessions = [
                one
                for session in brought.sessions
                if (one := await _session_in(connection, learner, session))
            ]
            stories = [
                story_in
                for story in brought.stories
                if (story_in := await _story_in(connection, learner, story))
            ]
            audiences = [
                own
                for own in brought.audiences
                if await _free(connection, AudienceRow, own["id"], learner=learner)
            ]
            for own in audiences:
                await connection.execute(insert(AudienceRow), {**own, "learner": learner})
            return Everything(sessions, stories, audiences)

        return await self._writer.write(job)

    async def erase(self, learner: str) -> int:
        """Remove all of a learner's; how many other rows there still are."""
        own = select(SessionRow.id).where(SessionRow.learner == learner)

        async def job(connection: AsyncConnection) -> int:
            await connection.execute(delete(TurnRow).where(TurnRow.session_id.in_(own)))
            left = 0
            for table in (SessionRow, StoryRow, AudienceRow):
                await connection.execute(delete(table).where(table.learner == learner))
                left += await connection.scalar(select(func.count()).select_from(table)) or 0
            return left

        return await self._writer.write(job)

    async def scrub(self) -> None:
        """Have no byte of what was deleted stay in the database's files; SQLite alone."""
        if self._engine.dialect.name != "sqlite":
            return
        try:
            async with self._engine.connect() as connection:
                raw: Any = (await connection.get_raw_connection()).driver_connection
                await raw.execute_fetchall("VACUUM")
                for _ in range(SCRUB_TRIES):
                    busy, *_ = (await raw.execute_fetchall(TRUNCATE))[0]
                    if not busy:
                        return
                    await asyncio.sleep(SCRUB_WAIT_S)
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise StoreError(
                f"everything is deleted, but the database file could not be rewritten ({error});"
                " do it once more when nothing else uses it"
            ) from error


async def _session_in(
    connection: AsyncConnection, learner: str, session: Session
) -> Session | None:
    """The session as it was added; None when the learner has it already."""
    owner = await connection.scalar(select(SessionRow.learner).where(SessionRow.id == session.id))
    if owner == learner:
        return None
    id = new_id() if owner else session.id
    turns = tuple(
        [
            replace(
                turn,
                session_id=id,
                id=turn.id if await _free(connection, TurnRow, turn.id) else new_id(),
            )
            for turn in session.turns
        ]
    )
    added = replace(session, id=id, learner=learner, turns=turns)
    values = {name: getattr(added, name) for name in SESSION_COLUMNS}
    await connection.execute(statements.NEW_SESSION, values)
    for turn in turns:
        await connection.execute(insert(TurnRow), turn_values(turn))
    return added


async def _story_in(connection: AsyncConnection, learner: str, story: Story) -> Story | None:
    owner = await connection.scalar(select(StoryRow.learner).where(StoryRow.id == story.id))
    if owner == learner:
        return None
    added = replace(story, id=new_id() if owner else story.id, learner=learner)
    await connection.execute(insert(StoryRow), story_values(added))
    return added


async def _free(connection: AsyncConnection, table: Any, id: str, **own: Any) -> bool:
    """Whether no row has this id."""
    same = [table.id == id, *(getattr(table, name) == value for name, value in own.items())]
    return await connection.scalar(select(table.id).where(*same)) is None
