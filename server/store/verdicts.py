"""The verdicts of a learner's sessions over time: scorecards and judged stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.store.models import SessionRow, TurnRow
from server.store.writer import Writer

MOST = 400  # turns, the newest
_INTERVIEW = ("finish", "rate", "redo", "dispute")
_STAR = ("say", "answer", "retag")


@dataclass(frozen=True)
class Verdict:
    """A result that judges, with the session that it belongs to; `index` is its turn's."""

    session_id: str
    title: str
    mode: str
    index: int
    result: Mapping[str, Any]
    created_at: datetime


class Verdicts:
    """Reads the verdicts of one learner. Raises StoreError when the database refuses."""

    def __init__(self, reads: Writer) -> None:
        self._reads = reads

    async def scorecards(self, learner: str) -> tuple[Verdict, ...]:
        """The newest scorecard of each interview, oldest interview first."""
        found = await self._found(learner, "interview", _INTERVIEW, "scorecard")
        first = {v.session_id: v.created_at for v in reversed(found)}
        newest = {v.session_id: v for v in found}
        return tuple(sorted(newest.values(), key=lambda v: first[v.session_id]))

    async def stories(self, learner: str) -> tuple[Verdict, ...]:
        """Every judged telling of a story, oldest first."""
        found = await self._found(learner, "star", _STAR, "star")
        return tuple(v for v in found if v.result.get("is_story"))

    async def _found(
        self, learner: str, mode: str, actions: tuple[str, ...], kind: str
    ) -> list[Verdict]:
        query = (
            select(
                SessionRow.id,
                SessionRow.title,
                TurnRow.index,
                TurnRow.result,
                TurnRow.created_at,
            )
            .join(TurnRow, TurnRow.session_id == SessionRow.id)
            .where(SessionRow.learner == learner, SessionRow.mode == mode)
            .where(TurnRow.action.in_(actions), TurnRow.result.is_not(None))
            .order_by(TurnRow.created_at.desc(), TurnRow.index.desc())
            .limit(MOST)
        )

        async def job(connection: AsyncConnection) -> list[Verdict]:
            rows = (await connection.execute(query)).mappings().all()
            return [
                Verdict(r["id"], r["title"], mode, r["index"], r["result"], r["created_at"])
                for r in reversed(rows)
                if r["result"].get("kind") == kind
            ]

        return await self._reads.write(job)
