"""Sentence by sentence: what stays, what goes, and what the model says in plain words."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from typing import Any

from server.judging.audiences import Audience
from server.judging.contract import breaches, must_stay
from server.judging.jargon import JargonHit, in_plain_words, jargon
from server.judging.lexicon import Lexicon
from server.judging.meaning import modality
from server.judging.omissions import (
    is_greeting,
    is_protected,
    omission,
    without_cause,
    without_clause,
    without_salutation,
    without_staff,
)
from server.judging.splitting import plain_sentences
from server.records import Call, Step, Written
from server.text import content_stems

Pieces = Generator[Step, Any, "tuple[Piece, ...]"]
OnePiece = Generator[Step, Any, "Piece"]
_BULLET = re.compile(r"^(?:[-*•+]|\d{1,3}[.)])\s+")
_SIGNATURE = re.compile(r"(?:[-–—]\s*)?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?")
_LETTER = "a greeting or a signature; add your own"
# How many clauses may be cut from a sentence before it is given up.
_MAX_CUTS = 3


@dataclass(frozen=True)
class Piece:
    """A sentence before and after. `how` tells what was done with it, `reason` why.

    `how`: "kept" word for word, "cut" less a clause, "rewritten" by the model, "glossary" (plain
    words put in by code), "left_out" (`after` is ""), "added" (the learner's own new fact).
    """

    before: str
    after: str
    how: str
    reason: str | None = None
    start: int = 0
    paragraph: int = 0
    bullet: bool = False


@dataclass
class Desk:
    """What the sentences of one turn share; `done` saves asking twice for two audiences."""

    lexicon: Lexicon
    confidential: tuple[str, ...]
    known_terms: tuple[str, ...]
    done: dict[tuple[str, tuple[str, ...]], Written] = field(default_factory=dict)


def pieces_for(source: str, reader: Audience, desk: Desk) -> Pieces:
    """Every sentence of `source` as a piece for this reader, in order."""
    out = []
    split = plain_sentences(source)
    for sentence in split:
        bare = _BULLET.sub("", sentence.text)
        if len(split) > 2 and sentence is split[-1] and _SIGNATURE.fullmatch(bare):
            piece = Piece(bare, "", "left_out", _LETTER)
        else:
            piece = yield from _piece(bare, reader, desk)
        paragraph = len(re.findall(r"\n\s*\n", source[: sentence.start]))
        out.append(
            replace(
                piece,
                start=sentence.start,
                paragraph=paragraph,
                bullet=bare != sentence.text,
            )
        )
    return tuple(out)


def _piece(bare: str, reader: Audience, desk: Desk) -> OnePiece:
    if is_greeting(bare):
        return Piece(bare, "", "left_out", _LETTER)
    trimmed, hidden, reason = _fit_for(without_salutation(bare), reader, desk)
    if trimmed is None or (hidden and reader.technical):
        return Piece(bare, "", "left_out", reason)
    hits = () if reader.technical else jargon(trimmed, desk.lexicon, _known(reader, desk))
    if not hits and not hidden:
        how = "kept" if trimmed == bare else "cut"
        reason = reason or (None if how == "kept" else "the greeting goes")
        return Piece(bare, trimmed, how, reason)
    if not hidden and _is_only_technical(trimmed, hits):
        return Piece(bare, "", "left_out", "nothing in it but technical detail")
    piece = yield from _in_other_words(trimmed, hits, hidden, desk)
    return replace(piece, before=bare, reason=piece.reason or reason)


def _fit_for(
    opened: str, reader: Audience, desk: Desk
) -> tuple[str | None, tuple[str, ...], str | None]:
    """As `_trimmed`; for a customer the people become the team, and technical causes go too."""
    first = omission(opened, reader, desk.confidential, desk.lexicon)
    if not reader.external or (first and first.whole_sentence):
        return _trimmed(opened, reader, desk)
    named = without_staff(opened, desk.lexicon)
    trimmed, hidden, reason = _trimmed(named, reader, desk)
    if named != opened:
        reason = reason or "people on staff are not named to a customer"
    if trimmed is None:
        return None, (), reason
    terms = [h.term for h in jargon(trimmed, desk.lexicon, _known(reader, desk))]
    shorter = without_cause(trimmed, terms)
    if shorter != trimmed:
        return shorter, hidden, "the technical cause is internal; left out"
    return trimmed, hidden, reason


def _known(reader: Audience, desk: Desk) -> set[str]:
    return {*reader.known_terms, *(t.lower() for t in desk.known_terms)}


def _trimmed(
    bare: str, reader: Audience, desk: Desk
) -> tuple[str | None, tuple[str, ...], str | None]:
    """What may stay of a sentence; the words in it that still must go; the reason.

    None for what may stay when all of it goes.
    """
    reason, here = None, bare
    for _ in range(_MAX_CUTS):
        found = omission(here, reader, desk.confidential, desk.lexicon)
        if found is None:
            return here, (), reason
        reason = f"{found.reason}; left out"
        if found.whole_sentence:
            return None, (), reason
        shorter = without_clause(here, found.what)
        if shorter is None:
            return (here, (found.what,), reason) if is_protected(here) else (None, (), reason)
        here = shorter
    return None, (), reason


def _is_only_technical(sentence: str, hits: tuple[JargonHit, ...]) -> bool:
    """Two technical words or more, at least half of all, and nothing that a reader needs."""
    if len(hits) < 2 or is_protected(sentence) or modality(sentence):
        return False
    technical = sum(len(content_stems(h.term)) for h in hits)
    return 2 * technical >= len(content_stems(sentence))


def _in_other_words(
    sentence: str, hits: tuple[JargonHit, ...], hidden: tuple[str, ...], desk: Desk
) -> OnePiece:
    """The sentence from the model, else from the glossary, else left out with a note."""
    terms = tuple(dict.fromkeys([*(h.term.strip("`") for h in hits), *hidden]))
    plain = [h.plain for h in hits if h.plain]
    needed = [h.plain for h in hits if h.plain and h.kind == "term"]
    key = (sentence, terms)
    if key not in desk.done:
        swaps = dict.fromkeys(f"{h.term} = {h.plain}" for h in hits if h.plain)
        desk.done[key] = yield Call(
            "rewrite-sentence@1",
            optional=True,
            sentence=sentence,
            forbidden=list(terms),
            swaps=list(swaps),
            keep=must_stay(sentence, terms),
        )
    written = desk.done[key]
    text = written.text.strip()
    why = f"plain words for {_listed(terms)}"
    faults = breaches(text, sentence, forbidden=terms, offered=plain, needed=needed)
    if written.finish == "stop" and not faults and not still_hidden(text, hits, desk):
        return Piece(sentence, text, "rewritten", why)
    if hidden:
        return Piece(sentence, "", "left_out", None)
    return Piece(sentence, in_plain_words(sentence, hits), "glossary", why)


def still_hidden(text: str, hits: tuple[JargonHit, ...], desk: Desk) -> bool:
    """Whether a rewrite brought in technical words that the sentence did not have."""
    had = {h.term.lower() for h in hits}
    allowed = {h.plain.lower() for h in hits} | {t.lower() for t in desk.known_terms}
    new = [h for h in jargon(text, desk.lexicon, allowed) if h.term.lower() not in had]
    return any(not any(h.term.lower() in plain for plain in allowed) for h in new)


def _listed(terms: tuple[str, ...]) -> str:
    return ", ".join(f"“{t}”" for t in terms)
