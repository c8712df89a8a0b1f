"""The scorecard: levels, the candidate's own words behind them, and what was missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from server.judging.evidence import depth_of
from server.judging.specifics import considers
from server.modes.interview.grading import Graded, mean, overall
from server.modes.interview.pitfalls import PITFALLS, pitfalls_in, warned_of
from server.modes.interview.probe import unanswered
from server.modes.interview.problem import Dimension, Problem
from server.modes.interview.scene import Scene
from server.modes.interview.voting import told
from server.records import Passage
from server.text import folded, sentences

MAX_QUOTES = 4
STRONG = 3  # level from which a dimension is named as a strength
LOW = 2  # level up to which the problem's own pitfalls are told
N_LISTED = 3  # strengths and next steps at most
DRILL_MINUTES = 15
TOP = 4


def scorecard(
    scene: Scene, grades: Sequence[Graded], passages: Sequence[Passage] = ()
) -> dict[str, Any]:
    """The result of `finish`; every quote is an exact part of the candidate's turn named."""
    problem, level, last = scene.problem, scene.level, scene.transcript.last
    drills = _drills(grades, scene)
    return {
        "kind": "scorecard",
        "problem": problem.id,
        "round": problem.round,
        "level": level,
        "dimensions": {g.dimension.name: _line(g, scene, passages) for g in grades},
        "pitfalls": [
            {**p, "text": PITFALLS[p["code"]]}
            for p in pitfalls_in(problem, scene.transcript.answers)
        ],
        "hints_used": int(last.get("hints_used", 0)),
        "hints": {name: n for name, n in last.get("hints", {}).items() if n},
        "skipped": int(last.get("skipped", 0)),
        "overall": overall(grades, level),
        "levels": {bar: overall(grades, bar) for bar in ("junior", "senior")},
        "mean": round(mean(grades, level), 2),
        "strengths": _strengths(grades, level),
        "next_steps": [f"{d['title'].capitalize()}: {d['text']}" for d in drills],
        "drills": drills,
        "time": _time(scene),
        "elapsed_s": scene.clock.elapsed_s,
        "total_s": scene.clock.total_s,
    }


def _line(grade: Graded, scene: Scene, passages: Sequence[Passage]) -> dict[str, Any]:
    dimension, level = grade.dimension, scene.level
    # A point that may have been made in words that nobody foresaw is not called missing.
    known = replace(scene.so_far, made=grade.made)
    missing = [p.text for p in unanswered(dimension, known, level)]
    low = grade.level(level) <= LOW
    return {
        "title": dimension.title,
        "shown": bool(grade.evidence),
        "asked": any(a.dimension == dimension.name for a in scene.transcript.asked),
        "level": grade.level(level),
        "levels": {"junior": grade.junior, "senior": grade.senior},
        "evidence": [_quoted(grade, n) for n in _chosen(grade)],
        "rests_on": list(grade.rests_on),
        "expectation": _expectation(dimension, level, scene.problem, passages),
        "expectations": dict(dimension.expectation),
        "missing": missing + _not_specific(grade),
        "watch_for": list(warned_of(dimension, scene.problem)) if low else [],
        "advice": _advice(grade, missing),
        "drill": dimension.drill,
        **told(grade, level),
    }


def _chosen(grade: Graded) -> list[int]:
    """Which of the evidence is quoted, in the order of the turns: what made a point first."""
    credited = {m.clause for m in grade.made}
    order = sorted(range(len(grade.evidence)), key=lambda n: (grade.evidence[n] not in credited, n))
    return sorted(order[:MAX_QUOTES])


def _quoted(grade: Graded, n: int) -> dict[str, Any]:
    clause = grade.evidence[n]
    shows = [m.point.text for m in grade.made if m.clause == clause]
    return {"turn": clause.turn, "quote": clause.text, "shows": shows}


def _not_specific(grade: Graded) -> list[str]:
    if not grade.evidence:
        return []
    lacks = [
        (grade.depth.number, "A number with its unit"),
        (grade.depth.reason, "A reason for a choice"),
        (grade.depth.alternative or _considers(grade), "An alternative or a cost"),
    ]
    return [text for there, text in lacks if not there]


def _considers(grade: Graded) -> bool:
    return any(considers(c.text) for c in grade.evidence)


def _advice(grade: Graded, missing: Sequence[str]) -> str:
    if not grade.evidence:
        return f"Not shown. {grade.dimension.drill}"
    if grade.n_lists > len(grade.evidence):
        return f"Say what each term is for. {grade.dimension.drill}"
    if missing:
        return f"Next time: {missing[0][0].lower()}{missing[0][1:]}. {grade.dimension.drill}"
    return grade.dimension.drill


def _expectation(
    dimension: Dimension, level: str, problem: Problem, passages: Sequence[Passage]
) -> dict[str, Any]:
    """The chapter's sentence where a passage names the dimension, else our own text."""
    ours = dimension.expectation[level]
    for passage in passages:
        text = folded(passage.text)
        if not dimension.chapter or not all(folded(w) in text for w in problem.chapter_holds):
            continue
        for sentence in sentences(passage.text):
            if folded(dimension.chapter) in folded(sentence.text):
                return {"text": sentence.text, "passage_id": passage.id, "authored": ours}
    return {"text": ours, "passage_id": None, "authored": ours}


def _strengths(grades: Sequence[Graded], level: str) -> list[str]:
    """The best dimensions, each with a claim of its own that no other strength quotes."""
    best = sorted(grades, key=lambda g: (-g.level(level), -len(g.made)))
    told: dict[str, str] = {}
    for grade in [g for g in best if g.level(level) >= STRONG][:N_LISTED]:
        told[_best(grade, told)] = grade.dimension.title.capitalize()
    return [f"{title}: “{quote}”" for quote, title in told.items()]


def _best(grade: Graded, told: Collection[str]) -> str:
    """The claim that made most points; of equals the more specific one, then the earlier.

    One of those already `told` only where there is no other.
    """
    n_made = {c: sum(m.clause == c for m in grade.made) for c in grade.evidence}
    fresh = [c for c in grade.evidence if c.text not in told] or grade.evidence
    return max(fresh, key=lambda c: (n_made[c], depth_of(c.text).kinds)).text


def _drills(grades: Sequence[Graded], scene: Scene) -> list[dict[str, str]]:
    """What to practise next, weakest first, each with the address that starts it."""
    weak = sorted(grades, key=lambda g: g.level(scene.level))
    return [
        {
            "dimension": g.dimension.name,
            "title": g.dimension.title,
            "text": g.dimension.drill,
            "href": _address(scene),
        }
        for g in weak
        if g.level(scene.level) < TOP
    ][:N_LISTED]


def _address(scene: Scene) -> str:
    """A short round on the same problem; on the learner's own, the round alone."""
    own = scene.problem.id.startswith("own_")
    chosen = {"round": scene.problem.round, "level": scene.level, "minutes": str(DRILL_MINUTES)}
    if not own:
        chosen["problem"] = scene.problem.id
    return f"/interview?{urlencode(chosen)}"


def _time(scene: Scene) -> list[dict[str, Any]]:
    """Where the clock went: planned and spent seconds of every phase."""
    spent: dict[str, int] = dict.fromkeys((p.name for p in scene.phases), 0)
    asked = scene.transcript.asked
    ends = [*(a.elapsed_s for a in asked[1:]), scene.clock.elapsed_s]
    for one, end in zip(asked, ends, strict=False):
        spent[one.dimension] = spent.get(one.dimension, 0) + max(0, end - one.elapsed_s)
    return [
        {"phase": p.name, "title": p.title, "planned_s": p.minutes * 60, "spent_s": spent[p.name]}
        for p in scene.phases
    ]
