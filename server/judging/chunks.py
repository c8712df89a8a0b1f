"""A word with the phrase that it stands in: what is shown to look at is found again by it."""

from __future__ import annotations

import re

from server.judging.unknown_rows import LINKS
from server.judging.wholeness import begins_with_verb, is_likely_verb, is_verb_here
from server.text import STOP_WORDS

# Words of a phrase; ours, as long as compounds get.
LONGEST = 4
WINDOW = 60  # characters before a word that are looked at
_WORD = re.compile(r"[A-Za-z0-9][\w+/]*(?:['’.]\w+)*")
_RIGHT = re.compile(rf"[ -]({_WORD.pattern})")
_LEFT = re.compile(rf"({_WORD.pattern})[ -]$")
# "connections in the pool", "capped at 6 instances": what a word alone belongs to.
_BELONGS = re.compile(
    r"([A-Za-z][\w-]+) (?:in|of|against|at|on|into|from) (?:(?:the|an?|our|your|\d+) )?$"
)
_JOINED_BEFORE = re.compile(r"(?<![\w/-])(?:\w+[-/])+$")
_JOINED_AFTER = re.compile(r"(?:[-/]\w+)+")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d.,]*[ -]$")
# What belongs to a standard's name: "Z39.50", "OCPP 2.0.1", "SM-DP+", "ISO 15118".
_NUMBERED = re.compile(r"(?<=[A-Z0-9])(?:\.\d+)+|(?<=[A-Z0-9])\+|(?<=[A-Z]{2}) \d[\d.]*\d(?![\w%])")
LONGEST_UNIT = 3  # letters: "17 fps"
_ADVERB = re.compile(r"\w{3,}ly$")
# What tells when or whereto: after a phrase, no part of it.
_AFTERWARDS = frozenset(
    "first second third last next soon later early late together away back off up down out".split()
)


def phrase_of(text: str, words: str) -> str:
    """The words, where they first stand in the text, with the content words around them.

    In lower case; unchanged where they do not stand there.
    """
    hit = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE)
    return phrase_at(text, *hit.span()).lower() if hit else words


def phrase_at(text: str, start: int, end: int) -> str:
    """What stands at a place, hyphenations whole, with the content words around it."""
    start, end = _whole(text, start, end)
    room = LONGEST - len(text[start:end].split())
    while room > 0:
        longer = _one_more(text, start, end)
        if longer == (start, end):
            break
        start, end = _whole(text, *longer)
        room -= 1
    if " " not in text[start:end] and "-" not in text[start:end]:
        belongs = _BELONGS.search(text, max(0, start - WINDOW), start)
        if belongs and _is_content(belongs[1]):
            start = belongs.start()
    return text[start:end]


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The place with what a hyphen or a slash joins to it, and the number before a short unit."""
    before = _JOINED_BEFORE.search(text, max(0, start - WINDOW), start)
    after = _JOINED_AFTER.match(text, end)
    start, end = before.start() if before else start, after.end() if after else end
    numbered = _NUMBERED.match(text, end)
    end = numbered.end() if numbered else end
    number = _NUMBER.search(text, max(0, start - WINDOW), start)
    return (number.start() if number and end - start <= LONGEST_UNIT else start), end


def _one_more(text: str, start: int, end: int) -> tuple[int, int]:
    after = _RIGHT.match(text, end)
    if after and _is_content(after[1]) and not _goes_on(text, *after.span(1)):
        return start, after.end()
    before = _LEFT.search(text, max(0, start - WINDOW), start)
    if before and _is_content(before[1]) and not _opens(text, before.start()):
        return before.start(), end
    return start, end


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a word after a phrase is its verb ("slips"), or tells when it is."""
    word = text[start:end]
    verb = is_likely_verb(word, before=False) and not text[:start].endswith("-")
    verb = verb or (text[:start].endswith("s ") and begins_with_verb(word))
    return verb or is_verb_here(text, start, end) or word.lower() in _AFTERWARDS


def _is_content(word: str) -> bool:
    low = word.lower()
    plain = low in LINKS or low in STOP_WORDS or _ADVERB.match(low)
    return not plain and bool(re.search(r"[a-z]", low))


def _opens(text: str, at: int) -> bool:
    """Whether a word opens its sentence: mostly a verb or a subject of its own."""
    before = text[max(0, at - WINDOW) : at]
    return not before.strip() or bool(re.search(r"(?:[.!?:]\s|\n\W*)$", before))
