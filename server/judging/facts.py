"""The facts of a message, and what became of each in another version of it.

A fact is kept, left out, or changed. Wording may differ where the meaning does not: formats of
numbers and dates are made alike before they are compared; a hedge ("about") and the order of a
change ("from 24 hours to 15 minutes") belong to the fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from server.judging.dates import dates
from server.judging.lexicon import Lexicon
from server.judging.meaning import modality, same_claim
from server.judging.names import names
from server.judging.numerals import Quantity, numerals
from server.judging.splitting import plain_sentences
from server.judging.worded import worded
from server.text import content_stems

FactType = Literal["number", "date", "duration", "name", "system", "commitment"]
FactStatus = Literal["kept", "left_out", "changed"]
NO_WORDS = Lexicon()
_TYPES: dict[str, FactType] = {"person": "name", "name": "name", "version": "number"}

# Words between two quantities that make the second the successor of the first.
_BECOMES = re.compile(
    r"\s*+(?:(?:down |up |over |back )?to|into|→|->|=>)\s+(?:only |just )?",
    re.IGNORECASE,
)
_WAS = re.compile(
    r"\s*+(?:[,(]\s*+)?(?:instead of|rather than|not|was|previously|down from|up from"
    r"|compared (?:to|with))\s+",
    re.IGNORECASE,
)
# The number of a list's item, with the white space before it in its line and in empty ones.
_LISTED = re.compile(r"(\A|(?<!\s)[^\S\n]*+\n)\s*+\d{1,2}[.)](?=\s)")
# How much of a commitment's content words another sentence must share to be its other wording.
# Ours, set by reading; a rewrite of one sentence keeps more than half of its words.
SAME_COMMITMENT = 0.5


@dataclass(frozen=True)
class Fact:
    """A fact in place, ``text == message[start:end]``; equal keys are the same fact."""

    text: str
    type: FactType
    start: int
    end: int
    key: str


@dataclass(frozen=True)
class FactFate:
    """What became of a fact; `reason` says it in words where it was not kept."""

    fact: Fact
    status: FactStatus
    reason: str | None = None


# A version is judged from several sides at once; the texts of one turn fit in.
KEPT_TEXTS = 512


@lru_cache(maxsize=KEPT_TEXTS)
def facts(text: str, lexicon: Lexicon = NO_WORDS) -> tuple[Fact, ...]:
    """The facts of a text by place, each key once; commitments may contain other facts."""
    found = [
        *_changes(text, quantities(text)),
        *_named(text, lexicon),
        *_commitments(text),
    ]
    unique = {(f.type, f.key): f for f in reversed(sorted(found, key=lambda f: f.start))}
    return tuple(sorted(unique.values(), key=lambda f: (f.start, f.end)))


@lru_cache(maxsize=KEPT_TEXTS)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Numbers, durations and dates of a text, in order; parts of identifiers do not count."""
    masked = text
    for one in names(text, NO_WORDS):
        if one.kind in ("identifier", "version"):
            masked = _blanked(masked, one.start, one.end)
    found = dates(masked)
    for date in found:
        masked = _blanked(masked, date.start, date.end)
    masked = _LISTED.sub(lambda m: m[1] + " " * (len(m[0]) - len(m[1])), masked)
    masked = re.sub(
        r"\b[A-Za-z]+\d+\w*|\b(?:[Ll]evel|[Ss]tep|[Pp]hase|[Ss][Ee][Vv])[\s-]?\d\b",
        lambda m: " " * len(m[0]),
        masked,
    )
    told = worded(masked)
    for span in told:
        masked = _blanked(masked, span.start, span.end)
    return tuple(sorted([*found, *told, *numerals(masked)], key=lambda q: q.start))


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + " " * (end - start) + text[end:]


def _changes(text: str, found: Sequence[Quantity]) -> list[Fact]:
    """Quantities as facts, and each pair joined by "to": a change from one to the other."""
    out = [Fact(q.text, q.kind, q.start, q.end, q.key) for q in found]
    for one, two in pairwise(found):
        if one.kind == two.kind and _BECOMES.fullmatch(text, one.end, two.start):
            key = f"{one.key} >>> {two.key}"
            out.append(Fact(text[one.start : two.end], one.kind, one.start, two.end, key))
    return out


def _named(text: str, lexicon: Lexicon) -> list[Fact]:
    out = []
    for one in names(text, lexicon):
        kind = _TYPES.get(one.kind, "system")
        key = re.sub(r"[\s`]+", " ", one.text.lower()).strip()
        if one.kind == "version":
            key = "version " + re.sub(r"[^\d.]", "", one.text)
        out.append(Fact(one.text, kind, one.start, one.end, key))
    return out


def _commitments(text: str) -> list[Fact]:
    out = []
    for sentence in plain_sentences(text):
        if sentence.text.endswith("?"):
            continue
        if modality(sentence.text) & {"promise", "proposal"} and content_stems(sentence.text):
            bare = sentence.text.lstrip("-*•+ \t")
            start = sentence.end - len(bare)
            key = " ".join(content_stems(bare))
            out.append(Fact(bare, "commitment", start, sentence.end, key))
    return out


def fates(
    source: str,
    rewrite: str,
    lexicon: Lexicon = NO_WORDS,
    *,
    why_left_out: Callable[[Fact], str | None] = lambda fact: None,
) -> tuple[FactFate, ...]:
    """What became of every fact of `source` in `rewrite`.

    `why_left_out` gives the reason for a fact that was left out on purpose, None otherwise.
    """
    there = facts(rewrite, lexicon)
    own = facts(source, lexicon)
    return tuple(_fate(f, own, there, rewrite, why_left_out) for f in own)


def _fate(
    fact: Fact,
    own: tuple[Fact, ...],
    there: tuple[Fact, ...],
    rewrite: str,
    why_left_out: Callable[[Fact], str | None],
) -> FactFate:
    if fact.type == "commitment":
        return _commitment_fate(fact, rewrite, why_left_out)
    if any(f.key == fact.key for f in there if f.type == fact.type) or _says(rewrite, fact):
        return FactFate(fact, "kept")
    changed = _changed_to(fact, own, there, rewrite)
    if changed:
        return FactFate(fact, "changed", changed)
    reason = why_left_out(fact) or "it is not in this version"
    return FactFate(fact, "left_out", reason)


def _says(rewrite: str, fact: Fact) -> bool:
    """A name counts as kept when it stands there whatever its capitals; numbers need keys."""
    if fact.type in ("name", "system"):
        return bool(re.search(rf"(?<!\w){re.escape(fact.text)}(?!\w)", rewrite, re.IGNORECASE))
    before, _, after = fact.key.partition(" >>> ")
    found = quantities(rewrite)
    for one, two in pairwise(found):
        if (one.key, two.key) == (after, before) and _WAS.fullmatch(rewrite, one.end, two.start):
            return True
    return False


def _changed_to(
    fact: Fact, own: tuple[Fact, ...], there: tuple[Fact, ...], rewrite: str
) -> str | None:
    """In words, what a number or date became; None when nothing stands in its place."""
    if fact.type in ("name", "system"):
        return None
    parts = fact.key.split(" >>> ")
    if len(parts) == 2 and all(any(p == q.key for q in quantities(rewrite)) for p in parts):
        return "both values are there, but no longer as a change from the first to the second"
    theirs = [f for f in there if f.type == fact.type and f.key not in {o.key for o in own}]
    unit = parts[-1].split()[-1] if fact.type != "date" else ""
    for other in theirs:
        same_unit = other.key.split()[-1] == unit or not unit
        if fact.type == "number" and unit.replace(".", "").isdigit():
            same_unit = other.key.split()[-1].replace(".", "").isdigit()
        if same_unit:
            return f"it became “{other.text}”"
    return None


def _commitment_fate(
    fact: Fact, rewrite: str, why_left_out: Callable[[Fact], str | None]
) -> FactFate:
    stems = set(fact.key.split())
    best, share = "", 0.0
    for sentence in plain_sentences(rewrite):
        shared = len(stems & set(content_stems(sentence.text))) / len(stems)
        if shared > share:
            best, share = sentence.text, shared
    if share < SAME_COMMITMENT:
        return FactFate(fact, "left_out", why_left_out(fact) or "it is not in this version")
    difference = same_claim(fact.text, best)
    return FactFate(fact, "changed", difference) if difference else FactFate(fact, "kept")


def added(source: str, rewrite: str, lexicon: Lexicon = NO_WORDS) -> tuple[tuple[Fact, str], ...]:
    """Facts of `rewrite` that `source` does not hold, each with the reason to look at it."""
    own = {f.key for f in facts(source, lexicon)}
    out = []
    for fact in facts(rewrite, lexicon):
        if fact.type == "commitment" or fact.key in own or " >>> " in fact.key:
            continue
        if fact.type in ("name", "system") and _mentioned(fact.text, source):
            continue
        out.append((fact, f"this {fact.type} is not in the source"))
    return tuple(out)


def _mentioned(name: str, source: str) -> bool:
    flat = source.lower()
    return all(word.lower().rstrip(".").removesuffix("s") in flat for word in name.split())
