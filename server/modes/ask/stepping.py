"""Questions that step on from the answer before: "and what comes next?", "one level up?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.judging.wording import cells_of, is_item, stems_of
from server.modes.ask.lines import Line

_PLACE = r"(?:one|step|level|stage|item|row|phase|quarter|part)"
_ON = re.compile(
    rf"\bnext {_PLACE}\b|\b(?:comes?|happens?|follows?|goes|is|what['’]?s) (?:\w+ )?(?:\w+ )?next\b"
    rf"|\b(?:comes?|happens?|follows?) (?:\w+ )?after\b|\b(?:and )?after (?:that|this|it)\b"
    rf"|\bone {_PLACE}? ?(?:up|higher|further|later|above)\b|\bthe {_PLACE} (?:after|above)\b"
    r"|^\W*(?:ok(?:ay)?\W+)?(?:and )?(?:(?:the )?next|then(?: what)?|what then|what next)\W*$"
    rf"|\band then\W+which {_PLACE}\b|\bwhich {_PLACE} (?:follows|is next|comes next)\b"
    rf"|\bafter (?:that|this) {_PLACE}\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    rf"\bprevious {_PLACE}\b|\b(?:comes?|happens?) (?:\w+ )?before\b"
    rf"|\bbefore (?:that|this)\b|\bone {_PLACE}? ?(?:down|lower|earlier|below)\b"
    rf"|\bthe {_PLACE} (?:before|below)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"\b(?:what about|how about|same (?:for|with|thing for))\b|\bfor\b|\bthe \w+ one\b"
)
_OF_THE_SAME = re.compile(r"\b(?:it|its|they|them|their|that one|this one|those|these)\b", re.I)
_THAT_ONE = re.compile(r"\b(?:that|this) one\b", re.IGNORECASE)
MIN_SHARE = 0.5  # of a line's stems that the reply must hold to be about that line
ALL_BUT_TOLD = 0.6  # from which nothing in the line is news


def stepped_to(question: str, reply: str, lines: Sequence[Line]) -> Line | None:
    """The item or row next to the one that the reply was about; None for any other question."""
    step = 1 if _ON.search(question) else -1 if _BACK.search(question) else 0
    own = [line for line in lines if is_item(line.text) or cells_of(line.text)]
    if not step or not reply or not own:
        return None
    said = stems_of(reply)
    before = max(own, key=lambda line: _share(line, said))
    if _share(before, said) < MIN_SHARE:
        return None
    place = (before.marker, before.at + step)
    return next((line for line in own if (line.marker, line.at) == place), None)


def told_before(question: str, reply: str, lines: Sequence[Line]) -> list[Line]:
    """The lines that need not be told again: what the answer before said, or was about.

    "And for designers?" asks for another line than the one that the answer was about, "why?" for
    one that was not said; "How do I prepare for that one?" asks on about the same.
    """
    if not reply or _THAT_ONE.search(question):
        return []
    instead = _INSTEAD.search(question.lower()) and not _OF_THE_SAME.search(question)
    said = stems_of(reply)
    return [li for li in lines if _share(li, said) >= (MIN_SHARE if instead else ALL_BUT_TOLD)]


def _share(line: Line, said: frozenset[str]) -> float:
    stems = stems_of(line.text)
    return len(stems & said) / len(stems) if stems else 0.0
