"""Numbers, amounts and durations in running text, each with a key to compare by.

Two wordings of one quantity share a key: "6-week", "6 weeks" and "six weeks"; "1,000" and
"1000"; "15 min" and "15 minutes". "about 40" and "40" do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "date", "duration"]


@dataclass(frozen=True)
class Quantity:
    """A quantity in place: `text` as written at [start, end), `key` to compare by."""

    kind: Kind
    text: str
    start: int
    end: int
    key: str


_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES: dict[str, float] = {w: float(i) for i, w in enumerate(_SMALL)}
_VALUES |= {w: 20.0 + 10 * i for i, w in enumerate(_TENS)}
_VALUES |= {"dozen": 12.0, "half": 0.5}
_TIMES = {
    "ms": "ms millisecond milliseconds",
    "second": "s sec secs second seconds",
    "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "d day days",
    "working day": "business_day business_days working_day working_days",
    "week": "wk wks week weeks",
    "month": "month months",
    "quarter": "quarter quarters",
    "year": "yr yrs year years",
    "sprint": "sprint sprints",
}
_MEASURES = {
    "%": "% percent pct",
    "point": "pp percentage_points points",
    "x": "x times",
    "kb": "kb",
    "mb": "mb",
    "gb": "gb",
    "tb": "tb",
    "$": "$ usd dollar dollars",
    "€": "€ eur euro euros",
    "£": "£ gbp pound pounds",
    "chf": "chf francs",
    "¥": "¥ jpy yen",
    "₹": "₹ inr rs rupees",
    "sek": "sek kronor",
    "pln": "pln zloty",
    "bps": "bps basis_points",
}
_MAGNITUDES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
}
_MAGNITUDES |= {"b": 1e9, "hundred": 100.0, "mm": 1e6}
_MAGNITUDES |= {"mio": 1e6, "mrd": 1e9, "lakh": 1e5, "crore": 1e7}
_HEDGES = {
    "about": "about around roughly approximately approx ~ ≈ circa",
    "almost": "nearly almost",
    ">": "more_than over above > exceeding",
    "<": "less_than under below fewer_than <",
    ">=": "at_least ≥ no_less_than a_minimum_of",
    "<=": "at_most up_to ≤ no_more_than a_maximum_of",
}


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {w.replace("_", " "): name for name, ws in table.items() for w in ws.split()}


_UNIT_OF = _by_word(_TIMES) | _by_word(_MEASURES)
_HEDGE_OF = _by_word(_HEDGES)


def _any(words: list[str]) -> str:
    longest = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(re.escape(w).replace(r"\ ", r"[\s-]+") for w in longest)


_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{_any(_SMALL[1:10])}))?|{_any(_SMALL)}|half|dozen)\b"
# "1,200", "1'200", "99.5", and the comma of many countries: "1,5 million", "99,95 %".
_VALUE = (
    r"(?:\d{1,3}(?:[,'’\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?=\s?(?:%|mio|million|billion|bn))"
    rf"|\d+(?:\.\d+)?|\b{_WORD})"
)
_MAGNITUDE = (
    r"(?:\s?(?:million|billion|thousand|hundred|lakh|crore|mio|mrd|bn)\b|(?-i:\s?M)(?![A-Za-z0-9])"
    r"|(?:k|mm?|bn|b)(?![A-Za-z0-9]))"
)
_UNIT = rf"(?:%|(?:{_any([u for u in _UNIT_OF if u not in '$€£¥₹%'])})(?![A-Za-z]))"
_MONEY = r"(?:[$€£¥₹]|(?:USD|EUR|GBP|CHF|JPY|INR|Rs|SEK|PLN)\.?\s)"
_NUMERAL = re.compile(
    rf"(?:(?<![A-Za-z])(?P<hedge>{_any(list(_HEDGE_OF))})\s*(?:an?\s+)?)?"
    rf"(?<![\w.])(?<!\d,)(?P<cur>{_MONEY})?\s?"
    rf"(?P<a>{_VALUE})(?P<amag>{_MAGNITUDE})?"
    rf"(?:\s?(?:-|–|—|\bto\b)\s?{_MONEY}?(?P<b>{_VALUE})(?P<bmag>{_MAGNITUDE})?)?"
    rf"(?:\s?-?(?P<unit>{_UNIT}))?(?!\w)(?![.,]\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\bbetween\s+(?P<cur>{_MONEY})?(?P<a>{_VALUE})(?P<amag>{_MAGNITUDE})?\s+and\s+{_MONEY}?"
    rf"(?P<b>{_VALUE})(?P<bmag>{_MAGNITUDE})?(?:\s?-?(?P<unit>{_UNIT}))?(?!\w)",
    re.IGNORECASE,
)


def numerals(text: str) -> list[Quantity]:
    """Numbers and durations of a text, in order; none of them overlap.

    "one" and "half" count with a unit only: "one week" is a duration, "one of them" no number.
    """
    found: list[Quantity] = []
    for pattern in (_BETWEEN, _NUMERAL):
        for hit in pattern.finditer(text):
            one = _quantity(hit)
            if one and all(one.end <= q.start or q.end <= one.start for q in found):
                found.append(one)
    return sorted(found, key=lambda q: q.start)


def _quantity(hit: re.Match[str]) -> Quantity | None:
    groups = hit.groupdict()
    unit = _unit(groups)
    if groups["a"].lower() in ("one", "half", "zero", "second") and not unit:
        return None
    low = _value(groups["a"], groups["amag"] or (groups["bmag"] if groups["b"] else None))
    amount = low if not groups["b"] else f"{low}..{_value(groups['b'], groups['bmag'])}"
    hedge = re.sub(r"[\s-]+", " ", (groups.get("hedge") or "").lower())
    key = " ".join(p for p in (_HEDGE_OF.get(hedge, ""), amount, unit) if p)
    kind: Kind = "duration" if unit in _TIMES else "number"
    start = hit.end() - len(hit.group().lstrip())
    return Quantity(kind, hit.group().lstrip(), start, hit.end(), key)


def _unit(groups: dict[str, str | None]) -> str:
    written = (groups["cur"] or groups["unit"] or "").strip(" .").lower()
    return _UNIT_OF.get(re.sub(r"[\s-]+", " ", written), "")


def _value(written: str, magnitude: str | None) -> str:
    plain = re.sub(r"(?<=\d),(?=\d{1,2}$)", ".", written.lower())
    plain = re.sub(r"(?<=\d)[,'’\u00a0\u202f](?=\d)", "", plain)
    if plain[0].isdigit():
        value = float(plain)
    else:
        value = sum(_VALUES[w] for w in re.split(r"[\s-]+", plain))
    if magnitude:
        value *= _MAGNITUDES[magnitude.strip().lower()]
    return f"{value:.6f}".rstrip("0").rstrip(".")
