"""A question about one sentence of a story: a frame of ours around a phrase in its words.

A model turns the sentence into a phrase with an -ing form ("hiring a second gardener"); code puts
it into the frame of the problem. So the question has its shape, its blank and its claim from code,
and the phrase can hold no word that the sentence lacks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from server.judging.star_advice import in_order, new_words
from server.judging.star_features import leading_verb
from server.judging.star_words import I_SELF, NOT_ING, PASSIVE
from server.text import content_stems, words

# The question of each problem for which a phrase of the story says more than the fixed one. The
# fixed questions of the other problems ask about what is not there, or about the whole story.
FRAMES: Mapping[str, str] = {
    "task_is_action": "What were you asked to reach before {}: ____?",
    "vague_action": "What would somebody have seen you do while {}: ____?",
    "team_not_I": "Which part of {} was yours alone: ____?",
    "result_not_linked": "How do you know that your step led to {}: ____?",
    "no_metric": "Which number shows {}, before and after: ____?",
    "no_tradeoff": "What could you have done instead of {}, and why did you not: ____?",
    "missing_result": "What was different after {}: ____?",
}
# The phrase tells a step of the learner's and opens with its verb.
_OWN = frozenset("task_is_action vague_action no_tradeoff missing_result".split())
_QUOTED = _OWN - {"missing_result"}  # the learner's sentence stands beside the question
_POINTS = re.compile(r"\b(?:it|them|him|her|he|she|they|this|that|these|those)\b", re.IGNORECASE)
MIN_WORDS, MAX_WORDS = 2, 12
_TURNED = {"my": "your", "our": "your", "myself": "yourself", "mine": "yours", "ours": "yours"}
_FIRST_PERSON = re.compile(r"\b(?:i|me|my|mine|we|us|our|ours)\b", re.IGNORECASE)
_NEGATED = re.compile(
    r"\b(?:not?|never|nobody|nothing|none|without|neither|nor|cannot|\w+n['’]t|(?:do|did|was|is|ca)nt)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:if|would|could|should|might|maybe|perhaps|almost|nearly|planned)\b", re.I
)
_LOWERED = re.compile(r"(?:The|A|An|This|That|These|Those|Your|Their|Its)\b|[A-Z][a-z]+ing\b")
_CLAUSES = re.compile(r"[,;:.]\s|\s(?:and|but|so|then|that|which|because)\s")
_DOUBLED = re.compile(r"\b(\w+([bdgmnprt]))\2ing\b")
_UNASKED = re.compile(r"[?!:;<>_\"“”()\[\]{}]|\.\s|\.$")


def framed(code: str, written: str, sentence: str) -> str | None:
    """The question of a problem around a model's phrase; None where the phrase may not stand.

    It may not when it brings a word that the sentence lacks, has no -ing form, speaks as the
    learner, is no bare phrase, or is said of a sentence that denies or only considers something:
    there a phrase would presuppose what the sentence does not say.
    """
    phrase = _phrase(written)
    if phrase is None or code not in FRAMES:
        return None
    known = f"{sentence} {' '.join(_undoubled(phrase))}"
    if new_words(phrase, known, frozenset()) or _denied(phrase, sentence):
        return None
    # Words taken from here and there make up a step that nobody took; a passive is turned round.
    if not in_order(_DOUBLED.sub(r"\1", phrase), sentence) and not PASSIVE.search(sentence.lower()):
        return None
    fits = _fits_own if code in _OWN else _fits_others
    return FRAMES[code].format(phrase) if fits(code, phrase, sentence) else None


def _fits_own(code: str, phrase: str, sentence: str) -> bool:
    """Opens with the verb of a step; without a quote beside it, names its things."""
    return _opens_with_step(phrase) and (code in _QUOTED or not _POINTS.search(phrase))


def _fits_others(code: str, phrase: str, sentence: str) -> bool:
    """Holds a verb that was turned, and no -ing word that only stood there ("boring").

    A result that is told as what "I" do since then is a lesson, and no figure is asked of it.
    """
    there = {w.lower() for w in words(sentence)}
    turned = any(_is_ing(w) and w.lower() not in there for w in phrase.split())
    return turned and (code == "team_not_I" or not I_SELF.search(sentence.lower()))


def _denied(phrase: str, sentence: str) -> bool:
    """Whether a clause of the sentence that the phrase is about denies or only considers it."""
    said = {*content_stems(phrase), *content_stems(" ".join(_undoubled(phrase)))}
    about = [c for c in _CLAUSES.split(sentence) if said & {*content_stems(c)}]
    return any(_NEGATED.search(c) or _HEDGED.search(c) for c in about or [sentence])


def _undoubled(phrase: str) -> list[str]:
    """The base of each -ing form whose consonant is doubled: "shred" of "shredding"."""
    return [hit[1] for hit in _DOUBLED.finditer(phrase)]


def _phrase(written: str) -> str | None:
    """The phrase as it stands in a question: "your" for "my", no capital that only opened it."""
    lines = written.strip().splitlines()
    text = lines[0].strip().strip("-–*\"'“”").rstrip(".,").strip() if lines else ""
    text = " ".join(_TURNED.get(w.lower(), w) for w in text.split())
    if _LOWERED.match(text):
        text = text[0].lower() + text[1:]
    said = text.split()
    if not MIN_WORDS <= len(said) <= MAX_WORDS or _UNASKED.search(text):
        return None
    return text if any(map(_is_ing, said)) and not _FIRST_PERSON.search(text) else None


def _opens_with_step(phrase: str) -> bool:
    first = phrase.split()[0]
    lead = leading_verb(phrase)
    return _is_ing(first) or (lead is not None and _is_ing(lead))


def _is_ing(word: str) -> bool:
    low = word.lower().strip(",")
    return low.endswith("ing") and len(low) > 4 and low not in NOT_ING
