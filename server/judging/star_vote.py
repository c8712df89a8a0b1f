"""A stronger model's vote on labels and levels: read, validated, and weighed by its agreement.

What it weighs is measured on labelled stories (`greenroom calibrate`), per model. A vote moves a
level within the caps of the contract, and never what orders, praise or lists were told apart.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from server.judging.parts import LABELS, PARTS, Label, StoryPart

Weights = dict[str, float]

# Agreement (kappa) below which a voter weighs nothing; "moderate" begins here.
MIN_AGREEMENT = 0.4
GAP = 2  # levels between code and vote from which on a level is uncertain
_TOP = 0.95  # no voter is taken to be surer than this


@dataclass(frozen=True)
class Vote:
    """The labels by sentence index and the levels that a model gave, and what each weighs.

    `odds` is added to the score of a voted label, `share` is the vote's part of a level.
    """

    labels: Mapping[int, Label]
    levels: Mapping[StoryPart, int]
    odds: float = 0.0
    share: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """The vote as JSON values, from which `stored_vote` makes it again."""
        return {
            "labels": {str(i): part for i, part in self.labels.items()},
            "levels": {**self.levels},
        }


@dataclass(frozen=True)
class Agreement:
    """How a model's votes and the code's verdicts agree with labelled stories."""

    label_kappa: float
    label_accuracy: float
    level_kappa: float
    code_kappa: float  # of the code's levels, on the same stories

    def weights(self) -> Weights:
        """What its votes weigh: `odds` for labels, `share` for levels; 0 where it agrees little."""
        odds = share = 0.0
        if self.label_kappa >= MIN_AGREEMENT:
            right = min(self.label_accuracy, _TOP)
            odds = math.log(right / (1 - right) * (len(LABELS) - 1))
        if self.level_kappa >= MIN_AGREEMENT:
            share = self.level_kappa / (self.level_kappa + max(self.code_kappa, MIN_AGREEMENT))
        return {"odds": round(odds, 2), "share": round(share, 2)}


def read_vote(text: str, numbered: Sequence[int], weights: Mapping[str, float]) -> Vote | None:
    """The vote in a model's answer, or None where it is not whole and valid.

    `numbered` are the indexes of the sentences that it was shown, as numbers 1, 2, 3 ...; every
    one needs exactly one label, every part a whole number from 0 to 4.
    """
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, Mapping):
        return None
    labels, levels = _labels(found.get("labels"), numbered), _levels(found.get("levels"))
    if labels is None or levels is None:
        return None
    return Vote(labels, levels, weights.get("odds", 0.0), weights.get("share", 0.0))


def stored_vote(kept: Any, weights: Mapping[str, float]) -> Vote | None:
    """The vote that a result holds, with what it weighs now."""
    if not isinstance(kept, Mapping) or not isinstance(kept.get("labels"), Mapping):
        return None
    labels = {int(i): p for i, p in kept["labels"].items() if str(i).isdecimal() and p in LABELS}
    levels = _levels(kept.get("levels"))
    if levels is None:
        return None
    return Vote(labels, levels, weights.get("odds", 0.0), weights.get("share", 0.0))


def _labels(found: Any, numbered: Sequence[int]) -> dict[int, Label] | None:
    if not isinstance(found, list) or len(found) != len(numbered):
        return None
    out: dict[int, Label] = {}
    for one in found:
        number = one.get("sentence") if isinstance(one, Mapping) else None
        if not _whole(number, 1, len(numbered)) or one.get("part") not in LABELS:
            return None
        out[numbered[int(number) - 1]] = one["part"]  # type: ignore[arg-type]
    return out if len(out) == len(numbered) else None


def _levels(found: Any) -> dict[StoryPart, int] | None:
    if not isinstance(found, Mapping) or set(found) != set(PARTS):
        return None
    return {p: found[p] for p in PARTS} if all(_whole(found[p], 0, 4) for p in PARTS) else None


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def voted_level(own: int, given: int, share: float, most: int) -> int:
    """The level that code and vote come to; a part that is not told stays 0, no cap is passed."""
    if not own or not share:
        return own
    return max(1, min(most, math.floor((1 - share) * own + share * given + 0.5)))


def second_say(vote: Vote, part: StoryPart, own: int, most: int) -> tuple[int, int | None]:
    """The level after the vote, and the voted one where the two are GAP levels apart."""
    given = vote.levels[part]
    level = voted_level(own, given, vote.share, most)
    return level, given if abs(given - own) >= GAP else None


@dataclass
class Tally:
    """Labels and levels as given and as they should be, collected over labelled stories."""

    labels: list[tuple[str, str]] = field(default_factory=list)
    levels: list[tuple[int, int]] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)

    def add(self, case: Mapping[str, Any], result: Mapping[str, Any]) -> None:
        """One story: the case has `labels` and `levels`, the result the code's and the `vote`."""
        gold = {p: int(case["levels"][p]) for p in PARTS}
        self.code += [(int(result["parts"][p]["level"]), gold[p]) for p in PARTS]
        vote = stored_vote(result.get("vote"), {})
        # A model that gives no valid answer is as one that says "missing" throughout.
        self.levels += [(vote.levels[p] if vote else 0, gold[p]) for p in PARTS]
        given = vote.labels if vote else {}
        self.labels += [(given.get(i, "none"), part) for i, part in enumerate(case["labels"])]

    def agreement(self) -> Agreement:
        """How well they agree."""
        right = sum(a == b for a, b in self.labels) / max(1, len(self.labels))
        ranks = [(LABELS.index(a), LABELS.index(b)) for a, b in self.labels]
        return Agreement(
            kappa(ranks),
            right,
            kappa(self.levels, quadratic=True),
            kappa(self.code, quadratic=True),
        )


def kappa(pairs: Sequence[tuple[int, int]], *, quadratic: bool = False) -> float:
    """Cohen's kappa of pairs, weighted by the squared distance if `quadratic`; 0 of nothing."""

    def off(a: int, b: int) -> float:
        return float((a - b) ** 2 if quadratic else a != b)

    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    chance = sum(off(a, b) for a in first for b in second) / len(pairs) if pairs else 0.0
    return 1.0 - sum(off(a, b) for a, b in pairs) / chance if chance else 0.0


def passes(case: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether a result labels eight sentences of ten as the case does, and is near its levels."""
    given = [s["part"] for s in result.get("sentences", ())]
    if len(given) != len(case["labels"]):
        return False
    right = sum(a == b for a, b in zip(given, case["labels"], strict=True))
    off: int = sum(abs(result["parts"][p]["level"] - case["levels"][p]) for p in PARTS)
    return right >= 0.8 * len(given) and off <= len(PARTS) / 2


def weights(cases: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]]) -> Weights:
    """What a model's votes weigh, from results of labelled cases that hold them."""
    tally = Tally()
    for case, result in zip(cases, results, strict=True):
        if result.get("kind") == "star":
            tally.add(case, result)
    return tally.agreement().weights()
