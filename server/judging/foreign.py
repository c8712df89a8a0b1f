"""Runs of words in another language than the text's, written in Latin letters or in a cipher.

No language is known here but English: a word counts as foreign where the table of English words
holds neither it nor a shorter form, and English function words count against the run. So a name,
a typing error or a term of the trade is no run, and a sentence of any other language is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.judging.everyday import table
from server.text import STOP_WORDS

MIN_SCORE = 4.0  # about four lower-case words that no English text holds, in a row
MAX_LETTERS = 40  # a longer row of letters is no word
LEAD = 2  # words in front of a run, at its sentence's beginning, that go with it
_WORD = re.compile(r"[^\W_]++(?:['’][^\W_]++)*+")
_SWITCH = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
MIXED = 2  # changes between letters and figures within a word that no unit and no version has
# Between two words of one run: nothing that ends a sentence, a line or a bracket.
_PARTS = re.compile(r"[.!?;:](?=\s)|[\n()\[\]`|/\\=<>{}_]")


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    score: float
    english: bool  # a function word of English of three letters or more


def foreign_runs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches of a text in words that are no English ones: start and end, none overlapping."""
    for words in _unparted(text):
        best = _best_run(words)
        if best is None:
            continue
        first, last = best
        first = _first(text, words, first)
        while last + 1 < len(words) and not words[last + 1].english:
            last += 1
        yield words[first].start, _closed(text, words[last].end)


def _first(text: str, words: list[_Word], first: int) -> int:
    """Where a run begins: at a capital near its first word, else with what stands before it."""
    capitals = [
        at
        for at in range(max(1, first - 1), min(first + LEAD, len(words)))
        if text[words[at].start].isupper() and text[words[at - 1].start].islower()
    ]
    if capitals:
        return capitals[0]
    return 0 if first <= LEAD and text[words[first].start].islower() else first


def _closed(text: str, end: int) -> int:
    return end + (text[end : end + 1] in (".", "!", "?"))


def _unparted(text: str) -> Iterator[list[_Word]]:
    """The words of each stretch that is parted from the next by more than spaces and commas."""
    found: list[_Word] = []
    for hit in _WORD.finditer(text):
        if found and _PARTS.search(text, found[-1].end, hit.start()):
            yield found
            found = []
        found.append(_read(text, hit))
    if found:
        yield found


def _read(text: str, hit: re.Match[str]) -> _Word:
    word, low = hit.group(), hit.group().lower()
    listed = text[hit.end() : hit.end() + 1] == "," or text[: hit.start()].rstrip(" ")[-1:] == ","
    score = 0.0
    if low.replace("’", "'") in STOP_WORDS:
        score = -0.5 * (len(low) - 1)
    elif not low.isalpha() and low.isalnum():
        score = float(len(_SWITCH.findall(low)) >= MIXED)
    elif 1 < len(low) <= MAX_LETTERS and table().find(low) < 0:
        score = _oddness(word, listed=listed)
    elif len(low) > 3 and word.islower():  # noqa: PLR2004
        score = -1.0
    english = len(low) > 2 and low in STOP_WORDS  # noqa: PLR2004
    return _Word(hit.start(), hit.end(), max(score, -1.5), english)


def _oddness(word: str, *, listed: bool) -> float:
    """What a word that is no English one counts: less where it may be a name or a list's item."""
    if not word.isascii():
        return 1.5
    return 0.5 if listed or not word.islower() else 1.0


def _best_run(words: list[_Word]) -> tuple[int, int] | None:
    """The first and last word of the run with the highest score, if it is high enough."""
    best, found, total, first = MIN_SCORE, None, 0.0, 0
    for at, word in enumerate(words):
        if total <= 0:
            total, first = 0.0, at
        total += word.score
        if total >= best and (found is None or total > best):
            best, found = total, (first, at)
    return found
