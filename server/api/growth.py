"""The growth trajectory: which level a learner's own answers show, and a plan to the next one."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Level = Mapping[str, Any]

# A level counts as reached with three of its four signs, and only above levels that are reached.
NEEDED = 3
WEEKS_A_QUARTER = 13
# The chapter's hours a week, kept up over a year ("Even 3-5 hours weekly").
HOURS_A_WEEK = 4


@dataclass(frozen=True)
class Placed:
    """Where somebody stands: `reached` is the index of the level, -1 before the first.

    `counts` has the number of ticked signs for each level; `missing` are the signs of the next
    level that are not there yet, `actions` what the chapter recommends to get there.
    """

    reached: int
    counts: tuple[int, ...]
    missing: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Quarter:
    """A quarter of a plan: what to do, and the signs by which one sees that it is done."""

    name: str
    begins: date
    action: str
    signs: tuple[str, ...]


def placement(levels: Sequence[Level], have: Collection[str]) -> Placed:
    """The level that the ticked signs show; a sign is named `<level>.<number>`."""
    ticked = [[f"{lv['id']}.{n}" in have for n in range(len(lv["items"]))] for lv in levels]
    counts = tuple(sum(row) for row in ticked)
    reached = -1
    while reached + 1 < len(levels) and counts[reached + 1] >= NEEDED:
        reached += 1
    ahead = min(reached + 1, len(levels) - 1)
    missing = tuple(
        words for words, has in zip(levels[ahead]["items"], ticked[ahead], strict=True) if not has
    )
    actions = levels[max(reached, 0)]["chapter"]["actions"].rstrip(".").split(", ")
    return Placed(reached, counts, missing, tuple(a[:1].upper() + a[1:] for a in actions))


def plan(found: Placed, start: date) -> list[Quarter]:
    """Four quarters: one recommended action each, and in the last the look back."""
    steps = [*found.actions[:3], "Assess yourself again, and set new goals"]
    quarters = []
    for n, action in enumerate(steps):
        signs = found.missing[n :: len(steps) - 1] if n < len(steps) - 1 else ()
        begins = start + timedelta(weeks=WEEKS_A_QUARTER * n)
        quarters.append(Quarter(f"Q{n + 1}", begins, action, signs))
    return quarters


def calendar(quarters: Sequence[Quarter], start: date) -> str:
    """The plan as an iCalendar file (RFC 5545): four goals, and a weekly time to learn."""
    stamp = f"{start:%Y%m%d}T000000Z"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Greenroom//Learning plan//EN"]
    for quarter in quarters:
        about = "; ".join(quarter.signs)
        lines += _event(f"{quarter.name}: {quarter.action}", quarter.begins, stamp, about)
    weekly = _event(f"Time to learn ({HOURS_A_WEEK} hours)", start, stamp, "")
    lines += [
        *weekly[:-1],
        f"RRULE:FREQ=WEEKLY;COUNT={WEEKS_A_QUARTER * len(quarters)}",
        weekly[-1],
    ]
    return (
        "\r\n".join(piece for line in [*lines, "END:VCALENDAR"] for piece in _folded(line)) + "\r\n"
    )


def _event(title: str, day: date, stamp: str, about: str) -> list[str]:
    uid = hashlib.sha256(f"{title}{day}".encode()).hexdigest()[:24]
    described = [f"DESCRIPTION:{_escaped(about)}"] if about else []
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}@greenroom",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"SUMMARY:{_escaped(title)}",
        *described,
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str, width: int = 70) -> list[str]:
    """A content line in pieces of at most 75 octets, as the format asks."""
    pieces = [line[i : i + width] for i in range(0, len(line), width)] or [""]
    return [pieces[0], *(f" {p}" for p in pieces[1:])]
