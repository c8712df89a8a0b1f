"""Ask: a short answer from the chapter, every sentence on a passage, or an honest "not there".

Search, show the passages, judge whether their nearest lines tell what is asked, then answer: a
list or a row of a table in the chapter's own words; else in the model's, each sentence held
against its source; and where those do not hold, by quotation.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.checks.abstain import (
    enough_odds,
    grounding,
    is_foreign,
    is_grounded,
    log_odds,
    needs_reading,
)
from server.checks.citations import Cited
from server.judging.wording import bare_item, cells_of, is_title, label_of_item
from server.modes.ask.exact import citation_of, from_rows, listed, quoted, with_rest
from server.modes.ask.leaning import earlier_turn
from server.modes.ask.lines import Line, Reading
from server.modes.ask.listing import YES_NO, shown_item
from server.modes.ask.orders import without_orders
from server.modes.ask.phrased import phrased
from server.modes.ask.reading import reading_of
from server.modes.ask.replying import Case, answered, refused
from server.modes.ask.result import result_of
from server.modes.ask.signs import signs_of
from server.records import (
    Choice,
    Choose,
    Field,
    Fields,
    Found,
    History,
    Mode,
    PastTurn,
    Reply,
    Say,
    Search,
    Show,
    Steps,
    Written,
)

MAX_EARLIER_CHARS = 500
MAX_JUDGED = 2  # lines
MAX_QUOTED = 2
NEARLY_AS_NEAR = 0.35  # the two best lines hold .88 of the facts, the best one .81 (docs/ask.md)
NEAR_WEIGHT = 0.5  # of nearness against log-odds, when the best of the judged lines is chosen


@dataclass(frozen=True)
class Judged:
    """A line with the log-odds that it tells what is asked; None where none were given."""

    line: Line
    odds: float | None


def turn(fields: Fields, history: History, *, earlier_chapters: Mapping[str, Any]) -> Steps:
    """Answer one question from the passages nearest to it, or say that they do not hold it."""
    question = without_orders(fields.message.strip())
    before = earlier_turn(question, history)
    found: Found = yield _search(question or fields.message, before, fields.options)
    yield Show(result_of(found.passages))
    if not question:
        return refused(fields.message, found, earlier_chapters, because="order")
    if is_foreign(found):
        return refused(question, found, earlier_chapters, because="foreign")
    earlier = before.message[:MAX_EARLIER_CHARS] if before else ""
    reply = before.reply if before else ""
    reading = reading_of(question, found.passages, earlier=earlier, reply=reply, more=found.more)
    lines = _candidates(reading)
    judged = [Judged(line, None) for line in lines]
    signs = signs_of(question, found, reading, [(line, None) for line in lines], earlier_chapters)
    if needs_reading(signs):
        judged = yield from _judged(reading, question, earlier)
        read = [(one.line, one.odds) for one in judged]
        signs = signs_of(question, found, reading, read, earlier_chapters)
    if not judged or not is_grounded(grounding(signs)):
        nearest = citation_of(judged[0].line, reading) if judged else None
        return refused(question, found, earlier_chapters, signs=signs, nearest=nearest)
    case = Case(question, earlier, reading, signs)
    exact = listed(reading) or from_rows(reading)
    if exact:
        return answered(exact, case)
    return (yield from _in_words(case, judged))


def _search(question: str, before: PastTurn | None, options: Mapping[str, Any]) -> Search:
    chapters = options.get("chapters")
    return Search(
        query=question,
        k=options.get("k", 3),
        chapters=None if chapters is None else tuple(chapters),
        context=f"{before.message}\n{before.reply}" if before else "",
    )


# --- is it told?


def _judged(
    reading: Reading, question: str, earlier: str
) -> Generator[Choose, Choice, list[Judged]]:
    """The nearest lines, each judged by the model until one surely tells; best first.

    An engine that gives no log-probabilities is asked once: its bare word is worthless.
    """
    found: list[Judged] = []
    for at, line in enumerate(_candidates(reading)):
        asked = reading.halves[at] if reading.sides else f"{earlier} {question}".strip()
        choice = yield Choose(
            "ask-line@1",
            among=("yes", "no"),
            optional=True,
            text=_as_read(line, reading),
            question=asked,
        )
        odds = log_odds(choice)
        found.append(Judged(line, odds))
        if odds is None or (enough_odds(odds) and not reading.sides):
            break
    return sorted(found, key=lambda one: -((one.odds or 0.0) + NEAR_WEIGHT * one.line.near))


def _candidates(reading: Reading) -> Sequence[Line]:
    if reading.listing:
        return (reading.listing.lead,)
    return (reading.sides or reading.rows or reading.lines)[:MAX_JUDGED]


def _as_read(line: Line, reading: Reading) -> str:
    """A line under its heading; one that leads into a list with the items' names."""
    heads = [head.rstrip(":") for head in (reading.heading(line), line.over) if head]
    text = ": ".join([*heads, bare_item(line.shown)])
    if reading.listing and line == reading.listing.lead:
        return f"{text} {', '.join(shown_item(item) for item in reading.listing.items)}"
    return text


# --- the answer


def _in_words(case: Case, judged: Sequence[Judged]) -> Generator[Any, Any, Reply]:
    """The model's sentences where they hold, else the best lines as quotations.

    A comparison, and a question to be answered by yes or no, are answered by quotation: the
    model mixes the sides up, and says yes to all.
    """
    reading, best = case.reading, _best(judged, case.reading)
    if reading.sides:
        return answered(quoted(reading, reading.sides, case.question), case)
    if reading.compares or YES_NO.match(case.question):
        return answered(quoted(reading, best, case.question), case)
    written: Written = yield Say(
        "ask-answer@2", passages=reading.text(), question=case.question, earlier=case.earlier
    )
    own = phrased(written, reading, f"{case.earlier} {case.question}".strip(), best)
    if own.sound:
        return answered(with_rest(own.answer, best, reading, case.question), case)
    chosen = _stood_on(own.answer, reading) or best
    return answered(quoted(reading, chosen, case.question), case, repaired=True)


def _best(judged: Sequence[Judged], reading: Reading) -> list[Line]:
    """The best line, and the next one where it is as likely to tell it, or hardly farther."""
    first = judged[0].line
    likely = [one.line for one in judged[1:] if (one.odds or 0.0) > 0.0]
    near = [li for li in reading.lines if _goes_with(first, li)]
    return [first, *(likely + near)[: MAX_QUOTED - 1]]


def _goes_with(first: Line, other: Line) -> bool:
    """Hardly farther, no mere title, and not the item of the same name in another list."""
    name = "" if cells_of(first.text) else label_of_item(first.text)
    same = bool(name) and name == label_of_item(other.text)
    tells = other != first and not same and not is_title(other.text)
    return tells and other.near >= first.near - NEARLY_AS_NEAR


def _stood_on(answer: Cited, reading: Reading) -> list[Line]:
    """The lines that support what was written, where anything did."""
    quotes = [c.quote for c in answer.citations]
    found = [li for li in reading.lines if any(q in li.text or li.text in q for q in quotes)]
    return found[:MAX_QUOTED]


MODE = Mode(
    name="ask",
    title="Ask the chapter",
    description=(
        "Ask anything about the chapter. The answer is short, every sentence opens the passage "
        "it stands on, and what the chapter does not say, you are told so."
    ),
    turn=turn,
    study=("earlier_chapters",),
    warms=("ask-line@1",),
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
