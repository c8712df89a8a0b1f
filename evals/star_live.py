"""The model's part of STAR feedback, measured on a live one: advice, times, a plain prompt."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.figures import mean, percentile, table
from evals.run import RESULTS, Options, told
from evals.service import LEARNER, Service, running
from evals.star_cases import ORDER, Story, gold_labels, kappa
from evals.star_scores import f1
from server.coach import submission_digest
from server.judging.outline import added_words
from server.judging.parts import LABELS, PARTS, split
from server.judging.star_advice import PROBLEM, new_words
from server.judging.star_phrase import FRAMES
from server.llm.client import ChatRequest, Finished
from server.records import Message
from server.store.store import Submission
from server.text import content_stems, words
from server.turn import TurnRun

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w-]+")
# What a plain prompt is given: the same rubric that the code follows, in the contract's words.
PLAIN = (
    "You judge a story told in a job interview by the STAR method. Give every numbered sentence"
    " one label (situation, task, action, result, none), every part a level from 0 to 4 (0"
    " missing, 1 vague, 2 partial, 3 specific, 4 specific and quantified or technical), and list at"
    " most three problems, most harmful first, of: " + ", ".join(ORDER) + ". Answer in JSON:"
    ' {"labels": [...], "levels": {"situation": n, "task": n, "action": n, "result": n},'
    ' "problems": [...]}'
)


@dataclass(frozen=True)
class Heard:
    """One turn: seconds to the marks and to the first advice, and the result at the end."""

    marks_s: float
    advice_s: float | None
    result: Mapping[str, Any]
    set_aside: tuple[str, ...]  # why, one a line
    by_model: int


def advised(stories: Sequence[Story], options: Options) -> str:
    """Advice lines and times of stories that go through the service one by one."""
    return asyncio.run(_advised([s for s in stories if s.is_story], options))


async def _advised(stories: Sequence[Story], options: Options) -> str:
    lines: list[dict[str, Any]] = []
    heard: list[Heard] = []
    RESULTS.mkdir(exist_ok=True)
    async with running(options.settings) as service:
        for at, story in enumerate(stories, start=1):
            one = await _turn(service, story.text)
            heard.append(one)
            lines += [_line(story, problem) for problem in one.result["problems"]]
            told(f"{at}/{len(stories)} {story.id}: marks {one.marks_s:.2f} s, {one.advice_s}")
    kept = RESULTS / f"star.advice.{options.split}.jsonl"
    for reason in (a for h in heard for a in h.set_aside):
        told(reason)
    kept.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in lines), "utf-8")
    outlines = [added_words(h.result["outline"] or "", h.result["story"]) for h in heard]
    return table(("measure", "value"), _advice_rows(heard, lines, outlines))


def _advice_rows(
    heard: Sequence[Heard], lines: Sequence[Mapping[str, Any]], outlines: Sequence[Any]
) -> list[tuple[str, str]]:
    marks = [h.marks_s for h in heard]
    first = [h.advice_s for h in heard if h.advice_s is not None]
    aside = [a for h in heard for a in h.set_aside]
    invented = sum(bool(line["invented"]) for line in lines)
    return [
        ("marks, seconds p50 / p90", f"{percentile(marks, 50):.2f} / {percentile(marks, 90):.2f}"),
        ("first advice, p50 / p90", f"{percentile(first, 50):.2f} / {percentile(first, 90):.2f}"),
        ("advice lines", f"{len(lines)}"),
        ("... by the model", f"{sum(h.by_model for h in heard)}"),
        ("... set aside for the fixed question", f"{sum(len(h.set_aside) for h in heard)}"),
        ("... ... for a word of its own", f"{sum('not in the story' in a for a in aside)}"),
        ("... with a figure or name not in the story", f"{invented}"),
        ("... with a word of its own", f"{sum(bool(line['new']) for line in lines)}"),
        ("... that shares no word with its quote", f"{sum(not x['on_point'] for x in lines)}"),
        ("... one question with a blank", f"{sum(line['asks'] for line in lines)}"),
        ("outlines", f"{len(outlines)}"),
        ("... with a word not in the story", f"{sum(bool(o) for o in outlines)}"),
    ]


def _line(story: Story, problem: Mapping[str, Any]) -> dict[str, Any]:
    advice = str(problem["advice"])
    fixed = " ".join((*PROBLEM[problem["code"]], FRAMES.get(problem["code"], "")))
    known = {w.lower() for w in words(f"{story.text} {fixed}")}
    new = new_words(advice, f"{story.text} {fixed}")
    quote = {*content_stems(str(problem["quote"] or story.text))}
    by_model = advice != " ".join(PROBLEM[problem["code"]])
    named = [*_FIGURE.findall(advice), *_NAME.findall(advice)]
    return {
        "id": story.id,
        "code": problem["code"],
        "quote": problem["quote"],
        "advice": advice,
        "invented": [n for n in named if n.lower() not in known and n not in story.text],
        "new": new,
        "by_model": by_model,
        "on_point": not by_model or bool(quote & {*content_stems(advice)}),
        "asks": advice.count("?") == 1 and "____" in advice,
    }


async def _turn(service: Service, text: str) -> Heard:
    parts = service.parts
    mode = parts.modes["star"]
    options = {name: schema.get("default") for name, schema in mode.options.items()}
    session = await parts.store.create_session(LEARNER, "star", options, mode.title)
    digest = submission_digest(text, "say", options)
    begun = time.perf_counter()
    run = await parts.coach.submit(session, Submission(text, "say", options, None, digest))
    assert isinstance(run, TurnRun)
    at = []
    async for events in run.events():
        at += [time.perf_counter() - begun for e in events if e.name == "result"]
    result = run.turn.result or {}
    aside = [f.message for f in run.turn.findings if f.check == "advice_on_the_point"]
    return Heard(at[0], at[1] if len(at) > 1 else None, result, tuple(aside), len(at) - 1)


def plain(stories: Sequence[Story], options: Options) -> str:
    """What one plain prompt makes of the stories, scored by the same measures."""
    return asyncio.run(_plain(stories, options))


async def _plain(stories: Sequence[Story], options: Options) -> str:
    rows = []
    async with running(options.settings) as service:
        for at, story in enumerate(stories, start=1):
            rows.append(_plain_scores(story, await _asked(service, story)))
            told(f"{at}/{len(stories)} {story.id}: {rows[-1]['levels']}")
    labels = [p for r in rows for p in r["labels"]]
    levels = [p for r in rows for p in r["levels"]]
    both: Any = list(zip(*levels, strict=True))
    shown = [
        ("answers that were JSON", f"{sum(r['read'] for r in rows)} of {len(rows)}"),
        ("label accuracy", f"{mean([float(a == b) for a, b in labels]):.2f}"),
        ("level error", f"{mean([abs(a - b) for a, b in levels]):.2f}"),
        ("level bias", f"{mean([a - b for a, b in levels]):+.2f}"),
        ("quadratic kappa", f"{kappa(list(both[0]), list(both[1]), quadratic=True):.2f}"),
        ("problems F1", f"{f1([r['problems'] for r in rows]):.2f}"),
    ]
    return table(("measure", "value"), shown)


async def _asked(service: Service, story: Story) -> str:
    lines = [f"{i}. {s.text}" for i, s in enumerate(split(story.text), start=1)]
    messages = (Message("system", PLAIN), Message("user", "\n".join(lines)))
    sampling = {"temperature": 0, "seed": 7, "max_tokens": 400}
    sampling["response_format"] = {"type": "json_object"}  # type: ignore[assignment]
    text = ""
    async for piece in service.parts.client.stream(ChatRequest(messages, sampling)):
        text += "" if isinstance(piece, Finished) else piece.text
    return text


def _plain_scores(story: Story, answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except ValueError:
        found = None
    given = found if isinstance(found, dict) else {}
    gold = gold_labels(story, split(story.text))
    said = given.get("labels") if isinstance(given.get("labels"), list) else []
    labels = [LABELS.index(x) if x in LABELS else 4 for x in said][: len(gold)]
    labels += [4] * (len(gold) - len(labels))
    levels = given.get("levels") if isinstance(given.get("levels"), dict) else {}
    codes = given.get("problems") if isinstance(given.get("problems"), list) else []
    return {
        "read": found is not None,
        "labels": list(zip(labels, gold, strict=True)),
        "levels": [(_level(levels.get(p)), story.levels[p]) for p in PARTS],
        "problems": (frozenset(c for c in codes if c in ORDER), frozenset(story.problems)),
    }


def _level(value: Any) -> int:
    return min(4, max(0, value)) if isinstance(value, int) else 0
