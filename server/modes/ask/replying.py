"""What the learner gets: an answer with its citations and what was checked of it, or a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.checks.abstain import Signs, answers_only_from_passages
from server.checks.citations import (
    Citation,
    Cited,
    markers_resolve,
    quotes_are_exact,
    sentences_are_cited,
)
from server.modes.ask.lines import Reading
from server.modes.ask.refusal import about, by_heading, refusal, title_of
from server.modes.ask.result import result_of
from server.records import Finding, Found, Passage, Reply

_ALL_CITED = Finding(
    "citations", "pass", None, "Every sentence stands on a passage, quoted word for word."
)
_REPLACED = Finding(
    "own_words",
    "pass",
    None,
    "The answer as it was first written did not hold, so the chapter's own words stand here.",
)
_NOTHING = Cited("", ())


@dataclass(frozen=True)
class Case:
    """A question that is to be answered: what it leans on, what is read, why it is answered."""

    question: str
    earlier: str
    reading: Reading
    signs: Signs


def answered(answer: Cited | None, case: Case, *, repaired: bool = False) -> Reply:
    """The answer with its citations and findings.

    `repaired`: the model's own wording did not hold, and the chapter's stands in its place.
    """
    told = answer or _NOTHING
    passages = case.reading.passages
    suggestions = _suggestions(passages, told)
    result = result_of(passages, told.citations, suggestions, signs=case.signs)
    failed = [
        *markers_resolve(told.text, result["citations"]),
        *quotes_are_exact(told.text, result),
        *sentences_are_cited(told.text, case.question),
        *answers_only_from_passages(told.text, result),
    ]
    findings = (*([_REPLACED] if repaired else []), *(failed or [_ALL_CITED]))
    return Reply(told.text, result, findings=findings, repaired=repaired)


def refused(
    question: str,
    found: Found,
    earlier_chapters: Mapping[str, Any],
    *,
    signs: Signs | None = None,
    because: str = "",
    nearest: Citation | None = None,
) -> Reply:
    """The honest "not there"; `because` as in `refusal`, where it is known beforehand.

    `nearest` is the line that was read and is not taken for an answer: shown beside the reply for
    the learner to judge, where the chapter just does not hold what is asked.
    """
    no = refusal(question, found, because=because, earlier_chapters=earlier_chapters)
    shown = nearest if no.because == "not_held" else None
    result = result_of(
        found.passages, (), no.suggestions, because=no.because, signs=signs, nearest=shown
    )
    return Reply(no.text, result)


def _suggestions(passages: Sequence[Passage], answer: Cited) -> list[str]:
    """Questions about the found sections that the answer did not use."""
    used = {title_of(c.passage) for c in answer.citations}
    others = (title_of(p) for p in by_heading(passages))
    return [about(title) for title in others if title not in used]
