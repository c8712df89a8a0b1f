"""A sentence in plain words: by code where they fit its place, by the model where they do not."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from server.judging.contract import breaches, must_stay
from server.judging.frame import out_of_frame
from server.judging.guard import counted_otherwise, safe_hits
from server.judging.jargon import JargonHit, jargon
from server.judging.omissions import is_protected
from server.judging.swapping import in_plain_words
from server.judging.wholeness import half
from server.modes.rewrite.desk import Desk, OnePiece, Piece
from server.records import Call, Step, Written

_FOR_A_FACT = "plain words would change a fact; look at it before you send it"


def in_other_words(sentence: str, hits: tuple[JargonHit, ...], desk: Desk) -> OnePiece:
    """The sentence from the model where it keeps the rest as it is, else from the glossary.

    Technical words whose plain ones would change a fact stay.
    """
    free = safe_hits(sentence, hits, desk.lexicon)
    spared = _listed(tuple(dict.fromkeys(h.term.strip("`") for h in hits if h not in free)))
    if not free:
        return Piece(sentence, sentence, "kept", f"{spared}: {_FOR_A_FACT}")
    piece = yield from _told(sentence, free, desk)
    if piece.after:
        piece = replace(piece, retold=counted_otherwise(sentence, free))
    if not spared or not piece.after:
        return piece
    return replace(piece, reason=f"{piece.reason}; {spared}: {_FOR_A_FACT}")


def _told(sentence: str, hits: tuple[JargonHit, ...], desk: Desk) -> OnePiece:
    """The sentence in plain words for all of the hits, none of which holds a fact."""
    terms = tuple(dict.fromkeys(h.term.strip("`") for h in hits))
    why = f"plain words for {_listed(terms)}"
    swaps = dict.fromkeys(f"{h.term} = {h.plain}" for h in hits if h.plain)
    by_code = _by_code(sentence, hits)
    before = desk.earlier.get(sentence)
    if before == by_code:
        return Piece(sentence, by_code, "glossary", why)
    if before and not _faults(before, sentence, hits, desk):
        return Piece(sentence, before, "rewritten", why)
    torn = half(by_code, sentence)
    if _fits_by_code(sentence, hits) and not torn:
        return Piece(sentence, by_code, "glossary", why)
    written = yield from asked(
        desk,
        "rewrite-sentence@1",
        sentence,
        terms,
        forbidden=list(terms),
        swaps=list(swaps),
        keep=must_stay(sentence, terms),
    )
    text = written.text.strip()
    if written.finish == "stop" and not _faults(text, sentence, hits, desk):
        return Piece(sentence, text, "rewritten", why)
    if torn and is_protected(sentence):
        return Piece(sentence, sentence, "kept", f"{why} would tear it; say it in your own words")
    if torn:
        return Piece(sentence, "", "left_out", f"{why} would leave half a sentence; left out")
    return Piece(sentence, by_code, "glossary", why)


def _by_code(sentence: str, hits: tuple[JargonHit, ...]) -> str:
    """The sentence in plain words; where they would tear it, without the one that does."""
    less = [tuple(h for h in hits if h is not one) for one in hits]
    said = [in_plain_words(sentence, some) for some in (hits, *less)]
    return next((s for s in said if s != sentence and not half(s, sentence)), said[0])


def _fits_by_code(sentence: str, hits: tuple[JargonHit, ...]) -> bool:
    """Whether plain words simply take the place of the technical ones.

    Each has some, and no two stand side by side. There the model's sentence, where it kept its
    contract, was the same (docs/rewrite.md), so it is not asked.
    """
    known = all(h.plain and h.kind == "term" for h in hits)
    apart = all(re.search(r"\w", sentence[a.end : b.start]) for a, b in pairwise(hits))
    return known and apart


def _faults(text: str, sentence: str, hits: tuple[JargonHit, ...], desk: Desk) -> list[str]:
    terms = [h.term.strip("`") for h in hits]
    plain = [h.plain for h in hits if h.plain]
    needed = [h.plain for h in hits if h.plain and h.kind == "term"]
    found = breaches(text, sentence, forbidden=terms, offered=plain, needed=needed)
    torn = half(text, sentence)
    found += [torn] if torn else []
    unknown = sum(not h.plain for h in hits)
    found += out_of_frame(text, sentence, terms, offered=plain, unknown=unknown)
    return found + (["it has other technical words"] if still_hidden(text, hits, desk) else [])


def asked(
    desk: Desk, prompt: str, sentence: str, key: tuple[str, ...], **inputs: Any
) -> Generator[Step, Any, Written]:
    """What the model wrote for a sentence; asked once for all audiences that need the same."""
    if (sentence, key) not in desk.done:
        call = Call(prompt, optional=True, sentence=sentence, **inputs)
        desk.done[sentence, key] = yield call
    return desk.done[sentence, key]


def still_hidden(text: str, hits: tuple[JargonHit, ...], desk: Desk) -> bool:
    """Whether a rewrite brought in technical words that the sentence did not have."""
    had = {h.term.lower() for h in hits}
    allowed = {h.plain.lower() for h in hits} | {t.lower() for t in desk.known_terms}
    new = [h for h in jargon(text, desk.lexicon, allowed) if h.term.lower() not in had]
    return any(not any(h.term.lower() in plain for plain in allowed) for h in new)


def _listed(terms: tuple[str, ...]) -> str:
    return ", ".join(f"“{t}”" for t in terms)
