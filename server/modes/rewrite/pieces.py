"""Sentence by sentence: what stays, what goes, and what the model says in plain words."""

from __future__ import annotations

import re
from dataclasses import replace

from server.judging.audiences import Audience
from server.judging.contract import malformed
from server.judging.cutting import (
    without_brackets,
    without_cause,
    without_clause,
    without_salutation,
    without_staff,
)
from server.judging.doubtful import is_technical
from server.judging.facts import quantities
from server.judging.frame import takes_away_only
from server.judging.guard import is_counted, names_a_standard
from server.judging.jargon import JargonHit, jargon
from server.judging.lexicon import words_pattern
from server.judging.meaning import modality
from server.judging.omissions import (
    OPINION_REASON,
    Omission,
    is_about_before,
    is_greeting,
    is_inner_cause,
    is_protected,
    omission,
)
from server.judging.opinions import speaks_of_people
from server.judging.splitting import plain_sentences
from server.judging.wholeness import half
from server.modes.rewrite.causes import without_technical_cause
from server.modes.rewrite.desk import Desk, OnePiece, Piece, Pieces, without_bullet
from server.modes.rewrite.inner import fit_by_parts, read_parts
from server.modes.rewrite.outside import INSIDE, fit_for_outside
from server.modes.rewrite.saying import asked, in_other_words
from server.text import content_stems

_SIGNATURE = re.compile(r"(?:[-–—]\s*)?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?")
_SUBJECT = re.compile(r"(?:Subject|Re|Betreff)\s*:", re.IGNORECASE)
_GREETED = "the greeting goes"
_LETTER = "a greeting or a signature; add your own"
# How many clauses may be cut from a sentence before it is given up.
_MAX_CUTS = 3
_OF_THEM = re.compile(r"\b(?:they|them|their)\b", re.IGNORECASE)
_HE_OR_SHE = re.compile(r"\b(?:he|she|him|his|her|hers)\b", re.IGNORECASE)
# What makes a bracket worth keeping: a figure, a denial, a condition.
_TELLS = re.compile(r"\d{2,}|\b(?:not|no|only|if|unless|except|at least|at most|about)\b", re.I)


def pieces_for(source: str, reader: Audience, desk: Desk) -> Pieces:
    """Every sentence of `source` as a piece for this reader, in order."""
    out: list[Piece] = []
    split = plain_sentences(source)
    technical = not reader.technical and is_technical(source, desk.lexicon, _known(reader, desk))
    desk = replace(desk, among_technical=technical)
    if reader.external:
        bare_ones = [without_bullet(s.text) for s in split]
        yield from read_parts(source, [without_salutation(b) for b in bare_ones], desk)
    for sentence in split:
        at_line_start = (
            not source[: sentence.start].strip(" \t")
            or "\n" in source[max(0, sentence.start - 3) : sentence.start]
        )
        bare = without_bullet(sentence.text) if at_line_start else sentence.text
        if len(split) > 2 and sentence is split[-1] and _SIGNATURE.fullmatch(bare):
            piece = Piece(bare, "", "left_out", _LETTER)
        else:
            piece = yield from _piece(bare, reader, desk)
            if desk.rewords and not reader.technical:
                piece = without_technical_cause(piece, source, reader, desk)
        if out and _goes_on(out[-1], piece, source, sentence.start):
            piece = Piece(bare, "", "left_out", out[-1].reason)
        if out and reader.external and is_about_before(bare):
            out[-1] = replace(out[-1], after="", how="left_out", reason=piece.reason)
        paragraph = len(re.findall(r"\n\s*\n", source[: sentence.start]))
        bullet = bare != sentence.text
        out.append(replace(piece, start=sentence.start, paragraph=paragraph, bullet=bullet))
    return (yield from fit_for_outside(out, desk)) if reader.external else tuple(out)


def _goes_on(before: Piece, piece: Piece, source: str, start: int) -> bool:
    """Whether a clause goes on with what was left out: a secret, or somebody else's business."""
    if before.after or not piece.after or not before.reason:
        return False
    gap = source[before.start : start].rstrip()
    whole = gap.endswith((".", "!", "?")) or "\n" in source[before.start : start]
    if "not to be passed on" in before.reason:
        return not whole
    others = "another customer" in before.reason or "with others" in before.reason
    return others and bool(_OF_THEM.match(piece.after) if whole else _OF_THEM.search(piece.after))


def _piece(bare: str, reader: Audience, desk: Desk) -> OnePiece:
    if bare in desk.undone and not _never(bare, reader, desk):
        return Piece(bare, bare, "kept", "you put the sentence back")
    if is_greeting(bare) or is_greeting(without_salutation(bare)):
        return Piece(bare, "", "left_out", _LETTER)
    if _SUBJECT.match(bare) and not quantities(bare):
        return Piece(bare, "", "left_out", "a subject line; the opening takes its place")
    trimmed, hidden, reason = _fit_for(without_salutation(bare), reader, desk)
    if trimmed is None or (hidden and reader.technical):
        return Piece(bare, "", "left_out", reason)
    if hidden:
        return replace((yield from _without(trimmed, hidden, reader, desk)), before=bare)
    trimmed, reason = _less_technical_brackets(trimmed, reason, reader, desk)
    return (yield from _reworded(bare, trimmed, reason, reader, desk))


def _reworded(
    bare: str, trimmed: str, reason: str | None, reader: Audience, desk: Desk
) -> OnePiece:
    """What may stay of a sentence, its technical words in plain ones."""
    technical = reader.technical or not desk.rewords
    hits = () if technical else _to_tell(trimmed, reader, desk)
    if not hits:
        how = "kept" if trimmed == bare else "cut"
        return Piece(bare, trimmed, how, reason or (None if how == "kept" else _GREETED))
    if _is_only_technical(trimmed, hits):
        return Piece(bare, "", "left_out", "nothing in it but technical detail")
    piece = yield from in_other_words(trimmed, hits, desk)
    both = dict.fromkeys(r for r in (reason, piece.reason) if r)
    return replace(piece, before=bare, reason="; ".join(both) or None)


def _to_tell(sentence: str, reader: Audience, desk: Desk) -> tuple[JargonHit, ...]:
    """The technical words to tell in plain ones, less what this reader is told by its name."""
    return tuple(
        h
        for h in _hits(sentence, reader, desk)
        if not (reader.external and names_a_standard(h))
        and not (reader.keeps_counts and is_counted(h, sentence))
    )


def _hits(sentence: str, reader: Audience, desk: Desk) -> tuple[JargonHit, ...]:
    known = _known(reader, desk)
    return jargon(sentence, desk.lexicon, known, among_technical=desk.among_technical)


def _never(sentence: str, reader: Audience, desk: Desk) -> bool:
    """Whether even the learner's wish does not bring a sentence back: orders to a machine."""
    found = _omission(sentence, reader, desk)
    return bool(found and found.whole_sentence and "machine" in found.reason)


def _less_technical_brackets(
    sentence: str, reason: str | None, reader: Audience, desk: Desk
) -> tuple[str, str | None]:
    if reader.technical or "(" not in sentence:
        return sentence, reason
    terms = [h.term for h in jargon(sentence, desk.lexicon, _known(reader, desk))]
    shorter = without_brackets(sentence, terms, spare=_TELLS)
    if shorter == sentence:
        return sentence, reason
    return shorter, reason or "a technical detail in brackets; left out"


def _fit_for(
    opened: str, reader: Audience, desk: Desk
) -> tuple[str | None, tuple[str, ...], str | None]:
    """As `_trimmed`; for a customer the people become the team, and inner causes go too."""
    first = _omission(opened, reader, desk)
    if reader.external and opened in desk.parts and not _omission(opened, reader, desk, hard=True):
        return fit_by_parts(opened, desk)
    if not reader.external or (first and first.whole_sentence):
        return _trimmed(opened, reader, desk)
    terms = [h.term for h in jargon(opened, desk.lexicon, _known(reader, desk))]
    hold = words_pattern([t for t in terms if t.strip()])
    named = without_staff(opened, desk.lexicon, desk.addressed)
    if named != opened and _HE_OR_SHE.search(named):
        return None, (), "it is about a person on staff; left out"
    uncaused = without_cause(
        named, lambda cause: bool(hold.search(cause)) or _is_inner(cause, named, opened)
    )
    trimmed, hidden, reason = _trimmed(uncaused, reader, desk)
    if named != opened:
        reason = reason or "people on staff are not named to a customer"
    if uncaused != named:
        reason = "the cause lies inside the company; left out"
    return trimmed, hidden, reason


def _is_inner(cause: str, named: str, opened: str) -> bool:
    """A cause that tells of the company, and no figure that the reader may need."""
    return is_inner_cause(cause) and not quantities(cause)


def _omission(
    sentence: str, reader: Audience, desk: Desk, *, hard: bool = False
) -> Omission | None:
    return omission(
        sentence, reader, desk.confidential, desk.lexicon, addressed=desk.addressed, hard=hard
    )


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
        found = _omission(here, reader, desk)
        if found is None or _only_of_things(found, here, reader):
            return here, (), reason
        reason = f"{found.reason}; left out"
        if found.whole_sentence:
            return None, (), reason
        shorter = without_clause(here, found.what, onwards=found.onwards, others=found.about_others)
        if shorter is None:
            rescue = is_protected(here) and not (found.onwards or found.about_others)
            return (here, (found.what,), reason) if rescue else (None, (), reason)
        here = shorter
    return None, (), reason


def _only_of_things(found: Omission, sentence: str, reader: Audience) -> bool:
    """Whether an opinion is about no person, in a sentence that colleagues need; it is shown."""
    opinion = found.reason == OPINION_REASON and not reader.external
    return opinion and is_protected(sentence) and not speaks_of_people(sentence)


def _is_only_technical(sentence: str, hits: tuple[JargonHit, ...]) -> bool:
    """Two technical words or more, at least half of all, and nothing that a reader needs.

    Where every word has plain ones, the sentence can be told.
    """
    if len(hits) < 2 or is_protected(sentence) or modality(sentence) or all(h.plain for h in hits):
        return False
    technical = sum(len(content_stems(h.term)) for h in hits)
    return 2 * technical >= len(content_stems(sentence))


def _without(sentence: str, hidden: tuple[str, ...], reader: Audience, desk: Desk) -> OnePiece:
    """The sentence less what is hidden, taken out by the model; else left out with a note."""
    found = _omission(sentence, reader, desk)
    reason = f"{found.reason}; left out" if found else INSIDE
    written = yield from asked(desk, "rewrite-without@1", sentence, hidden, forbidden=list(hidden))
    text = written.text.strip()
    known = _known(reader, desk)
    good = (
        written.finish == "stop"
        and bool(quantities(text))
        and not takes_away_only(text, sentence)
        and not malformed(text, sentence)
        and not half(text, sentence)
        and not _omission(text, reader, desk)
        and not (not reader.technical and jargon(text, desk.lexicon, known))
    )
    if good:
        return Piece(sentence, text, "rewritten", reason)
    return Piece(sentence, "", "left_out", reason)
