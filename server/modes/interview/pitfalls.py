"""The mistakes that the rounds are known for, each with the words that show it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from server.judging.evidence import Clause, claims, depth_of, orders
from server.judging.points import bare_lists, mentions
from server.modes.interview.asking import asked_for
from server.modes.interview.problem import Dimension, Problem
from server.modes.interview.transcript import Answer
from server.text import content_stems, folded

PITFALLS = {
    "keyword_list": "Terms strung together: say what each one is for.",
    "asked_for_marks": "Words to the grader are left out of the judgement.",
    "jumped_to_solution": "The design came before any requirement or question.",
    "no_constraints": "No figure anywhere: numbers decide a design.",
    "ignored_constraints": "Technical limits were never touched.",
    "vague_own_part": "“We” hides what you did yourself.",
    "unstated_assumptions": "No assumption or bias was said aloud.",
    "generic_answer": "No system or technical detail appears.",
}

_SOLUTION = ("database", "server", "cache", "redis", "kafka", "microservice", "load balanc",
             "queue", "postgres", "api", "cdn", "kubernetes", "dynamo", "mongo",
             "service")  # fmt: skip
_REQUIREMENT = ("require", "user", "assum", "need", "must", "scope", "how many", "rider", "driver",
                "people", "constraint", "latency", "per second", "goal")  # fmt: skip
_CONSTRAINTS = ("latency", "cost", "database", "service", "api", "data", "privacy", "offline",
                "scale", "backend", "model", "accura", "store", "server")  # fmt: skip
_ASSUMPTION = ("assum", "suppose", "bias", "selection", "confound", "granted", "depends")
_TECHNICAL = ("service", "database", "api", "pipeline", "cache", "queue", "schema", "migration",
              "model", "endpoint", "latency", "deploy", "query", "index", "backend", "test",
              "sdk")  # fmt: skip
_WE, _I = re.compile(r"\b(?:we|our|us)\b"), re.compile(r"\b(?:i|my)\b")


def pitfalls_in(problem: Problem, answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Pitfalls as {code, turn, quote}, at most one of each code; none without words to show."""
    lists = bare_lists([(a.turn, a.message) for a in answers], problem.points)
    ordered = next((o for a in answers for o in orders(a.message, turn=a.turn)), None)
    found = [("keyword_list", lists[0] if lists else None), ("asked_for_marks", ordered)]
    found += _of_round(problem.round, answers)
    return [
        {"code": code, "turn": clause.turn, "quote": clause.text}
        for code, clause in found
        if clause is not None
    ]


def warned_of(dimension: Dimension, problem: Problem) -> tuple[str, ...]:
    """The problem's own pitfalls that are about this dimension rather than another."""
    return tuple(p for p in problem.pitfalls if _about(p, problem) == dimension.name)


def _about(pitfall: str, problem: Problem) -> str:
    """The dimension whose points share most words with a pitfall; the first one of equals."""
    own = set(content_stems(pitfall))

    def shared(dimension: Dimension) -> float:
        texts = [p.text for p in dimension.points] + [s for p in dimension.points for s in p.said]
        held = [set(content_stems(text)) for text in texts]
        return max((len(own & h) / (3 + len(h)) for h in held), default=0.0)

    return max(problem.dimensions, key=shared).name


def _of_round(round_: str, answers: Sequence[Answer]) -> list[tuple[str, Clause | None]]:
    if round_ == "system_design":
        return [("jumped_to_solution", _jumped(answers)), ("no_constraints", _no_numbers(answers))]
    if round_ == "product_sense":
        return [("ignored_constraints", _never(answers, _CONSTRAINTS))]
    if round_ == "technical_deep_dive":
        return [("vague_own_part", _only_we(answers))]
    if round_ == "analytical":
        return [("unstated_assumptions", _never(answers, _ASSUMPTION))]
    return [("generic_answer", _never(answers, _TECHNICAL)), ("vague_own_part", _only_we(answers))]


def _claims(answers: Sequence[Answer]) -> list[Clause]:
    return [c for a in answers for c in claims(a.message, turn=a.turn)]


def _jumped(answers: Sequence[Answer]) -> Clause | None:
    """The first words name parts of a solution, with no question and no requirement before."""
    if not answers or asked_for(answers[0].message):
        return None
    for clause in claims(answers[0].message, turn=answers[0].turn):
        if mentions(clause.text, _REQUIREMENT):
            return None
        if mentions(clause.text, _SOLUTION):
            return clause
    return None


def _no_numbers(answers: Sequence[Answer]) -> Clause | None:
    """A design of three claims or more in which no figure occurs."""
    found = _claims(answers)
    if len(found) < 3 or any(depth_of(c.text).number for c in found):
        return None
    return next((c for c in found if mentions(c.text, _SOLUTION)), found[0])


def _never(answers: Sequence[Answer], terms: tuple[str, ...]) -> Clause | None:
    """The first claim, when three claims or more never touch any of the terms."""
    found = _claims(answers)
    if len(found) < 3 or any(mentions(c.text, terms) for c in found):
        return None
    return found[0]


def _only_we(answers: Sequence[Answer]) -> Clause | None:
    """The first "we", when the candidate says it more than twice as often as "I"."""
    said = folded("\n".join(a.message for a in answers))
    n_we, n_i = len(_WE.findall(said)), len(_I.findall(said))
    if n_we < 3 or n_we <= 2 * n_i:
        return None
    return next((c for c in _claims(answers) if _WE.search(folded(c.text))), None)
