"""How strong each part of a story is, 0..4: points for stated features, which are the reasons.

0 missing, 1 vague, 2 partial, 3 specific, 4 specific and quantified or technical. The points and
the thresholds were fitted to labelled stories (docs/star.md); the caps are the contract's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from server.judging import star_proof as proof
from server.judging import star_words as cues
from server.judging.parts import PARTS, Labels, StoryPart
from server.judging.star_advice import ASK
from server.judging.star_features import body, unmarked
from server.judging.star_marks import Marks, Told, marks, owned, told

Bar = Literal["junior", "senior"]
MAX_QUOTES = 2
PATH = Path(__file__).with_name("star_levels.json")


@dataclass(frozen=True)
class Points:
    """What each mark of a part is worth, and the sums from which on a level is 2, 3 and 4."""

    worth: Mapping[str, float]
    thresholds: tuple[float, float, float]

    def above(self, found: Marks, wording: float) -> list[float]:
        """By how much the marks of a part and its wording pass each threshold; below 0: not."""
        total = wording
        total += sum(self.worth.get(name, 0.0) * value for name, value in found.items())
        return [total - threshold for threshold in self.thresholds]


@dataclass(frozen=True)
class PartLevel:
    """The level of one part, the features it rests on, and sentences of the story that show it.

    `quotes` are exact substrings of the story, at most MAX_QUOTES, in story order. `missing` is
    what keeps the level down, None at 4.
    """

    part: StoryPart
    level: int
    reasons: tuple[str, ...]
    missing: str | None
    quotes: tuple[str, ...]
    other: int | None = None  # what another reader gives, where the two are far apart

    @property
    def advice(self) -> str:
        """The reason in words, and what to ask oneself."""
        if self.missing is None:
            key = "taught" if self.reasons[-1] == _SAID["result"]["lesson"] else "keep"
            return f"{self.reasons[-1]} {ASK[self.part][key][1]}"
        reason, question = ASK[self.part][self.missing]
        return f"{reason} {question}"


AllPoints = Mapping[StoryPart, Points]
Both = Mapping[str, AllPoints]  # "with_vectors": of the reader of embeddings, "without": of words


@cache
def points() -> Both:
    """The points of every part, read once; they differ with what the wording was read from."""
    stored = json.loads(PATH.read_text(encoding="utf-8"))
    return {
        name: {part: Points(own[part]["worth"], tuple(own[part]["from"])) for part in PARTS}
        for name, own in stored.items()
    }


# What another reader makes of a level: from the own level and the cap, the level to take, and the
# other's own where the two are far apart.
Second = Callable[[StoryPart, int, int], tuple[int, int | None]]


def levels(
    labels: Labels,
    *,
    bar: Bar = "junior",
    using: Both | None = None,
    second: Second | None = None,
) -> dict[StoryPart, PartLevel]:
    """The level of every part; the senior bar is never easier than the junior one.

    `second` is another reader's say.
    """
    worth = using or points()
    asked = second or (lambda _, own, most: (own, None))
    return {part: _level(labels, part, bar, worth, asked) for part in PARTS}


def read_level(labels: Labels, part: StoryPart, there: Marks, worth: Both) -> int:
    """The level, 1..4, that the marks of a part and its wording add up to.

    With embeddings, the mean of both readers decides: dressing inside a sentence moves its
    embedding far more than its words.
    """
    above = worth["without"][part].above(there, labels.plain[part])
    if labels.with_vectors:
        other = worth["with_vectors"][part].above(there, labels.wording[part])
        above = [a + b for a, b in zip(above, other, strict=True)]
    return 1 + sum(a >= 0 for a in above)


def _level(labels: Labels, part: StoryPart, bar: Bar, worth: Both, second: Second) -> PartLevel:
    found = told(labels.sentences, part)
    if not found.sentences:
        reason = ASK[part]["absent"][0]
        return PartLevel(part, 0, (reason,), "absent", (), second(part, 0, 0)[1])
    there = marks(part, found)
    most = cap(part, found, there, bar)
    # That there was none of a thing can be seen, so it is no mere mood.
    least = 2 if "none counted" in there else 1
    own = min(max(least, read_level(labels, part, there, worth)), most)
    level, other = second(part, own, most)
    seen = {**there, **_traits(part, labels.traits)}
    missing = _missing(part, seen, level, owned(found))
    if part == "result" and missing == "no_figure" and found.shows(_DIGIT):
        missing = "loose_figure"
    reasons = _reasons(part, found, seen, level)
    return PartLevel(part, level, reasons, missing, _quotes(found), other)


def _traits(part: StoryPart, traits: frozenset[str]) -> Marks:
    """The marks that the traits of a story stand for, so that reasons and problems agree."""
    named = {"weighed": "trade-off", "technical": "terms 1"} if part == "action" else {}
    named = {"lesson": "lesson"} if part == "result" else named
    return {mark: 1.0 for trait, mark in named.items() if trait in traits}


def cap(part: StoryPart, found: Told, there: Marks, bar: Bar = "junior") -> int:
    """The highest level that a part can have, whatever its points.

    1 where fewer than two words say something and there is neither figure nor own step, nor a thing
    counted as none; 2 for a
    result without any figure, and for an action told of "we" or others alone; for seniors 3 for an
    action without trade-off and method, and for a result without baseline.
    """
    counted = found.count("figures") or found.count("own_step") or found.none
    if len(found.content) < 2 and not counted:
        return 1
    if part == "result" and not found.shows(_FIGURE) and not found.count("figures"):
        return 2
    if part == "action" and not mine(found):
        return 2
    if bar == "senior" and part == "action":
        return 4 if {"trade-off", "terms 1"} <= there.keys() else 3
    if bar == "senior" and part == "result":
        return 4 if "baseline" in there else 3
    return 4


_FIGURE = re.compile(
    rf"\d|\b{proof.NUMBER_WORD}\b|\bhal(?:f|v)|\bdoubl|\btripl|\b(?:none|zero|nobody|every|all)\b"
)


def mine(found: Told) -> bool:
    """Whether the person acts: says so, tells own steps, or names nobody else who does."""
    if found.count("own_step") or found.shows(cues.I_SELF):
        return True
    return not (found.shows(cues.WE) or found.shows(cues.TEAM_SUBJECT) or found.shows(cues.PASSIVE))


# What is said of the marks that are there, in the order in which it is said.
_SAID: Mapping[StoryPart, Mapping[str, str]] = {
    "situation": {
        "figures 1": "A figure shows the scale.",
        "dated": "A time is named.",
        "place": "A place is named.",
        "trouble": "What was wrong is said.",
        "concerned": "Those concerned are named.",
        "terms 1": "A system is named.",
    },
    "task": {
        "own": "The duty is yours.",
        "limited": "A limit is named.",
        "figures 1": "The target has a figure.",
        "terms 1": "A system is named.",
    },
    "action": {
        "trade-off": "A trade-off is named.",
        "terms 1": "A system or method is named.",
        "figures 1": "A figure is named.",
        "reasoned": "A reason is given.",
    },
    "result": {
        "figures 1": "A figure with its unit.",
        "baseline": "The figure has a baseline.",
        "timed figure": "A time is named.",
        "lesson": "A lesson is told.",
    },
}
_BY_A_WORD = frozenset(["trouble", "concerned", "own", "place"])
# What is missing, most wanted first: the mark, and the key of the question in `ASK`.
_WANTED: Mapping[StoryPart, Sequence[tuple[str, str]]] = {
    "situation": (("trouble", "no_stake"), ("figures 1", "no_figure")),
    "task": (("limited", "no_limit"), ("figures 1", "no_figure")),
    "action": (("own step 2", "one_step"), ("trade-off", "no_trade_off"), ("terms 1", "no_method")),
    "result": (
        ("figures 1", "no_figure"),
        ("baseline", "no_baseline"),
        ("timed figure", "no_time"),
    ),
}
_ELSE: Mapping[StoryPart, str] = {
    "situation": "thin",
    "task": "no_object",
    "action": "one_step",
    "result": "no_time",
}


def _reasons(part: StoryPart, found: Told, there: Marks, level: int) -> tuple[str, ...]:
    # A vague part is not praised for a word that only stands for trouble or a duty.
    shy = _BY_A_WORD if level == 1 else frozenset()
    said = [words for name, words in _SAID[part].items() if name in there and name not in shy]
    if part == "action":
        own = found.count("own_step")
        steps = f"{own} concrete step{'s' * (own > 1)} of yours."
        ours = 'Only "we" or others in the action.' if "step 1" in there else "No concrete step."
        said.insert(0, steps if own else ours)
    if part == "task" and "own" not in there:
        said.insert(0, 'Only "we" in the task.')
    if part == "result" and "figures 1" not in there:
        said.insert(0, _without_figure(found, level))
    return tuple(said) if said else ("Only general words.",)


_DIGIT = re.compile(r"\d")


def _without_figure(found: Told, level: int) -> str:
    """What is said of a result without a figure that counts."""
    if found.shows(_DIGIT):
        return ASK["result"]["loose_figure"][0]
    if level > 1:
        return "No number in the result."
    moody = any(cues.MOOD.search(body(s.text)) for s in found.sentences)
    return "Only a mood or an adjective." if moody else "Only general words."


def _missing(part: StoryPart, there: Marks, level: int, own: bool) -> str | None:
    """What keeps a level down."""
    if level >= 4:
        return None
    if part == "action" and "own step 1" not in there and "step 1" in there:
        return "not_mine"
    if part == "task" and not own:
        return "not_mine"
    if level == 1:
        return "vague"
    return next((key for mark, key in _WANTED[part] if mark not in there), _ELSE[part])


def _quotes(found: Told) -> tuple[str, ...]:
    """The sentences that carry most evidence, in story order; the weakest parts show theirs too."""
    ranked = sorted(
        zip(found.sentences, found.evidence, strict=True),
        key=lambda pair: (-pair[1].weight, pair[0].index),
    )
    best = sorted((s for s, _ in ranked[:MAX_QUOTES] if not s.ordered), key=lambda s: s.index)
    return tuple(unmarked(s.text) for s in best)
