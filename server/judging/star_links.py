"""Figures of a result that are told against a figure of another sentence.

"4% of the invoices were wrong" in the situation and "It fell to 0.3%." in the result are one
comparison: the first says what the second measures, and what it was before. Only a value that
something reached ("to 0.3%", "is now 9 minutes", "310 left") is linked, to a figure of the same
unit or of the same counted thing; a change ("up 200%") says nothing of what was before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.judging import star_proof as proof
from server.judging.numerals import Quantity, numerals
from server.judging.star_evidence import Evidence, shown
from server.judging.star_features import body
from server.text import content_stems, stem

_LOOSE = r"(?:about |around |only |just |nearly |almost |roughly |some |still |a mere )*"
# Before the value: where something arrived, or stands now.
_REACHED = re.compile(
    rf"\b(?:to|at|is|are|was|were|stands at|had|have|has|now|hit|reached|takes?|took|costs?|"
    rf"under|below|over|above|down|left with)\s+{_LOOSE}$"
)
# Behind it: "310 left", "9 now", "12 minutes afterwards".
_STANDS = re.compile(
    r"^(?:\s+[a-z-]+){0,2}\s+(?:left|remain\w*|now|today|afterwards?|since|open)\b(?! the\b)"
)
# What stands for the thing that another sentence named.
_THAT = re.compile(
    r"^(?:(?:and|but|so|then|today|now|since|in the end|by|after) [^,]{0,40}?,? ?)?"
    r"(?:it|they|that|this|those|these|both|the (?:same |error |failure )?"
    r"(?:number|figure|rate|share|count|total|time|cost|queue|backlog|one|wait|rest)s?)\b"
)
_OPENS = re.compile(r"^(?:down|up|back|fell|dropped|went|rose|grew|now|from|to|at)\b")
_ELLIPTIC = re.compile(r"\d (?:were |are |is |was )?(?:left|remain\w*)\b")  # "only 310 were left"
_COUNTED = re.compile(r"^\s+(?:[a-z-]+(?:ed|ing|al|ive|en|ly) )?([a-z][a-z-]{2,})")
# Counts of nothing: what stands behind a figure and is no thing.
_NO_THING = frozenset(
    "now left and then but with from that were was are had have has more less fewer after "
    "before since today remaining open".split()
)


@dataclass(frozen=True)
class _Figure:
    value: str
    unit: str  # of `numerals`, all spans of time as one; "" where a thing is counted
    counted: str  # its stem, "" where none is named


def linked(found: Evidence, text: str, others: Sequence[str]) -> Evidence:
    """The evidence of a result's sentence with what other sentences of the story give it.

    `others` are told sentences outside it. A sentence whose own words say what its figure counts
    gains a baseline, one that stands for a thing told elsewhere ("It fell to ...") the figure too.
    """
    if found.baseline:
        return found
    low = body(shown(text))
    reached = [figure for q in numerals(low) if (figure := _reached(low, q))]
    if not reached:
        return found
    standing = any(p.search(low) for p in (_THAT, _OPENS, _ELLIPTIC))
    if not found.figures and not standing:
        return found
    said = frozenset(content_stems(low)) - proof.VAGUE_STEMS
    if not any(_known(figure, said, standing, other) for figure in reached for other in others):
        return found
    return replace(found, figures=max(1, found.figures), baseline=True, changes=True, verbal=True)


def _known(figure: _Figure, said: frozenset[str], standing: bool, other: str) -> bool:
    """Whether another sentence holds a figure that this one is to be compared with."""
    low = body(shown(other))
    shared = standing or bool(said & frozenset(content_stems(low)) - proof.VAGUE_STEMS)
    for quantity in numerals(low):
        before = _figure(low, quantity)
        if before is None or before.value == figure.value or _in_passing(low, quantity):
            continue
        counts = bool(figure.counted) and figure.counted == before.counted
        bare = not figure.unit and not figure.counted and bool(before.counted) and not before.unit
        if counts or ((bare or (figure.unit and figure.unit == before.unit)) and shared):
            return True
    return False


def _reached(low: str, quantity: Quantity) -> _Figure | None:
    """The figure at a place where the sentence says what was reached."""
    if _in_passing(low, quantity):
        return None
    before, behind = low[: quantity.start], low[quantity.end :]
    hedged = re.match(r"(?:under|below|over|above)\b", quantity.text)
    if not hedged and not _REACHED.search(before) and not _STANDS.search(behind):
        return None
    return _figure(low, quantity)


def _in_passing(low: str, quantity: Quantity) -> bool:
    """Whether a figure only dates something ("within two months", "in 2024")."""
    spans = [*proof.TIME_FRAME.finditer(low), *proof.DATE.finditer(low)]
    return any(hit.start() < quantity.end and quantity.start < hit.end() for hit in spans)


def _figure(low: str, quantity: Quantity) -> _Figure | None:
    parts = [
        p for p in quantity.key.split(" ") if p not in {"about", "almost", ">", "<", ">=", "<="}
    ]
    value, unit = parts[0], " ".join(parts[1:])
    if quantity.kind == "duration":
        return _Figure(f"{value} {unit}", "time", "")
    if unit:
        return _Figure(value, unit, "")
    hit = _COUNTED.match(low[quantity.end :])
    thing = hit[1] if hit and hit[1] not in _NO_THING else ""
    return _Figure(value, "", stem(thing) if thing else "")
