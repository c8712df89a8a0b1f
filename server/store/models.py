"""The tables, as SQLAlchemy knows them; the same for SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment with its zone."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables."""


class SessionRow(Base):
    """A conversation; `touched` grows with every turn and orders the listing."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    learner: Mapped[str] = mapped_column(index=True)
    mode: Mapped[str]
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    title: Mapped[str]
    status: Mapped[str]
    touched: Mapped[int] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TurnRow(Base):
    """One exchange; `client_id` makes a retried submit free."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("session_id", "index", name="uq_turns_session_index"),
        UniqueConstraint("session_id", "client_id", name="uq_turns_session_client"),
        Index("ix_turns_session", "session_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    index: Mapped[int]
    action: Mapped[str]
    message: Mapped[str] = mapped_column(Text)
    options: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    client_id: Mapped[str | None]
    digest: Mapped[str]
    reply: Mapped[str] = mapped_column(Text)
    status: Mapped[str]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    findings: Mapped[list[Any]] = mapped_column(JSON)
    repaired: Mapped[bool]
    calls: Mapped[list[Any]] = mapped_column(JSON)
    thread: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    first_token_ms: Mapped[int | None]
    total_ms: Mapped[int | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class AudienceRow(Base):
    """An audience that a learner described; `content` is a row as in `corpus/audiences.yaml`."""

    __tablename__ = "audiences"

    learner: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StoryRow(Base):
    """A story that the learner keeps for interviews; `result` is how it was judged last."""

    __tablename__ = "stories"

    id: Mapped[str] = mapped_column(primary_key=True)
    learner: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(JSON)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    session_id: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
