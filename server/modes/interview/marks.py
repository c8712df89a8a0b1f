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
from server.judging.specifics import considers, foresees, ranks
from server.text import folded

# Counted one by one up to here.
STEPS = {
    "point": 4,
    "reason": 2,
    "weighed": 2,
    "number here": 3,
    "foreseen": 2,
    "ranked": 2,
    "considered": 3,
}
_UNSURE = re.compile(
    r"\b(?:i guess|maybe|perhaps|probably|i suppose|not (?:so )?sure|kind of|kinda|sort of|"
    r"i don't know|idk|somehow|hopefully|or something|i feel|stuff|whatever)\b"
)
_FIGURE = re.compile(r"\d[\d,.]*")


def marks_of(
    evidence: Sequence[Clause],
    made: Sequence[Made],
    share: Callable[[Clause], float],
    here: Callable[[Clause], bool] = lambda _: True,
) -> dict[str, float]:
    """The marks of one dimension's evidence.

    `share` tells how much of a claim is on the topic, `here` whether it answers a question about
    the dimension: what was said elsewhere and made a point of it tells less of its depth.
    """
    claimed = list({folded(c.text): c for c in evidence}.values())
    own = [c for c in claimed if here(c)]
    found: dict[str, float] = {}
    for name, n in _steps(claimed, own, made).items():
        found |= {f"{name} {step}": float(n >= step) for step in range(1, STEPS[name] + 1)}
    near = [share(c) for c in claimed]
    stems = [telling_stems(c.text) for c in claimed]
    firm = sum(not _UNSURE.search(folded(c.text)) for c in claimed)
    return found | {
        "senior point": float(any(m.point.level == "senior" for m in made)),
        "figures": log1p(len({f for c in claimed for f in _FIGURE.findall(c.text)})),
        "figures here": log1p(len({f for c in own for f in _FIGURE.findall(c.text)})),
        "firm claims": log1p(firm),
        "words of its own": log1p(len(frozenset().union(*stems))),
        "words here": log1p(len(frozenset().union(*(telling_stems(c.text) for c in own)))),
        "close claims": log1p(sum(near)),
        "close words": log1p(sum(len(s) * n for s, n in zip(stems, near, strict=True))),
        "close words here": log1p(sum(len(telling_stems(c.text)) * share(c) for c in own)),
    }


def _steps(
    claimed: Sequence[Clause], own: Sequence[Clause], made: Sequence[Made]
) -> dict[str, int]:
    found = counted(claimed, made)
    found["number here"] = sum(depth_of(c.text).number for c in own)
    return {name: found[name] for name in STEPS}


def counted(claimed: Sequence[Clause], made: Sequence[Made]) -> dict[str, int]:
    """How many points were made, and how many claims hold each of the kinds of specificity."""
    depths = [depth_of(c.text) for c in claimed]
    return {
        "point": len(made),
        "number": sum(d.number for d in depths),
        "reason": sum(d.reason for d in depths),
        "weighed": sum(d.alternative for d in depths),
        "foreseen": sum(foresees(c.text) for c in claimed),
        "ranked": sum(ranks(c.text) for c in claimed),
        "considered": sum(considers(c.text) for c in claimed),
    }


_SAID = {
    "point": ("point of the problem made", "points of the problem made"),
    "number": ("claim with a figure", "claims with a figure"),
    "reason": ("claim with its reason", "claims with their reasons"),
    "weighed": ("claim that weighs something", "claims that weigh something"),
    "foreseen": (
        "claim that says what happens when something goes wrong",
        "claims that say what happens when something goes wrong",
    ),
}


def reasons(evidence: Sequence[Clause], made: Sequence[Made]) -> list[str]:
    """What a level rests on, in words: counts of what was shown."""
    claimed = list({folded(c.text): c for c in evidence}.values())
    found = {name: n for name, n in counted(claimed, made).items() if n and name in _SAID}
    said = [f"{n} {_SAID[name][n != 1]}" for name, n in found.items()]
    n = len(claimed)
    return [f"{n} claim{'s' * (n != 1)} on the topic", *said] if n else []
