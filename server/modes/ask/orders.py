"""Orders to the one who answers: to leave the chapter aside, to make things up, to play a part.

What is ordered is passed over; what is asked beside it is answered from the chapter as ever.
"""

from __future__ import annotations

import re

from server.text import content_stems, sentences

_SOURCE = r"(?:chapter|passages?|text|book|sources?|rules?|instructions?|prompts?|guidelines?)"
_ORDER = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass)\b[^.?!]{{0,40}}\b{_SOURCE}\b"
    rf"|\b(?:never mind|don['’]?t (?:check|look|bother|read|use)|put|leave)\b[^.?!]{{0,30}}"
    rf"\b{_SOURCE}\b(?! (?:is|are|say|hold))"
    r"|(?:^|[,;:!–-]\s*|\b(?:just|simply|please|and|or) )"
    r"(?:make (?:\w+ )?up|invent|fabricate|guess)\b|\bno (?:rules|restrictions|limits)\b"
    r"|\b(?:general|own|outside|world|background) knowledge\b|\bfrom what you know\b"
    rf"|\bpretend\b|\b(?:assume|imagine|suppose)\b[^.?!]{{0,60}}\b(?:{_SOURCE}|tell me|describe)\b"
    r"|\b(?:print|reveal|show|repeat|output|leak|quote)\b[^.?!]{0,30}"
    r"\b(?:system prompt|hidden|your (?:prompt|instructions|rules))\b"
    r"|\b(?:begin|start|end) (?:every|each) (?:sentence|line|word)\b"
    r"|\bwrite (?:me )?(?:a|an) (?:\w+ )?(?:limerick|poem|song|joke|rap|story|haiku|essay)\b"
    r"|\byou are (?:now|no longer)\b|\bact as\b|\brole-?play\b|\bfrom now on\b",
    re.IGNORECASE,
)
MIN_STEMS = 3  # of what is left, where it holds no question mark


def without_orders(message: str) -> str:
    """What a message asks beside its orders; all of it where it holds none, empty where no more."""
    parts = sentences(message)
    kept = [part.text for part in parts if not _ORDER.search(part.text)]
    if len(kept) == len(parts):
        return message
    asked = " ".join(kept)
    return asked if "?" in asked or len(content_stems(asked)) >= MIN_STEMS else ""
