"""Phrases of a message that a reader outside engineering is likely not to know.

No list of terms is asked: each word is judged by how everyday it is, how much more software people
use it than others, what stands beside it, and what the rest of the message speaks of. The weights
are trained by `evals.rewrite_training` on phrases in sentences; docs/rewrite.md tells how well they
do on fields that they never saw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from server.judging.reading import is_known, words
from server.judging.reading import weights as reading_weights
from server.judging.unknown_rows import Floats, rows
from server.judging.wholeness import is_likely_verb
from server.steps import Reading

PATH = Path(__file__).with_name("unknown_weights.npz")


@dataclass(frozen=True)
class Judged:
    """A word in place, and how likely it is (0..1) that the reader does not know it here."""

    start: int
    end: int
    odds: float


@dataclass(frozen=True)
class Phrase:
    """Words side by side that a reader may not know; `odds` is the highest of theirs."""

    text: str
    start: int
    end: int
    odds: float


@dataclass(frozen=True)
class Weights:
    """A logistic model over the numbers of a row, in the order of NAMES."""

    weights: Floats  # (len(NAMES),)
    bias: Floats  # ()

    def odds(self, table: Floats) -> Floats:
        """The probability of each row, shape (n,)."""
        out: Floats = 1 / (1 + np.exp(-(table @ self.weights + self.bias)))
        return out


@cache
def weights() -> Weights:
    """The weights of this installation, read once."""
    with np.load(PATH) as stored:
        return Weights(stored["weights"].astype(np.float32), stored["bias"].astype(np.float32))


# By the place where a word starts: what a language model's reading adds to its log-odds.
Offsets = tuple[tuple[int, float], ...]


def offsets(text: str, reading: Reading | None) -> Offsets:
    """What a reading of the text tells of its words; nothing where there is none."""
    tokens, _ = rows(text)
    if reading is None or not is_known(reading) or not tokens:
        return ()
    told = words(reading, [(t.start, t.end) for t in tokens])
    return tuple((t.start, float(more)) for t, more in zip(tokens, told, strict=True))


def judged(
    text: str, technical: Sequence[tuple[int, int]] = (), told: Offsets = ()
) -> list[Judged]:
    """Every content word of a text with how likely its reader does not know it.

    `told` is what `offsets` gave of the same text.
    """
    tokens, found = rows(text, technical)
    if not tokens:
        return []
    if told:
        by_place, kept = dict(told), reading_weights()
        more = np.array([by_place[t.start] for t in tokens])
        odds = 1 / (1 + np.exp(-(found @ kept.rows + kept.words_bias + more)))
    else:
        odds = weights().odds(found)
    return [Judged(t.start, t.end, float(p)) for t, p in zip(tokens, odds, strict=True)]


# Above FLAG a phrase is shown to the learner; a word beside one belongs to it above JOINS. JOINS by
# cross-validation, FLAG by how many words a person is shown (docs/rewrite.md).
FLAG, JOINS = 0.3, 0.03


def phrases(
    text: str,
    technical: Sequence[tuple[int, int]] = (),
    *,
    told: Offsets = (),
    least: float = FLAG,
) -> tuple[Phrase, ...]:
    """What a reader may not know, as whole phrases, in order; none overlap.

    `technical` are places of words already known to be technical; they are in no phrase.
    """
    found = judged(text, technical, told)
    out: list[Phrase] = []
    at = 0
    while at < len(found):
        if found[at].odds < least:
            at += 1
            continue
        first = last = at
        while first and _joined(text, found[first - 1], found[first]):
            first -= 1
        while last + 1 < len(found) and _joined(text, found[last + 1], found[last]):
            last += 1
        start, end = found[first].start, found[last].end
        odds = max(w.odds for w in found[first : last + 1])
        out.append(Phrase(text[start:end], start, end, odds))
        at = last + 1
    return tuple(out)


def _joined(text: str, new: Judged, old: Judged) -> bool:
    gap = text[min(new.end, old.end) : max(new.start, old.start)]
    if gap not in (" ", "-") or new.odds < JOINS:
        return False
    verb = is_likely_verb(text[new.start : new.end], before=new.start < old.start)
    return gap == "-" or new.odds >= FLAG or not verb
