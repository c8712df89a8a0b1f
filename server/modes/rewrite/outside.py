"""What of a version only colleagues should read, told by the model where no meaning is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from server.judging.cutting import without_salutation
from server.judging.omissions import is_protected
from server.modes.rewrite.desk import Desk, OnePiece, Piece, Pieces, without_bullet
from server.records import Choose

_YOU = re.compile(r"\byou(?:r|rs|rself|rselves)?\b", re.IGNORECASE)
OUTSIDE = ("customer", "internal")
# By how much (in nats) the model must prefer "internal" before a sentence goes; measured in
# docs/rewrite.md.
SURE = 0.66
LOOK = "it may be talk among colleagues; look at it before you send it"
INSIDE = "it reads as if it were for colleagues alone; left out"
_COLLEAGUES = "the model reads it as talk among colleagues; left out"


def fit_for_outside(pieces: Sequence[Piece], desk: Desk) -> Pieces:
    """The pieces, less those that the model reads as talk among colleagues.

    Asked only of sentences whose parts could not be judged by their meaning.
    """
    out: list[Piece] = []
    for piece in pieces:
        bare = without_bullet(piece.before)
        if piece.after and without_salutation(bare) not in desk.parts:
            piece = yield from _for_outside(piece, desk)
        out.append(piece)
    return tuple(out)


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
