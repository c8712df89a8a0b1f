"""Quoted words occur in the learner's own text."""

from __future__ import annotations

import re

from server.records import Finding
from server.text import locate, words

_QUOTED = re.compile(r"[\"“„]([^\"“”„\n]+)[\"”“]")
_BLOCK = re.compile(r"^[ ]{0,3}> ?(\S.*)$", re.MULTILINE)
_MARKS = str.maketrans("", "", "\"'“”„‘’")
MIN_WORDS = 2  # a single word in quotation marks is a term, not a quote


def quotes_occur(reply: str, source: str) -> list[Finding]:
    """Every quoted stretch and quoted line (`> ...`) of the reply occurs in the source.

    Quotation marks, case and line wraps may differ; the words may not. Spans are in `reply`.
    """
    bare = source.translate(_MARKS)
    hits = [*_QUOTED.finditer(reply), *_BLOCK.finditer(reply)]
    return [
        Finding("quotes_occur", "fail", hit.span(1), f"not in your text: {hit.group(1).strip()}")
        for hit in hits
        if len(words(hit.group(1))) >= MIN_WORDS
        and locate(hit.group(1).translate(_MARKS), bare) is None
    ]
