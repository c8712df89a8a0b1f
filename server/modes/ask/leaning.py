"""Whether a question stands on its own, or leans on the turn before."""

from __future__ import annotations

import re

from server.records import History, PastTurn
from server.text import content_stems

MAX_LEANING_STEMS = 3  # a longer question with a pronoun mostly has what it means in it
_GOES_ON = re.compile(r"(?:and|but|what about|how about|what else)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|those|these|such|that one|this one|same|the next|the others?"
    r"|the (?:first|second|third|last|former|latter)(?: one)?)\b|\b(?:that|there|then)\W*$",
    re.IGNORECASE,
)


def earlier_turn(question: str, history: History) -> PastTurn | None:
    """The turn before, when the question leans on it; None when it stands on its own.

    It leans when it goes on ("and", "what about"), has at most one word of its own, or is short
    and points back ("it", "the second one"). A question that stands on its own is searched on
    its own, so that an earlier good hit lends it nothing.
    """
    done = [t for t in history.turns if t.message.strip() and t.status == "complete"]
    n_stems = len(content_stems(question))
    points_back = n_stems <= MAX_LEANING_STEMS and _POINTS_BACK.search(question)
    leans = n_stems < 2 or points_back or _GOES_ON.match(question)
    return done[-1] if done and leans else None
