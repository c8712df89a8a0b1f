"""What of a version only colleagues should read: told by meaning, and by the model where unsure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from server.judging import insider
from server.judging.names import names
from server.judging.omissions import is_protected
from server.modes.rewrite.desk import Desk, OnePiece, Piece, Pieces, without_bullet
from server.records import Choose, Embed

_YOU = re.compile(r"\byou(?:r|rs|rself|rselves)?\b", re.IGNORECASE)
OUTSIDE = ("customer", "internal")
# By how much (in nats) the model must prefer "internal" before a sentence goes; measured in
# docs/rewrite.md.
SURE = 0.66
LOOK = "it may be talk among colleagues; look at it before you send it"
INSIDE = "it reads as if it were for colleagues alone; left out"
_COLLEAGUES = "the model reads it as talk among colleagues; left out"


def fit_for_outside(pieces: Sequence[Piece], desk: Desk) -> Pieces:
    """The pieces, less those that are for colleagues alone: told by meaning, else by the model."""
    kept = list(dict.fromkeys(p.after for p in pieces if p.after))
    vectors = (yield Embed(insider.embedded_texts(kept))) if kept else None
    odds = insider.odds_of(kept, vectors)
    desk.odds.update(odds)
    out: list[Piece] = []
    for piece in pieces:
        if piece.after and without_bullet(piece.before) not in desk.undone:
            piece = _by_meaning(piece, odds.get(piece.after, 0.0), desk)
            if piece.after and piece.reason not in (LOOK, INSIDE):
                piece = yield from _for_outside(piece, desk)
        out.append(piece)
    return tuple(out)


def _by_meaning(piece: Piece, odds: float, desk: Desk) -> Piece:
    """The piece as what a sentence means lets it stand; what a reader may need goes less easily."""
    after = piece.after
    needed = is_protected(after) or bool(_YOU.search(after)) or _names_a_thing(after, desk)
    if odds >= (insider.NEEDED if needed else insider.SURE):
        return replace(piece, after="", how="left_out", reason=INSIDE)
    return replace(piece, reason=LOOK) if odds >= insider.DOUBT else piece


def _names_a_thing(sentence: str, desk: Desk) -> bool:
    """Whether a sentence names a company, a product or a version, which may be a fact it needs."""
    return any(n.kind in ("name", "version") for n in names(sentence, desk.lexicon))


def _for_outside(piece: Piece, desk: Desk) -> OnePiece:
    """The piece, unless the model is sure that only colleagues should read it.

    A sentence with a date, an amount or an ask stays, with a word of warning. What speaks to
    the reader, and what the learner put back, is not asked about.
    """
    if _YOU.search(piece.after) or without_bullet(piece.before) in desk.undone:
        return piece
    if piece.after not in desk.outside:
        step = Choose("rewrite-outside@1", among=OUTSIDE, optional=True, sentence=piece.after)
        desk.outside[piece.after] = yield step
    odds = desk.outside[piece.after].log_probs
    if not odds or odds["internal"] - odds["customer"] <= SURE:
        return piece
    if is_protected(piece.after):
        return replace(piece, reason=LOOK)
    return replace(piece, after="", how="left_out", reason=_COLLEAGUES)
