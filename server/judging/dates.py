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

_PART = r"(?:\s+(?:morning|noon|afternoon|evening|night))?"
_AFTER_WHEN = (
    r"(?:(?<=\bon )|(?<=\bby )|(?<=\buntil )|(?<=\bfrom )|(?<=\bsince )|(?<=\bbefore )"
    r"|(?<=\bafter ))"
)
_SEASON = r"(?:spring|summer|autumn|winter)"
_SEASON_WHEN = r"(?:(?:early|mid|late|this|next|last|the|in|by|until|before|after)[\s-]+)"
# Short names of days and the words "may" and "march": with a capital, or after "by", "on" ..
_SHORT_DAY = (
    r"(?:(?-i:\b(?:Mon|Tues?|Wed|Thurs?|Fri)\b)|(?-i:\b(?:Sat|Sun)\b(?=\s+\d))"
    rf"|{_AFTER_WHEN}(?:mon|tues?|wed|thurs?|fri|sat|sun)\b)"
)
_WHOLE_MONTH = (
    r"(?:January|February|(?-i:March)|April|(?-i:May)|June|July|August|September|October|November"
    r"|December)"
)
_HOLIDAY = (
    r"(?:Christmas(?: Eve)?|Easter|New Year(?:['’]s(?: Eve| Day)?)?|Black Friday|Cyber Monday"
    r"|Thanksgiving|Diwali|Ramadan|Eid|Pentecost)"
)

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
            rf"(?<![\w.])[0-3]?\d\.[01]?\d\.{_YEAR}(?!\w)|(?<=\b(?:by|on"
            rf"|am) )[0-3]?\d\.[01]\d\.(?!\d)",
            rf"(?<!\w){_MONTH}\s+the\s+{_DAY}(?!\w)",
            rf"{_AFTER_WHEN}the\s+[0-3]?\d(?:st|nd|rd|th)(?!\w)",
            r"(?<!\w)(?:calendar\s+week|week|CW|KW|wk)\s?[1-5]?\d(?![\w%])",
            rf"(?<!\w)FY\s?['’]?(?:{_YEAR}|\d\d)(?!\w)",
            rf"(?<!\w)(?:(?:first|second|1st|2nd)\s+half|(?:first|second|third|fourth"
            rf"|last)\s+quarter)"
            rf"(?:\s+of\s+(?:the\s+year|{_YEAR}|next\s+year|this\s+year))?(?!\w|\s+of)",
            rf"(?<!\w){_HOLIDAY}(?!\w)",
            rf"(?<!\w)(?:(?:early|late|next|this|last)\s+)?{_WEEKDAY}{_PART}(?!\w)",
            rf"{_SHORT_DAY}(?!\w)",
            rf"(?<!\w)(?:early\s+|later\s+|late\s+)?(?:next|this|last)\s+{_PERIOD}(?!\w)",
            rf"(?<!\w)(?:the\s+)?end\s+of\s+(?:the\s+|this\s+|next\s+)?{_PERIOD}(?!\w)",
            r"(?<!\w)(?:this\s+(?:morning|afternoon|evening)|(?:tomorrow|yesterday)\s+(?:morning"
            r"|noon"
            r"|afternoon|evening|night)|(?:over\s+)?the\s+weekend"
            r"|(?:the\s+)?day\s+(?:after\s+tomorrow"
            r"|before\s+yesterday)|(?:at|by|until|before|after|from)\s+(?:noon|midnight)"
            r"|year[\s-]end"
            r"|EOY|overnight)(?!\w)",
            rf"(?<!\w){_SEASON_WHEN}{_SEASON}(?:\s+(?:of\s+)?{_YEAR})?(?!\w)",
            r"(?<!\w)(?:today|tomorrow|yesterday|tonight|EOD|EOW|EOM|EOQ)(?!\w)",
            rf"(?<![\w:.])[0-2]?\d(?:[:.][0-5]\d)?\s?[ap]\.?m\b\.?{_ZONE}",
            r"(?<![\w:.])[0-2]?\d(?:h[0-5]\d|\s+o['’]clock)(?!\w)",
            rf"(?<![\w:.])[0-2]?\d:[0-5]\d(?![\w:]){_ZONE}",
            rf"{_BEFORE_MONTH}{_MONTH}",
            rf"(?<!\w){_WHOLE_MONTH}(?![\w-])",
            rf"(?<![\w.,$€£-]){_YEAR}(?![\w%])(?![.,]\d)",
        ]
    ),
    re.IGNORECASE,
)
# "May I ask", "March on": no months.
_ASKS = re.compile(r"May\s+(?:I|we|you|they|he|she|it|this|the)\b|March\s+(?:on|to|into)\b")
# Months that are given names too, where somebody speaks.
_WHO_SAYS = re.compile(r"\s+(?:says?|said|thinks|told|asked|wants|forgot|merged|wrote)\b")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d\d))?\s?([ap](?=\.?m))?", re.IGNORECASE)


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
    if bare.lower() not in ("may", "march"):
        return bool(_WHO_SAYS.match(hit.string, hit.end())) and bare in ("April", "June", "August")
    return bare[0].islower() or bool(_ASKS.match(hit.string, hit.start()))


def _key(written: str) -> str:
    flat = re.sub(r"[\s,]+", " ", written.lower()).strip(" .")
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", flat)
    if iso:
        return f"{int(iso[3])} {_MONTHS[(int(iso[2]) - 1) % 12]} {iso[1]}"
    point = re.fullmatch(
        r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", flat + ("." if flat.count(".") == 1 else "")
    )
    if point:
        year = f" {point[3]}" if point[3] else ""
        return f"{int(point[1])} {_MONTHS[(int(point[2]) - 1) % 12]}{year}"
    if re.search(r"\d\s?[ap]\.?m\b|\d:\d\d|\dh\d\d|\do['’]clock|\d o['’]clock", flat):
        return _clock(flat)
    flat = re.sub(r"(?<=[a-z]) the (?=\d)", " ", flat)
    flat = re.sub(r"^the |\bof (?:the )?", lambda m: "of " if "of" in m[0] else "", flat)
    month = re.search(rf"\b{_MONTH}", flat, re.IGNORECASE)
    if not month:
        flat = re.sub(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|r|rs)?(?!\w)", _full_day, flat)
        return re.sub(r"[\s-]+", " ", flat)
    name = month.group()[:3]
    rest = re.sub(r"\bof\b", "", flat[: month.start()] + " " + flat[month.end() :])
    rest = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", rest)
    parts = re.sub(r"\s*(?:–|\bto\b|(?<=\d)\s*-)\s*", "..", rest).replace("-", " ").split()
    years = [p for p in parts if re.fullmatch(_YEAR, p)]
    return " ".join([*(p for p in parts if p not in years), name, *years])


def _full_day(hit: re.Match[str]) -> str:
    longer = {"tue": "tues", "wed": "wednes", "thu": "thurs", "sat": "satur"}
    return f"{longer.get(hit[1], hit[1])}day"


def _clock(flat: str) -> str:
    hit = _CLOCK.search(flat)
    assert hit  # the caller has seen a time of day
    hour = int(hit[1]) % 12 + (12 if hit[3].lower() == "p" else 0) if hit[3] else int(hit[1])
    zone = re.search(r"\b(?:utc|gmt|ces?t|[ecmp][sd]?t)\b", flat)
    return f"{hour:02}:{hit[2] or '00'}" + (f" {zone.group()}" if zone else "")
