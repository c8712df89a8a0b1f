"""Figures without a verb of their own ("from 60 pages to 14 a night"), and a thing counted as none.

All patterns expect `server.text.folded` text.
"""

from __future__ import annotations

import re

from server.judging import star_proof as proof
from server.judging.star_words import RISE_OR_FALL, one_of
from server.text import stem

_NUMBER = rf"(?:\d[\d.,]*|\b{proof.NUMBER_WORD}\b)"
# So many in each span or turn: the rate is the unit.
RATE = re.compile(
    rf"(?:[$€£]\s?)?{_NUMBER}\s?(?:\b(?:a|an|per|each|every)\s|/\s?)(?:second|minute|hour|night|shift|day|"
    r"week|sprint|release|month|quarter|year|head|user|team)\b"
)
# "22 min → 9 min": from one figure to another.
ARROW = re.compile(r"(\d\S*)(?: [a-z%]+)?\s*(?:→|-+>|=+>|›)\s*([$€£]?\d[\d.,]*)")
# "accounts, about 1,400", "accounts (1,400 of them)": how many there are of what stands before.
_HOW_MANY = re.compile(
    r"\b([a-z]{2,}s)(?:, | \(| -+ )"
    r"(?:(?:about|around|some|roughly|nearly|almost|over|only|just) \d[\d.,]*|"
    r"\d[\d.,]* (?:of (?:them|which)|in (?:total|all)|altogether))(?=[,;.)]|$| -)"
)
# Ties a figure to what it is compared with or is worth, where its clause has no verb.
_TIED = re.compile(
    r"\b(?:worth|now|before|beforehand|earlier|previously|afterwards?|after|against|instead of|"
    r"versus|vs|until then|today)\b"
)
_ANY_NUMBER = re.compile(_NUMBER)
_NONE = re.compile(
    r"\b(?:no|zero|nil|not (?:one|a single)|without (?:a|one|any)(?: single)?)\s+"
    r"(?:(?:\w+ly|new|open|lost|failed|missed|single|more|further|serious|major|big)\s+)*([a-z][a-z-]{2,})"
)
_SPAN = re.compile(
    rf"{proof.TIME_FRAME.pattern}|{proof.DATE.pattern}|{proof.LASTING.pattern}"
    r"|\b(?:since|through|throughout|during)\b"
)
_NO_THING = one_of("""longer one more less doubt idea matter need way real other such time sooner
    wonder clue choice""")


def tied(clause: str, whole: str) -> bool:
    """Whether a figure of a clause without a verb is tied to what the sentence tells.

    By a word that compares or an arrow, by the second figure of a comparison, or as the rate that
    something rose or fell to.
    """
    if _TIED.search(clause) or ARROW.search(clause):
        return True
    if RATE.search(clause) and RISE_OR_FALL.search(whole):
        return True
    return _TIED.search(whole) is not None and len(_ANY_NUMBER.findall(whole)) >= 2


def how_many(whole: str) -> int:
    """How often a sentence says how many there are of a thing, behind it; of no vague one."""
    return sum(stem(hit[1]) not in proof.VAGUE_STEMS for hit in _HOW_MANY.finditer(whole))


def none_of(clause: str) -> frozenset[str]:
    """The stems of the things of which a clause says that there were none; no vague ones."""
    found = {stem(hit[1]) for hit in _NONE.finditer(clause) if hit[1] not in _NO_THING}
    return frozenset(found - proof.VAGUE_STEMS - proof.MOOD_STEMS)


def none_in_a_span(clause: str) -> bool:
    """Whether a thing is counted as none over a span of time: a figure of zero."""
    return bool(none_of(clause)) and _SPAN.search(clause) is not None
