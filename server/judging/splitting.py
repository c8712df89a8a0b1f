"""Sentences of people who write without capitals, with headings, and with units before stops."""

from __future__ import annotations

import re

from server.text import Sentence, sentences

# A full stop after a word of four letters or more ends a sentence whatever follows; after a
# shorter word only before one that opens a clause, since it may be an abbreviation.
_LOWER_END = re.compile(
    r"(?:(?<=[a-z]{4})[.!?]|(?<=[a-z]{2})[.!?](?=\s+(?:we|i|it|the|they|this|there|you|our|pls"
    r"|please|new|now|so|but|if|can|no|not)\b))\s+(?=[a-z]+\b)"
)
# Where nobody uses capitals, every full stop before a word ends one.
_CASUAL_END = re.compile(r"(?<=[\w)\]%\"”])[.!?]\s+(?=[a-z0-9]+\b)")
_NEVER_LAST = re.compile(
    r"(?:\b(?:approx|dept|incl|excl|resp|prof|e\.g|i\.e|vs|ca|max|min|no|fig|st|dr|mr|mrs|ms|etc"
    r"|est|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun)|\b[a-z])"
    r"[.]\s+$",
    re.IGNORECASE,
)
# "below 80 ms. The launch": a unit after a number is no title.
_UNIT_END = re.compile(r"(?<=\d)\s?(?:ms|min|sec|hrs?|h|s|k|m|x|kg|km|kb|mb|gb|tb)\.\s+(?=[A-Z\d])")
_HEADING = re.compile(
    r"^#{1,6}[ \t][^\n]++\n+|\A(?:Subject|Re|Betreff)\s*+:[^\n]++\n+", re.MULTILINE
)
# A line far shorter than a page is wide was ended on purpose, whatever stands at its end.
_LINE = re.compile(r"^(?P<line>[^\n]{8,54})\n[ \t]*(?=\w)", re.MULTILINE)
# A run of clauses with no stop between them is cut where a clause opens that can stand alone.
_RUN_ON_WORDS = 32
_ALONE = (
    r"(?:please|pls|we|i|it|they|you|this|there|nobody|now|our|the (?:\w+ ){1,2}(?:is|are|was"
    r"|were|will)"
    r"|new \w+ (?:is|are)|(?:about |around )?\d[\d,.]* \w+ (?:\w+ ){0,4}(?:is|are|were|was)\b)"
)
_RUN_ON = re.compile(rf",\s+(?={_ALONE}\b)|(?<!\s)\s++(?=(?:and|but|so) {_ALONE}\b)", re.IGNORECASE)
_MANY_DASHES = 3
_DASHES = re.compile(r"(?<!\s)\s++[-–—|]\s+(?=\w)")
# A text with fewer capital letters than this a sentence is written without them.
_CASUAL_SHARE = 0.35


def plain_sentences(text: str) -> list[Sentence]:
    """The sentences of a text as `server.text.sentences` gives them, split where those do not.

    Headings and subject lines stand alone; sentences without capitals and after units end.
    """
    casual = is_casual(text)
    out = []
    for sentence in sentences(text):
        cuts = sorted({*_cuts(sentence.text, casual=casual)})
        starts, ends = [0, *cuts], [*cuts, len(sentence.text)]
        for start, end in zip(starts, ends, strict=True):
            part = sentence.text[start:end].rstrip()
            first = sentence.start + start
            if part:
                out.append(Sentence(first, first + len(part), part))
    return out


def is_casual(text: str) -> bool:
    """Whether a text begins its sentences without capitals."""
    starts = re.findall(r"(?:^|[.!?]\s++|(?<!\s)[^\S\n]*+\n\s*+(?:[-*•]\s++)?)([A-Za-z])", text)
    return bool(starts) and sum(c.isupper() for c in starts) / len(starts) < _CASUAL_SHARE


def _cuts(text: str, *, casual: bool) -> list[int]:
    ends = (_CASUAL_END if casual else _LOWER_END).finditer(text)
    cuts = [m.end() for m in ends if not _NEVER_LAST.search(text[max(0, m.start() - 16) : m.end()])]
    cuts += [m.end() for m in _UNIT_END.finditer(text)]
    cuts += [m.end() for m in _LINE.finditer(text) if len(m["line"].split()) > 1]
    cuts += _run_on(text)
    return cuts + [m.end() for m in _HEADING.finditer(text) if m.end() < len(text)]


def _run_on(text: str) -> list[int]:
    """Where a sentence of many clauses is cut; short ones, and those with few dashes, stay."""
    if len(text.split()) < _RUN_ON_WORDS and len(_DASHES.findall(text)) < _MANY_DASHES:
        return []
    dashes = _DASHES.findall(text)
    pattern = _DASHES if len(dashes) >= _MANY_DASHES else _RUN_ON
    ends = [m.end() for m in pattern.finditer(text)]
    starts = [0, *ends]
    long = [e for s, e in zip(starts, ends, strict=False) if len(text[s:e].split()) > 2]
    return long if pattern is _RUN_ON else ends
