"""Labelled stories: read, laid over the product's own sentences, compared between labellers.

`evals/cases/star.dev.jsonl` holds the voices of the training, `star.held_out.jsonl` voices that
no training saw; docs/star.md tells the format and how the labels came about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.judging.parts import LABELS, PARTS
from server.text import Sentence

# The problems of the contract, most harmful first; a labeller lists the first three that apply.
ORDER = (
    "not_a_story missing_action missing_result missing_task missing_situation task_is_action"
    " vague_action team_not_I vague_result result_not_linked no_metric no_technical_specifics"
    " no_tradeoff too_long no_learning"
).split()


@dataclass(frozen=True)
class Story:
    """One labelled story. `spans` are (start, end, label 0..4) of the labeller's own split."""

    id: str
    voice: str
    text: str
    is_story: bool
    spans: tuple[tuple[int, int, int], ...]
    levels: Mapping[str, int]
    problems: tuple[str, ...]


def stories_in(path: Path) -> list[Story]:
    """The stories of a file, a JSON object a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [story_from(json.loads(line)) for line in lines if line.strip()]


def story_from(entry: Mapping[str, Any]) -> Story:
    """A story of its JSON.

    Raises:
        ValueError: a sentence is not in the text where it should be.
    """
    at, spans = 0, []
    for sentence in entry["sentences"]:
        start = entry["text"].index(sentence["text"], at)
        at = start + len(sentence["text"])
        spans.append((start, at, LABELS.index(sentence["part"])))
    levels = {part: int(entry["levels"][part]) for part in PARTS}
    told = bool(entry["is_story"])
    return Story(
        entry["id"],
        entry["voice"],
        entry["text"],
        told,
        tuple(spans),
        levels,
        tuple(entry["problems"]),
    )


def gold_labels(story: Story, split: Sequence[Sentence]) -> list[int]:
    """The labeller's label for each sentence of another split: that of the widest overlap."""
    return [_label_over(story, s.start, s.end) for s in split]


def _label_over(story: Story, start: int, end: int) -> int:
    shared = [(min(end, b) - max(start, a), label) for a, b, label in story.spans]
    return max(shared, key=lambda pair: pair[0])[1]


def kappa(first: Sequence[int], second: Sequence[int], *, quadratic: bool = False) -> float:
    """Cohen's kappa of two raters, weighted by the squared distance if `quadratic`; 1 is full."""
    values = sorted({*first, *second})
    if len(values) < 2:
        return 1.0
    n = len(first)
    weight = (lambda a, b: float((a - b) ** 2)) if quadratic else (lambda a, b: float(a != b))
    seen = sum(weight(a, b) for a, b in zip(first, second, strict=True)) / n
    share = {v: (first.count(v) / n, second.count(v) / n) for v in values}
    chance = sum(weight(a, b) * share[a][0] * share[b][1] for a in values for b in values)
    return 1.0 - seen / chance if chance else 1.0
