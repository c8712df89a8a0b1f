"""The shape a short reply promised: one question, so many words, no figures of its own."""

from __future__ import annotations

import re

from server.records import Finding
from server.text import content_stems, folded, sentences, words

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_BLANK = re.compile(r"_{2,}|\[blank\b[^\]]*\]")
_FIRST_PERSON = re.compile(r"\bI\b|\b(?:my|mine|myself|we|our|ours|us)\b")
# Written-out figures; "one", "two" and "first" are too common in questions to mean a fact.
_NUMBER_WORDS = frozenset(
    ["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen"]
    + ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"]
    + ["thousand", "million", "dozen", "half", "halved", "doubled", "tripled"]
)


def one_question(reply: str, wanted: bool) -> list[Finding]:
    """The reply ends in exactly one question, and holds no other question mark.

    `wanted` is True; False turns the check off.
    """
    marks = reply.count("?")
    if not wanted or (marks == 1 and reply.rstrip().rstrip("\"'”’)*_").endswith("?")):
        return []
    said = "does not end in its question" if marks == 1 else f"has {marks} questions, not one"
    return [Finding("one_question", "fail", None, f"the text {said}")]


def at_most_words(reply: str, limit: int) -> list[Finding]:
    """The reply has no more words than `limit`."""
    count = len(words(reply))
    if count <= limit:
        return []
    return [Finding("at_most_words", "fail", None, f"{count} words, {limit} allowed")]


def at_most_sentences(reply: str, limit: int) -> list[Finding]:
    """The reply has no more sentences than `limit`; the span marks what is too much."""
    found = sentences(reply)
    if len(found) <= limit:
        return []
    span = (found[limit].start, found[-1].end)
    return [Finding("at_most_sentences", "fail", span, f"{len(found)} sentences, {limit} allowed")]


def has_blank(reply: str, wanted: bool) -> list[Finding]:
    """The reply leaves a blank ("____" or "[blank: ...]") for the learner to fill.

    `wanted` is True; False turns the check off.
    """
    if not wanted or _BLANK.search(reply):
        return []
    return [Finding("has_blank", "fail", None, "no blank is left for the learner's own fact")]


def no_first_person(reply: str, wanted: bool) -> list[Finding]:
    """The reply speaks to the learner, never as the learner: no "I", "my", "we", "our".

    `wanted` is True; False turns the check off.
    """
    hit = _FIRST_PERSON.search(reply) if wanted else None
    if hit is None:
        return []
    said = f'it speaks as the learner ("{hit.group()}") instead of to the learner'
    return [Finding("no_first_person", "fail", hit.span(), said)]


def no_new_figures(reply: str, source: str) -> list[Finding]:
    """Every figure of the reply, in digits or in words, stands in the source."""
    known = set(_FIGURE.findall(source)) | {w.lower() for w in words(source)}
    new = [h for h in _FIGURE.finditer(reply) if h.group() not in known]
    written = [
        h
        for h in re.finditer(r"[a-z]+", folded(reply))
        if h.group() in _NUMBER_WORDS and h.group() not in known
    ]
    return [
        Finding("no_new_figures", "fail", h.span(), f"{h.group()} is not in the learner's text")
        for h in (*new, *written)
    ]


def shares_a_word(reply: str, source: str) -> list[Finding]:
    """The reply speaks of its source: at least one content word, by its stem, is in both."""
    if set(content_stems(reply)) & set(content_stems(source)):
        return []
    return [Finding("shares_a_word", "fail", None, "no word of the learner's sentence is taken up")]
