"""Causes told in words that nobody here has plain ones for: left out, with the reason.

A reader who is no engineer can do nothing with "because the compositor waits for all layers".
What is cut holds no figure, name, denial, condition or promise, and no ask or risk.
"""

from __future__ import annotations

import re
from dataclasses import replace

from server.judging.audiences import Audience
from server.judging.cutting import without_cause
from server.judging.doubtful import unusual
from server.judging.meaning import modality, negations
from server.judging.names import names
from server.judging.omissions import is_protected
from server.judging.unsure import unsure
from server.modes.rewrite.desk import Desk, Piece

TECHNICAL_CAUSE = "a cause in technical words that have no plain ones here; left out"
_TELLS_CAUSE = re.compile(
    r"^(?:the |our |root |main |real )*(?:cause|reason|trigger|culprit)\b\s*(?::|is\b|was\b|for\b)"
    r"|^(?:it|this|that) (?:was|is|happened|came) (?:because|due to|down to|caused by)\b",
    re.IGNORECASE,
)
# A clause that tells a cause; "as a service" and "since March" are none.
_CLAUSE = re.compile(
    r"\W*(?:because\b|due to\b|caused by\b|owing to\b"
    r"|(?:since|as) (?:the|it|that|this|we|our|they|there|somebody|someone|nobody)\b)",
    re.IGNORECASE,
)


def without_technical_cause(piece: Piece, source: str, reader: Audience, desk: Desk) -> Piece:
    """The piece less a cause that this reader cannot read; as it is where there is none."""
    if not piece.after or piece.before in desk.undone:
        return piece
    known = {*reader.known_terms, *(t.lower() for t in desk.known_terms)}
    strange = {w.lower() for w in unusual(piece.after, desk.lexicon, known)}
    strange |= set(unsure(source, piece.after, desk.lexicon, known, told=desk.told))
    if not strange:
        return piece

    def goes(cause: str) -> bool:
        return any(w in cause.lower() for w in strange) and not _tells_a_fact(cause, desk)

    def cause_goes(cause: str) -> bool:
        return bool(_CLAUSE.match(cause)) and goes(cause)

    if _TELLS_CAUSE.match(piece.after) and goes(piece.after):
        return replace(piece, after="", how="left_out", reason=TECHNICAL_CAUSE)
    shorter = without_cause(piece.after, cause_goes)
    if shorter == piece.after:
        return piece
    how = "cut" if piece.how == "kept" else piece.how
    reasons = [r for r in (piece.reason, TECHNICAL_CAUSE) if r]
    return replace(piece, after=shorter, how=how, reason="; ".join(reasons))


def _tells_a_fact(cause: str, desk: Desk) -> bool:
    named = any(n.kind in ("person", "name", "version") for n in names(cause, desk.lexicon))
    return named or is_protected(cause) or bool(modality(cause)) or bool(negations(cause))
