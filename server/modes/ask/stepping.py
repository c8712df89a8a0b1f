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
    r"|^\W*(?:and )?(?:the )?next\W*$",
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
MIN_SHARE = 0.5  # of a line's stems that the reply must hold to be about that line


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
    """The lines that the answer before was about, where the question asks for another instead.

    "And for designers?" does; "How do I prepare for that one?" asks on about the same.
    """
    if not reply or not _INSTEAD.search(question.lower()) or _OF_THE_SAME.search(question):
        return []
    said = stems_of(reply)
    return [line for line in lines if _share(line, said) >= MIN_SHARE]


def _share(line: Line, said: frozenset[str]) -> float:
    stems = stems_of(line.text)
    return len(stems & said) / len(stems) if stems else 0.0
