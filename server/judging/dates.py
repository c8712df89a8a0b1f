"""Dates and times of day in running text: calendar dates, weekdays, quarters, "next week"."""

from __future__ import annotations

import re

from server.judging.numerals import Quantity

_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_MONTH = (
    r"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b(?:\.(?=\s+\w))?)"
)
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_YEAR = r"20[2-4]\d"
_EDGE = r"(?:(?:early|mid|late|(?:the\s+)?(?:end|start|beginning|middle)\s+of)[\s-]+)"
_ZONE = r"(?:\s?(?:UTC|GMT|CES?T|[ECMP][SD]?T)\b)?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PERIOD = r"(?:day|week|weekend|month|quarter|year|sprint)"

_DAY_FIRST = (
    rf"(?<![\w.,$€£]){_DAY}(?:\s*(?:-|–|to)\s*{_DAY})?"
    rf"\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?"
)
_BEFORE_MONTH = r"(?:(?<=\bin )|(?<=\bby )|(?<=\buntil )|(?<=\bsince )|(?<=\bfrom )|(?<=\bto ))"
_MONTH_FIRST = (
    rf"(?<!\w){_MONTH}\s+{_DAY}(?:\s*(?:-|–|to)\s*{_DAY}(?!\s*(?:{_MONTH}|%)))?(?![\w%:])"
    rf"(?:,?\s+{_YEAR})?"
)

# The first pattern that fits at a place wins, so the longer forms stand first.
_DATE = re.compile(
    "|".join(
        [
            rf"(?<![\w.-]){_YEAR}-\d\d-\d\d(?!\w)",
            rf"(?<![\w/.,])\d{{1,2}}/\d{{1,2}}/(?:{_YEAR}|\d\d)(?![\w/%])",
            _DAY_FIRST,
            _MONTH_FIRST,
            rf"(?<!\w){_EDGE}?{_MONTH},?\s+{_YEAR}",
            rf"(?<!\w){_EDGE}{_MONTH}",
            rf"(?<!\w){_EDGE}?(?:Q[1-4]|H[12])(?:[\s/]+{_YEAR})?(?!\w)",
            rf"(?<!\w)(?:(?:early|late|next|this|last)\s+)?{_WEEKDAY}(?!\w)",
            rf"(?<!\w)(?:early\s+|later\s+|late\s+)?(?:next|this|last)\s+{_PERIOD}(?!\w)",
            rf"(?<!\w)(?:the\s+)?end\s+of\s+(?:the\s+|this\s+|next\s+)?{_PERIOD}(?!\w)",
            r"(?<!\w)(?:today|tomorrow|yesterday|tonight|EOD|EOW|EOM|EOQ)(?!\w)",
            rf"(?<![\w:.])[0-2]?\d(?::[0-5]\d)?\s?[ap]\.?m\b\.?{_ZONE}",
            rf"(?<![\w:.])[0-2]?\d:[0-5]\d(?![\w:]){_ZONE}",
            rf"{_BEFORE_MONTH}{_MONTH}",
            rf"(?<![\w.,$€£-]){_YEAR}(?![\w%])(?![.,]\d)",
        ]
    ),
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))?\s?([ap])?", re.IGNORECASE)


def dates(text: str) -> list[Quantity]:
    """Dates and times of a text, in order, with keys that ignore how they are written.

    "14 March", "March 14th" and "Mar 14" share a key; so do "2 pm" and "14:00". A year is part
    of the key where it is given.
    """
    return [
        Quantity("date", hit.group(), hit.start(), hit.end(), _key(hit.group()))
        for hit in _DATE.finditer(text)
        if not _is_verb(hit)
    ]


def _is_verb(hit: re.Match[str]) -> bool:
    """The words "may" and "march" are months when written with a capital only."""
    bare = hit.group().strip().rstrip(".")
    return bare.lower() in ("may", "march") and bare[0].islower()


def _key(written: str) -> str:
    flat = re.sub(r"[\s,]+", " ", written.lower()).strip(" .")
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", flat)
    if iso:
        return f"{int(iso[3])} {_MONTHS[(int(iso[2]) - 1) % 12]} {iso[1]}"
    if re.search(r"\d\s?[ap]\.?m\b|\d:\d\d", flat):
        return _clock(flat)
    flat = re.sub(r"^the |\bof (?:the )?", lambda m: "of " if "of" in m[0] else "", flat)
    month = re.search(rf"\b{_MONTH}", flat, re.IGNORECASE)
    if not month:
        return re.sub(r"[\s-]+", " ", flat)
    name = month.group()[:3]
    rest = re.sub(r"\bof\b", "", flat[: month.start()] + " " + flat[month.end() :])
    rest = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", rest)
    parts = re.sub(r"\s*(?:–|\bto\b|(?<=\d)\s*-)\s*", "..", rest).replace("-", " ").split()
    years = [p for p in parts if re.fullmatch(_YEAR, p)]
    return " ".join([*(p for p in parts if p not in years), name, *years])


def _clock(flat: str) -> str:
    hit = _CLOCK.search(flat)
    assert hit  # the caller has seen a time of day
    hour = int(hit[1]) % 12 + (12 if hit[3].lower() == "p" else 0) if hit[3] else int(hit[1])
    zone = re.search(r"\b(?:utc|gmt|ces?t|[ecmp][sd]?t)\b", flat)
    return f"{hour:02}:{hit[2] or '00'}" + (f" {zone.group()}" if zone else "")
