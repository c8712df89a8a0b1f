"""A list that is asked for, whole: with what of it stands in the next passage."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.judging.wording import (
    bare_item,
    cells_of,
    counted,
    is_item,
    is_lead,
    label_of_item,
    stems_of,
)
from server.modes.ask.lines import Line, Listing, Reading
from server.records import Passage
from server.text import sentences

# A line that leads into a list is what is asked for when hardly any line is nearer.
LEAD_MARGIN = 0.05
_WANTS_LIST = re.compile(
    r"\b(?:list|name|enumerate|give me|tell me)\b.*\b(?:all|the|every|\w+s)\b"
    r"|\ball\b|\bevery\b|\bsteps?\b|\bhow many\b"
    r"|\b(?:what|which) (?:are|were)\b"
    r"|\b(?:what|which|under which|in which)\s+(?:[\w/-]+\s+){0,3}?[\w/-]+s\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(r"\b(?:explain|why|simple words|difference|differ)\b", re.IGNORECASE)
# A leading line that is so much nearer than all others is asked for, whatever the words.
CLEAR_LEAD = 0.15
# One that the question names with its number ("the five habits") may lie so much farther.
COUNTED_LEAD = 0.25
YES_NO = re.compile(
    r"\s*(?:(?:so|and|but|then|well|ok|okay|hi|hey|please|also|no|yes)[, ]+)*"
    r"(?:is|are|was|were|do|does|did|can|could|should|shall|must|may|will|would|has|have|am)\b"
    r"(?:n['’]t)?",
    re.IGNORECASE,
)


def wants_list(question: str) -> bool:
    """Whether a question asks for several things by their names."""
    asked = question_part(question)
    return bool(_WANTS_LIST.search(asked)) and not _EXPLAINS.search(asked)


def question_part(message: str) -> str:
    """The sentences of a message that ask; all of it where none ends in a question mark."""
    asking = [s.text for s in sentences(message) if s.text.rstrip().endswith("?")]
    return " ".join(asking) or message


def listing_of(
    question: str, ranked: Sequence[Line], passages: Sequence[Passage]
) -> Listing | None:
    """The list that is asked for, where its leading line is among the nearest."""
    lead = next((line for line in ranked if is_lead(line.text)), None)
    if lead is None or YES_NO.match(question_part(question)):
        return None
    next_best = max((li.near for li in ranked if not is_lead(li.text)), default=0.0)
    margin = -LEAD_MARGIN if wants_list(question) else CLEAR_LEAD
    if _counts_them(lead.text, question):
        margin = -COUNTED_LEAD
    if lead.near < next_best + margin or _EXPLAINS.search(question_part(question)):
        return None
    items = _items_after(lead.at, lead.marker, passages[lead.marker - 1])
    path = passages[lead.marker - 1].heading_path
    return Listing(lead, items, path[-1] if path else "")


def _counts_them(lead: str, question: str) -> bool:
    """Whether the question names the list by its number: "the five habits"."""
    same = counted(lead) & counted(question)
    return bool(same) and len(stems_of(lead) & stems_of(question)) > 1


def _items_after(at: int, marker: int, passage: Passage) -> tuple[Line, ...]:
    found = []
    for number, text in enumerate(passage.text.split("\n")[at + 1 :], start=at + 1):
        if not is_item(text) and not cells_of(text):
            break
        found.append(Line(marker, number, text, text, 0.0))
    return tuple(found)


def whole_list(listing: Listing, passages: Sequence[Passage], more: Sequence[Passage]) -> Reading:
    """The list with what of it stands in the next passage."""
    found = list(passages)
    last = passages[listing.lead.marker - 1]
    ends = not last.text.split("\n")[listing.lead.at + len(listing.items) + 1 :]
    following = next((p for p in more if p.follows == last.id), None)
    items = listing.items
    if ends and following is not None:
        place = next((n for n, p in enumerate(found, 1) if p.id == following.id), len(found) + 1)
        rest = _items_after(-1, place, following)
        if rest and place > len(found):
            found.append(following)
        items = (*items, *rest)
    whole = Listing(listing.lead, items, listing.heading)
    return Reading(tuple(found), (listing.lead, *items), listing=whole if items else None)


def shown_item(line: Line) -> str:
    """An item as it is listed: its label, a row's first cell, or all of it where it has none."""
    cells = cells_of(line.text)
    if cells:
        return cells[0].text
    return label_of_item(line.text) or bare_item(line.text)
