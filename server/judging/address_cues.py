"""Words by which it is told whom a message is for, and what it says of itself."""

from __future__ import annotations

import re

# "..., don't mention that": what stands before it is meant, in its sentence or the one before.
UNSAID = re.compile(
    r"\b(?:don['’]?t|do not|never|(?:better|rather) not|no need to)\s+(?:tell|mention|say|share"
    r"|repeat|write|disclose)(?:\s+(?:them|him|her|anyone|anybody))?"
    r"\s+(?:about\s+)?(?:that|this|it)\W*$",
    re.IGNORECASE,
)
ADDRESSEE = re.compile(
    # Bounded white space: a message of line breaks alone would be read again from each of them.
    r"(?:^|\n|[.!?:]\s)\s{0,20}(?:(?:[Oo][Kk],? )?(?:[Ss]o )?(?:(?:[Dd]raft|[Nn]ote|[Mm]essage"
    r"|[Uu]pdate|[Mm]ail|[Ll]etter|[Aa]nswer|[Rr]eply)\s{0,20})?(?:[Ff]or|[Tt]o)|[Dd]ear|[Hh]i"
    r"|[Hh]ello)\s{1,20}((?:[A-Z][\w&'’-]+\s?){1,3})(?:team)?\s{0,20}[:,]"
)
# A name behind what a customer is called, or of whom the reader is told to expect.
_NAMED = r"((?:[A-Z][\w&'’-]+\s?){1,3})"
ADDRESSED = (
    ADDRESSEE,
    re.compile(rf"\b(?:[Ff]or|[Tt]o)\s{{1,20}}{_NAMED}(?:at|of|from)\s{{1,20}}{_NAMED}"),
    # "our customer Kestrel had it too" speaks of another one.
    re.compile(
        r"(?:(?:^|\n)\s{0,20}|\b(?:[Ff]or|[Tt]o)\s{1,20}(?:(?:the|our)\s{1,20})?)"
        rf"(?:[Cc]ustomer|[Cc]lient)\s{{1,20}}{_NAMED}"
    ),
    re.compile(rf"\b(?:[Ff]or|[Tt]o)\s{{1,20}}(?:Mr|Mrs|Ms|Dr|Prof)\.?\s{{1,20}}{_NAMED}"),
    re.compile(
        r"\b[Yy]our (?:new )?(?:contact|account manager|consultant|adviser|advisor|project lead"
        rf"|technician|trainer)(?: person)? (?:is|will be|:)\s{{1,20}}{_NAMED}"
    ),
)
