"""Typing errors: the word of the chapters that was meant.

A word that is known English is left as it is, however near a word of the chapters is: "boring"
is no misspelt "bring". docs/retrieval.md has what that is worth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np
import numpy.typing as npt

from server.config import ROOT
from server.text import STOP_WORDS

MIN_LETTERS = 4
MAX_LETTERS = 40  # a longer row of letters is no word
LONG_WORD = 8  # letters from which two slips are believed, below it one
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiou")
_CHEAP = 0.6  # a neighbouring key, another vowel, a doubled letter
_SWAPPED = 0.4
_FUNCTION_WORD = 0.45  # off the cost: they are written more often than any other word


@cache
def english_words() -> frozenset[str]:
    """Common English words of four letters and more, lower case; see corpus/SOURCE.md."""
    return frozenset((ROOT / "corpus" / "english.txt").read_text(encoding="utf-8").split())


class Speller:
    """Corrects single words to those of `counts`, which maps a word to how often it occurs.

    Function words are known too: a misspelt one is a function word, not a word of the chapters.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        known = {word for word in STOP_WORDS if len(word) >= MIN_LETTERS and word.isalpha()}
        self._words = sorted(known.union(word for word in counts if len(word) >= MIN_LETTERS))
        self._letters = _letter_counts(self._words)
        self._lengths = np.array([len(word) for word in self._words], dtype=np.int16)
        self._first = np.array([word[0] for word in self._words])

    def corrected(self, word: str) -> tuple[str, ...]:
        """What was meant by a lower-case word that no chapter holds; the word itself if unclear.

        Two words when they were written without the space between.
        """
        long_enough = MIN_LETTERS <= len(word) <= MAX_LETTERS
        if not long_enough or not word.isalpha() or word in english_words():
            return (word,)
        near = self._nearest(word)
        return (near,) if near else self._parts(word) or (word,)

    def _nearest(self, word: str) -> str | None:
        off = np.abs(self._letters - _letter_counts([word])).sum(axis=1, dtype=np.int16)
        longer = np.abs(self._lengths - len(word))
        # An edit changes at most two letters of the count, so that this drops no candidate.
        found = self._within(1, word, np.flatnonzero((off <= 2) & (longer <= 1)))
        if not found and len(word) >= LONG_WORD:
            alike = self._first == word[0]  # two slips, and hardly one of them at the start
            found = self._within(2, word, np.flatnonzero((off <= 4) & (longer <= 2) & alike))
        return min(found)[-1] if found else None

    def _within(
        self, most: int, word: str, among: npt.NDArray[np.intp]
    ) -> list[tuple[float, int, str]]:
        """Likeliest first when sorted: by cost, then by how often the chapters have the word."""
        found = []
        for other in (self._words[int(at)] for at in among):
            n, cost = slips(word, other)
            if n <= most:
                cost -= _FUNCTION_WORD if other in STOP_WORDS else 0.0
                found.append((round(cost, 3), -self._counts.get(other, 0), other))
        return found

    def _parts(self, word: str) -> tuple[str, ...]:
        for at in range(MIN_LETTERS, len(word) - MIN_LETTERS + 1):
            if word[:at] in self._counts and word[at:] in self._counts:
                return word[:at], word[at:]
        return ()


def slips(typed: str, meant: str) -> tuple[int, float]:
    """How many slips of the finger lie between two words, and how unlikely they are together.

    A slip is a letter too many, missing, or another one, or two neighbours swapped.
    """
    rows = [[(j, float(j)) for j in range(len(meant) + 1)]]
    for i, letter in enumerate(typed, 1):
        row = [(i, float(i))]
        for j, wanted in enumerate(meant, 1):
            options = [
                _and(rows[i - 1][j - 1], 0 if letter == wanted else 1, _swap_cost(letter, wanted)),
                _and(rows[i - 1][j], 1, _CHEAP if i > 1 and typed[i - 2] == letter else 1.0),
                _and(row[j - 1], 1, _CHEAP if j > 1 and meant[j - 2] == wanted else 1.0),
            ]
            if i > 1 and j > 1 and typed[i - 2 : i] == wanted + meant[j - 2]:
                options.append(_and(rows[i - 2][j - 2], 1, _SWAPPED))
            row.append(min(options))
        rows.append(row)
    return rows[-1][-1]


def _and(before: tuple[int, float], n: int, cost: float) -> tuple[int, float]:
    return before[0] + n, before[1] + cost


def _swap_cost(typed: str, meant: str) -> float:
    if typed == meant:
        return 0.0
    both_vowels = typed in _VOWELS and meant in _VOWELS
    return _CHEAP if both_vowels or meant in _neighbours().get(typed, "") else 1.0


@cache
def _neighbours() -> dict[str, str]:
    """The keys around each on a QWERTY keyboard."""
    found = {}
    for y, row in enumerate(_KEYS):
        for x, key in enumerate(row):
            around = (_KEYS[b][max(0, x - 1) : x + 2] for b in range(max(0, y - 1), min(3, y + 2)))
            found[key] = "".join(around).replace(key, "")
    return found


def _letter_counts(words: Iterable[str]) -> npt.NDArray[np.int8]:
    """How often each letter occurs in each word, shape (words, 26)."""
    made = [[word.count(chr(97 + n)) for n in range(26)] for word in words]
    return np.minimum(made, 127).astype(np.int8).reshape(-1, 26)
