"""The interview with a language model: what it phrases, and one plain prompt beside it."""

from __future__ import annotations

import asyncio
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from evals.figures import mean, share, table
from evals.interview_cases import Candidate
from evals.interview_play import FAILED, Problems, Writing
from evals.interview_scores import spearman
from evals.interview_talk import given_away, heard, in_role
from evals.run import Options, told
from server.calibration import running_aside
from server.checks import checks as all_checks
from server.checks import interviewer as checks
from server.config import ROOT, Settings
from server.errors import ModelError
from server.exchange import Exchange, Tools
from server.llm.client import ChatRequest, Finished
from server.modes.interview.problem import Problem, problem_of
from server.prompting.library import PromptLibrary
from server.records import Message, Say, Written
from server.text import words
from server.wiring import Parts

MIN_WORDS = 6
MAX_TOKENS = 220
INTERVIEWER = (
    "You are an experienced interviewer for technical product managers. Conduct a mock interview,"
    " at the {level} level, on this problem: {prompt} Ask one question at a time, build on what the"
    " candidate says, do not give the answer away, and stay in role. The topics, in order, are:"
    " {topics}."
)
GRADER = (
    "You grade a mock interview for a technical product manager at the {level} level on this"
    " problem: {prompt} Give each of {names} a level from 0 to 4 (0 not shown, 1 touched on, 2"
    " partial, 3 solid, 4 solid, specific and weighed). Answer with JSON alone, an object of those"
    " names with whole numbers."
)


class _Unheard:
    """Nobody listens to these exchanges."""

    async def stage(self, name: str, detail: str) -> None:
        """Nothing to tell."""

    async def draft(self, text: str) -> None:
        """Nothing to tell."""

    async def replace(self, text: str) -> None:
        """Nothing to tell."""


@contextmanager
def serving(settings: Settings) -> Iterator[tuple[Parts, asyncio.AbstractEventLoop]]:
    """The service's parts, running on a loop of their own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    aside = running_aside(settings)
    parts = asyncio.run_coroutine_threadsafe(aside.__aenter__(), loop).result()
    try:
        yield parts, loop
    finally:
        asyncio.run_coroutine_threadsafe(aside.__aexit__(None, None, None), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


@contextmanager
def writing(settings: Settings) -> Iterator[tuple[Writing, list[float]]]:
    """What answers the mode's steps with the configured model; and the seconds of each call."""
    times: list[float] = []
    with serving(settings) as (parts, loop):
        prompts = PromptLibrary(ROOT / "prompts", fence_key=b"the evaluation of the interview")
        tools = Tools(prompts, all_checks(), parts.client, settings.context_tokens)

        def write(step: Say) -> Written:
            exchange = Exchange(tools, _Unheard(), _at_once, ())
            begun = time.perf_counter()
            try:
                return asyncio.run_coroutine_threadsafe(exchange.write(step), loop).result()
            except ModelError:
                return FAILED
            finally:
                times.append(time.perf_counter() - begun)

        yield write, times


async def _at_once() -> None:
    """There is no queue here."""


def plain_tables(candidates: Sequence[Candidate], problems: Problems, options: Options) -> str:
    """One plain prompt as the interviewer, another as the grader, on the same candidates."""
    rows: list[dict[str, Any]] = []
    levels: list[tuple[Candidate, dict[str, int]]] = []
    with serving(options.settings) as (parts, loop):

        def asked(messages: Sequence[Message]) -> str:
            future = asyncio.run_coroutine_threadsafe(_completed(parts, messages), loop)
            return future.result()

        for at, one in enumerate(candidates, start=1):
            problem = problem_of(one.problem, problems)
            replies = _interviewed(one, problem, asked)
            rows += [_read(problem, one, *reply) for reply in replies]
            levels.append((one, _graded(one, problem, replies, asked)))
            told(f"{at}/{len(candidates)} {one.id}")
    return f"{_talk_table(rows)}\n\n{_level_table(levels)}"


async def _completed(parts: Parts, messages: Sequence[Message]) -> str:
    sampling = {"temperature": 0, "seed": 7, "max_tokens": MAX_TOKENS}
    text = ""
    async for piece in parts.client.stream(ChatRequest(tuple(messages), sampling)):
        text += "" if isinstance(piece, Finished) else piece.text
    return text.strip()


def _interviewed(one: Candidate, problem: Problem, asked: Any) -> list[tuple[str, str, str]]:
    """(everything said before, the answer, the reply to it) of each turn."""
    topics = ", ".join(d.title for d in problem.dimensions)
    system = INTERVIEWER.format(level=one.level, prompt=problem.prompt, topics=topics)
    messages = [Message("system", system)]
    out, known = [], problem.prompt
    for _, message in one.answers:
        messages.append(Message("user", message or "(silence)"))
        known += "\n" + message
        reply = asked(messages)
        messages.append(Message("assistant", reply))
        out.append((known, message, reply))
    return out


def _read(problem: Problem, one: Candidate, known: str, message: str, reply: str) -> dict[str, Any]:
    nothing: Mapping[str, Any] = {"covered": [], "phase": ""}
    long = len(words(message)) >= MIN_WORDS
    return {
        "one question": not checks.asks_one_question(reply),
        "nothing given away": not given_away(reply, known, problem, nothing),
        "takes up the answer": heard(reply, message) if long else None,
        "in role, odd candidates": in_role(reply) if one.kind not in _LADDER else None,
    }


_LADDER = ("weak", "middling", "strong")


def _graded(
    one: Candidate, problem: Problem, replies: Sequence[tuple[str, str, str]], asked: Any
) -> dict[str, int]:
    names = ", ".join(d.name for d in problem.dimensions)
    system = GRADER.format(level=one.level, prompt=problem.prompt, names=names)
    lines = [f"Candidate: {m or '(silence)'}\nInterviewer: {r}" for _, m, r in replies]
    answer = asked([Message("system", system), Message("user", "\n".join(lines))])
    found = re.search(r"\{.*\}", answer, re.DOTALL)
    try:
        given = json.loads(found.group()) if found else {}
    except ValueError:
        given = {}
    return {name: _level(given.get(name)) for name in one.gold}


def _level(value: Any) -> int:
    return min(4, max(0, value)) if isinstance(value, int) else 0


def _talk_table(rows: Sequence[Mapping[str, Any]]) -> str:
    shown = [("replies", str(len(rows)))]
    for name in rows[0] if rows else ():
        shown.append((name, share([float(r[name]) for r in rows if r[name] is not None])))
    return table(("measure", "value [95 % interval]"), shown)


def _level_table(levels: Sequence[tuple[Candidate, Mapping[str, int]]]) -> str:
    both = [(given[d], gold) for one, given in levels for d, gold in one.gold.items()]
    totals = [sum(given.values()) / len(given) for _, given in levels]
    rows = [
        (
            "rank correlation of totals with gold",
            f"{spearman(totals, [c.total for c, _ in levels]):.2f}",
        ),
        ("level error", f"{mean([abs(a - b) for a, b in both]):.2f}"),
        ("level bias", f"{mean([a - b for a, b in both]):+.2f}"),
    ]
    return table(("measure", "value"), rows)
