"""Thousands of phrases looked up in a text at once.

The phrases are kept by their first run of letters, so a text is read once, whatever their number;
a regular expression of them all takes longer to build and to try with every phrase.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

# Where a phrase may begin and end: at whole words, not inside a path, a number or a hyphenation.
BEGINS, ENDS = r"(?<![\w.-])(?<!\W/)(?<!^/)", r"(?!\w|/\W|-\w|\.\w)"
_RUN = re.compile(rf"{BEGINS}(?:\w+|[^\w\s])")
_FIRST = re.compile(r"\w+|[^\w\s]")
_GAP, _END = re.compile(r"\s+"), re.compile(ENDS)
_PLURALS = ("es", "s", "")


@dataclass(frozen=True)
class Found:
    """A phrase in place: `key` as it is listed, `plural` where only an ending was added."""

    key: str
    text: str
    start: int
    end: int
    plural: bool

    @property
    def span(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.end


class WordList:
    """Phrases that are found as whole words, the longest first, with or without a plural ending.

    A phrase with a capital letter is found only where it is written so, the others in any case;
    a space matches any white space. Those in `fixed` take no plural ending.
    """

    def __init__(self, phrases: Iterable[str], fixed: Collection[str] = ()) -> None:
        self._fixed = frozenset(fixed)
        by_run: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in phrases:
            first = _FIRST.match(phrase)
            if first:
                by_run[first.group().lower()].append(phrase)
        longest = {run: sorted(some, key=lambda p: (-len(p), p)) for run, some in by_run.items()}
        self._by_run = {
            run: [(p, p.lower().split()) for p in some] for run, some in longest.items()
        }

    def find(self, text: str) -> Iterator[Found]:
        """Every phrase of the list in the text, in order; none overlap."""
        lowered = _lower(text)
        free = 0
        for run in _RUN.finditer(lowered):
            if run.start() < free:
                continue
            found = self._at(text, lowered, run.start(), run.group())
            if found:
                free = found.end
                yield found

    def _at(self, text: str, lowered: str, start: int, run: str) -> Found | None:
        best: tuple[int, Found] | None = None
        for form in dict.fromkeys((run, run.removesuffix("s"), run.removesuffix("es"))):
            for phrase, words in self._by_run.get(form, ()):
                if best and len(phrase) <= best[0]:
                    break
                end = _end_of(words, lowered, start)
                if end < 0 or (phrase != " ".join(words) and text[start:end] != phrase):
                    continue
                ending = self._ending(phrase, lowered, end)
                if ending is not None:
                    last = end + len(ending)
                    best = len(phrase), Found(phrase, text[start:last], start, last, bool(ending))
                    break
        return best[1] if best else None

    def _ending(self, phrase: str, lowered: str, end: int) -> str | None:
        """The plural ending at `end` after which the word is over; None when it goes on."""
        for ending in ("",) if phrase in self._fixed else _PLURALS:
            if lowered.startswith(ending, end) and _END.match(lowered, end + len(ending)):
                return ending
        return None


def _end_of(words: list[str], lowered: str, start: int) -> int:
    """Where the words that begin at `start` end; -1 when others stand there."""
    end = start
    for at, word in enumerate(words):
        if at:
            gap = _GAP.match(lowered, end)
            if not gap:
                return -1
            end = gap.end()
        if not lowered.startswith(word, end):
            return -1
        end += len(word)
    return end


def _lower(text: str) -> str:
    """In lower case, with every letter at its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
