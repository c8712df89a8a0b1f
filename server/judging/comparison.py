"""A question about two things at once, taken apart into two questions.

One passage rarely holds both sides of a comparison, and a search for the whole question finds
the passages of the side with more words. docs/retrieval.md has what the split is worth.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from server.text import content_stems

_SIDE = r"[^,;:?]+?"
_VERB = r"\b(?:do|does|did|is|are|was|were|would|should|can|could)"
_ASKS = r"(?:(?:at|in|on|for|by|to|from|with) )?(?:how|what|which|who|whom|when|where|why)\b"
# Named groups: the two sides. The first pattern that fits, and leaves both sides words of their
# own, counts; so the surer ones stand first.
# Of a longer question the beginning is read: some patterns cost the square of what they read.
MAX_CHARS = 2_000
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:^|\b(?:differences?|distinctions?|contrasts?|gaps?|comparisons?|similarit(?:y|ies)) )"
        r"between (?P<a>.+?) and (?P<b>[^,;:?]+)",
        rf"\b(?:which|who) of (?P<a>{_SIDE}) and (?P<b>[^,;:?]+)",
        rf"\bhow (?:different|similar|alike) are (?P<a>{_SIDE}) and (?P<b>[^,;:?]+)",
        rf"{_VERB} (?P<a>{_SIDE}) (?:much )?the same as (?P<b>[^,;:?]+)",
        rf"{_VERB} (?P<a>{_SIDE}) and (?P<b>{_SIDE})"
        r" (?:have in common|(?:need|use|share|have) the same|equally|alike|similar)\b",
        r"\b(?:compare|contrast) (?P<a>.+?)"
        r" (?:with|to|and|against|versus|vs\.?|from) (?P<b>[^,;:?]+)",
        r"\b(?:distinguish(?:es)?|tell|separates?|sets?) (?P<a>.+?) (?:apart )?from"
        r" (?P<b>[^,;:?]+)",
        rf"{_VERB} (?P<a>{_SIDE}) (?:differs?|different|vary|distinct|compares?|relate)"
        rf" (?:from|to|with) (?P<b>[^,;:?]+)",
        rf"{_VERB} (?P<a>{_SIDE}) and (?P<b>{_SIDE}) (?:differ|vary|compare|relate|each|both)\b",
        rf"(?:^|[,;:] ?)(?P<a>{_SIDE}) and (?P<b>{_SIDE}) (?:each|both)\b",
        rf"^(?P<a>{_SIDE}) and (?P<b>{_SIDE})[,:] {_ASKS}.*\b(?:each|both|either)\b",
        rf"\bboth (?P<a>{_SIDE}) and (?P<b>{_SIDE})$",
        rf"(?:^|[,;:] ?)(?P<a>{_SIDE}),? (?:versus|vs\.?|in contrast to|as opposed to|unlike)"
        rf" (?P<b>{_SIDE})(?:$|[,;:?])",
        r"(?P<a>.+),? compared (?:to|with) (?P<b>[^,;:?]+)",
        rf"{_VERB} (?P<a>{_SIDE}) (?:\w+er|(?:more|less) \w+|other|else) than (?P<b>[^,;:?]+)",
        r"\bwhat (?:can|could|does|do|should|must) (?P<a>.+?) that (?P<b>.+?)"
        r" (?:can't|cannot|can not|doesn't|don't|does not|do not|needn't|not)\b",
        rf"(?P<a>{_ASKS}.+?),? (?:and|but|while|whereas) (?P<b>{_ASKS}.+)",
        r"\b(?:which|who|what)\b[^,;:?]*[,:] (?P<a>.+?),? or (?P<b>[^,;:?]+)",
        rf"^(?P<a>{_SIDE}) or (?P<b>{_SIDE})[:,;?] .+",
        r"\bchange\w* (?:when (?:going|moving) )?from (?P<a>.+?) to (?P<b>[^,;:?]+)",
    )
)


@dataclass(frozen=True)
class Halves:
    """The two sides of a comparison, in the words of the question."""

    first: str
    second: str


def halves(question: str, *, compounds: str = "") -> Halves | None:
    """The two sides, or None for a question about one thing.

    `compounds` has the chapters' headings in lower case: a pair that stands in one ("build vs
    buy") is one thing, not two.
    """
    asked = re.sub(r"[\s?.!]+$", "", question[:MAX_CHARS])
    for pattern in _PATTERNS:
        hit = pattern.search(asked)
        if hit is None or _written_together(hit, compounds):
            continue
        first, second = hit["a"].strip(" ,"), hit["b"].strip(" ,")
        ours, theirs = set(content_stems(first)), set(content_stems(second))
        if ours - theirs and theirs - ours:
            return Halves(_with(hit, first), _with(hit, second))
    return None


def _with(hit: re.Match[str], side: str) -> str:
    """The whole question with one side in the place of both."""
    return f"{hit.string[: hit.start('a')]}{side}{hit.string[hit.end('b') :]}"


def _written_together(hit: re.Match[str], text: str) -> bool:
    """Whether the words on either side of what divides them stand so in a heading."""
    around = hit.string[hit.start("a") : hit.end("b")]
    start = around.rfind(" ", 0, hit.end("a") - hit.start("a")) + 1
    end = around.find(" ", hit.start("b") - hit.start("a"))
    pair = around[start : end if end >= 0 else None].lower()
    return len(pair.split()) <= 3 and pair.replace("versus", "vs") in text
