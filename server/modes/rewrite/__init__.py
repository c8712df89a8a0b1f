"""The communication coach: one message, made ready for several audiences.

Code decides what stays, what goes and what comes first; the model says single sentences in plain
words, under a contract that is checked on both sides. What fails it is replaced by the glossary,
or left out with a note.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from server.judging.audiences import Audience, audience_from
from server.judging.facts import facts
from server.judging.lexicon import Lexicon, lexicon_from
from server.judging.omissions import addressees, spoken_of
from server.judging.tone import less_formal, more_formal
from server.judging.unknown import offsets
from server.modes.rewrite.calibration import passes
from server.modes.rewrite.desk import Desk, Piece, without_bullet
from server.modes.rewrite.order import Version, version_of, whole
from server.modes.rewrite.pieces import pieces_for
from server.modes.rewrite.report import findings_of, remarked, reply_text, result_of, rewrite_row
from server.modes.rewrite.settings import Job, job, unknown_audiences
from server.modes.rewrite.whole import whole_version
from server.records import Field, Fields, History, Mode, Read, Reply, Show, Step, Steps

Study = Mapping[str, Any]
_TONES = {"less_formal": less_formal, "more_formal": more_formal}
PLANS = ("sentences", "whole")


def turn(
    fields: Fields, history: History, *, audiences: Study, jargon: Study, plans: Study
) -> Steps:
    """Rewrite the session's message for each audience, as this turn's words ask.

    `audiences` maps ids to rows as in `corpus/audiences.yaml`; `jargon` is
    `corpus/jargon.yaml`; `plans` tells under "rewrite" which plan was chosen, and why.
    """
    task = job(fields, history, audiences)
    refusal = _refusal(task, audiences)
    if refusal:
        return Reply(refusal, result=history.last_result if task.source else None)
    readers = [r for id in task.settings.audiences if (r := audience_from(id, audiences))]
    titles = {r.id: r.title for r in readers}
    plan = dict(plans.get("rewrite") or {"plan": PLANS[0]})
    lexicon = lexicon_from(jargon)
    yield Show(result_of([], task.source, task.settings, plan) | _strip(task.source, lexicon))
    desk = _desk(task, lexicon, history)
    made: dict[str, dict[str, Any]] = {}
    # Reading takes seconds. What does not hang on it is there before, less some of the marks.
    for reader in sorted(readers, key=lambda r: r.external):
        if reader.external:
            yield from _read(task, desk)
        made[reader.id] = yield from _row(task, reader, desk, plan, audiences[reader.id])
        yield Show(result_of(_in_order(made, readers), task.source, task.settings, plan))
    yield from _marked(made, readers, task, desk)
    rows = _in_order(made, readers)
    return Reply(
        reply_text(rows, titles, task.settings),
        result=result_of(rows, task.source, task.settings, plan),
        findings=findings_of(rows, titles),
    )


def _read(task: Job, desk: Desk) -> Generator[Step, Any, None]:
    """Has the model read the message, once a turn."""
    if desk.asked:
        return
    desk.asked = True
    desk.reading = yield Read(task.source)
    desk.told = offsets(task.source, desk.reading)


def _in_order(
    made: Mapping[str, dict[str, Any]], readers: Sequence[Audience]
) -> list[dict[str, Any]]:
    return [made[reader.id] for reader in readers if reader.id in made]


def _marked(
    made: dict[str, dict[str, Any]], readers: Sequence[Audience], task: Job, desk: Desk
) -> Generator[Step, Any, None]:
    """Marks the words of versions that were there before the message had been read."""
    waiting = [r for r in readers if not r.technical and not r.external]
    if waiting:
        yield from _read(task, desk)
    if desk.told:
        for reader in waiting:
            made[reader.id] = remarked(made[reader.id], task.source, reader, desk)


def _strip(source: str, lexicon: Lexicon) -> dict[str, Any]:
    """The facts of the message, there before any of it is rewritten."""
    found = [f for f in facts(source, lexicon) if f.type != "commitment"]
    return {"source_facts": [{"text": f.text, "type": f.type} for f in found]}


def _desk(task: Job, lexicon: Lexicon, history: History) -> Desk:
    settings = task.settings
    last = history.last_result or {}
    earlier = {
        c["before"]: c["after"]
        for row in (last.get("rewrites", ()) if last.get("source") == task.source else ())
        for c in row.get("changes", ())
        if c["how"] in ("rewritten", "glossary")
    }
    return Desk(
        lexicon,
        settings.confidential,
        settings.known_terms,
        addressed=addressees(task.source) | spoken_of(task.source, lexicon),
        undone=frozenset(without_bullet(s) for s in settings.undone),
        earlier=earlier,
    )


def _row(
    task: Job, reader: Audience, desk: Desk, plan: Study, card: Study
) -> Generator[Step, Any, dict[str, Any]]:
    settings = task.settings
    known = reader.known_terms | {t.lower() for t in settings.known_terms}
    reader = replace(reader, known_terms=known)
    if plan["plan"] == "whole" and settings.length == "full" and not reader.technical:
        version = yield from _as_whole(task, reader, desk, card)
        if version:
            return rewrite_row(task.source, version, reader, desk, plan="whole")
    pieces = yield from pieces_for(task.source, reader, desk)
    pieces = _toned(pieces + _added(task), settings.tone)
    version = version_of(pieces, reader, settings.length, ask_first=settings.ask_first)
    return rewrite_row(task.source, version, reader, desk, plan="sentences")


def _as_whole(
    task: Job, reader: Audience, desk: Desk, card: Study
) -> Generator[Step, Any, Version | None]:
    """The version of the freer plan; None when it broke its contract twice."""
    pieces = yield from pieces_for(task.source, reader, replace(desk, rewords=False))
    pieces += _added(task)
    text = yield from whole_version(pieces, reader, desk, card)
    return whole(_TONES.get(task.settings.tone, str)(text), pieces) if text else None


def _added(task: Job) -> tuple[Piece, ...]:
    return tuple(Piece("", text, "added", "you added it") for text in task.settings.added)


def _toned(pieces: tuple[Piece, ...], tone: str) -> tuple[Piece, ...]:
    other = _TONES.get(tone)
    if other is None:
        return pieces
    return tuple(replace(p, after=other(p.after)) if p.after else p for p in pieces)


def _refusal(task: Job, audiences: Study) -> str | None:
    """What to say instead of a rewrite; None when there is something to rewrite."""
    if not task.source:
        return "Paste the message you want to rewrite, and I will start over with it."
    unknown = unknown_audiences(task.settings.audiences, audiences)
    if unknown:
        listed = ", ".join(f"“{id}”" for id in unknown)
        return f"I know no audience {listed}. I know: {', '.join(audiences)}."
    if task.instructions and not task.settings.applied and len(task.instructions[-1].split()) > 30:
        return (
            "That reads like a new message rather than an instruction on the one before. "
            "Choose “Start over” to rewrite it."
        )
    return None


_SLIP = """Hi all, the billing migration slips by two weeks, from 14 March to 28 March. During the \
load test on Monday the p95 latency of the invoices API went up to 4 seconds, because the \
read replica could not keep up. About 40 customers on annual plans would have seen failed \
invoices. We propose to keep the old invoices running until 28 March and to move customers over \
in three groups. If the second load test fails on 20 March, we might lose another week. Please \
confirm the new date by Friday."""
_INCIDENT = """Uploads failed for 35 minutes on Tuesday between 09:10 and 09:45 UTC. Root cause \
was a bad deploy of upload-service: Jonas forgot to raise the memory limit. 12% of all uploads \
were rejected, none were lost. We rolled back at 09:45. Customers can safely retry failed uploads. \
We will add an alert on memory use by 30 June."""
_PROPOSAL = """Our data pipeline cannot carry next year's volume. I recommend a 6-week investment \
by two engineers to rebuild it on streaming. Reports would be updated in 15 minutes rather than in \
24 hours. It delays the new export screen from May to July. The main risk is that nobody on the \
team has run Kafka in production before. Can you approve this by 30 April?"""

MODE = Mode(
    name="rewrite",
    title="Communication coach",
    description="Get one message ready for several audiences: every fact kept, none made up.",
    turn=turn,
    fields=(
        Field(
            "message",
            label="The message to rewrite",
            placeholder="Paste an update, an incident, a proposal …",
            help="Later messages in the same session are instructions: shorter; for sales; "
            "leave out the budget; keep Kafka in; put the ask first; add that legal has agreed.",
            rows=6,
        ),
    ),
    options={
        "audiences": {
            "title": "Audiences",
            "type": "array",
            "items": {
                "type": "string",
                "minLength": 1,
                "examples": [
                    "executives",
                    "vp_product",
                    "engineering_leads",
                    "engineering_team",
                    "data_team",
                    "designers",
                    "sales",
                    "marketing",
                    "key_customer",
                ],
            },
            "minItems": 1,
            "maxItems": 12,
            "default": ["executives"],
        },
        "length": {
            "title": "Length",
            "type": "string",
            "enum": ["two_sentences", "short", "full"],
            "default": "full",
        },
        "confidential": {
            "title": "Leave out everywhere",
            "description": "Names, words or figures that nobody may see.",
            "type": "array",
            "items": {"type": "string", "maxLength": 200},
            "maxItems": 50,
            "default": [],
        },
    },
    actions=("say", "new"),
    study=("audiences", "jargon", "plans"),
    plans=PLANS,
    passes=passes,
    examples=(
        {
            "title": "A two-week slip, told to three audiences",
            "message": _SLIP,
            "options": {"audiences": ["engineering_team", "vp_product", "key_customer"]},
        },
        {
            "title": "An incident, told to a customer",
            "message": _INCIDENT,
            "options": {"audiences": ["key_customer"]},
        },
        {
            "title": "An investment, told to executives",
            "message": _PROPOSAL,
            "options": {"audiences": ["executives"]},
        },
    ),
)
