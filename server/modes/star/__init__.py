"""STAR feedback: code labels and judges a story, the model phrases one question per problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from server.checks.quotes import quotes_occur
from server.judging.outline import added_words
from server.judging.parts import LABELS, Label, embedded_texts
from server.judging.star_report import as_markdown, as_result
from server.judging.star_revision import compared, kept_tags, with_answer
from server.judging.star_vote import Vote, passes, stored_vote, weights
from server.judging.verdict import Verdict, verdict
from server.modes.star.advice import Advised, advised
from server.modes.star.examples import examples
from server.modes.star.voting import PLANS, asked, votes
from server.records import (
    Embed,
    Field,
    Fields,
    Finding,
    History,
    Mode,
    PastTurn,
    Reply,
    Show,
    Steps,
)

Study = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class LastStory:
    """The newest story of the session, its newest result, and the labels the learner set."""

    story: str
    result: Mapping[str, Any]
    tags: Mapping[int, Label]


def turn(fields: Fields, history: History, *, plans: Study | None = None) -> Steps:
    """Judge a story by code, show the marks at once, then ask one question per problem.

    Where a stronger model may vote (`plans` tells so), the marks are shown again with its vote. A
    later story of the session is compared with the one before; `answer` puts the learner's
    answer to the first question into the last story; `retag` scores the last story again with
    the learner's own labels, without the model.
    """
    before = _last_story(history)
    story = _story(fields, before)
    if not story.strip():
        return Reply("There is no story in this session yet. Paste one, then label its sentences.")
    tags = _tags(fields.options.get("tags"))
    if before:
        tags = {**kept_tags(before.result, before.tags, story), **tags}
    vectors = yield Embed(embedded_texts(story))
    judge = partial(
        verdict, story, bar=fields.options.get("level", "junior"), tags=tags, vectors=vectors
    )
    plan = (plans or {}).get("star") or {}
    vote = _vote_before(fields, before, plan)
    judged = judge(vote=vote)
    extra: dict[str, Any] = {"story": story, "tags": {str(i): part for i, part in tags.items()}}
    extra |= {"plan": {**plan}} if plan else {}
    yield Show(_shown(judged, before, extra, vote))
    if fields.action != "retag" and votes(plan):
        vote = yield from asked(judged, plan)
        judged = judge(vote=vote)
        yield Show(_shown(judged, before, extra, vote))
    said = Advised(judged.problems, judged.questions, ())
    if fields.action != "retag" and judged.is_story and not plan.get("calibrating"):
        said = yield from advised(judged, story, extra)
    judged = replace(judged, problems=said.problems, questions=said.questions)
    text = as_markdown(
        judged, changes=extra.get("compared", {}), question=fields.options.get("question")
    )
    return Reply(text, {**as_result(judged), **extra}, (*said.findings, *_verified(judged, story)))


def _vote_before(fields: Fields, before: LastStory | None, plan: Mapping[str, Any]) -> Vote | None:
    """The vote that the story had, when it is only labelled anew."""
    if fields.action != "retag" or before is None or not votes(plan):
        return None
    return stored_vote(before.result.get("vote"), plan.get("weights") or {})


def _shown(
    judged: Verdict, before: LastStory | None, extra: dict[str, Any], vote: Vote | None
) -> dict[str, Any]:
    """The result to show; `extra` gets what it holds beside the verdict."""
    if before:
        extra["compared"] = compared(judged, before.result)
    if vote:
        extra["vote"] = vote.as_json()
    return {**as_result(judged), **extra}


def _story(fields: Fields, before: LastStory | None) -> str:
    """The text to judge: the message, or the last story, with an answer in its place."""
    if fields.action == "say" or (fields.action == "answer" and before is None):
        return fields.message
    if before is None:
        return ""
    if fields.action == "retag":
        return before.story
    return with_answer(before.story, before.result, fields.message)


def _last_story(history: History) -> LastStory | None:
    judged = [t for t in history.turns if t.result and t.result.get("kind") == "star"]
    if not judged or not judged[-1].result:
        return None
    result = judged[-1].result
    story = result.get("story") or _told(judged)
    return LastStory(story, result, _tags(result.get("tags"))) if story else None


def _told(judged: Sequence[PastTurn]) -> str:
    """The newest story in the learner's message, for turns that were stored without it."""
    told = [t.message for t in judged if t.message.strip() and t.action == "say"]
    return told[-1] if told else ""


def _tags(given: Any) -> dict[int, Label]:
    """The learner's labels by sentence index; what is no index or no part is left out."""
    if not isinstance(given, Mapping):
        return {}
    return {int(i): part for i, part in given.items() if str(i).isdecimal() and part in LABELS}


def _verified(judged: Verdict, story: str) -> tuple[Finding, ...]:
    """The faults of what code put together: quotes not in the story, words not the learner's."""
    shown = [q for level in judged.levels.values() for q in level.quotes]
    shown += [p.quote for p in judged.problems if p.quote]
    faults = quotes_occur("\n".join(f"> {' '.join(q.split())}" for q in shown), story)
    added = added_words(judged.outline or "", story)
    if added:
        said = f"the outline holds words that are not yours: {', '.join(added)}"
        faults.append(Finding("outline_locked", "fail", None, said))
    return tuple(faults)


MODE = Mode(
    name="star",
    title="STAR feedback",
    description="See what each sentence of your story does, and which question to answer next.",
    turn=turn,
    fields=(
        Field(
            "message",
            label="Your story",
            placeholder="What happened, what was yours to do, what you did, what came of it.",
            help="Paste it as you would tell it. A second version is compared with the first.",
            rows=10,
        ),
    ),
    options={
        "question": {
            "type": ["string", "null"],
            "title": "The interview question it answers",
            "maxLength": 500,
            "default": None,
        },
        "level": {
            "type": "string",
            "enum": ["junior", "senior"],
            "title": "Measured as",
            "default": "junior",
        },
        "tags": {
            "type": "object",
            "title": "Your own labels, by sentence",
            "propertyNames": {"pattern": "^[0-9]{1,4}$"},
            "additionalProperties": {"enum": list(LABELS)},
            "default": {},
        },
    },
    actions=("say", "answer", "retag"),
    study=("plans",),
    plans=PLANS,
    passes=passes,
    weighs=weights,
    needs_model=False,
    examples=examples(),
)
