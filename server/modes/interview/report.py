"""The scorecard in Markdown, as the learner reads it and exports it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from server.modes.interview.grading import LEVELS


def as_markdown(card: Mapping[str, Any]) -> str:
    """The whole card: levels side by side, every line with its quotes, then what to do."""
    other = "senior" if card["level"] == "junior" else "junior"
    out = [
        f"## Scorecard: {card['overall']} of 4 ({card['level']} bar)",
        f"The same answers against the {other} bar: {card['levels'][other]} of 4. "
        f"Hints used: {card['hints_used']}.",
        _side_by_side(card),
        _plan(card),
    ]
    for line in card["dimensions"].values():
        out += _dimension(line)
    out += _listed("Pitfalls", [_pitfall(p) for p in card["pitfalls"]])
    out += _listed("Strengths", card["strengths"])
    out += _listed("Next steps", list(_steps(card)))
    out += [_time(card["time"])] if card.get("time") else []
    return "\n\n".join(_joined([part for part in out if part]))


def _side_by_side(card: Mapping[str, Any]) -> str:
    rows = ["| dimension | junior | senior |", "|---|---|---|"]
    for line in card["dimensions"].values():
        levels = line["levels"]
        rows.append(f"| {line['title'].capitalize()} | {levels['junior']} | {levels['senior']} |")
    return "\n".join(rows)


def _plan(card: Mapping[str, Any]) -> str:
    """Which plan the levels come from, and why; "" where nothing is known of it."""
    plan = card.get("plan") or {}
    voted = plan.get("plan") == "vote"
    who = "the code, and the model's vote" if voted else "the code alone"
    return f"Levels by {who}; {plan['why']}." if plan.get("why") else ""


def _dimension(line: Mapping[str, Any]) -> Iterator[str]:
    words = LEVELS[line["level"]]
    reached = "" if line["shown"] or line["asked"] else " (the interview did not come to it)"
    yield f"### {line['title'].capitalize()}: {line['level']} of 4, {words}{reached}"
    for shown in line["evidence"]:
        made = f" ({'; '.join(shown['shows'])})" if shown["shows"] else ""
        yield f"- Turn {shown['turn']}: “{_flat(shown['quote'])}”{made}"
    if line.get("uncertain"):
        yield f"- Uncertain: the code gives {line['code']}, the model {line['vote']}."
    if line.get("rests_on"):
        yield f"- Rests on: {', '.join(line['rests_on'])}."
    expected = line["expectation"]
    yield f"- Expected (our own bar): {expected['authored']}"
    if expected["passage_id"]:
        yield f"- The chapter: {expected['text']}"
    if line["missing"]:
        yield f"- Missing: {'; '.join(line['missing'])}."
    for warning in line["watch_for"]:
        yield f"- Often goes wrong here: {warning}"
    yield f"- Drill: {line['advice']}"


def _pitfall(pitfall: Mapping[str, Any]) -> str:
    return f"{pitfall['text']} Turn {pitfall['turn']}: “{_flat(pitfall['quote'])}”"


def _steps(card: Mapping[str, Any]) -> Iterator[str]:
    for step, drill in zip(card["next_steps"], card["drills"], strict=True):
        yield f"{step} [Practise it]({drill['href']})"


def _time(phases: Sequence[Mapping[str, Any]]) -> str:
    rows = ["### Where the time went", "", "| phase | planned | spent |", "|---|---|---|"]
    rows += [
        f"| {p['title'].capitalize()} | {_minutes(p['planned_s'])} | {_minutes(p['spent_s'])} |"
        for p in phases
    ]
    return "\n".join(rows)


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02}"


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
