"""Quantities without a figure: "a third of", "doubled", "half an hour", "a couple of days"."""

from __future__ import annotations

import re

from server.judging.numerals import Quantity

_TIME = r"(?:hour|day|week|month|quarter|year|sprint)"
_NAMED = r"(?:half|third|quarter|fifth|tenth)"
_FRACTION = re.compile(
    rf"\b(?:(?:about|almost|nearly|over|under|more than|less than|roughly)\s+)?"
    rf"(?:(?:(?:an?|one|two|three|four)[\s-]+)?{_NAMED}s?(?=\s+of\s+(?!20\d\d|the (?:year"
    rf"|month)\b))"
    rf"|(?:one|two|three|four)[\s-]+(?:thirds?|quarters|fifths?|tenths?)\b"
    rf"|half(?=\s+(?:the|our|your|all|them|their)\b))",
    re.IGNORECASE,
)
_FACTOR = re.compile(
    r"\b(?:(?:more than|almost|nearly|over)\s+)?(?:twice|doubled?|doubles|doubling|tripled?|triples"
    r"|halved?|halves|halving|quadrupled?|(?:two|three|four|five|ten)fold)(?![\w-])",
    re.IGNORECASE,
)
_SPAN = re.compile(
    rf"\b(?:(?:an?|one|two|three|four|five|six)\s+and\s+a\s+half\s+{_TIME}s?"
    rf"|half\s+an?\s+{_TIME}|an?\s+(?:fortnight|couple\s+of\s+{_TIME}s|few\s+{_TIME}s)"
    rf"|(?:several|some)\s+{_TIME}s"
    rf"|(?:(?<=\bin )|(?<=\bfor )|(?<=\bwithin )|(?<=\btakes )|(?<=\btook )|(?<=\babout )|(?<=\bby "
    rf")|(?<=\bafter )|(?<=\banother )|(?<=\bthan ))an?\s+(?:full\s+|whole\s+)?{_TIME})(?!\w)",
    re.IGNORECASE,
)


def worded(text: str) -> list[Quantity]:
    """Fractions, factors and spans of time told in words, in order; none overlap."""
    found: list[Quantity] = []
    for kind, pattern in (("duration", _SPAN), ("number", _FRACTION), ("number", _FACTOR)):
        for hit in pattern.finditer(text):
            if all(hit.end() <= q.start or q.end <= hit.start() for q in found):
                found.append(_quantity(kind, hit))
    return sorted(found, key=lambda q: q.start)


def _quantity(kind: str, hit: re.Match[str]) -> Quantity:
    key = re.sub(r"[\s-]+", " ", hit.group().lower())
    return Quantity(
        "duration" if kind == "duration" else "number", hit.group(), hit.start(), hit.end(), key
    )
