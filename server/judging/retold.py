"""Plain words of the lists as they stand in a version: what they say is no addition to it.

"idempotency" told as "protection against repeats" denies nothing and counts nothing of its own, so
judgements on what is new or turned round in a version leave its plain words out.
"""

from __future__ import annotations

import re

from server.judging.inflection import plural
from server.judging.jargon import JargonHit, jargon
from server.judging.lexicon import Lexicon

_Span = tuple[int, int]


def retold_spans(source: str, rewrite: str, lexicon: Lexicon) -> tuple[_Span, ...]:
    """Where plain words for a technical word of the source, gone there, stand in the rewrite."""
    return tuple(
        found.span()
        for hit in _gone(source, rewrite, lexicon)
        for found in _said(hit.plain).finditer(rewrite)
    )


def without_retold(source: str, rewrite: str, lexicon: Lexicon) -> tuple[str, str]:
    """Both texts less the technical words and the plain ones that took their place."""
    here, there = source, rewrite
    for hit in _gone(source, rewrite, lexicon):
        said = _said(hit.plain)
        if said.search(there):
            here = _word(hit.term).sub(" ", here)
            there = said.sub(" ", there)
    return here, there


def _gone(source: str, rewrite: str, lexicon: Lexicon) -> list[JargonHit]:
    hits = jargon(source, lexicon, among_technical=True)
    return [h for h in hits if h.plain and not _word(h.term).search(rewrite)]


def _word(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)


def _said(plain: str) -> re.Pattern[str]:
    """Plain words with spaces or hyphens between them, in either number."""
    forms = "|".join(re.escape(p).replace(r"\ ", r"[\s-]+") for p in (plural(plain), plain))
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)", re.IGNORECASE)
