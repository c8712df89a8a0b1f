"""All that is known of whether the lines read tell what is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.checks.abstain import Signs
from server.judging.expectation import lacks_what_is_named, met
from server.judging.wording import names
from server.modes.ask.lines import Line, Reading
from server.modes.ask.listing import question_part
from server.modes.ask.refusal import prerequisite_of, unknowable
from server.modes.ask.rows import is_cut
from server.records import Found


def signs_of(
    question: str,
    found: Found,
    reading: Reading,
    judged: Sequence[tuple[Line, float | None]],
    earlier_chapters: Mapping[str, Any],
) -> Signs:
    """The signs for a question; `judged` are lines with the log-odds that they tell it."""
    odds = [one for _, one in judged if one is not None]
    own = "\n".join(line.text for line, _ in judged)
    under = "\n".join(f"{reading.heading(line)} {line.over} {line.text}" for line, _ in judged)
    return Signs(
        odds=max(odds, default=None),
        cosine=found.cosine if found.cosine is not None else found.coverage,
        contrast=found.contrast,
        answerable=found.answerable,
        nearest=found.nearest,
        lead=found.lead,
        names=len(set(found.unknown) & names(question)),
        met=met(question, own),
        lacks=lacks_what_is_named(question_part(question), under),
        cell=any(is_cut(row) for row in reading.rows),
        earlier=bool(prerequisite_of(question, earlier_chapters)),
        unknowable=bool(unknowable(question)),
    )
