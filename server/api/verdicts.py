"""What was checked of an answer: a badge for each verdict, and the checks behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

# The status of a problem that says the learner stopped the answer.
STOPPED = 499
MAX_QUOTED = 200
# How the ask mode begins an answer that quotes a passage instead of phrasing one.
OWN_WORDS = "In the chapter's words:"


@dataclass(frozen=True)
class Check:
    """One finding as it is shown; `quote` is the part of the reply that it is about."""

    severity: str
    message: str
    quote: str


@dataclass(frozen=True)
class Badge:
    """The face of a verdict: never colour alone, always a drawing and words.

    `about` says what the verdict means, `checks` what it was reached by; `open` shows them
    without being asked.
    """

    kind: str
    icon: str
    words: str
    about: str
    checks: tuple[Check, ...] = ()
    open: bool = False


def running(turn: Json) -> bool:
    """Whether a stored turn has not ended yet."""
    ended = turn["error"] or turn["timings"]["total_ms"] is not None
    return turn["status"] == "partial" and not ended


def badges(turn: Json) -> list[Badge]:
    """What was verified of an answer; a turn without an answer has none."""
    if turn["status"] == "failed" or running(turn):
        return []
    verdict = _verdict(turn)
    return [verdict, _REPAIRED] if turn["repaired"] else [verdict]


def outcome(turn: Json) -> str:
    """How a turn ended, in one line for the status of the page."""
    if turn["status"] == "failed":
        return "There is no answer"
    return ", ".join(badge.words for badge in badges(turn)) or "Still being written"


def checks_of(turn: Json) -> tuple[Check, ...]:
    """The findings of a turn, what needs a look first."""
    rank = {"fail": 0, "warn": 1, "pass": 2}
    found = sorted(turn["findings"], key=lambda f: rank[f["severity"]])
    return tuple(Check(f["severity"], _message(f), _quoted(turn, f)) for f in found)


def _message(finding: Json) -> str:
    words = str(finding.get("message") or finding.get("check") or "")
    return words[:1].upper() + words[1:]


def _quoted(turn: Json, finding: Json) -> str:
    start, end = finding.get("span") or (0, 0)
    words = " ".join(str(turn.get("reply", ""))[start:end].split())
    return words if len(words) <= MAX_QUOTED else words[:MAX_QUOTED].rstrip() + "…"


def _verdict(turn: Json) -> Badge:
    checks = checks_of(turn)
    failing = [c for c in checks if c.severity != "pass"]
    if turn["status"] == "partial":
        return _unfinished(turn, checks)
    if (turn["result"] or {}).get("abstained"):
        return Badge("", "quiet", "Not in the chapter", _ABSTAINED, checks)
    failed = any(c.severity == "fail" for c in failing)
    if str(turn.get("reply", "")).startswith(OWN_WORDS) and not failed:
        return Badge("", "quote", "The chapter's own words", _OWN_WORDS, checks)
    if failing:
        words = "1 thing to look at" if len(failing) == 1 else f"{len(failing)} things to look at"
        kind, icon = ("bad", "fail") if failed else ("look", "warn")
        return Badge(kind, icon, words, _LOOK, checks, open=failed)
    return Badge("good", "check", "Checked", _CHECKED, checks)


def _unfinished(turn: Json, checks: tuple[Check, ...]) -> Badge:
    if (turn["error"] or {}).get("status") == STOPPED:
        return Badge("look", "stop", "Stopped early, not checked", _STOPPED, checks)
    return Badge("look", "half", "Not finished", _PARTIAL, checks)


_CHECKED = "Code compared the finished answer with what it stands on, and found nothing wrong."
_LOOK = "Code compared the finished answer with what it stands on. This is what you should see."
_ABSTAINED = "The passages nearest to the question do not hold an answer, so none was written."
_STOPPED = "You stopped the answer. Checks run on a finished answer only, so none has run on this."
_PARTIAL = (
    "The answer ended too soon. Checks run on a finished answer only: trust none of this yet."
)
_OWN_WORDS = (
    "No passage supported an answer in other words, so the nearest line is quoted as it stands."
)
_REPAIRED = Badge(
    "",
    "repair",
    "Repaired once",
    "The first writing failed a check; the model was told which, and wrote it once more."
    " The checks were then made on the second writing.",
)
