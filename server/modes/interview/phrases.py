"""Which of the candidate's words can be said back to them as they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.judging.evidence import Clause, claims, has_verb
from server.judging.evidence_words import VERBS
from server.modes.interview.asking import asks_a_fact
from server.modes.interview.voice import phrase_in
from server.text import folded, stem, words

_OPENING = re.compile(
    r"^(?:\(?\d+[.)]|(?:oh|like|actually|yeah|yes|ah|first|second|third|then|so|also|and|but|"
    r"well|ok|okay|um+|uh|north star|danger|cost|stakes)\b\s?[,:]?)\s+",
    re.IGNORECASE,
)
# Words that hang in the air when they are said back: a condition, half of two sentences, a list.
_HANGS = re.compile(
    r"^(?:if|because|coz|cos|assuming|only|behind|about|let me|let's|let us|maybe|other|another|"
    r"that|this|these|those|it|they|he|she|there|which|who|whose)\b|"
    r"^(?:i|we|you) (?:think|guess|believe|suppose|assume) "
    r"(?:that|this|these|those|it|they|he|she|there)\b|[.:;?!]\s|\blol\b|\bidk\b|\bno idea\b|"
    # Said with a doubt, or left to others: the candidate does not stand behind it.
    r"\bsomewhere\b|\bi guess\b|\bdunno\b|\bmight be missing\b|\bflesh (?:that|it|this) out\b|"
    r"\b(?:engineers|technical (?:folks|people|team)|developers|devs)\b.{0,30}\b(?:decide|sort|"
    r"figure|work) (?:that|it|this)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\W*$|\s*[,;:.(]|\s+(?:because|so|but|which|when|while|since|as)\b", re.IGNORECASE
)
_ACTS = re.compile(r"[a-z]+s\s", re.IGNORECASE)
# Words with which a part of the same statement begins.
_JOINED = re.compile(
    r"(?:and|or|but|because|so|which|who|whose|where|when|while|since|if|that(?!['’]| is| was)|to|"
    r"by|with|as|then|than|not|for|in|on|at|from|without|until|unless|though|although)\b",
    re.IGNORECASE,
)
MIN_WORDS, MAX_WORDS = 4, 18
LISTED = 3  # commas from which a phrase is a list


def sayable(clause: str) -> str:
    """A phrase of the clause without its opening word; "" where none can be said back.

    A phrase that was cut where no comma and no conjunction stands may say something else, and
    a part that claims nothing by itself hangs in the air.
    """
    phrase = phrase_in(clause, max_words=MAX_WORDS)
    part = len(phrase.split()) < len(clause.split())
    if not _WHOLE.match(clause[clause.find(phrase) + len(phrase) :]) or part and not claims(phrase):
        return ""
    if part and _ACTS.match(phrase) and stem(words(folded(phrase))[0]) in VERBS:
        return ""  # whoever does it stands in what was cut
    bare = _OPENING.sub("", _OPENING.sub("", phrase, count=1), count=1)
    if asks_a_fact(bare):
        return ""
    return "" if _HANGS.search(bare) or len(bare.split()) < MIN_WORDS else bare


def says_two_things(phrase: str) -> bool:
    """Whether two statements stand side by side in a phrase, or a list of things or steps."""
    _, *rest = re.split(r",\s+", phrase)
    return len(rest) >= LISTED or any(has_verb(p) and not _JOINED.match(p) for p in rest)


def newest_sayable(found: Sequence[Clause]) -> Clause | None:
    """The last clause that can be said back; the last one where none can, None of nothing."""
    good = [c for c in found if sayable(c.text)]
    return (good or found)[-1] if found else None
