"""The interview's clock, read off the stored turns: a reload or a restart loses no second."""

from __future__ import annotations

from dataclasses import dataclass

from server.records import History

EXTEND_S = 300  # what one `extend` adds


@dataclass(frozen=True)
class Clock:
    """Seconds since the opening without the pauses, and seconds in all."""

    elapsed_s: int
    total_s: int
    paused: bool

    @property
    def remaining_s(self) -> int:
        """Seconds left, never below 0."""
        return max(0, self.total_s - self.elapsed_s)


def clock_at(history: History, *, minutes: int, action: str = "say") -> Clock:
    """The clock at `history.now`, with this turn's action taken into account.

    Only steps forward count, so a system clock set back costs nobody time; a turn taken
    while paused lets the clock run again from that turn on.
    """
    elapsed, paused = 0.0, False
    turns = history.turns
    for turn, following in zip(turns, [*turns[1:], None], strict=False):
        paused = _paused_after(turn.action)
        until = following.created_at if following else history.now
        if not paused:
            elapsed += max(0.0, (until - turn.created_at).total_seconds())
    extends = sum(t.action == "extend" for t in turns) + (action == "extend")
    paused = action == "pause" or (paused and action == "extend")
    return Clock(int(elapsed), minutes * 60 + extends * EXTEND_S, paused)


def _paused_after(action: str) -> bool:
    return action == "pause"
