"""A session as Markdown that reads well on paper."""

from __future__ import annotations

from server.api.forms import label_of
from server.api.views import minutes_and_seconds
from server.records import Session, Turn

_STATUS = {"partial": "*This answer is partial.*", "failed": "*No answer came.*"}
_DONE = {"say": "Silence", "open": "The interview opens", "finish": "Scorecard", "skip": "Skipped"}


def as_markdown(session: Session) -> str:
    """The whole session: its title, then each turn with what the checks found."""
    about = [session.mode, f"{session.created_at:%Y-%m-%d %H:%M} UTC"]
    timed = session.mode == "interview"
    if timed:
        options = session.options
        about[1:1] = [f"{options.get('level')} bar", f"{options.get('minutes')} minutes"]
    head = f"# {session.title}\n\n{' · '.join(about)}\n"
    return head + "".join(f"\n{_turn(t, timed=timed)}\n" for t in session.turns)


def _turn(turn: Turn, *, timed: bool) -> str:
    parts = [_timed_heading(turn) if timed else _heading(turn)]
    if turn.message:
        parts.append("\n".join(f"> {line}" for line in turn.message.splitlines()))
    if turn.reply:
        parts.append(turn.reply)
    if turn.status in _STATUS:
        parts.append(_STATUS[turn.status])
    parts += [f"- {f.severity}: {f.message}" for f in turn.findings if f.severity != "pass"]
    return "\n\n".join(parts)


def _heading(turn: Turn) -> str:
    return f"## {turn.index + 1}. {'You' if turn.message else turn.action}"


def _timed_heading(turn: Turn) -> str:
    """The turn's number as the scorecard cites it, and where the clock stood."""
    who = "You" if turn.message else _DONE.get(turn.action) or label_of(turn.action)
    elapsed = (turn.result or {}).get("elapsed_s")
    at = f", at {minutes_and_seconds(elapsed)}" if elapsed is not None else ""
    return f"## Turn {turn.index}: {who}{at}"
