"""Scorecards against gold levels: order, error, exact quotes, weak below middling below strong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np

from evals.figures import mean, share, table
from evals.interview_cases import LADDER, Candidate, ladders
from evals.interview_play import Played
from evals.star_cases import kappa

T = TypeVar("T")


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """The rank correlation; NaN where one side does not vary."""
    if len(first) < 2 or len(set(first)) < 2 or len(set(second)) < 2:
        return float("nan")
    return float(np.corrcoef(_ranks(first), _ranks(second))[0, 1])


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1; equal values share their mean rank."""
    ordered = sorted(values)
    return [ordered.index(v) + (ordered.count(v) + 1) / 2 for v in values]


def pairs(found: Sequence[Played]) -> list[tuple[float, float]]:
    """(level given, gold level) of every dimension of every candidate."""
    return [(one.level(d), g) for one in found for d, g in one.candidate.gold.items()]


def main_table(found: Sequence[Played]) -> str:
    """The goals' measures."""
    both = pairs(found)
    given, gold = [one.total for one in found], [one.candidate.total for one in found]
    error = [abs(a - b) for one in found for a, b in pairs([one])]
    near = [float(abs(a - b) <= 1) for a, b in both]
    right, of, wrong = in_order(found)
    rows = [
        ("candidates / levels", f"{len(found)} / {len(both)}"),
        ("rank correlation of totals with gold", f"{spearman(given, gold):.2f}"),
        ("rank correlation of single levels", f"{spearman(*sides(both)):.2f}"),
        ("level error", share(error)),
        ("level bias", share([a - b for a, b in both])),
        ("levels within one step", share(near)),
        ("quadratic kappa", f"{_kappa(both):.2f}"),
        ("weak < middling < strong, pairs in order", f"{right} of {of}"),
        ("... not in order", "; ".join(wrong) or "none"),
        ("quotes exact", share([float(q) for one in found for q in exact(one)])),
    ]
    return table(("measure", "value [95 % interval]"), rows)


def agreement(candidates: Sequence[Candidate]) -> str:
    """How well the two readings of the gold levels agree: the bound of what can be asked."""
    both = [(c.readings[0][d], c.readings[1][d]) for c in candidates for d in c.gold]
    totals = sides([(sum(c.readings[0].values()), sum(c.readings[1].values())) for c in candidates])
    rows = [
        ("level error", share([float(abs(a - b)) for a, b in both])),
        ("quadratic kappa", f"{kappa(*sides(both), quadratic=True):.2f}"),
        ("rank correlation of totals", f"{spearman(*totals):.2f}"),
    ]
    return table(("the two readings of gold", "value"), rows)


def _kappa(both: Sequence[tuple[float, float]]) -> float:
    """Of levels rounded to whole ones, halves up."""
    given, gold = sides(both)
    return kappa([int(v + 0.5) for v in given], [int(v + 0.5) for v in gold], quadratic=True)


def sides(both: Sequence[tuple[T, T]]) -> tuple[list[T], list[T]]:
    """The first ones of the pairs, and the second ones."""
    return [a for a, _ in both], [b for _, b in both]


def in_order(found: Sequence[Played]) -> tuple[int, int, list[str]]:
    """Pairs of candidates on one problem whose totals are in the order of their kinds."""
    totals = {one.candidate.id: one.total for one in found}
    right, of, wrong = 0, 0, []
    for kinds in ladders([one.candidate for one in found]).values():
        for low, high in _steps(kinds):
            of += 1
            right += totals[low] < totals[high]
            if totals[low] >= totals[high]:
                wrong.append(f"{low} {totals[low]:.1f}, {high} {totals[high]:.1f}")
    return right, of, wrong


def _steps(kinds: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    order = [k for k in LADDER if k in kinds]
    for at, low in enumerate(order):
        for high in order[at + 1 :]:
            yield from ((a, b) for a in kinds[low] for b in kinds[high])


def exact(one: Played) -> list[bool]:
    """Whether each quote of a card stands, as it is, in the turn that it names."""
    said = {past.index: past.message for past in one.turns}
    card = one.card
    quotes = [e for d in card["dimensions"].values() for e in d["evidence"]] + card["pitfalls"]
    return [bool(q["quote"]) and q["quote"] in said[q["turn"]] for q in quotes]


def by(found: Sequence[Played], name: str, key: Callable[[Played], str]) -> str:
    """Error, bias and order group by group."""
    rows = []
    for group in sorted({key(one) for one in found}):
        own = [one for one in found if key(one) == group]
        both = pairs(own)
        order = spearman([o.total for o in own], [o.candidate.total for o in own])
        rows.append(
            (
                group,
                len(own),
                f"{mean([o.candidate.total for o in own]):.2f}",
                f"{mean([o.total for o in own]):.2f}",
                f"{mean([abs(a - b) for a, b in both]):.2f}",
                f"{mean([a - b for a, b in both]):+.2f}",
                f"{order:.2f}",
            )
        )
    return table((name, "n", "gold", "given", "error", "bias", "order"), rows)


def by_dimension(found: Sequence[Played]) -> str:
    """Error and bias of each dimension of each round."""
    groups: dict[str, list[tuple[float, float]]] = {}
    for one in found:
        for name, gold in one.candidate.gold.items():
            groups.setdefault(f"{one.card['round']} {name}", []).append((one.level(name), gold))
    rows = [
        (
            name,
            len(both),
            f"{mean([abs(a - b) for a, b in both]):.2f}",
            f"{mean([a - b for a, b in both]):+.2f}",
        )
        for name, both in sorted(groups.items())
    ]
    return table(("dimension", "n", "error", "bias"), rows)
