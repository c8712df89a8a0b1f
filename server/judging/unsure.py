"""Phrases that stayed in a version and that its reader may not know: shown, never changed."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import pairwise

from server.judging.jargon import jargon
from server.judging.lexicon import Lexicon
from server.judging.names import names
from server.judging.unknown import FLAG, Offsets, Phrase, judged, phrases

# Units, currencies and marks of a message that are no words.
_MARKS = frozenset(
    "eur usd gbp chf sek pln inr nok dkk cet cest utc gmt est pst kb mb gb tb kg km cm mm ms kw kwh"
    " am pm nb ps fyi asap tbd eta vat ltd inc gmbh".split()
)

# From here on a phrase is named as one that the reader may perhaps not know; below FLAG it is no
# warning. Ours: half as low again names half as many more (docs/rewrite.md).
PERHAPS = 0.06
# The same two, where a language model has read the message and words are told better apart.
FLAG_READ, PERHAPS_READ = 0.2, 0.025


def unsure(
    source: str,
    rewrite: str,
    lexicon: Lexicon,
    known: Collection[str] = (),
    *,
    told: Offsets = (),
    least: float = FLAG,
) -> tuple[str, ...]:
    """Phrases of the source that still stand in the rewrite, in lower case, each once.

    Judged in the source, where the technical words around them tell what it speaks of; `least` is
    how likely (0..1) the reader does not know one, `told` what a language model's reading of the
    source adds.
    """
    allowed = frozenset(k.lower() for k in known)
    out = []
    for one in _phrases(source or rewrite, lexicon, allowed, told, least):
        shown = one.text.lower()
        if re.search(rf"(?<!\w){re.escape(one.text)}(?!\w)", rewrite, re.IGNORECASE):
            out.append(shown)
    return tuple(dict.fromkeys(out))


# A pair of ordinary words is named when so many listed compounds begin with its first word and as
# many end in its second, and one of the two is at least so likely unknown: "head unit". Ours, by
# what they add to the messages read here (docs/rewrite.md).
LISTED, SOMEWHAT_UNKNOWN = 10, 0.05


def of_listed_parts(
    source: str, rewrite: str, lexicon: Lexicon, known: Collection[str] = ()
) -> tuple[str, ...]:
    """Pairs of words that no list holds, but lists have many such: in lower case, each once."""
    text = source or rewrite
    told = [(h.start, h.end) for h in jargon(text, lexicon, known)]
    first, last = lexicon.parts
    out = []
    for one, two in pairwise(judged(text, told)):
        pair = text[one.start : two.end].lower()
        words = text[one.start : one.end].lower(), text[two.start : two.end].lower()
        begun = first[words[0]] + first[words[0].removesuffix("s")] >= LISTED
        ended = last[words[1].removesuffix("s")] >= LISTED
        strange = max(one.odds, two.odds) >= SOMEWHAT_UNKNOWN
        if two.start - one.end == 1 and begun and ended and strange and pair in rewrite.lower():
            out.append(pair)
    return tuple(dict.fromkeys(out))


@lru_cache(maxsize=32)
def _phrases(
    text: str, lexicon: Lexicon, known: frozenset[str], told: Offsets, least: float
) -> tuple[Phrase, ...]:
    listed = [(h.start, h.end) for h in jargon(text, lexicon, known)]
    found = phrases(text, listed, told=told, least=least)
    return _worth_showing(text, found, listed, lexicon, known)


def _worth_showing(
    text: str,
    found: tuple[Phrase, ...],
    told: list[tuple[int, int]],
    lexicon: Lexicon,
    known: frozenset[str],
) -> tuple[Phrase, ...]:
    """The phrases less names, marks, and words that the reader uses or everybody at work knows."""
    named = [n for n in names(text, lexicon) if n.kind in ("person", "name")]
    out = []
    for one in found:
        words = [w.lower() for w in re.split(r"[ -]", one.text)]
        plain = {w for w in words if w in lexicon.familiar or w in known or w in _MARKS}
        plain |= {w for w in words if w.upper() in lexicon.everyday_acronyms}
        is_name = any(n.start <= one.start and one.end <= n.end for n in named)
        if not is_name and len(plain) < len(words) and not _inside(one, told):
            out.append(one)
    return tuple(out)


def _inside(one: Phrase, told: list[tuple[int, int]]) -> bool:
    return any(start <= one.start and one.end <= end for start, end in told)
