"""What of the found passages is read for a question: lines by nearness, lists whole, rows cut.

A small model reads 75 tokens a second and mixes what stands side by side, so it gets few lines;
docs/ask.md has what this costs and saves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from server.judging.comparison import halves
from server.judging.wording import cells_of, figures, is_lead, stems_of
from server.modes.ask.lines import (
    Line,
    Reading,
    asks_for_meaning,
    farther,
    lines_of,
    told_apart,
    with_meaning,
    within,
    without_questions,
    without_topics,
)
from server.modes.ask.listing import listing_of, whole_list
from server.modes.ask.rows import cut, names_row, rows_asked, without_other_rows
from server.modes.ask.sides import with_sides
from server.modes.ask.stepping import stepped_to, told_before
from server.records import Passage

# Of the lines that are read; docs/ask.md has how often so many hold the answer.
MAX_WORDS = 80
ALREADY_TOLD = 0.9
OWN_WORDS = 0.6  # for a line with all the words that a follow-up brings itself
_ASKS_OF_TOPICS = re.compile(
    r"\b(?:concepts|topics?|prerequisites?|contents|covered)\b"
    r"|\b(?:chapter|book|course)\b.*\bcovers?\b",
    re.IGNORECASE,
)
_ASKS_OF_QUESTIONS = re.compile(r"\bself-?check\b|\bquestions?\b|\basked\b", re.IGNORECASE)


def reading_of(
    question: str,
    passages: Sequence[Passage],
    *,
    earlier: str = "",
    reply: str = "",
    more: Sequence[Passage] = (),
) -> Reading:
    """What is read for a question; `earlier` is the question it leans on, `reply` its answer.

    `more` are passages that go on where one of `passages` ends; they count only when a list
    that is asked for goes on in them, and then stand behind the others.
    """
    every = _weighed(question, reply, passages)
    ranked = sorted(every, key=lambda line: (-line.near, line.marker, line.at))
    if not ranked:
        return Reading(tuple(passages), ())
    two = halves(question, compounds=_written(passages))
    if two and min(len(stems_of(two.first)), len(stems_of(two.second))) > 1:
        whole = Reading(tuple(passages), tuple(within(ranked, MAX_WORDS)))
        return with_sides(two, whole, question, ranked)
    step = stepped_to(question, reply, every)
    if step:
        return _stepped(step, f"{earlier}\n{question}", ranked, passages)
    listing = listing_of(question, ranked, passages)
    if listing:
        return whole_list(listing, passages, more)
    # Alone, a line that leads into a list answers nothing.
    ranked = [line for line in ranked if not is_lead(line.text)] or ranked
    asked = question if names_row(question, ranked) else f"{earlier}\n{question}"
    rows = rows_asked(asked, ranked, own=question)
    kept = within(without_other_rows(ranked, rows), MAX_WORDS)
    return Reading(tuple(passages), tuple(kept), rows=tuple(rows))


def _written(passages: Sequence[Passage]) -> str:
    """Headings and words of the passages, in which a pair may stand as one thing."""
    return "\n".join(f"{' '.join(p.heading_path)}\n{p.text}" for p in passages).lower()


def _weighed(question: str, reply: str, passages: Sequence[Passage]) -> list[Line]:
    """All lines; those that are seldom what such a question asks for lie farther."""
    every = lines_of(passages)
    if not _ASKS_OF_QUESTIONS.search(question):
        every = [without_questions(line) for line in every]
    if not _ASKS_OF_TOPICS.search(question):
        every = [without_topics(line, passages) for line in every]
    if asks_for_meaning(question):
        every = [with_meaning(line, question) for line in every]
    every = told_apart(every, question)
    if not reply:
        return every
    told = told_before(question, reply, every)
    own = stems_of(question) | figures(question)
    every = [farther(line, ALREADY_TOLD) if line in told else line for line in every]
    return [farther(line, -OWN_WORDS * _share(line, own, passages)) for line in every]


def _share(line: Line, own: frozenset[str], passages: Sequence[Passage]) -> float:
    """How much of a follow-up's own words a line holds, its heading and what leads to it too."""
    held = f"{' '.join(passages[line.marker - 1].heading_path[-1:])} {line.over} {line.text}"
    return len(own & (stems_of(held) | figures(held))) / len(own) if own else 0.0


def _stepped(
    step: Line, asked: str, ranked: Sequence[Line], passages: Sequence[Passage]
) -> Reading:
    """The line next to the one before, in front of all others."""
    first = replace(step, near=max(step.near, ranked[0].near))
    others = [line for line in ranked if (line.marker, line.at) != (step.marker, step.at)]
    rows = (cut(first, asked),) if cells_of(first.text) else ()
    kept = within([first, *others], MAX_WORDS)
    return Reading(tuple(passages), tuple(kept), rows=rows)
