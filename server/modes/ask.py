"""Ask: a short answer from the chapter, every sentence on a passage, or an honest "not there".

Search, show the passages, ask the model whether they hold the answer, let it phrase one, then
let code find what each sentence stands on; what stands on nothing is cut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from server.checks.abstain import answers_only_from_passages, is_foreign, is_near_miss
from server.checks.citations import (
    Citation,
    Cited,
    cited,
    markers_resolve,
    quotes_are_exact,
    sentences_are_cited,
)
from server.checks.support import best_unit
from server.records import (
    Choice,
    Choose,
    Field,
    Fields,
    Finding,
    Found,
    History,
    Mode,
    Passage,
    PastTurn,
    Reply,
    Say,
    Search,
    Show,
    Steps,
    Written,
)
from server.text import content_stems, sentences

N_SUGGESTIONS = 3
MAX_EARLIER_CHARS = 500
NOT_HELD = "The chapter does not say that, as far as I can find."
FOREIGN = "That is not something the chapter covers."
MAX_LEANING_STEMS = 3  # a longer question with a pronoun mostly has what it means in it
_GOES_ON = re.compile(r"(?:and|but|what about|how about|what else)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|those|these|such|that one|this one|same|the next|the others?"
    r"|the (?:first|second|third|last|former|latter)(?: one)?)\b|\b(?:that|there|then)\W*$",
    re.IGNORECASE,
)
# Headings that any document has; a question about them leads nowhere.
_FRAME = frozenset(
    ("summary", "key takeaways", "concepts covered", "prerequisites", "introduction", "contents")
)


def turn(fields: Fields, history: History) -> Steps:
    """Answer one question from the passages nearest to it, or say that they do not hold it."""
    question = fields.message.strip()
    before = earlier_turn(question, history)
    found: Found = yield _search(question, before, fields.options)
    yield Show(_result(found.passages))
    if is_foreign(found):
        return _abstention(FOREIGN, found.passages, question)
    inputs: dict[str, Any] = {
        "passages": numbered(found.passages),
        "question": question,
        "earlier": before.message[:MAX_EARLIER_CHARS] if before else "",
    }
    choice: Choice = yield Choose("ask-holds@1", among=("yes", "no"), optional=True, **inputs)
    if is_near_miss(choice, found):
        return _abstention(NOT_HELD, found.passages, question)
    written: Written = yield Say("ask-answer@1", **inputs)
    return _reply(written, found.passages, question)


def earlier_turn(question: str, history: History) -> PastTurn | None:
    """The turn before, when the question leans on it; None when it stands on its own.

    It leans when it goes on ("and", "what about"), has at most one word of its own, or is short
    and points back ("it", "the second one"). A question that stands on its own is searched on
    its own, so that an earlier good hit lends it nothing.
    """
    done = [t for t in history.turns if t.message.strip() and t.status == "complete"]
    n_stems = len(content_stems(question))
    points_back = n_stems <= MAX_LEANING_STEMS and _POINTS_BACK.search(question)
    leans = n_stems < 2 or points_back or _GOES_ON.match(question)
    return done[-1] if done and leans else None


def numbered(passages: Sequence[Passage]) -> str:
    """The passages as the model reads them: number and headings on a line, then the text."""
    return "\n\n".join(
        f"[{number}] {' > '.join(p.heading_path)}\n{p.text}"
        for number, p in enumerate(passages, start=1)
    )


def _search(question: str, before: PastTurn | None, options: Mapping[str, Any]) -> Search:
    chapters = options.get("chapters")
    return Search(
        query=question,
        k=options.get("k", 3),
        chapters=None if chapters is None else tuple(chapters),
        context=f"{before.message}\n{before.reply}" if before else "",
    )


def _reply(written: Written, passages: Sequence[Passage], question: str) -> Reply:
    answer = cited(_finished(written), passages, question=question)
    findings = _cut_findings(answer)
    if answer.denied:
        return _abstention(NOT_HELD, passages, question)
    if not answer.citations:
        answer = _own_words(passages, question)
        findings = [_OWN_WORDS]
    if not answer.citations:
        return _abstention(NOT_HELD, passages, question)
    result = _result(passages, answer.citations, _suggestions(passages, answer.citations))
    failed = [
        *markers_resolve(answer.text, result["citations"]),
        *quotes_are_exact(answer.text, result),
        *sentences_are_cited(answer.text, question),
        *answers_only_from_passages(answer.text, result),
    ]
    return Reply(answer.text, result, findings=(*findings, *(failed or [_ALL_CITED])))


_ALL_CITED = Finding(
    "citations", "pass", None, "Every sentence stands on a passage, quoted word for word."
)
_OWN_WORDS = Finding(
    "citations",
    "warn",
    None,
    "No passage supported the answer as it was first written, so these are the chapter's words.",
)


def _finished(written: Written) -> str:
    """The text without a last sentence that the length limit cut."""
    parts = sentences(written.text)
    if written.finish == "length" and len(parts) > 1 and parts[-1].text[-1] not in ".!?":
        return written.text[: parts[-1].start]
    return written.text


def _cut_findings(answer: Cited) -> list[Finding]:
    n = len(answer.cut)
    if not n:
        return []
    what = "One sentence was" if n == 1 else f"{n} sentences were"
    return [Finding("citations", "warn", None, f"{what} left out: no passage supports it.")]


def _own_words(passages: Sequence[Passage], question: str) -> Cited:
    """The one unit of the passages that answers by itself, as a quotation; else nothing."""
    unit = best_unit(question, passages)
    if not unit:
        return Cited("", ())
    words = re.sub(r"^[-*•+\s]+|[.\s]+$", "", unit.quote)
    text = f"In the chapter's words: “{words}” [{unit.marker}]."
    return Cited(text, (Citation(unit.marker, passages[unit.marker - 1], unit.quote),))


def _abstention(opening: str, passages: Sequence[Passage], question: str) -> Reply:
    """Our own words, never the model's: not there, and where to look instead."""
    nearest = _by_heading(passages)
    lines = [f"- [{_escaped(_title(p))}]({p.href})" for p in nearest]
    places = ["", "The nearest sections are:", "", *lines] if lines else []
    suggestions = [f"What does the chapter say about {_title(p)}?" for p in nearest]
    asked = question.lower()
    result = _result(passages, (), [s for s in suggestions if s.lower() != asked], abstained=True)
    return Reply("\n".join([opening, *places]), result)


def _suggestions(passages: Sequence[Passage], citations: Sequence[Citation]) -> list[str]:
    """Questions about the found sections that the answer did not use."""
    used = {_title(c.passage) for c in citations}
    others = [_title(p) for p in _by_heading(passages) if _title(p) not in used]
    return [f"What does the chapter say about {title}?" for title in others]


def _by_heading(passages: Sequence[Passage]) -> list[Passage]:
    """The first passage of each section, best first, without the document's frame."""
    first: dict[str, Passage] = {}
    for passage in passages:
        if _title(passage).lower() not in _FRAME:
            first.setdefault(_title(passage), passage)
    return list(first.values())[:N_SUGGESTIONS]


def _title(passage: Passage) -> str:
    return passage.heading_path[-1].removeprefix("Diagram: ") if passage.heading_path else ""


def _escaped(title: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", title)


def _result(
    passages: Sequence[Passage],
    citations: Sequence[Citation] = (),
    suggestions: Sequence[str] = (),
    *,
    abstained: bool = False,
) -> dict[str, Any]:
    return {
        "kind": "answer",
        "abstained": abstained,
        "citations": [
            {
                "marker": c.marker,
                "passage_id": c.passage.id,
                "heading_path": list(c.passage.heading_path),
                "quote": c.quote,
                "href": c.passage.href,
            }
            for c in sorted(citations, key=lambda c: c.marker)
        ],
        "passages": [
            {
                "id": p.id,
                "chapter": p.chapter,
                "heading_path": list(p.heading_path),
                "text": p.text,
                "href": p.href,
                "score": p.score,
            }
            for p in passages
        ],
        "suggestions": list(suggestions),
    }


MODE = Mode(
    name="ask",
    title="Ask the chapter",
    description=(
        "Ask anything about the chapter. The answer is short, every sentence opens the passage "
        "it stands on, and what the chapter does not say, you are told so."
    ),
    turn=turn,
    fields=(
        Field(
            "message",
            label="Your question",
            placeholder="What would you like to know?",
            help="Answers come from the chapter alone.",
            max_chars=4_000,
            rows=3,
        ),
    ),
    options={
        "chapters": {
            "title": "Chapters",
            "description": "Where to look; all chapters when nothing is chosen.",
            "type": ["array", "null"],
            "items": {"type": "string"},
            "default": None,
        },
        "k": {
            "title": "Passages",
            "description": "How many passages to read; more take longer.",
            "type": "integer",
            "minimum": 1,
            "maximum": 8,
            "default": 3,
        },
    },
    examples=(
        {"title": "Escalation", "message": "Which escalation levels are there?", "options": {}},
        {
            "title": "Build or buy",
            "message": "When should a team buy instead of build?",
            "options": {},
        },
        {
            "title": "Interviews",
            "message": "What are the five parts of a technical PM interview?",
            "options": {},
        },
    ),
)
