"""Ornamental tails: how likely the end of a sentence tells nothing that the rest does not.

"... kept the heat on, up 300%", "... with full ownership", "... and was called a hero for it": a
logistic model of the tail's words and shape, trained on tails without evidence against the ends of
labelled sentences (docs/star.md). What it takes off is not read; the sentence is shown whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from server.judging import star_proof as proof
from server.judging import star_words as cues
from server.judging.star_dressing import EMPTY_STEMS, does_something, is_hollow
from server.judging.star_features import is_past
from server.judging.star_weights import Linear, Row
from server.text import stem

PATH = Path(__file__).with_name("star_tails.npz")
MOST_WORDS = 12  # of a tail
LEAST_LEFT = 3  # words of the sentence in front of it
# Log odds from which on a tail is taken off, and those of one that takes along what counts as
# evidence: chosen on tails left out of the training.
SURE, VERY_SURE = -0.3, 2.0

_TOKEN = re.compile(r"[^\s,;:()\[\]{}–—]*\w[^\s,;:()\[\]{}–—]*")
_STOP = re.compile(r"[.!?]?$")
_BREAK = re.compile(r"\s*[,;:(\[{]+\s*|\s+[-–—+]+\s*|\s*(?:…|\.{2,})\s*")
_OPENS = re.compile(
    r"(?:with|in|to|and|by|at|for|on|from|as|like|using|via|through|under|over|across|after|within|"
    r"beyond|despite|against|because|since|which|that|thanks|top|end|all|no|first|once|again|so|"
    r"per|above|without|of|into|throughout|around|behind|even|both|plus|but|though|"
    r"#\S+|\S*\d\S*|\S+ly|\S+ing|\S+fold|a|an|the|i|it)$"
)
# How many there are of what stands before: never an ornament.
_HOW_MANY = re.compile(
    r"(?:about|around|some|roughly|nearly|almost|over|only|just) \d[\d.,]*\W*$"
    r"|(?:about|around|some|roughly|nearly|almost|over|only|just) \d[\d.,]*[,)]"
)
_CAPITAL = re.compile(r"(?<=[\w,;] )[A-Z][a-z]+")
_SHAPES = {
    "percent": re.compile(r"\d\s?%|percent"),
    "unit": re.compile(rf"\d\s?{proof.UNIT}(?!\w)"),
    "counted": re.compile(r"\d[\d.,]*\s+[a-z]{3,}"),
    "bare figure": re.compile(r"\d[\d.,]*[x+%]?\W*$"),
    "figure": re.compile(r"\d"),
    "number word": re.compile(rf"\b{proof.NUMBER_WORD}\b"),
    "term": proof.TECHNICAL,
    "date": proof.DATE,
    "span": proof.TIME_FRAME,
    "place": proof.PLACE,
    "i": cues.I_SELF,
    "we": cues.WE,
    "rise": cues.RISE_OR_FALL,
    "from to": re.compile(r"\bfrom\b.{1,40}\bto\b"),
    "weighed": proof.TRADE_OFF,
    "article": re.compile(r"\b(?:the|my|our|their|his|her|its)\b"),
    "quoted": re.compile(r"[\"'“‘#]"),
    "trouble": cues.TROUBLE,
}
_SIZES = {"words": (2, 3, 5, 8), "plain": (1, 2, 3, 5)}


def without_tails(text: str, evident: Callable[[str], tuple[int, ...]]) -> str:
    """A sentence without ornamental tails, its full stop kept; as it is where there is none.

    `evident` counts what a sentence holds as evidence; a tail that takes some of it along needs
    higher odds, and stays behind a step that says what it was done to.
    """
    left = whole = text.rstrip()
    while (at := _tail(left, evident)) is not None:
        left = _up_to(left, at)
        if is_hollow(left):
            return text  # nothing but ornament: to be read whole, as what it is
    stop = _STOP.search(whole)
    return text if left == whole or not stop else f"{left}{stop[0]}"


def _tail(text: str, evident: Callable[[str], tuple[int, ...]]) -> int | None:
    """Where the likeliest tail begins that may be taken off."""
    places = rows(text)
    if not places:
        return None
    odds = _weights().scores([row for _, row in places], None)[:, 0]
    for sure, at in sorted(zip(odds.tolist(), (at for at, _ in places), strict=True), reverse=True):
        if sure < SURE:
            return None
        idle = sure >= VERY_SURE and not does_something(text[:at])
        if idle or _spares(text, at, evident):
            return at
    return None


def _spares(text: str, at: int, evident: Callable[[str], tuple[int, ...]]) -> bool:
    return all(a <= b for a, b in zip(evident(text), evident(_up_to(text, at)), strict=True))


def _up_to(text: str, at: int) -> str:
    return text[:at].rstrip(" ,;:-–—([{#+…")


def rows(text: str) -> list[tuple[int, Row]]:
    """The places at which a tail of at most MOST_WORDS words may begin, and what it shows there."""
    low = text.lower().replace("’", "'")
    low = low if len(low) == len(text) else text
    found = list(_TOKEN.finditer(low))
    first = max(LEAST_LEFT, len(found) - MOST_WORDS)
    opening = [n for n in range(first, len(found)) if _may_open(low, found[n - 1], found[n])]
    opening = [n for n in opening if not _HOW_MANY.match(low, found[n].start())]
    if not opening:
        return []
    words = [hit.group().strip("'\"“”‘.!?*_") for hit in found]
    roots = {n: stem(words[n]) for n in range(first, len(found))}
    kinds = {n: _kind(words[n], roots[n]) for n in roots}
    last = {name: _last(pattern, low) for name, pattern in _SHAPES.items()}
    last |= {"acronym": _last(proof.ACRONYM, text), "capital": _last(_CAPITAL, text)}
    out = []
    for n in opening:
        at = found[n].start()
        row = _of_words([(words[i], roots[i], kinds[i]) for i in range(n, len(found))])
        row |= {name: 1.0 for name, start in last.items() if start >= at}
        row[f"after:{_before(text, at)}"] = 1.0
        if is_hollow(text[at:].rstrip(" .!?)]}")):
            row["hollow"] = 1.0
        if _SHAPES["figure"].search(low, 0, at):
            row["figure before"] = 1.0
        if does_something(low[:at]):
            named = ("term", "acronym", "figure", "capital")
            row |= {f"step and {name}": 1.0 for name in named if name in row}
            row["step before"] = 1.0
        out.append((at, row))
    return out


def _last(pattern: re.Pattern[str], text: str) -> int:
    """Where the last match of a pattern begins; -1 where there is none."""
    return max((hit.start() for hit in pattern.finditer(text)), default=-1)


def _may_open(low: str, before: re.Match[str], hit: re.Match[str]) -> bool:
    between = low[before.end() : hit.start()]
    if between == " " and before.group() in _LEANING:
        return False
    return bool(_BREAK.fullmatch(between) or _OPENS.match(hit.group().rstrip(".!?")))


def _of_words(words: list[tuple[str, str, str]]) -> Row:
    """What the words of a tail show; each with its stem and its kind."""
    row: Row = {"always": 1.0}
    row[f"first:{_worded(words[0][0])}"] = 1.0
    row[f"last:{_worded(words[-1][1])}"] = 1.0
    row |= {f"word:{root}": 1.0 for _, root, kind in words if kind != "figure"}
    kinds = [kind for _, _, kind in words]
    for kind in set(kinds):
        row[f"share:{kind}"] = kinds.count(kind) / len(kinds)
        row[f"has:{kind}"] = 1.0
    sizes = {"words": len(kinds), "plain": kinds.count("plain")}
    row |= {f"{name} {k}": 1.0 for name, steps in _SIZES.items() for k in steps if sizes[name] >= k}
    return row


def _worded(word: str) -> str:
    return "0" if word[:1].isdigit() else word


def _before(text: str, at: int) -> str:
    marks = re.search(r"[^\w]*$", text[:at])
    told = marks.group().strip() if marks else ""
    return told[-1:] or "space"


# Words that need what follows them.
_LEANING = frozenset(
    """a an the my our your their his her its this that these those of to in at with by for from on
    and or but very so too really quite is are was were am be been being has have had not no as
    than i we you he she they who which""".split()
)
_FUNCTION = frozenset(
    """a an the and or with in of at by for to from as plus all very so both via using through
    across on my our it is was that this which i we he she they there be been""".split()
)
_ADORNED = re.compile(
    r".*(?:ly|able|ible|ful|ive|ous|driven|class|oriented|first|grade|most|ness)$"
)


def _kind(word: str, root: str) -> str:
    """Of what sort a word is; "verb" is a past, "plain" any other word that says something."""
    if word in _FUNCTION:
        return "function"
    if word[:1].isdigit():
        return "figure"
    for kind, stems in _SORTS:
        if root in stems:
            return kind
    if proof.TECHNICAL.fullmatch(word):
        return "technical"
    if is_past(word):
        return "verb"
    return "adorned" if _ADORNED.match(word) else "plain"


_SORTS = (("empty", EMPTY_STEMS), ("vague", proof.VAGUE_STEMS), ("mood", proof.MOOD_STEMS))


@cache
def _weights() -> Linear:
    with np.load(PATH) as stored:
        names = tuple(str(n) for n in stored["names"])
        columns = stored["columns"].astype(np.float32)
    return Linear(names, columns, np.zeros((0, 1), np.float32))
