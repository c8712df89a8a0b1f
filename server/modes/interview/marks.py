"""What a dimension's level rests on: the marks of its evidence, each a number with a name.

Every mark can only grow with more evidence, so that more words never lower a level. What each is
worth was fitted to labelled candidates (`server/judging/interview_levels.json`,
`evals/interview_training.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import log1p

from server.judging.evidence import Clause, depth_of, telling_stems
from server.judging.points import Made
from server.text import folded

STEPS = {"point": 4, "number": 3, "reason": 2, "weighed": 2}  # counted one by one up to here
_UNSURE = re.compile(
    r"\b(?:i guess|maybe|perhaps|probably|i suppose|not (?:so )?sure|kind of|kinda|sort of|"
    r"i don't know|idk|somehow|hopefully|or something|i feel|stuff|whatever)\b"
)
_FIGURE = re.compile(r"\d[\d,.]*")


def marks_of(
    evidence: Sequence[Clause], made: Sequence[Made], share: Callable[[Clause], float]
) -> dict[str, float]:
    """The marks of one dimension's evidence; `share` tells how much of a claim is on the topic."""
    claimed = list({folded(c.text): c for c in evidence}.values())
    found: dict[str, float] = {}
    for name, n in counted(claimed, made).items():
        found |= {f"{name} {step}": float(n >= step) for step in range(1, STEPS[name] + 1)}
    near = [share(c) for c in claimed]
    stems = [telling_stems(c.text) for c in claimed]
    figures = {f for c in claimed for f in _FIGURE.findall(c.text)}
    firm = sum(not _UNSURE.search(folded(c.text)) for c in claimed)
    return found | {
        "senior point": float(any(m.point.level == "senior" for m in made)),
        "figures": log1p(len(figures)),
        "firm claims": log1p(firm),
        "words of its own": log1p(len(frozenset().union(*stems))),
        "close claims": log1p(sum(near)),
        "close words": log1p(sum(len(s) * n for s, n in zip(stems, near, strict=True))),
    }


def counted(claimed: Sequence[Clause], made: Sequence[Made]) -> dict[str, int]:
    """How many points were made, and how many claims hold a number, a reason, something weighed."""
    depths = [depth_of(c.text) for c in claimed]
    return {
        "point": len(made),
        "number": sum(d.number for d in depths),
        "reason": sum(d.reason for d in depths),
        "weighed": sum(d.alternative for d in depths),
    }


_SAID = {
    "point": ("point of the problem made", "points of the problem made"),
    "number": ("claim with a figure", "claims with a figure"),
    "reason": ("claim with its reason", "claims with their reasons"),
    "weighed": ("claim that weighs something", "claims that weigh something"),
}


def reasons(evidence: Sequence[Clause], made: Sequence[Made]) -> list[str]:
    """What a level rests on, in words: counts of what was shown."""
    claimed = list({folded(c.text): c for c in evidence}.values())
    said = [f"{n} {_SAID[name][n != 1]}" for name, n in counted(claimed, made).items() if n]
    n = len(claimed)
    return [f"{n} claim{'s' * (n != 1)} on the topic", *said] if n else []
