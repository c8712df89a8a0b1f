"""A session as Markdown that reads well on paper."""

from __future__ import annotations

from server.records import Session, Turn

_STATUS = {"partial": "*This answer is partial.*", "failed": "*No answer came.*"}


def as_markdown(session: Session) -> str:
    """The whole session: its title, then each turn with what the checks found."""
    head = f"# {session.title}\n\n{session.mode} · {session.created_at:%Y-%m-%d %H:%M} UTC\n"
    return head + "".join(f"\n{_turn(t)}\n" for t in session.turns)


def _turn(turn: Turn) -> str:
    parts = [f"## {turn.index + 1}. {'You' if turn.message else turn.action}"]
    if turn.message:
        parts.append("\n".join(f"> {line}" for line in turn.message.splitlines()))
    if turn.reply:
        parts.append(turn.reply)
    if turn.status in _STATUS:
        parts.append(_STATUS[turn.status])
    parts += [f"- {f.severity}: {f.message}" for f in turn.findings if f.severity != "pass"]
    return "\n\n".join(parts)
