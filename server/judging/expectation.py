"""What kind of thing a question asks for, and whether a text holds any of that kind.

A near miss is mostly about the right thing and without what is asked: "How many story points
...?" finds a passage on estimates with no number in it.
"""

from __future__ import annotations

import re

from server.judging.wording import COUNTS, stems_of

_COUNT = r"\d|\b(?:" + "|".join((*COUNTS, "both", "half", "several", "a few", "dozens?")) + r")\b"
_TIME = (
    r"\b(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|daily|weekly|monthly"
    r"|quarterly|annual(?:ly)?|yearly|immediate(?:ly)?|same-day|this-week|at once|periodically"
    r"|regularly|career|morning|evening|night|today|now|never|always|once|time)\b|\bq[1-4]\b"
    r"|\b(?:19|20)\d\d\b"
)
_MONEY = r"[$€£¥₹]|\b(?:dollars?|euros?|pounds?|usd|eur|gbp|free|salar|pay|paid|price|cost)"
_SHARE = r"%|\bper ?cent\b|\b(?:half|third|quarter|most|all|none)\b|\d/\d"
# What a question says, and what an answer to it must hold; the first that fits counts.
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("share", r"\b(?:what|which) (?:percentage|per ?cent|share|proportion|fraction)\b", _SHARE),
    ("share", r"\bhow (?:much|many) (?:of|per ?cent)\b", f"{_SHARE}|{_COUNT}"),
    ("time", r"\bhow (?:much time|many (?:hours?|days?|weeks?|months?|minutes?|years?))\b", _TIME),
    (
        "money",
        r"\bhow much\b.*\b(?:cost|costs|pay|pays|paid|earn|earns|charge|make|money|salary|"
        r"subscription|price)\b|\b(?:salary|wage|price|fee)\b",
        _MONEY + r"|(?<!\d)\d+ ?k\b",
    ),
    ("count", r"\bhow many\b|\bwhat (?:number|factor)\b|\bby (?:how much|what factor)\b", _COUNT),
    ("time", r"\bhow (?:long|often|soon|fast|quickly|frequently)\b", f"{_TIME}|{_COUNT}"),
    ("time", r"^\W*(?:\w+\W+){0,3}?when (?:is|was|are|were|will)\b", f"{_TIME}|{_COUNT}"),
    (
        "origin",
        r"\bwho (?:invented|coined|created|wrote|found|first|came up|discovered)\b"
        r"|\bwhich (?:study|paper|survey|author)\b",
        r"\b(?:invented|coined|created by|found by|wrote|author|study|survey|paper)\b",
    ),
    (
        "person",
        r"\bwhat(?:['’]s| is| was) (?:the|her|his|their) name\b|\bwho (?:is|was|are) the author\b"
        r"|\bwho (?:actually |really )?(?:writes|wrote|authored|runs|publishes)\b",
        r"\b(?:named|called|author|written by|founded by)\b",
    ),
    ("formula", r"\b(?:formula|equation)\b", r"[=×÷]|\b(?:formula|equation|divided|multipl)"),
)
_END = r"(?:is|are|was|were|do|does|did|should|can|could|will|would|has|have|must|may|to|in|per|of)"
_HOW_MANY = re.compile(rf"\bhow many (?P<what>(?:(?!{_END}\b)[\w-]+ ?){{1,3}})", re.IGNORECASE)
# Of a longer row of figures the last ones are read: from each of all, it would cost its square.
_DIGITS = 40
_NUMBER = re.compile(
    rf"(?:\d[\d.,]{{0,{_DIGITS}}}(?:-\d+)?|\b(?:{'|'.join(COUNTS)}|several|few|both)\b)[ -]"
    r"(?P<next>(?:[\w-]+ ){0,3}[\w-]+)",
    re.IGNORECASE,
)
_WHICH = re.compile(
    rf"\b(?:which|what) (?P<what>(?:(?!{_END}\b)[\w-]+ ){{1,2}}){_END}\b", re.IGNORECASE
)
_COMPILED = tuple(
    (kind, re.compile(asks, re.IGNORECASE), re.compile(holds, re.IGNORECASE))
    for kind, asks, holds in _KINDS
)


def expected(question: str) -> str:
    """The kind of thing a question asks for; empty when any text may answer it."""
    return next((kind for kind, asks, _ in _COMPILED if asks.search(question)), "")


def met(question: str, text: str) -> float:
    """How surely a text holds what kind of thing a question asks for: 0, one half or 1.

    One half: a number, but not of what is counted ("how many engineers", "30-minute sessions").
    """
    for _, asks, holds in _COMPILED:
        if asks.search(question):
            if not holds.search(text):
                return 0.0
            return 1.0 if _is_of_what_is_counted(question, text) else 0.5
    return 1.0


def _is_of_what_is_counted(question: str, text: str) -> bool:
    hit = _HOW_MANY.search(question)
    counted = stems_of(hit["what"]) if hit else frozenset()
    if not counted:
        return True
    return any(counted & stems_of(number["next"]) for number in _NUMBER.finditer(text))


def lacks_what_is_named(question: str, text: str) -> bool:
    """Whether a question names what it wants ("which tool", "what salary") and a text lacks it."""
    hit = _WHICH.search(question)
    wanted = stems_of(hit["what"]) if hit else frozenset()
    return bool(wanted) and not wanted & stems_of(text)
