"""Figures that say nothing: marks of no scale, small numbers in passing, percentages of nothing.

All patterns expect `server.text.folded` text.
"""

from __future__ import annotations

import re

from server.judging import star_proof as proof
from server.judging import star_words as cues
from server.judging.star_features import is_past, tokens
from server.text import stem

_COUNTED = re.compile(r"\d[\d.,]*\s+([a-z-]+)")
_REACHED = "to|at|is|was|are|were|from|by|over|had|has|reached|hit"
# What a percentage needs beside it: a change, a whole, or a state that it measures.
_ANCHORED = re.compile(
    rf"{cues.RISE_OR_FALL.pattern}|\b(?:of|from|to|at|under|below|above|over|only|share|rate|"
    r"about|around|nearly|almost|is|was|are|were|now|had|has|a|per|than|more|less)\b"
)
_BY = re.compile(r"\bby\b")
_STATES = frozenset(map(stem, "was were had been felt became seemed kept stayed worked".split()))
_OVER = re.compile(r"\b(?:\w+ times|\d+x) (?:over|better)\b")  # "12 times over" what?
# Marks given to nobody knows what: "a solid 9 out of 10".
_OF_A_SCALE = re.compile(
    rf"(?:\d+|{proof.NUMBER_WORD}) out of (?:5|10|100|five|ten|hundred)\b(?! \w)"
)
# "Two weeks", "three teams" in passing measure little; "two percent" does.
_WEAK = re.compile(
    r"(?:one|two|three|half|first|second|third|twice|double)(?:-\w+)?\s+"
    rf"(?!{proof.UNIT}(?!\w))[\w-]+"
)


def is_empty(hit: str, clause: str) -> bool:
    """Whether a figure says nothing: in passing, of vague things, a percentage of nothing."""
    if _WEAK.fullmatch(hit) or _OF_A_SCALE.search(clause):
        return True
    counted = _COUNTED.fullmatch(hit)
    if counted and stem(counted[1]) in proof.VAGUE_STEMS:
        return True
    hit += "%" * (f"{hit}%" in clause)
    if "%" not in hit:
        return _OVER.search(clause) is not None
    anchored = _ANCHORED.search(clause) is not None or _by_a_change(clause)
    return not anchored or _intensifies(hit, clause)


def _by_a_change(clause: str) -> bool:
    """Whether a share stands behind "by" and something was done that can be so large."""
    pasts = {stem(t) for t in tokens(clause) if is_past(t)} - proof.VAGUE_STEMS - proof.MOOD_STEMS
    return _BY.search(clause) is not None and bool(pasts - _STATES)


def _intensifies(hit: str, clause: str) -> bool:
    """Whether a percentage of 100 and more only stresses a word: "100% approval"."""
    number = re.search(r"\d[\d,]*", hit)
    if number is None or int(number[0].replace(",", "")) < 100:
        return False
    share = rf"{number[0]}\s?%"
    anchored = rf"\b(?:{_REACHED}) (?:about |nearly )?{share}|{share} (?:of|more|less)\b"
    return re.search(anchored, clause) is None and cues.RISE_OR_FALL.search(clause) is None
