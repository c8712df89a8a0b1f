"""Whether a question stands on its own, or leans on the turn before."""

from __future__ import annotations

import re

from server.records import History, PastTurn
from server.text import content_stems

MAX_LEANING_STEMS = 4  # a longer question with a pronoun mostly has what it means in it
_ACKNOWLEDGES = re.compile(
    r"(?:\b(?:ok(?:ay)?|fine|good|great|nice(?: one)?|cool|lovely|right|thanks|thank you|thx"
    r"|perfect|got it|i see|all ?right|sure|interesting|h+m+|ah|oh|wow|yes|yeah|yep|no)\b"
    r"[\s,.!;:–-]*)+",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:and|but|or|then|same (?:for|with|thing)|what about|how about|what else)\b", re.IGNORECASE
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|those|these|such|same|she|he|her|him|his"
    r"|(?:this|that) (?!chapter\b|book\b|text\b)\w+|the next|the others?|the (?!right )\w+ one"
    r"|the (?:former|latter))\b"
    r"|\bthe (?:first|second|third|last)"
    r"(?= (?:ones?|of|is|are|was|do|does|did|say|says|mean|means|need|needs|for|and)\b|['’]|\W*$)"
    r"|\b(?:that|there|then)\W*$",
    re.IGNORECASE,
)


def earlier_turn(question: str, history: History) -> PastTurn | None:
    """The turn before, when the question leans on it; None when it stands on its own.

    What acknowledges the answer ("Nice one.") is passed over. The question leans when it goes
    on ("and", "what about"), has at most one word of its own, or is short and points back
    ("it", "the second one"). A question that stands on its own is searched on its own, so that
    an earlier good hit lends it nothing.
    """
    done = [t for t in history.turns if t.message.strip() and t.status == "complete"]
    opening = _ACKNOWLEDGES.match(question)
    asked = question[opening.end() :] if opening else question
    n_stems = len(content_stems(asked))
    points_back = n_stems <= MAX_LEANING_STEMS and _POINTS_BACK.search(asked)
    leans = n_stems < 2 or points_back or _GOES_ON.match(asked)
    return done[-1] if done and leans else None
