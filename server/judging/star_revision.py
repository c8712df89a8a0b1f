"""Two versions of a story: what changed between them, and an answer put in its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.judging.parts import PARTS, Label, StoryPart, split
from server.judging.verdict import Verdict

# The part that a question on a problem is about; problems of the whole story ask for a lesson.
PART_OF: Mapping[str, StoryPart] = {
    "missing_situation": "situation",
    "missing_task": "task",
    "task_is_action": "task",
    "missing_action": "action",
    "vague_action": "action",
    "team_not_I": "action",
    "no_technical_specifics": "action",
    "no_tradeoff": "action",
}


def part_asked_for(result: Mapping[str, Any]) -> StoryPart:
    """The part that the first question of a result asks about."""
    codes = [p["code"] for p in result["problems"]]
    if codes:
        return PART_OF.get(codes[0], "result")
    return min(PARTS, key=lambda part: int(result["parts"][part]["level"]))


def with_answer(story: str, result: Mapping[str, Any], answer: str) -> str:
    """The story with an answer put behind the part that the first question asked about.

    Where the part is missing, the answer stands before the first sentence of a later part.
    """
    part = part_asked_for(result)
    sentences = result["sentences"]
    own = [s for s in sentences if s["part"] == part]
    later = [s for s in sentences if s["part"] in PARTS[PARTS.index(part) + 1 :]]
    nowhere = later[0]["start"] if later else len(story.rstrip())
    at = own[-1]["end"] if own else nowhere
    before, after = story[:at].rstrip(), story[at:].lstrip()
    between = "\n" if "\n" in story.strip() else " "
    return between.join(piece for piece in (before, answer.strip(), after) if piece)


def kept_tags(before: Mapping[str, Any], tags: Mapping[int, Label], story: str) -> dict[int, Label]:
    """The learner's earlier labels, for sentences that stand unchanged in this story."""
    old = {s["text"]: s["index"] for s in before["sentences"]}
    places = {i: old.get(s.text) for i, s in enumerate(split(story))}
    return {i: tags[at] for i, at in places.items() if at is not None and at in tags}


def compared(judged: Verdict, before: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Per part the level before and now, the reasons, and its sentences in both versions.

    `why` holds the reasons that the earlier version did not have, or, where a level fell, what
    is missing now; `removed` and `added` are sentences of the part, word for word.
    """
    old_texts = {s["text"] for s in before["sentences"]}
    new_texts = {s.text for s in judged.sentences}
    return {part: _change(part, judged, before, (old_texts, new_texts)) for part in PARTS}


def _change(
    part: StoryPart, judged: Verdict, before: Mapping[str, Any], texts: tuple[set[str], set[str]]
) -> dict[str, Any]:
    old_texts, new_texts = texts
    was, now = before["parts"][part], judged.levels[part]
    old = [s["text"] for s in before["sentences"] if s["part"] == part]
    new = [s.text for s in judged.sentences if s.part == part]
    why = [r for r in now.reasons if r not in was.get("reasons", [])]
    return {
        "before": was["level"],
        "now": now.level,
        "why": why or _said_of(old, new, old_texts, new_texts),
        "removed": [t for t in old if t not in new_texts],
        "added": [t for t in new if t not in old_texts],
    }


def _said_of(
    old: Sequence[str], new: Sequence[str], old_texts: set[str], new_texts: set[str]
) -> list[str]:
    """Why a part is another though its reasons are not: other words, or other labels."""
    if set(old) == set(new):
        return []
    if {t for t in old if t in new_texts} == {t for t in new if t in old_texts}:
        return ["What is new here brings no feature that was not there before."]
    return ["Other sentences count for this part now."]
