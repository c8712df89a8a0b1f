"""Where a candidate asks the interviewer for something, told from where they only wonder aloud."""

from __future__ import annotations

import re

from server.text import folded, sentences, words

# "I would first ask how many there are": a question in a statement's clothes. Whoever would ask
# somebody else ("I'd ask the users how ...") tells what they would do.
_EMBEDDED = re.compile(
    r"\b(?:i|we)(?:['’]?(?:d|ll)| would| will| want to| need to| have to)"
    r"(?: (?:first|also|then|really|just|like|love|want|need|have|to)){0,4}"
    r" (?:ask|know|hear|find out|clarify|check|establish)"
    r"(?: (?:you|from you|with you|first|about|exactly)){0,2}"
    r" (?:how (?:many|much|often|large|big|long|quick\w*|fast)|what|which|whether)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:i'?d|i would) (?:like|want) to (?:know|ask|clarify)|\b(?:let me|i want to|may i|can i) "
    r"(?:ask|clarify)|\bi need to know"
)
# The words that make a question of a sentence: a question word, or the verb before its subject.
_QUESTION_WORD = re.compile(r"\b(?:who|whom|whose|what|which|when|where|why|how)\b")
_INVERTED = re.compile(
    r"(?:^|[,;:.] ?|\b(?:and|or|so|but|ok|okay|well|also) )(?:is|are|was|were|do|does|did|can|"
    r"could|may|might|must|should|shall|will|would|have|has|had|am|isn't|aren't|don't|doesn't|"
    r"can't) "
)
_HEDGED = re.compile(r"\b(?:maybe|perhaps|probably|possibly|i think|i guess|i suppose|say)\b")
FEW = 4  # words up to which a scrap with a question mark asks for something


def asks_a_fact(text: str) -> bool:
    """Whether a statement asks the interviewer for something it does not know."""
    return bool(_EMBEDDED.search(folded(text)))


def asked_for(message: str) -> tuple[str, ...]:
    """The sentences in which the candidate asks the interviewer for something."""
    return tuple(s.text for s in sentences(message) if _asks(s.text))


def is_guess(sentence: str) -> bool:
    """Whether a sentence with a question mark proposes something, with a doubt in its voice."""
    plain = folded(sentence).strip()
    if not plain.endswith("?") or len(words(plain)) <= FEW:
        return False
    if _HEDGED.search(plain):
        return not _QUESTION_WORD.match(plain)
    return not (_QUESTION_WORD.search(plain) or _INVERTED.search(plain))


def _asks(sentence: str) -> bool:
    plain = folded(sentence)
    return sentence.rstrip().endswith("?") or bool(_ASKS.search(plain)) or asks_a_fact(sentence)
