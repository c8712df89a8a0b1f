"""A question about one sentence for each problem, around the model's phrase; else the fixed one."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from server.judging.parts import StoryPart
from server.judging.problems import Problem
from server.judging.star_advice import PROBLEM
from server.judging.star_phrase import FRAMES, framed
from server.judging.star_report import as_result
from server.judging.verdict import Verdict
from server.records import Call, Finding, Show, Step, Written

PROMPT = "star-advice@2"
# Where a question on a missing part can take hold: the nearest part that is told.
_NEAR: Mapping[str, tuple[StoryPart, ...]] = {"missing_result": ("action", "task", "situation")}
_ANYWHERE: tuple[StoryPart, ...] = ("result", "action", "task", "situation")


@dataclass(frozen=True)
class Advised:
    """The problems with their advice, the questions, and what was set aside on the way."""

    problems: tuple[Problem, ...]
    questions: tuple[str, ...]
    findings: tuple[Finding, ...]


def advised(judged: Verdict, story: str, extra: Mapping[str, Any]) -> Generator[Step, Any, Advised]:
    """A question about a sentence per problem where its phrase may stand, else the fixed one.

    Each is shown as soon as it is there, the shortest sentence first. Problems whose fixed
    question says as much are not put to the model, and a sentence is put to it once.
    """
    so_far = judged
    findings: list[Finding] = []
    told: dict[str, Written] = {}
    for at, sentence in _to_ask(judged):
        problem = judged.problems[at]
        if sentence not in told:
            told[sentence] = yield Call(PROMPT, optional=True, sentence=sentence)
        written = told[sentence]
        if written.finish == "failed":
            break
        line = _line(problem, written, sentence)
        if line is None:
            findings.append(_set_aside(problem, written))
            continue
        so_far = _with_line(so_far, at, line)
        yield Show({**as_result(so_far), **extra})
    return Advised(so_far.problems, so_far.questions, tuple(findings))


def _with_line(judged: Verdict, at: int, line: str) -> Verdict:
    """A verdict whose problem at a place asks the line, and so do its questions."""
    problem = judged.problems[at]
    fixed = PROBLEM[problem.code][1]
    reason = problem.advice.removesuffix(fixed).rstrip()
    problems = list(judged.problems)
    problems[at] = replace(problem, advice=f"{reason} {line}")
    questions = tuple(line if q == fixed else q for q in judged.questions)
    return replace(judged, problems=tuple(problems), questions=questions)


def _to_ask(judged: Verdict) -> list[tuple[int, str]]:
    """The problems that the model has a part in, by place, with their sentences."""
    asked = [
        (at, " ".join(anchor(problem, judged).split()))
        for at, problem in enumerate(judged.problems)
        if problem.code in FRAMES
    ]
    return sorted(asked, key=lambda one: len(one[1]))


def anchor(problem: Problem, judged: Verdict) -> str:
    """The sentence that a question on a problem takes up: its quote, or the nearest one told."""
    if problem.quote:
        return problem.quote
    for part in _NEAR.get(problem.code, _ANYWHERE):
        if judged.levels[part].quotes:
            return judged.levels[part].quotes[-1]
    return judged.sentences[0].text


def _line(problem: Problem, written: Written, sentence: str) -> str | None:
    """The question around the model's phrase; None when the phrase may not stand."""
    if written.finish != "stop" or any(f.severity == "fail" for f in written.findings):
        return None
    return framed(problem.code, written.text, sentence)


def _set_aside(problem: Problem, written: Written) -> Finding:
    why = next((f.message for f in written.findings if f.severity == "fail"), "it does not fit")
    said = f"{problem.code}: the model's phrase was set aside ({why}); a fixed question stands here"
    return Finding("advice_on_the_point", "pass", None, said)
