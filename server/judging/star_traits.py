"""What the parts of a story hold beyond their labels, by trained weights.

Traits, yes or no, decide which problems are named. The wording of a part, how concrete its words
are, adds to the points of its level beside the stated marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from server.judging.star_evidence import evidence, terms_in
from server.judging.star_features import tokens
from server.judging.star_rows import own_rows
from server.judging.star_weights import Floats, Reader, Row
from server.text import folded, stem

Trait = Literal["weighed", "technical", "lesson"]
TRAITS: tuple[Trait, ...] = get_args(Trait)
# How sure the weights must be of a technical part in which no known term stands.
UNNAMED = 0.5
# ... and of an alternative that was weighed, where one counts as evidence and where none does.
WEIGHED, UNSTATED = -1.0, 0.5
PART_NAMES = ("situation", "task", "action", "result")
# The labels (0..3: situation, task, action, result) of the sentences that a trait is looked for in.
WHERE: dict[Trait, tuple[int, ...]] = {"weighed": (2,), "technical": (1, 2), "lesson": (3,)}


def traits(
    reader: Reader, texts: Sequence[str], labels: Sequence[int], reduced: Floats | None
) -> frozenset[str]:
    """The traits of a story whose sentences have their labels.

    An alternative weighed, a system or method named (in task or action), a lesson told.
    """
    found = set()
    for trait in TRAITS:
        picks = [i for i, label in enumerate(labels) if label in WHERE[trait]]
        if not picks:
            continue
        near = None if reduced is None else pooled(reduced[picks])[None]
        row = pooled_row([texts[i] for i in picks])
        if reader.traits[trait].scores([row], near)[0, 0] > _least(trait, row):
            found.add(trait)
    return frozenset(found)


def _least(trait: Trait, row: Row) -> float:
    """The log odds from which on a part has a trait."""
    if trait == "weighed":
        return WEIGHED if row["evidence:trade_off"] else UNSTATED
    return UNNAMED if trait == "technical" and not row["evidence:term"] else 0.0


def wording(
    reader: Reader, texts: Sequence[str], labels: Sequence[int], reduced: Floats | None
) -> tuple[float, float, float, float]:
    """What the words of each of the four parts add to its points; 0 for a part that is not told."""
    said = [_wording(reader, name, texts, labels, reduced) for name in PART_NAMES]
    return said[0], said[1], said[2], said[3]


def _wording(
    reader: Reader, name: str, texts: Sequence[str], labels: Sequence[int], reduced: Floats | None
) -> float:
    picks = [i for i, label in enumerate(labels) if label == PART_NAMES.index(name)]
    if not picks or name not in reader.wording:
        return 0.0
    near = None if reduced is None else pooled(reduced[picks])[None]
    row = backed_row([texts[i] for i in picks])
    return float(reader.wording[name].scores([row], near)[0, 0])


def pooled_row(texts: Sequence[str]) -> Row:
    """Several sentences as one row: the highest value of each name, and what counts as evidence."""
    row: Row = {}
    for own in own_rows(texts):
        for name, value in own.items():
            row[name] = max(row.get(name, 0.0), value)
    held = [evidence(t) for t in texts]
    row["evidence:trade_off"] = 2.0 * any(e.trade_off for e in held)
    row["evidence:terms"] = min(3.0, float(sum(len(terms_in(t)) for t in texts)))
    row["evidence:term"] = 2.0 * any(terms_in(t) for t in texts)
    return row


def backed_row(texts: Sequence[str]) -> Row:
    """Several sentences as one row for their wording: no figure or term that does not count.

    So numbers without a referent, and terms in a list, add nothing to the points of a part.
    """
    row: Row = {}
    for text, own in zip(texts, own_rows(texts), strict=True):
        held = evidence(text)
        words = {f"word:{stem(w)}" for t in terms_in(text) for w in tokens(folded(t))}
        bare = words if not held.terms else frozenset[str]()
        for name, value in own.items():
            empty = name in bare or (name in _OF_FIGURES and not held.figures)
            if not empty and name not in _NEVER and not _NUMBER.fullmatch(name):
                row[name] = max(row.get(name, 0.0), value)
    return row


# Names of rows that speak of figures; and those that stand for length, which is no evidence.
_OF_FIGURES = frozenset(
    "shape:figure shape:target shape:baseline shape:by_when measured_change".split()
)
_NEVER = frozenset("form:length form:short form:clauses shape:technical shape:trade_off".split())
_NUMBER = re.compile(r"(?:word|first):\d.*")


def pooled(reduced: Floats) -> Floats:
    """The mean and the highest value of each number of some embeddings."""
    return np.concatenate([reduced.mean(axis=0), reduced.max(axis=0)])
