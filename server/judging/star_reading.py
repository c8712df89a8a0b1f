"""A story read by the trained weights: what tells nothing is set aside, the rest gets its part.

Sentences that tell nothing (orders to whoever grades, self-praise, words of the rubric, lists
without a verb, general views) are taken out before the others are looked at, so that adding one
changes nothing about them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from server.judging.star_chain import NONE, decoded
from server.judging.star_rows import own_rows, rows, whole_row
from server.judging.star_traits import traits, wording
from server.judging.star_weights import Floats, Reader, Row, Vectors, Weights, weights

KINDS = ("told", "order", "praise", "rubric", "list", "general")
# How sure the sieve must be before it takes a sentence out of a story.
SURE = 0.7


@dataclass(frozen=True)
class Reading:
    """What the weights say: a kind (of KINDS) and a label (0..4) a sentence, and of the whole.

    `story_odds` is the log odds that the text tells something that happened; `traits` are of
    `star_traits.TRAITS`; `wording` is what the wording of each part (0..3) adds to its points,
    `plain` the same by the reader that sees words alone, and `with_vectors` tells whether
    embeddings were read.
    """

    kinds: tuple[str, ...]
    labels: tuple[int, ...]
    story_odds: float
    traits: frozenset[str]
    wording: tuple[float, float, float, float]
    plain: tuple[float, float, float, float]
    with_vectors: bool


def reading(
    texts: Sequence[str],
    vectors: Vectors | None = None,
    *,
    favour: Floats | None = None,
    vote: Floats | None = None,
    using: Weights | None = None,
) -> Reading:
    """Read a story's sentences; `favour` (n, 5) is added to the scores of their labels.

    So is `vote`, but it brings no sentence back that the sieve has taken out.

    `vectors` are those of the texts and, behind them, of `star_weights.PROBE`; `using` are other
    weights than the installation's.
    """
    found = using or weights()
    reduced = found.reduced(vectors, len(texts))
    reader = found.without if reduced is None else found.with_vectors
    return read(reader, texts, reduced, plain=found.without, favour=favour, vote=vote)


def read(
    reader: Reader,
    texts: Sequence[str],
    reduced: Floats | None,
    *,
    plain: Reader,
    favour: Floats | None = None,
    vote: Floats | None = None,
) -> Reading:
    """Read with given weights and shortened embeddings; `plain` is the reader without any."""
    kinds = sifted(reader, own_rows(texts), reduced)
    kept = [i for i, kind in enumerate(kinds) if kind == "told"]
    if favour is not None:
        # What the writer or the learner has labelled is looked at, whatever it seems to be.
        kept = sorted({*kept, *np.flatnonzero(favour[:, :NONE].max(axis=1) > 0).tolist()})
    near = None if reduced is None else reduced[kept]
    told = [texts[i] for i in kept]
    scores = label_scores(reader, told, near)
    for added in (favour, vote):
        scores = scores if added is None else scores + added[kept]
    given = decoded(scores, reader.chain)
    labels = [NONE] * len(texts)
    for i, label in zip(kept, given, strict=True):
        labels[i] = label
    own = [labels[i] for i in kept]
    return Reading(
        tuple(kinds),
        tuple(labels),
        _story_odds(reader, told, near),
        traits(reader, told, own, near),
        wording(reader, told, own, near),
        wording(plain, told, own, None),
        with_vectors=reduced is not None,
    )


def sifted(reader: Reader, found: Sequence[Row], reduced: Floats | None) -> list[str]:
    """The kind of each sentence; anything but "told" only where the sieve is sure."""
    if not found:
        return []
    shares = softmax(reader.sieve.scores(found, reduced))
    best = shares[:, 1:].argmax(axis=1) + 1
    sure = shares[:, 0] < 1 - SURE
    known = zip(found, best, sure, strict=True)
    return [_kind(row, KINDS[k] if s else "told") for row, k, s in known]


def _kind(row: Row, seen: str) -> str:
    """The kind that the weights see, unless the words themselves give it away."""
    if row.get("order"):
        return "order"
    if row.get("praise") and not row.get("own_step") and not row.get("shape:figure"):
        return "praise"
    if row.get("form:bare_figures"):
        return "list"
    if row.get("form:bare_duty"):
        return "told"
    return "general" if row.get("digression") and not row.get("own_step") else seen


def label_scores(reader: Reader, told: Sequence[str], reduced: Floats | None) -> Floats:
    """The score of each label for each sentence, before the chain decides."""
    near = None if reduced is None else with_neighbours(reduced)
    return reader.chain.labels.scores(rows(told), near)


def _story_odds(reader: Reader, told: Sequence[str], reduced: Floats | None) -> float:
    if not told:
        return -20.0
    mean = None if reduced is None else reduced.mean(axis=0, keepdims=True)
    return float(reader.whole.scores([whole_row(own_rows(told))], mean)[0, 0])


def with_neighbours(reduced: Floats) -> Floats:
    """Each sentence's shortened embedding, then its neighbours', zero at the edges."""
    none = np.zeros((1, reduced.shape[1]), np.float32)
    edged = np.concatenate([none, reduced, none])
    return np.concatenate([reduced, edged[:-2], edged[2:]], axis=1)


def softmax(scores: Floats) -> Floats:
    """Shares that sum to 1 in each row."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)
