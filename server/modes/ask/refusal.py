"""The honest "not there": what kind of question it is, what is missing, where to look instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.records import Found, Passage

N_SUGGESTIONS = 3
NOT_HELD = "The chapter does not say that, as far as I can find."
ORDERED = "I answer from the chapter alone, and make nothing up."
FOREIGN = "That is not something the chapter covers."
UNKNOWABLE = {
    "own": "No chapter can know that: it depends on you and on the people around you.",
    "now": "No chapter can know that: it changes with the day, so a current source has to say it.",
    "future": "No chapter can know that: it lies in the future.",
}
# Headings that any document has; a question about them leads nowhere.
_FRAME = frozenset(
    ("summary", "key takeaways", "concepts covered", "prerequisites", "introduction", "contents")
)
_OWN = re.compile(
    r"\b(?:will|would|should|could|can|am) i\b.{0,40}\b(?:get|be hired|pass|succeed|make it|accept|"
    r"quit|fail|earn|promoted)\b"
    r"|\bmy (?:manager|boss|team|company|colleagues?|interviewer|recruiter|salary|offer|cv|resume|"
    r"lead|director|vp|ceo|chances?)\b.{0,40}\b(?:mean|think|want|like|say|said|feel|wrote|meant)\b"
    r"|\bdid my\b|\bwhat (?:are|is) my\b|\bhow did i\b|\bdo you think i\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:today|yesterday|right now|at the moment|currently|current|latest|this"
    r" (?:week|month|year)|these days|as of|nowadays)\b|\b(?:share|stock) price\b|\bnews\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"(?<=[.?!,;:])\s+|(?<!\s)\s++[-–—]\s+")
_ASKS = re.compile(
    r"(?:(?:and|but|so|ok|okay|then|now|hi|hey|please|pls|also|in|on|at|by|for|with|to) )*"
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could"
    r"|should|shall|must|may|will|would|has|have|am|tell|name|list|explain|give|show)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(r"\bnext (?:year|decade)\b|\bin (?:ten|five|\d+) years\b|\bin 20\d\d\b", re.I)


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer, in a word, and the reply that says so."""

    because: str  # "order", "foreign", "prerequisite", "unknowable", "not_held"
    text: str
    suggestions: tuple[str, ...]


def refusal(
    question: str, found: Found, *, because: str = "", earlier_chapters: Mapping[str, Any]
) -> Refusal:
    """The reply to a question that the passages do not answer, in our own words.

    `because` is "order" where nothing was asked but to leave the chapter aside, "foreign" where
    the question is about something else altogether.
    `earlier_chapters` maps the title of a prerequisite to the topics that it is known to hold.
    """
    nearest = by_heading(found.passages)
    because, opening = _reason(question, found, because, earlier_chapters)
    lines = [f"- [{_escaped(title_of(p))}]({p.href})" for p in nearest]
    places = ["", "The nearest sections are:", "", *lines] if lines else []
    asked = question.lower()
    suggested = (about(title_of(p)) for p in nearest)
    return Refusal(
        because,
        "\n".join([opening, *places]),
        tuple(s for s in suggested if s.lower() != asked),
    )


def _reason(
    question: str, found: Found, because: str, earlier_chapters: Mapping[str, Any]
) -> tuple[str, str]:
    if because == "order":
        return "order", ORDERED
    kind = unknowable(question)
    if kind:
        return "unknowable", UNKNOWABLE[kind]
    chapter = prerequisite_of(question, earlier_chapters)
    if chapter:
        return "prerequisite", (
            f"That belongs to an earlier chapter, “{chapter}”. This one builds on it and does not"
            " hold it; if you have that chapter, you can add it."
        )
    if because == "foreign":
        return "foreign", FOREIGN
    return "not_held", NOT_HELD + _unmentioned(found.unknown)


def unknowable(question: str) -> str:
    """The kind of fact that no chapter can know: "own", "now" or "future"; else empty.

    What stands in a clause beside the one that asks is no more than why it is asked: "my
    interview is tomorrow, what rounds are there".
    """
    asking = _asking(question)
    for kind, pattern in (("own", _OWN), ("now", _NOW), ("future", _FUTURE)):
        if pattern.search(asking):
            return kind
    return ""


def _asking(question: str) -> str:
    """The clauses that ask by their words; the whole of it where none does."""
    clauses = _CLAUSE_END.split(question)
    asking = [clause for clause in clauses if _ASKS.match(clause)]
    return ", ".join(asking) or question


def prerequisite_of(question: str, earlier_chapters: Mapping[str, Any]) -> str:
    """The earlier chapter that a question belongs to by its topic; empty when there is none.

    The words of a topic must stand side by side in the question; the longest topic counts.
    """
    asked = re.sub(r"[\s-]+", " ", question.lower())
    best, most = "", 0
    for title, topics in earlier_chapters.items():
        for topic in topics:
            held = re.search(rf"\b{re.escape(topic)}(?:s|es)?\b", asked)
            if held and len(topic) > most:
                best, most = title, len(topic)
    return best


def _unmentioned(words: Sequence[str]) -> str:
    if not words or len(words) > 3:
        return ""
    named = ", ".join(f"“{word}”" for word in words)
    return f" It never mentions {named}."


def about(title: str) -> str:
    """A question about a section."""
    return f"What does the chapter say about {title}?"


def by_heading(passages: Sequence[Passage]) -> list[Passage]:
    """The first passage of each section, best first, without the document's frame."""
    first: dict[str, Passage] = {}
    for passage in passages:
        if title_of(passage).lower() not in _FRAME:
            first.setdefault(title_of(passage), passage)
    return list(first.values())[:N_SUGGESTIONS]


def title_of(passage: Passage) -> str:
    """The nearest heading of a passage."""
    return passage.heading_path[-1].removeprefix("Diagram: ") if passage.heading_path else ""


def _escaped(title: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", title)
