"""Records to rows and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping

from server.records import CallRecord, Finding, Session, Story, Turn

TURN_COLUMNS = tuple(Turn.__dataclass_fields__)
STORY_COLUMNS = tuple(Story.__dataclass_fields__)
SESSION_COLUMNS = tuple(name for name in Session.__dataclass_fields__ if name != "turns")


def turn_values(turn: Turn) -> dict[str, Any]:
    """A turn as column values."""
    values = {name: getattr(turn, name) for name in TURN_COLUMNS}
    values["options"] = dict(turn.options)
    values["findings"] = [asdict(f) for f in turn.findings]
    values["calls"] = [asdict(c) for c in turn.calls]
    values["thread"] = list(turn.thread) if turn.thread else None
    return values


def turn_from(row: RowMapping | Mapping[str, Any]) -> Turn:
    """The turn of a row of `turns`."""
    values = {name: row[name] for name in TURN_COLUMNS}
    values["findings"] = tuple(_finding(f) for f in row["findings"])
    values["calls"] = tuple(CallRecord(**c) for c in row["calls"])
    values["thread"] = tuple(row["thread"]) if row["thread"] else None
    return Turn(**values)


def _finding(stored: Mapping[str, Any]) -> Finding:
    span = tuple(stored["span"]) if stored["span"] else None
    return Finding(stored["check"], stored["severity"], span, stored["message"])


def session_from(row: RowMapping, turns: tuple[Turn, ...] = ()) -> Session:
    """The session of a row of `sessions`."""
    return Session(**{name: row[name] for name in SESSION_COLUMNS}, turns=turns)


def story_values(story: Story) -> dict[str, Any]:
    """A story as column values."""
    values = {name: getattr(story, name) for name in STORY_COLUMNS}
    return values | {"tags": list(story.tags), "result": dict(story.result)}


def story_from(row: RowMapping) -> Story:
    """The story of a row of `stories`."""
    values = {name: row[name] for name in STORY_COLUMNS}
    return Story(**(values | {"tags": tuple(row["tags"])}))
