"""A model's vote on an interview's levels: an expectation over digits, weighed by its agreement.

What it weighs is measured on labelled dimensions (`greenroom calibrate interview`), per model. A
vote moves a level within the caps of the evidence; where there is none, nothing is asked.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from server.judging.star_vote import kappa

LEVELS = ("0", "1", "2", "3", "4")
# Agreement (quadratic kappa) below which a voter weighs nothing; "moderate" begins here.
MIN_AGREEMENT = 0.4
GAP = 2.0  # levels between code and vote from which on a level is uncertain
NEAR = 0.5  # from the gold level, up to which a result passes


def expectation(log_probs: Mapping[str, float] | None) -> float | None:
    """The mean level (0..4) of a voter that gave these log-probabilities; None without any."""
    if not log_probs:
        return None
    odds = {level: math.exp(log_probs.get(level, -math.inf)) for level in LEVELS}
    whole = sum(odds.values())
    return sum(int(level) * p for level, p in odds.items()) / whole if whole else None


def voted_level(own: int, vote: float, share: float, cap: int) -> int:
    """The level that code and vote come to: none from nothing, none above the evidence's cap."""
    if not own or not share:
        return own
    return max(1, min(cap, math.floor((1 - share) * own + share * vote + 0.5)))


def is_uncertain(own: int, vote: float) -> bool:
    """Whether code and vote are so far apart that the level is told as uncertain."""
    return abs(vote - own) >= GAP


def passes(case: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether a plan's level is within half a level of the labelled one."""
    given = result.get("given")
    return given is not None and abs(given - case["level"]) <= NEAR


def weights(
    cases: Sequence[Mapping[str, Any]], results: Sequence[Mapping[str, Any]]
) -> dict[str, float]:
    """What a model's votes weigh beside the code, from results of labelled dimensions.

    Nothing where it agrees little, where both together are further off than the code alone, or
    where the endpoint gave no log-probabilities for one.
    """
    both = [(r, c["level"]) for c, r in zip(cases, results, strict=True) if r.get("code")]
    if not both or any(r.get("vote") is None for r, _ in both):
        return {"share": 0.0}
    voted = kappa([(_whole(r["vote"]), _whole(gold)) for r, gold in both], quadratic=True)
    own = kappa([(int(r["code"]), _whole(gold)) for r, gold in both], quadratic=True)
    share = voted / (voted + max(own, MIN_AGREEMENT)) if voted >= MIN_AGREEMENT else 0.0
    helps = _error(both, share) <= _error(both, 0.0)
    return {"share": round(share, 2) if helps else 0.0}


def _error(both: Sequence[tuple[Mapping[str, Any], float]], share: float) -> float:
    """How far the levels are off when the vote has this share; caps are left out."""
    return sum(abs(voted_level(int(r["code"]), r["vote"], share, 4) - gold) for r, gold in both)


def lacks(results: Sequence[Mapping[str, Any]]) -> str:
    """What the endpoint does not give, "" where every dimension with evidence has its vote."""
    unheard = any(r.get("code") and r.get("vote") is None for r in results)
    return "the endpoint gives no log-probabilities, so no vote can be read" if unheard else ""


def _whole(level: float) -> int:
    return math.floor(level + 0.5)
