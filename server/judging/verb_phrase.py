"""A plain verb of several words, and where its object stands: "load the video on demand"."""

from __future__ import annotations

import re

from server.judging.wholeness import ends_an_object

_PRONOUN = re.compile(r"\s+(?:it|them|this|that|these|those|him|her|us)(?=\s|[.,;:!?)]|$)", re.I)
_DETERMINER = (
    r"\s+(?:the|an?|our|your|their|its|this|these|those|all|every|two|three|four|five|\d+)"
)
# Objects of one, two and three words, each with the word or mark that follows.
_OBJECTS = tuple(
    re.compile(
        rf"{_DETERMINER}(?:\s[A-Za-z][\w-]*){{{n}}}(?=(?P<next>\s+[\w'’-]+|\s*[.,;:!?)]|\s*$))",
        re.I,
    )
    for n in (1, 2, 3)
)
# Before its object such a word stays.
_LEADS_ON = frozenset("of for with to from at into onto on in as than between".split())
# One such word after the verb may stand on either side.
_PARTICLES = frozenset("up out over off down away aside back again apart together".split())


def around_its_object(plain: str, after: str) -> tuple[str, str]:
    """The plain verb with its object after its first word, and the text that then follows.

    Unchanged where the plain words lead on to the object ("take care of"), where there is one word
    or the object's end is not sure.
    """
    verb, _, rest = plain.partition(" ")
    if not rest or rest.split()[-1] in _LEADS_ON:
        return plain, after
    found = _PRONOUN.match(after)
    if not found and rest not in _PARTICLES:
        found = _object(after)
    if not found:
        return plain, after
    return f"{verb}{found.group()} {rest}", after[found.end() :]


def _object(after: str) -> re.Match[str] | None:
    """The shortest object whose end is sure."""
    hits = (pattern.match(after) for pattern in _OBJECTS)
    return next((h for h in hits if h and ends_an_object(h["next"].strip())), None)
