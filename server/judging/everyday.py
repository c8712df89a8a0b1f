"""How everyday a word is, and how much software people use it: one small table, made once.

`evals.rewrite_training` makes the table from the word list of the embedding model, which is in
the order of how often English uses a word, and from counts of words and of pairs of words in the
one-line descriptions of published packages. No sentence of either is kept.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

PATH = Path(__file__).with_name("word_table.npz")
# Steps of the stored numbers: a natural logarithm times so much, in one byte.
SCALE = 16.0
NEAR_SCALE = 24.0
MEANING_SCALE = 40.0
PAIR_BINS = 1 << 18
# The rank of a word that the list does not hold: behind its last one.
UNRANKED = float(np.log(40_000))
_ENDINGS = (
    ("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", ""),
    ("ied", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("er", ""), ("er", "e"),
    ("ers", ""), ("ers", "e"), ("ly", ""), ("able", ""), ("ability", "able"), ("less", ""),
    ("isation", "ization"), ("ise", "ize"), ("ised", "ized"), ("ising", "izing"), ("our", "or"),
)  # fmt: skip
_PREFIX = re.compile(r"^(?:un|re|pre|over|non|multi|co|sub|inter|mis|out|anti|mini|semi|auto)")


@dataclass(frozen=True)
class Word:
    """What the table tells of a word, in natural logarithms.

    `rank` is that of its place in the list of English words, `used` that of how many package
    descriptions hold it, `near` how much more than its rank lets expect, told by its meaning.
    `meaning` is what its embedding adds to the log odds that it is unknown to most: of its own, as
    the word before another, as the word after. `form` is false where a shorter form of the word
    was looked up.
    """

    rank: float
    used: float
    near: float
    meaning: tuple[float, ...] = (0.0, 0.0, 0.0)
    known: bool = True
    form: bool = True


_NONE = Word(UNRANKED, 0.0, 0.0, known=False, form=False)


@dataclass(frozen=True)
class Table:
    """All words, and the pairs of words by the bin that their hash falls in."""

    place: dict[str, int]
    rank: npt.NDArray[np.uint8]
    used: npt.NDArray[np.uint8]
    near: npt.NDArray[np.int8]
    meaning: npt.NDArray[np.int8]
    pairs: npt.NDArray[np.uint8]

    def word(self, word: str) -> Word:
        """The word, or a shorter form of it; `known` is false when there is neither."""
        at = self.find(word)
        return self._at(at, form=word.lower() in self.place) if at >= 0 else _NONE

    def find(self, word: str) -> int:
        """The place of a word or of a shorter form of it; -1 when there is neither."""
        low = word.lower()
        if low in self.place:
            return self.place[low]
        for ending, other in _ENDINGS:
            bare = low[: -len(ending)] + other
            if low.endswith(ending) and len(low) - len(ending) > 2 and bare in self.place:
                return self.place[bare]
        bare = _PREFIX.sub("", low)
        return self.place.get(bare, -1) if len(bare) > 3 else -1

    def _at(self, at: int, *, form: bool) -> Word:
        return Word(
            float(self.rank[at]) / SCALE,
            float(self.used[at]) / SCALE,
            float(self.near[at]) / NEAR_SCALE,
            tuple(float(m) / MEANING_SCALE for m in self.meaning[at]),
            form=form,
        )

    def pair(self, one: str, two: str) -> float:
        """The logarithm of how many descriptions hold the two words side by side; 0: too few."""
        return float(self.pairs[pair_bin(one.lower(), two.lower())]) / SCALE


def pair_bin(one: str, two: str) -> int:
    """The bin of a pair of words."""
    return zlib.crc32(f"{one} {two}".encode()) % PAIR_BINS


@cache
def table() -> Table:
    """The table of this installation, read once."""
    with np.load(PATH) as stored:
        words = bytes(stored["words"]).decode().split("\n")
        columns = (stored[n] for n in ("rank", "used", "near", "meaning", "pairs"))
        return Table({w: at for at, w in enumerate(words)}, *columns)


def store(found: Table, meaning: npt.NDArray[np.generic]) -> None:
    """Write the table with other meanings, already scaled, shape (words, 3)."""
    words = np.frombuffer("\n".join(found.place).encode(), np.uint8)
    columns = {n: getattr(found, n) for n in ("rank", "used", "near", "pairs")}
    np.savez_compressed(PATH, words=words, meaning=meaning.astype(np.int8), **columns)
    table.cache_clear()
