"""Records as the JSON of the HTTP contract."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any

from server.api.decode import fields_schema, options_schema
from server.markup import html_from
from server.records import CallRecord, Mode, Passage, Session, SessionPage, Turn


def moment(value: datetime) -> str:
    """RFC 3339 in UTC, to the millisecond."""
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=512)
def rendered(reply: str) -> str:
    """A reply's HTML; kept, since a long session shows the same replies again and again."""
    return html_from(reply)


def turn_json(turn: Turn) -> dict[str, Any]:
    """A Turn of the contract."""
    return {
        "id": turn.id,
        "session_id": turn.session_id,
        "index": turn.index,
        "action": turn.action,
        "message": turn.message,
        "options": dict(turn.options),
        "reply": turn.reply,
        "reply_html": rendered(turn.reply),
        "status": turn.status,
        "result": turn.result,
        "findings": [asdict(f) for f in turn.findings],
        "repaired": turn.repaired,
        "calls": [_call_json(c) for c in turn.calls],
        "timings": {"first_token_ms": turn.first_token_ms, "total_ms": turn.total_ms},
        "error": turn.problem,
        "created_at": moment(turn.created_at),
    }


def _call_json(call: CallRecord) -> dict[str, Any]:
    shown = asdict(call)
    del shown["inputs"]
    return shown


def session_json(session: Session) -> dict[str, Any]:
    """A Session of the contract."""
    return {
        "id": session.id,
        "mode": session.mode,
        "options": dict(session.options),
        "title": session.title,
        "status": session.status,
        "created_at": moment(session.created_at),
        "updated_at": moment(session.updated_at),
        "turns": [turn_json(t) for t in session.turns],
    }


def page_json(page: SessionPage) -> dict[str, Any]:
    """A page of sessions; their turns are read one session at a time."""
    return {"sessions": [session_json(s) for s in page.sessions], "next": page.next}


def mode_json(mode: Mode) -> dict[str, Any]:
    """A mode with what its form needs."""
    return {
        "name": mode.name,
        "title": mode.title,
        "description": mode.description,
        "options": options_schema(mode),
        "fields": fields_schema(mode),
        "actions": list(mode.actions),
        "examples": [dict(e) for e in mode.examples],
        "needs_model": mode.needs_model,
    }


def passage_json(found: Passage) -> dict[str, Any]:
    """A Passage of the contract."""
    return asdict(found) | {"heading_path": list(found.heading_path)}
