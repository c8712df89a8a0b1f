"""The scorecard: levels, the candidate's own words behind them, and what was missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.modes.interview.grading import LEVELS, Graded, graded, mean, overall
from server.modes.interview.pitfalls import pitfalls_in
from server.modes.interview.problem import Dimension, Problem
from server.modes.interview.questions import open_points
from server.modes.interview.transcript import Transcript
from server.records import Passage
from server.text import folded, sentences

MAX_QUOTES = 4
STRONG = 3  # level from which a dimension is named as a strength
N_LISTED = 3  # strengths and next steps at most

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


def scorecard(
    problem: Problem,
    transcript: Transcript,
    *,
    level: str,
    passages: Sequence[Passage] = (),
    times: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The result of `finish`; every quote is an exact part of the candidate's turn named."""
    grades = graded(problem, transcript.answers)
    return {
        "kind": "scorecard",
        "problem": problem.id,
        "round": problem.round,
        "level": level,
        "dimensions": {g.dimension.name: _line(g, level, problem, passages) for g in grades},
        "pitfalls": pitfalls_in(problem, transcript.answers),
        "hints_used": int(transcript.last.get("hints_used", 0)),
        "overall": overall(grades, level),
        "levels": {bar: overall(grades, bar) for bar in ("junior", "senior")},
        "mean": round(mean(grades, level), 2),
        "strengths": _strengths(grades, level),
        "next_steps": _next_steps(grades, level),
        **(times or {}),
    }


def _line(
    grade: Graded, level: str, problem: Problem, passages: Sequence[Passage]
) -> dict[str, Any]:
    dimension = grade.dimension
    missing = [p.text for p in open_points(dimension, grade.made, level)]
    return {
        "title": dimension.title,
        "shown": bool(grade.evidence),
        "level": grade.level(level),
        "levels": {"junior": grade.junior, "senior": grade.senior},
        "evidence": [{"turn": c.turn, "quote": c.text} for c in grade.evidence[:MAX_QUOTES]],
        "expectation": _expectation(dimension, level, problem, passages),
        "missing": missing + _not_specific(grade),
        "advice": _advice(grade, missing),
    }


def _not_specific(grade: Graded) -> list[str]:
    if not grade.evidence:
        return []
    lacks = [
        (grade.depth.number, "A number with its unit"),
        (grade.depth.reason, "A reason for a choice"),
        (grade.depth.alternative, "An alternative or a cost"),
    ]
    return [text for there, text in lacks if not there]


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
    best = sorted(grades, key=lambda g: (-g.level(level), -len(g.made)))
    return [
        f"{g.dimension.title.capitalize()}: “{g.evidence[0].text}”"
        for g in best
        if g.level(level) >= STRONG
    ][:N_LISTED]


def _next_steps(grades: Sequence[Graded], level: str) -> list[str]:
    weak = sorted(grades, key=lambda g: g.level(level))
    return [
        f"{g.dimension.title.capitalize()}: {g.dimension.drill}" for g in weak if g.level(level) < 4
    ][:N_LISTED]


def as_markdown(card: Mapping[str, Any]) -> str:
    """The scorecard as the learner reads it."""
    other = "senior" if card["level"] == "junior" else "junior"
    out = [
        f"## Scorecard: {card['overall']} of 4 ({card['level']} bar)",
        f"The same answers against the {other} bar: {card['levels'][other]} of 4. "
        f"Hints used: {card['hints_used']}.",
    ]
    for line in card["dimensions"].values():
        out += _dimension_lines(line)
    if card["pitfalls"]:
        out += ["### Pitfalls"]
        out += [
            f"- {PITFALLS[p['code']]} Turn {p['turn']}: “{_flat(p['quote'])}”"
            for p in card["pitfalls"]
        ]
    out += _listed("Strengths", card["strengths"]) + _listed("Next steps", card["next_steps"])
    return "\n\n".join(_joined(out))


def _dimension_lines(line: Mapping[str, Any]) -> list[str]:
    out = [f"### {line['title'].capitalize()}: {line['level']} of 4, {LEVELS[line['level']]}"]
    out += [f"- Turn {e['turn']}: “{_flat(e['quote'])}”" for e in line["evidence"]]
    source = "from the chapter" if line["expectation"]["passage_id"] else "our own bar"
    out.append(f"- Expected ({source}): {line['expectation']['text']}")
    if line["missing"]:
        out.append(f"- Missing: {'; '.join(line['missing'])}.")
    out.append(f"- Drill: {line['advice']}")
    return out


def _listed(title: str, items: Sequence[str]) -> list[str]:
    return [f"### {title}", *(f"- {_flat(i)}" for i in items)] if items else []


def _flat(text: str) -> str:
    return " ".join(text.split())


def _joined(lines: Sequence[str]) -> list[str]:
    """Bullets in a row become one block, so that Markdown reads them as one list."""
    blocks: list[str] = []
    for line in lines:
        if blocks and line.startswith("- ") and blocks[-1].startswith("- "):
            blocks[-1] += "\n" + line
        else:
            blocks.append(line)
    return blocks
