"""After the verdict: the candidate's own view, a second try, and a dispute with evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from server.judging.evidence import clauses
from server.modes.interview.grading import Graded, graded
from server.modes.interview.probe import open_points
from server.modes.interview.problem import Dimension, Problem
from server.modes.interview.scene import Scene
from server.modes.interview.transcript import Answer, Transcript
from server.records import Reply
from server.text import folded, locate, words

TOP = 4
_QUOTED = re.compile(r"[\"“”]([^\"“”]{8,})[\"“”]")
NAMING_WORDS = 6  # a redo message up to this length names a phase, a longer one is the answer


def rated(card: Mapping[str, Any], problem: Problem, message: str) -> Reply:
    """The candidate's own levels beside the verdict; they change nothing in it."""
    own = own_view(message, problem)
    result = {**card, "own_view": own}
    if not own:
        names = ", ".join(d.title for d in problem.dimensions)
        return Reply(
            f"Name a dimension and your level from 0 to 4, such as “{problem.dimensions[0].title} "
            f"3”. "
            f"The dimensions are {names}, and overall.",
            result=result,
        )
    rows = ["| dimension | you | scorecard |", "|---|---|---|"]
    for name, mine in own.items():
        verdict = card["overall"] if name == "overall" else card["dimensions"][name]["level"]
        rows.append(f"| {_title(problem, name)} | {mine} | {verdict} |")
    text = "Your own view beside the scorecard. It changes no level; a gap shows where to look."
    return Reply(text + "\n\n" + "\n".join(rows), result=result)


def own_view(message: str, problem: Problem) -> dict[str, int]:
    """Levels 0..4 that the message gives to dimensions, by name or title, and to overall."""
    found: dict[str, int] = {}
    plain = folded(message).replace("_", " ")
    for name, title in [*((d.name, d.title) for d in problem.dimensions), ("overall", "overall")]:
        options = "|".join(re.escape(folded(n).replace("_", " ")) for n in (title, name))
        hit = re.search(rf"\b(?:{options})\b[^\d\n]{{0,20}}([0-4])(?![\d.])", plain)
        if hit:
            found[name] = int(hit.group(1))
    return found


def disputed(card: Mapping[str, Any], scene: Scene) -> Reply:
    """The dimension judged again with the cited words and the objection as evidence.

    Its level may rise, with evidence that had not counted before, and never falls.
    """
    problem, message, turn = scene.problem, scene.fields.message, scene.turn
    dimension = named_in(message, problem)
    if dimension is None:
        names = ", ".join(d.title for d in problem.dimensions)
        return Reply(f"Name what you dispute: {names}. Quote your own words for it.", result=card)
    extra = _evidence(message, scene.transcript, dimension, turn)
    before = card["dimensions"][dimension.name]
    grades = graded(problem, [*scene.transcript.answers, *extra], scene.vectors)
    grade = next(g for g in grades if g.dimension.name == dimension.name)
    # What a model's vote moved stays moved: only the code reads the objection.
    moved = before["level"] - before.get("code", before["level"])
    after = max(before["level"], min(TOP, grade.level(card["level"]) + moved))
    entry = {
        "dimension": dimension.name,
        "turn": turn,
        "before": before["level"],
        "after": after,
        "cited": [a.message for a in extra if a.turn != turn],
    }
    result = _with_dispute(card, grade, after, entry)
    return Reply(_told(dimension, entry), result=result)


def _evidence(
    message: str, transcript: Transcript, dimension: Dimension, turn: int
) -> list[Answer]:
    """The clauses that the quotes point at, then what the objection adds of its own."""
    extra: list[Answer] = []
    rest = message
    for quote in _QUOTED.findall(message):
        source = next((a for a in transcript.answers if locate(quote, a.message)), None)
        if source is None:
            continue
        rest = rest.replace(quote, " ")
        for clause in clauses(source.message, turn=source.turn):
            if locate(quote, clause.text) or locate(clause.text, quote):
                extra.append(Answer(source.turn, clause.text, dimension.name))
    new = [c.text for c in clauses(rest) if not _repeats(c.text, transcript)]
    return extra + [Answer(turn, text, dimension.name) for text in new if text in message]


def _repeats(text: str, transcript: Transcript) -> bool:
    return any(locate(text, a.message) for a in transcript.answers)


def _with_dispute(
    card: Mapping[str, Any], grade: Graded, after: int, entry: Mapping[str, Any]
) -> dict[str, Any]:
    name = grade.dimension.name
    line = dict(card["dimensions"][name])
    if after > line["level"]:
        line["level"] = after
        line["levels"] = {
            bar: max(line["levels"][bar], grade.level(bar)) for bar in ("junior", "senior")
        }
        line["shown"] = True
        line["evidence"] = [{"turn": c.turn, "quote": c.text} for c in grade.evidence]
    dimensions = {**card["dimensions"], name: line}
    count = len(dimensions)
    totals = {
        bar: int(sum(d["levels"][bar] for d in dimensions.values()) / count + 0.5)
        for bar in ("junior", "senior")
    }
    return {
        **card,
        "dimensions": dimensions,
        "overall": totals[card["level"]],
        "levels": totals,
        "mean": round(sum(d["level"] for d in dimensions.values()) / count, 2),
        "disputes": [*card.get("disputes", ()), dict(entry)],
    }


def _title(problem: Problem, name: str) -> str:
    dimension = problem.dimension(name)
    return dimension.title if dimension else name


def _told(dimension: Dimension, entry: Mapping[str, Any]) -> str:
    if entry["after"] > entry["before"]:
        return (
            f"{dimension.title.capitalize()} goes from {entry['before']} to {entry['after']}: your "
            "words hold evidence that had not counted. Both verdicts are kept."
        )
    return (
        f"{dimension.title.capitalize()} stays at {entry['before']}. Nothing in the objection "
        f"adds a "
        "point, a reason or a figure that had not counted. Both are kept."
    )


def redone(card: Mapping[str, Any], scene: Scene) -> Reply:
    """One phase again: first its question, then the new answer judged alone beside the old."""
    problem, message, turn = scene.problem, scene.fields.message, scene.turn
    pending = card.get("redo")
    named = named_in(message, problem)
    if len(words(message)) <= NAMING_WORDS or pending is None or "after" in pending:
        dimension = named or _weakest(card, problem)
        question = _fresh_question(dimension, scene.transcript, card["level"])
        result = {**card, "redo": {"dimension": dimension.name, "question": question}}
        return Reply(f"Once more, {dimension.title}. {question}", result=result)
    dimension = problem.dimension(pending["dimension"]) or _weakest(card, problem)
    grades = graded(problem, [Answer(turn, message, dimension.name)], scene.vectors)
    grade = next(g for g in grades if g.dimension.name == dimension.name)
    before, after = card["dimensions"][dimension.name]["level"], grade.level(card["level"])
    missing = [p.text for p in open_points(dimension, grade.made, card["level"])]
    redo = {
        **pending,
        "before": before,
        "after": after,
        "evidence": [{"turn": turn, "quote": c.text} for c in grade.evidence],
        "missing": missing,
    }
    open_ = f" Still open: {missing[0][0].lower()}{missing[0][1:]}." if missing else ""
    text = f"{dimension.title.capitalize()}: {before} before, {after} for this answer alone.{open_}"
    return Reply(text, result={**card, "redo": redo})


def named_in(message: str, problem: Problem) -> Dimension | None:
    """The dimension a message names first, by name or title; None when it names none."""
    plain = folded(message).replace("_", " ")
    found = []
    for dimension in problem.dimensions:
        for name in (dimension.title, dimension.name.replace("_", " "), dimension.title.split()[0]):
            at = plain.find(folded(name))
            if at >= 0:
                found.append((at, dimension.name))
                break
    return problem.dimension(min(found)[1]) if found else None


def _weakest(card: Mapping[str, Any], problem: Problem) -> Dimension:
    return min(problem.dimensions, key=lambda d: int(card["dimensions"][d.name]["level"]))


def _fresh_question(dimension: Dimension, transcript: Transcript, level: str) -> str:
    said = {a.question for a in transcript.asked}
    options: Sequence[str] = (*dimension.openers[level], *(p.ask for p in dimension.points))
    return next((q for q in options if q not in said), options[0])
