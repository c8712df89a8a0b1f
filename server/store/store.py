"""Everything that is kept: sessions and their turns, each belonging to one learner."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from server import clock
from server.errors import ConflictError, NotFoundError, StoreError
from server.problem import problem
from server.records import Session, SessionPage, Turn
from server.store import statements
from server.store.audiences import Audiences
from server.store.drafts import Drafts
from server.store.engine import engine_for, migrate
from server.store.ids import new_id
from server.store.models import SessionRow, TurnRow
from server.store.moving import Moving
from server.store.rows import SESSION_COLUMNS, session_from, turn_from, turn_values
from server.store.stories import Stories
from server.store.verdicts import Verdicts
from server.store.writer import Writer

PAGE_SIZE = 50
LEFT = problem(503, "Greenroom ended while this was being answered; send it again", retryable=True)
NO_SESSION = "there is no such session; it may have been deleted"


@dataclass(frozen=True)
class Submission:
    """What a learner sends; `digest` tells whether a repeated `client_id` means the same."""

    message: str
    action: str
    options: dict[str, Any]
    client_id: str | None
    digest: str


@dataclass(frozen=True)
class Accepted:
    """A stored turn; `repeated` when this submission had been stored before."""

    turn: Turn
    repeated: bool


class Store:
    """The database of one installation.

    Every method raises StoreError when the database refuses, NotFoundError for an id that does
    not exist or belongs to another learner.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.backend = make_url(url).get_backend_name()
        self._reader = engine_for(url, writes=False)
        self._writing = engine_for(url, writes=True)
        self._writer = Writer(self._writing)
        self._shared_reads = Writer(self._reader, reads=True)
        self.audiences = Audiences(self._writer, self._shared_reads)
        self.stories = Stories(self._writer, self._shared_reads)
        self.verdicts = Verdicts(self._shared_reads)
        self.moving = Moving(self._writing, self._writer, self._shared_reads)
        self._drafts = Drafts(self._writer)

    async def open(self, *, alone: bool = True) -> None:
        """Bring the schema up to date; `alone`, tell of each turn that a killed process left."""
        await asyncio.to_thread(migrate, self.url)
        if not alone:
            return

        async def job(connection: AsyncConnection) -> None:
            await connection.execute(statements.MARK_LEFT, {"why": LEFT})

        # A full or locked disk is no reason not to start: reading works without it.
        with suppress(StoreError):
            await self._writer.write(job)

    async def close(self) -> None:
        """Write what is still waiting and let go of the database."""
        await self._drafts.close()
        await self._writer.close()
        await self._shared_reads.close()
        await self._reader.dispose()
        await self._writing.dispose()

    # --- sessions

    async def create_session(
        self, learner: str, mode: str, options: dict[str, Any], title: str
    ) -> Session:
        """A new, open session."""
        now = clock.now()
        session = Session(new_id(), learner, mode, options, title, "open", now, now)

        async def job(connection: AsyncConnection) -> None:
            values = {name: getattr(session, name) for name in SESSION_COLUMNS}
            await connection.execute(statements.NEW_SESSION, values)

        await self._writer.write(job)
        return session

    async def session(self, session_id: str, learner: str) -> Session:
        """A session with its turns."""

        async def job(connection: AsyncConnection) -> Session:
            row = await _session_row(connection, session_id, learner)
            turns = await connection.execute(statements.TURNS, {"session_id": session_id})
            return session_from(row, tuple(turn_from(t) for t in turns.mappings()))

        return await self._shared_reads.write(job)

    async def sessions(
        self, learner: str, *, cursor: str | None = None, mode: str | None = None
    ) -> SessionPage:
        """The learner's sessions without turns, newest first, PAGE_SIZE at a time."""
        table = SessionRow.__table__
        query = select(table).where(SessionRow.learner == learner)
        if cursor is not None:
            if not cursor.isascii() or not cursor.isdigit():
                raise NotFoundError("this page of sessions does not exist; start without a cursor")
            query = query.where(SessionRow.touched < int(cursor[:18]))
        if mode is not None:
            query = query.where(SessionRow.mode == mode)
        query = query.order_by(SessionRow.touched.desc()).limit(PAGE_SIZE + 1)
        async with self._read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        more = len(rows) > PAGE_SIZE
        kept = rows[:PAGE_SIZE]
        after = str(kept[-1]["touched"]) if more else None
        return SessionPage(tuple(session_from(r) for r in kept), after)

    async def change_session(
        self, session_id: str, learner: str, *, title: str | None = None, status: str | None = None
    ) -> None:
        """Rename a session or finish it."""
        changes = {k: v for k, v in (("title", title), ("status", status)) if v is not None}

        async def job(connection: AsyncConnection) -> None:
            await _session_row(connection, session_id, learner)
            await connection.execute(
                update(SessionRow).where(SessionRow.id == session_id).values(**changes)
            )

        await self._writer.write(job)

    async def delete_session(self, session_id: str, learner: str) -> None:
        """Remove a session and its turns."""

        async def job(connection: AsyncConnection) -> None:
            await _session_row(connection, session_id, learner)
            await connection.execute(delete(TurnRow).where(TurnRow.session_id == session_id))
            await connection.execute(delete(SessionRow).where(SessionRow.id == session_id))

        await self._writer.write(job)

    # --- turns

    async def accept_turn(
        self, session: Session, submission: Submission, *, title: str | None = None
    ) -> Accepted:
        """Store the learner's words durably, before anything else happens to them.

        `title` renames the session in the same commit.

        Raises:
            ConflictError: the `client_id` was used in this session with other content.
        """

        async def job(connection: AsyncConnection) -> Accepted:
            earlier = await _earlier(connection, session.id, submission)
            if earlier:
                return Accepted(earlier, repeated=True)
            turn = await _insert_turn(connection, session, submission, title)
            return Accepted(turn, repeated=False)

        return await self._writer.write(job)

    async def turn(self, session_id: str, turn_id: str, learner: str) -> Turn:
        """One turn of a session."""
        async with self._read() as connection:
            await _session_row(connection, session_id, learner)
            found = await connection.execute(
                select(TurnRow.__table__).where(
                    TurnRow.id == turn_id, TurnRow.session_id == session_id
                )
            )
            row = found.mappings().first()
        if row is None:
            raise NotFoundError("there is no such turn in this session")
        return turn_from(row)

    def save_draft(self, turn_id: str, text: str) -> None:
        """Keep what has been written so far; at once for the caller, soon on the disk."""
        self._drafts.keep(turn_id, text)

    async def begin_again(self, turn_id: str) -> None:
        """A turn that ended is answered once more: its drafts are kept again from now on."""

        async def job(connection: AsyncConnection) -> None:
            await connection.execute(statements.AGAIN, {"the_id": turn_id})

        await self._writer.write(job)

    async def finish_turn(self, turn: Turn) -> None:
        """Store a turn as it ended."""
        self._drafts.drop(turn.id)
        values = turn_values(turn)
        ending = {f"new_{name}": values[name] for name in statements.ENDS_WITH}

        async def job(connection: AsyncConnection) -> None:
            await connection.execute(statements.END_TURN, ending | {"the_id": turn.id})

        await self._writer.write(job)

    def _read(self) -> _Reading:
        return _Reading(self)


# What the database said holds statements and values: it is for the log alone.
UNREADABLE = "the database could not be read; try again, and run `greenroom doctor` if it stays so"


class _Reading:
    """A read transaction whose refusals are StoreErrors."""

    def __init__(self, store: Store) -> None:
        self._connection = store._reader.connect()

    async def __aenter__(self) -> AsyncConnection:
        try:
            return await self._connection.__aenter__()
        except SQLAlchemyError as error:
            raise StoreError(UNREADABLE) from error

    async def __aexit__(self, *failure: Any) -> None:
        await self._connection.__aexit__(*failure)
        if isinstance(failure[1], SQLAlchemyError):
            raise StoreError(UNREADABLE) from failure[1]


async def _session_row(connection: AsyncConnection, session_id: str, learner: str) -> Any:
    wanted = {"session_id": session_id, "learner": learner}
    row = (await connection.execute(statements.SESSION, wanted)).mappings().first()
    if row is None:
        raise NotFoundError(NO_SESSION)
    return row


async def _earlier(
    connection: AsyncConnection, session_id: str, submission: Submission
) -> Turn | None:
    """The turn that this submission was stored as before, if it was."""
    if submission.client_id is None:
        return None
    found = await connection.execute(
        select(TurnRow.__table__).where(
            TurnRow.session_id == session_id, TurnRow.client_id == submission.client_id
        )
    )
    row = found.mappings().first()
    if row is None:
        return None
    if row["digest"] != submission.digest:
        raise ConflictError(
            "this client_id was already used with another message; send a new client_id",
            turn_id=row["id"],
        )
    return turn_from(row)


async def _insert_turn(
    connection: AsyncConnection, session: Session, submission: Submission, title: str | None
) -> Turn:
    turn = Turn(
        id=new_id(),
        session_id=session.id,
        index=0,
        action=submission.action,
        message=submission.message,
        options=submission.options,
        created_at=clock.now(),
        client_id=submission.client_id,
        digest=submission.digest,
    )
    whose = {"the_id": session.id, "whose": session.learner}
    touched = await connection.execute(
        statements.TOUCH, whose | {"moment": turn.created_at, "name": title}
    )
    if touched.rowcount == 0:
        raise NotFoundError(NO_SESSION)
    values = turn_values(turn)
    del values["index"]
    index = await connection.scalar(statements.NEW_TURN, values)
    return replace(turn, index=int(index or 0))
