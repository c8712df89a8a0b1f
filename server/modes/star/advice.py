"""A question of the model's for each problem, under a contract, or the fixed one."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.judging.parts import StoryPart
from server.judging.problems import Problem
from server.judging.star_advice import PROBLEM, new_words
from server.judging.star_report import as_result
from server.judging.verdict import Verdict
from server.records import Call, Finding, Show, Step, Written

PROMPT = "star-advice@1"
_BLANK = re.compile(r"_{2,}")
# Where the model pasted a sentence in instead of asking about it: "and why not: Working hard".
_PASTED = re.compile(r":\s+[A-Z]")
# A question to the learner that speaks as the learner.
_OWN_VOICE = re.compile(r"\b(?:me|my|mine|us|our)\b", re.IGNORECASE)
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
class Advised:
    """The problems with their advice, and what was set aside on the way."""

    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]


def advised(judged: Verdict, story: str, extra: Mapping[str, Any]) -> Generator[Step, Any, Advised]:
    """A question of the model's per problem where it keeps its contract, else the fixed one.

    Each is shown as soon as it is there.
    """
    problems = list(judged.problems)
    findings: list[Finding] = []
    for at, problem in enumerate(judged.problems):
        if problem.code in _GENERAL:
            continue
        written = yield _asked(problem, judged, story)
        line = _line(written)
        new = new_words(line, f"{story} {problem.advice}") if line else ()
        if line and not new:
            problems[at] = replace(problem, advice=f"{PROBLEM[problem.code][0]} {line}")
            so_far = replace(judged, problems=tuple(problems))
            yield Show({**as_result(so_far), **extra})
        elif written.finish == "failed":
            break
        else:
            findings.append(_set_aside(problem, written, new))
    return Advised(tuple(problems), tuple(findings))


def _asked(problem: Problem, judged: Verdict, story: str) -> Call:
    spot, question = PROBLEM[problem.code]
    return Call(
        PROMPT,
        optional=True,
        story=story,
        spot=spot,
        sentence=anchor(problem, judged),
        question=question,
    )


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
    if _PASTED.search(text) or _OWN_VOICE.search(text):
        return None
    return _BLANK.sub("____", text) if _BLANK.search(text) else f"{text[:-1].rstrip()}: ____?"


def _set_aside(problem: Problem, written: Written, new: tuple[str, ...]) -> Finding:
    why = next((f.message for f in written.findings if f.severity == "fail"), "it is no question")
    why = f"not in the story: {', '.join(new)}" if new else why
    said = f"{problem.code}: the model's question was set aside ({why}); a fixed one stands here"
    return Finding("advice_on_the_point", "pass", None, said)
