"""How much of a sentence its other wording left in place: the words outside what had to go.

A faithful edit replaces the words it was asked to replace and touches little else; so the rest
must be there, word for word and in order. This keeps meanings that no list of cues knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from server.judging.lexicon import words_pattern
from server.text import stem, words

# Words that an edit may add, drop or bend to fit its grammar.
_FREE = frozenset(
    "a an the our its their your this that these those is are was were be been has have had do does"
    " of s which who".split()
)
# Of the words outside, so many may differ; one more where a term had no plain words given.
MAX_MISSING = 1
MAX_NEW = 1
NEW_PER_UNKNOWN = 3


def out_of_frame(
    rewrite: str, source: str, terms: Sequence[str], *, offered: Sequence[str], unknown: int
) -> list[str]:
    """In words, how a rewrite touched more of `source` than the `terms` in it.

    `offered` are the plain words it may bring in, `unknown` counts the terms without any.
    """
    pattern = words_pattern([t for t in terms if t.strip()])
    frame = _stems(pattern.sub(" ", source))
    said = _stems(rewrite)
    kept = _in_order(frame, said)
    out = []
    if len(frame) - len(kept) > MAX_MISSING:
        gone = sorted(set(frame) - set(kept)) or ["the order of the words"]
        out.append(f"more was changed than the words that had to go: {', '.join(gone)}")
    free = {s for phrase in offered for s in _stems(phrase)}
    new = [w for w in _left_over(said, kept) if w not in free]
    if len(new) > MAX_NEW + NEW_PER_UNKNOWN * unknown:
        out.append(f"words were added: {', '.join(new)}")
    return out


def takes_away_only(rewrite: str, source: str) -> list[str]:
    """In words, what a shortened sentence says that its source does not, or in another order."""
    said, had = _stems(rewrite), _stems(source)
    new = _left_over(said, _in_order(said, had))
    return [f"words were added: {', '.join(new)}"] if new else []


def _stems(text: str) -> list[str]:
    flat = [w.lower().replace("’", "'") for w in words(text)]
    return [stem(w) for w in flat if w not in _FREE]


def _in_order(frame: list[str], said: list[str]) -> list[str]:
    """The longest run of the frame's words that stand in `said` in the same order."""
    matcher = SequenceMatcher(a=frame, b=said, autojunk=False)
    return [
        w for block in matcher.get_matching_blocks() for w in frame[block.a : block.a + block.size]
    ]


def _left_over(said: list[str], kept: list[str]) -> list[str]:
    left, remaining = [], list(kept)
    for word in said:
        if remaining and word in remaining:
            remaining.remove(word)
        else:
            left.append(word)
    return left
