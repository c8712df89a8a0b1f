"""Whether passages hold what a sentence says, judged by its words alone.

A passage is read as units: its lines (rows, list items, paragraphs), cut into sentences. The
shares below were set on answers of the local model to questions of our own (docs/prompts.md).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.judging.wording import cells_of, counted, figures, names, stems_of, units
from server.records import Passage
from server.text import stem, words

MIN_SHARE = 0.6  # of a sentence's stems that its passages must hold
MAX_QUOTE_CHARS = 420
_YES_NO = re.compile(
    r"\s*(?:is|are|was|were|do|does|did|can|could|should|must|may|will|would|has|have)\b", re.I
)
_DENIED = re.compile(r"\b(?:not|never|no|cannot|without)\b|n['’]t\b", re.IGNORECASE)
_COUNTS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_FIGURE_OF = {word: str(at) for at, word in enumerate(_COUNTS, start=1)}


@dataclass(frozen=True)
class Evidence:
    """What a sentence stands on: the passage's number, from 1, and its exact words."""

    marker: int
    quote: str


def evidence_for(sentence: str, passages: Sequence[Passage], question: str) -> list[Evidence]:
    """What supports a sentence: one passage, or two that do together; empty when none does.

    Its figures must stand in the quotes as they are (a part of a range is another figure; those
    of the question, anywhere in the passages), its names in the passages, and MIN_SHARE of its
    stems too, those that the question did not bring counted on their own as well. A row of a
    table counts only if no other row fits the question better.
    """
    needed, novel = stems_of(sentence), novel_stems(sentence, question)
    if not needed or not (novel or _YES_NO.match(question)):
        return []
    for chosen in _choices(needed, novel, passages):
        if not _holds(sentence, question, [passages[at] for at in chosen]):
            continue
        found = [_evidence(sentence, question, passages[at], at) for at in chosen]
        quotes = "\n".join(e.quote for e in found)
        other_row = any(_other_row(question, e.quote, passages[e.marker - 1]) for e in found)
        shown = "\n".join(_whole(passages[at]) for at in chosen)
        brought = figures(sentence) & figures(question)
        all_there = figures(sentence) - brought <= counted(quotes) and brought <= figures(shown)
        if all_there and not other_row and not contradicts(sentence, quotes):
            return found
    return []


def novel_stems(sentence: str, question: str) -> frozenset[str]:
    """The content stems of a sentence that its question does not have."""
    return stems_of(sentence) - stems_of(question)


def contradicts(sentence: str, quotes: str) -> bool:
    """Whether a sentence denies what its quotes do not deny, or claims what they deny."""
    if _DENIED.search(sentence):
        return not _DENIED.search(quotes)
    said = stems_of(sentence)
    for hit in _DENIED.finditer(quotes):
        clause = re.split(r"[.;:,\n]| but | and ", quotes[hit.end() :], maxsplit=1)[0]
        denied = stems_of(clause)
        if len(denied) > 1 and denied <= said:
            return True
    return False


def _whole(passage: Passage) -> str:
    return "\n".join([*passage.heading_path, passage.text])


def _choices(
    needed: frozenset[str], novel: frozenset[str], passages: Sequence[Passage]
) -> list[tuple[int, ...]]:
    """Passages by how much they hold; then pairs, each of which adds two novel stems."""
    held = [stems_of(_whole(passage)) for passage in passages]
    order = range(len(passages))
    singles = sorted(order, key=lambda at: (-len(novel & held[at]), -len(needed & held[at]), at))
    pairs = [
        (a, b)
        for a, b in itertools.combinations(order, 2)
        if len(novel & held[a] - held[b]) > 1 and len(novel & held[b] - held[a]) > 1
    ]
    return [*((at,) for at in singles), *pairs]


def _holds(sentence: str, question: str, passages: Sequence[Passage]) -> bool:
    text = "\n".join(_whole(passage) for passage in passages)
    held = stems_of(text)
    shares = (stems_of(sentence), novel_stems(sentence, question))
    enough = all(not part or len(part & held) / len(part) >= MIN_SHARE for part in shares)
    return enough and _named(sentence, question, text)


def _named(sentence: str, question: str, text: str) -> bool:
    """Whether a text holds the names of a sentence, those known from the question included."""
    said = {word.lower() for word in words(sentence)}
    low, held = text.lower(), stems_of(text)
    wanted = names(sentence) | (names(question) & said)
    return all(name in low or stem(name) in held for name in wanted)


def _evidence(sentence: str, question: str, passage: Passage, at: int) -> Evidence:
    """The unit that holds most of a sentence, widened to others that hold the rest."""
    found = units(passage.text)
    if not found:
        return Evidence(at + 1, passage.text)
    numbers = figures(sentence)
    wanted, asked = stems_of(sentence) | numbers, stems_of(question)
    best = max(
        found,
        key=lambda u: (len(wanted & u.stems) + len(numbers & u.stems), len(asked & u.stems)),
    )
    start, end, rest = best.start, best.end, wanted - best.stems
    for unit in sorted(found, key=lambda u: abs(u.start - best.start)):
        wide = min(start, unit.start), max(end, unit.end)
        if rest & unit.stems - asked and wide[1] - wide[0] <= MAX_QUOTE_CHARS:
            start, end = wide
            rest -= unit.stems
    return Evidence(at + 1, passage.text[start:end])


def _other_row(question: str, quote: str, passage: Passage) -> bool:
    """Whether a quoted row of a table is not the one that the question is about."""
    if not cells_of(quote):
        return False
    asked = stems_of(question) | figures(question)
    own = len(asked & stems_of(quote) | asked & figures(quote))
    rows = [unit for unit in units(passage.text) if cells_of(unit.text)]
    return any(len(asked & row.stems) > own for row in rows)
