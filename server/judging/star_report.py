"""A verdict on a story as the result that clients read, and as Markdown for the learner."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from server.judging.levels import PartLevel
from server.judging.parts import PARTS, StoryPart
from server.judging.star_advice import ASK, PROBLEM
from server.judging.verdict import Verdict

_LEVEL_NAMES = ("missing", "vague", "partial", "specific", "specific and backed up")


def as_result(judged: Verdict) -> dict[str, Any]:
    """The verdict as JSON values, with the keys of the contract."""
    return {
        "kind": "star",
        "is_story": judged.is_story,
        "sentences": [
            {
                "index": s.index,
                "start": s.start,
                "end": s.end,
                "text": s.text,
                "part": s.part,
                "tagged": s.tagged,
            }
            for s in judged.sentences
        ],
        "parts": {part: _part(judged.levels[part]) for part in PARTS},
        "problems": [
            {"code": p.code, "quote": p.quote, "advice": p.advice} for p in judged.problems
        ],
        "questions": list(judged.questions),
        "outline": judged.outline,
    }


def _part(level: PartLevel) -> dict[str, Any]:
    return {
        "level": level.level,
        "quotes": list(level.quotes),
        "advice": level.advice,
        "reasons": list(level.reasons),
        "uncertain": level.other is not None,
        "vote": level.other,
    }


def as_markdown(
    judged: Verdict, *, changes: Mapping[str, Mapping[str, Any]], question: str | None = None
) -> str:
    """The feedback to read: what moved, each part, problems, what to ask oneself, the outline.

    `changes` is what `compared` gives, empty for a first version; `question` is the interview
    question that the story answers.
    """
    if not judged.is_story:
        return "\n\n".join(p.advice for p in judged.problems)
    blocks = [f"For the question: {' '.join(question.split())}"] if question else []
    blocks += [_changes(changes)] if changes else []
    asked = {PROBLEM[p.code][1] for p in judged.problems}
    blocks += [_about(part, judged.levels[part], asked) for part in PARTS]
    if judged.problems:
        lines = [f"{n}. {_problem(p.quote, p.advice)}" for n, p in enumerate(judged.problems, 1)]
        blocks.append("## What to mend first\n\n" + "\n".join(lines))
    else:
        blocks.append(f"## Next, ask yourself\n\n{_shown(judged.questions[0])}")
    blocks.append(f"## Your story, in order\n\n{_shown(judged.outline or '')}")
    return "\n\n".join(blocks)


def _about(part: StoryPart, level: PartLevel, asked: Collection[str]) -> str:
    """One part; its question is left to the problems where it stands among them."""
    heading = f"## {part.capitalize()}: {level.level}/4, {_LEVEL_NAMES[level.level]}"
    quotes = [f"> {_line(quote)}" for quote in level.quotes[:1]]
    reason, question = ASK[part][level.missing] if level.missing else ("", "")
    advice = reason if question in asked else level.advice
    doubt = [f"Uncertain: the model would give {level.other}."] if level.other is not None else []
    return "\n\n".join([heading, *doubt, *quotes, _shown(advice)])


def _problem(quote: str | None, advice: str) -> str:
    return f"“{_line(quote)}” {_shown(advice)}" if quote else _shown(advice)


def _changes(changes: Mapping[str, Mapping[str, Any]]) -> str:
    lines = []
    for part, change in changes.items():
        step = change["now"] - change["before"]
        way = "up" if step > 0 else "down" if step < 0 else "as before"
        why = " ".join(change["why"]) if step else ""
        move = f"{change['before']} → {change['now']}" if step else f"{change['now']}"
        lines.append(f"- {part.capitalize()}: {move}, {way}. {why}".rstrip())
    return "## Since the version before\n\n" + "\n".join(lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def _shown(text: str) -> str:
    # Markdown reads runs of underscores as emphasis.
    return text.replace("_", r"\_")
