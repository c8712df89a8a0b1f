"""Sentences of people who write without capitals too."""

from __future__ import annotations

import re

from server.text import Sentence, sentences

# A full stop after a word of four letters or more ends a sentence whatever follows; after a
# shorter word only before one that opens a clause, since it may be an abbreviation.
_LOWER_END = re.compile(
    r"(?:(?<=[a-z]{4})[.!?]|(?<=[a-z]{2})[.!?](?=\s+(?:we|i|it|the|they|this|there|you|our|pls"
    r"|please|new|now|so|but|if|can|no|not)\b))\s+(?=[a-z]+\b)"
)
_NEVER_LAST = re.compile(r"\b(?:approx|dept|incl|excl|resp|prof)[.]\s+$")


def plain_sentences(text: str) -> list[Sentence]:
    """The sentences of a text as `server.text.sentences` gives them, lower-case ones split too."""
    out = []
    for sentence in sentences(text):
        cuts = [
            m.end()
            for m in _LOWER_END.finditer(sentence.text)
            if not _NEVER_LAST.search(sentence.text[: m.end()])
        ]
        starts, ends = [0, *cuts], [*cuts, len(sentence.text)]
        for start, end in zip(starts, ends, strict=True):
            part = sentence.text[start:end].rstrip()
            first = sentence.start + start
            out.append(Sentence(first, first + len(part), part))
    return out
