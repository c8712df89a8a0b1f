"""STAR feedback: code labels and judges a story, the model phrases one question per problem."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from server.checks.quotes import quotes_occur
from server.judging.outline import added_words
from server.judging.parts import LABELS, Label, StoryPart
from server.judging.problems import Problem
from server.judging.star_advice import PROBLEM
from server.judging.star_report import as_markdown, as_result, compared
from server.judging.verdict import Verdict, verdict
from server.records import (
    Call,
    Field,
    Fields,
    Finding,
    History,
    Mode,
    Reply,
    Show,
    Step,
    Steps,
    Written,
)
from server.text import sentences

PROMPT = "star-advice@1"
_BLANK = re.compile(r"_{2,}")
# Where the model pasted a sentence in instead of asking about it: "and why not: Working hard".
_PASTED = re.compile(r":\s+[A-Z]")
# Where a question on a missing part can take hold: the nearest part that is told.
_NEAR: Mapping[str, tuple[StoryPart, ...]] = {
    "missing_result": ("action", "task", "situation"),
    "missing_action": ("task", "situation", "result"),
    "missing_situation": ("task", "action", "result"),
    "missing_task": ("situation", "action", "result"),
}
_ANYWHERE: tuple[StoryPart, ...] = ("result", "action", "task", "situation")
# Questions on the whole story; a sentence of it would only lead them astray.
_GENERAL = frozenset(["no_learning", "too_long", "not_a_story"])


@dataclass(frozen=True)
class LastStory:
    """The newest story of the session, its newest result, and the labels the learner set."""

    story: str
    result: Mapping[str, Any]
    tags: Mapping[int, Label]


@dataclass(frozen=True)
class Advised:
    """The problems with their advice, and what was set aside on the way."""

    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]


def turn(fields: Fields, history: History) -> Steps:
    """Judge a story by code, show the marks at once, then ask one question per problem.

    A later story of the session is compared with the one before; `retag` scores the last story
    again with the learner's own labels, without the model.
    """
    before = _last_story(history)
    retag = fields.action == "retag"
    story = before.story if retag and before else fields.message
    if not story.strip():
        return Reply("There is no story in this session yet. Paste one, then label its sentences.")
    tags = {**_kept_tags(before, story), **_tags(fields.options.get("tags"))}
    judged = verdict(story, bar=fields.options.get("level", "junior"), tags=tags)
    extra: dict[str, Any] = {"tags": {str(i): part for i, part in tags.items()}}
    if before:
        extra["compared"] = compared(judged, before.result)
    yield Show({**as_result(judged), **extra})
    advised = Advised(judged.problems, ())
    if not retag and judged.is_story:
        advised = yield from _advised(judged, story)
    judged = replace(judged, problems=advised.problems)
    text = as_markdown(
        judged, changes=extra.get("compared", {}), question=fields.options.get("question")
    )
    return Reply(
        text, {**as_result(judged), **extra}, (*advised.findings, *_verified(judged, story))
    )


def _last_story(history: History) -> LastStory | None:
    judged = [t for t in history.turns if t.result and t.result.get("kind") == "star"]
    told = [t for t in judged if t.message.strip() and t.action == "say"]
    if not told or not judged[-1].result:
        return None
    result = judged[-1].result
    return LastStory(told[-1].message, result, _tags(result.get("tags")))


def _tags(given: Any) -> dict[int, Label]:
    """The learner's labels by sentence index; what is no index or no part is left out."""
    if not isinstance(given, Mapping):
        return {}
    return {int(i): part for i, part in given.items() if str(i).isdecimal() and part in LABELS}


def _kept_tags(before: LastStory | None, story: str) -> dict[int, Label]:
    """The learner's earlier labels, for sentences that stand unchanged in this story."""
    if before is None:
        return {}
    old = {s["text"]: s["index"] for s in before.result["sentences"]}
    places = {i: old.get(s.text) for i, s in enumerate(sentences(story))}
    return {i: before.tags[at] for i, at in places.items() if at is not None and at in before.tags}


def _advised(judged: Verdict, story: str) -> Generator[Step, Any, Advised]:
    """A question of the model's per problem where it keeps its contract, else the fixed one."""
    problems: list[Problem] = []
    findings: list[Finding] = []
    for problem in judged.problems:
        if problem.code in _GENERAL:
            problems.append(problem)
            continue
        spot, question = PROBLEM[problem.code]
        written: Written = yield Call(
            PROMPT,
            optional=True,
            story=story,
            spot=spot,
            sentence=anchor(problem, judged),
            question=question,
        )
        line = _line(written)
        problems.append(replace(problem, advice=f"{spot} {line}") if line else problem)
        if line is None and written.finish != "failed":
            findings.append(_set_aside(problem, written))
    return Advised(tuple(problems), tuple(findings))


def anchor(problem: Problem, judged: Verdict) -> str:
    """The sentence that a question on a problem takes up: its quote, or the nearest one told."""
    if problem.quote:
        return problem.quote
    for part in _NEAR.get(problem.code, _ANYWHERE):
        if judged.levels[part].quotes:
            return judged.levels[part].quotes[-1]
    return judged.sentences[0].text


def _line(written: Written) -> str | None:
    """The model's question with its blank; None when it failed or broke its contract."""
    text = " ".join(written.text.split())
    broken = any(f.severity == "fail" for f in written.findings)
    if broken or not text.endswith("?") or written.finish != "stop":
        return None
    if _PASTED.search(text):
        return None
    return _BLANK.sub("____", text) if _BLANK.search(text) else f"{text[:-1].rstrip()}: ____?"


def _set_aside(problem: Problem, written: Written) -> Finding:
    why = next((f.message for f in written.findings if f.severity == "fail"), "it is no question")
    said = f"{problem.code}: the model's question was set aside ({why}); a fixed one stands here"
    return Finding("advice_on_the_point", "pass", None, said)


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


def _examples() -> Sequence[Mapping[str, Any]]:
    strong = (
        "At a ticketing company our checkout failed for one buyer in fifty whenever a big concert"
        " opened. I was asked to bring that under one in five hundred before the summer festivals."
        " I read 300 failed orders and saw that most died while waiting for the seat lock. I"
        " compared a bigger database with a queue in front of the lock, and chose the queue"
        " because it was reversible, although buyers would wait a few seconds. I wrote the waiting"
        " page's rules with a designer and tested them on a small venue first. By June failures"
        " fell from 2% to 0.15% of orders, and we kept the old database. I learned to look at"
        " single cases before I ask for machines."
    )
    weak = (
        "Our search had some problems and people were unhappy. I worked closely with the engineers"
        " and we improved many things. We aligned all the stakeholders. In the end it was a big"
        " success and everybody was happy."
    )
    return (
        {"title": "A story with figures and a trade-off", "message": strong, "options": {}},
        {
            "title": "A story that stays vague",
            "message": weak,
            "options": {"question": "Tell me about a technical problem that you solved."},
        },
    )


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
    actions=("say", "retag"),
    needs_model=False,
    examples=tuple(_examples()),
)
