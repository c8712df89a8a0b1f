"""Fitting the weights: the sieve and the whole by logistic regression, the chain by likelihood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from evals.star_cases import ORDER, Story
from evals.star_chain import ALLOWED, CAN_START, batch_of, loss_of
from evals.star_material import Material, Told
from server.judging.parts import StoryPart
from server.judging.star_chain import FORBIDDEN, NONE
from server.judging.star_reading import KINDS, sifted, with_neighbours
from server.judging.star_rows import own_rows, rows, whole_row
from server.judging.star_traits import TRAITS, WHERE, Trait, pooled, pooled_row
from server.judging.star_weights import Chain, Linear, Reader, Row, Weights

Array = Any
POOLED = 0.3  # the pooled embeddings of a part are many numbers, and say less than its words


@dataclass(frozen=True)
class Settings:
    """What was chosen by cross-validation over voices."""

    dimension: int = 48  # of the shortened embeddings
    min_voices: int = 4  # a word is learned when so many voices used it
    shrink: float = 4.0  # L2 on cues, shapes and places
    shrink_words: float = 12.0
    shrink_vectors: float = 8.0
    shrink_moves: float = 0.3
    shrink_sieve: float = 1.0
    shrink_whole: float = 1.0
    shrink_traits: float = 8.0
    iterations: int = 300


def trained(found: Material, chosen: Settings) -> Weights:
    """Both readers, trained on the material."""
    from sklearn.decomposition import PCA  # of the dev extra

    flat = np.concatenate([s.vectors for s in found.stories])
    pca = PCA(min(chosen.dimension, *flat.shape), random_state=7).fit(flat)
    mean = pca.mean_.astype(np.float32)
    # Every axis weighs the same to the L2 penalty.
    axes = (pca.components_.T / np.sqrt(pca.explained_variance_)).astype(np.float32)
    both = _reader(found, chosen, lambda vectors: (vectors - mean) @ axes)
    without = _reader(found, chosen, lambda vectors: np.zeros((len(vectors), 0), np.float32))
    # The mean of the two reads unknown voices better than either.
    mixed = replace(both, chain=_averaged(both.chain, without.chain))
    return Weights(mixed, without, mean, axes, found.probe)


def _averaged(first: Chain, second: Chain) -> Chain:
    """The mean of two chains; the second reads no embeddings."""
    names = tuple(sorted({*first.labels.names, *second.labels.names}))
    columns = np.zeros((len(names), 5), np.float32)
    for chain in (first, second):
        at = [names.index(name) for name in chain.labels.names]
        columns[at] += chain.labels.columns / 2
    labels = Linear(names, columns, first.labels.embedded / 2)
    rest = ((getattr(first, f) + getattr(second, f)) / 2 for f in ("moves", "starts", "ends"))
    return Chain(labels, *rest)


def _reader(found: Material, chosen: Settings, shorten: Any) -> Reader:
    sieve = _sieve(found, chosen, shorten)
    half = Reader(sieve, _NO_CHAIN, _NO_LINEAR, {}, {})
    kept = [_without_noise(s, half, shorten(s.vectors)) for s in found.stories]
    whole = _whole(kept, chosen, shorten)
    # What tells no story has no parts to learn from; the whole takes care of it.
    told = [s for s in kept if s.texts and s.story.is_story]
    heads = {trait: _trait(trait, told, chosen, shorten) for trait in TRAITS}
    return Reader(sieve, _chain(told, chosen, shorten), whole, heads, {})


def _trait(trait: Trait, stories: Sequence[Told], chosen: Settings, shorten: Any) -> Linear:
    """The log odds of a trait, from stories whose problems say whether it is there."""
    data, voices, means, gold = [], [], [], []
    for one in stories:
        picks = [i for i, label in enumerate(one.labels) if label in WHERE[trait]]
        there = has_trait(trait, one.story)
        if there is None or not picks:
            continue
        data.append(pooled_row([one.texts[i] for i in picks]))
        means.append(POOLED * pooled(shorten(one.vectors[picks])))
        voices.append(one.story.voice)
        gold.append(int(there))
    names = names_of(zip(voices, data, strict=True), chosen.min_voices)
    fitted = _logistic((data, names, np.stack(means)), gold, chosen.shrink_traits, n=2)
    columns, embedded = (w[:, 1:] - w[:, :1] for w in (fitted.columns, fitted.embedded))
    return Linear(names, columns, POOLED * embedded)


def has_trait(trait: Trait, story: Story) -> bool | None:
    """What a story's problems say of a trait; None where they leave it open.

    A problem stands in the list unless it does not apply or three more harmful ones fill it.
    """
    code, (part, least) = _TOLD_BY[trait]
    if code in story.problems:
        return False
    full = len(story.problems) == 3 and ORDER.index(code) > max(map(ORDER.index, story.problems))
    if full or story.levels[part] < least or not story.is_story:
        return None
    if trait == "lesson" and (min(story.levels.values()) < 2 or len(story.problems) > 1):
        return None
    return True


_TOLD_BY: Mapping[Trait, tuple[str, tuple[StoryPart, int]]] = {
    "weighed": ("no_tradeoff", ("action", 3)),
    "technical": ("no_technical_specifics", ("action", 1)),
    "lesson": ("no_learning", ("result", 2)),
}


def _without_noise(story: Told, half: Reader, reduced: Array) -> Told:
    """A story without the sentences that the sieve takes out and that tell nothing."""
    kinds = sifted(half, own_rows(story.texts), reduced)
    pairs = enumerate(zip(kinds, story.labels, strict=True))
    kept = [i for i, (kind, label) in pairs if kind == "told" or label != NONE]
    texts, labels = [story.texts[i] for i in kept], [story.labels[i] for i in kept]
    return Told(story.story, texts, labels, story.vectors[kept])


def _sieve(found: Material, chosen: Settings, shorten: Any) -> Linear:
    """Sentences that tell a part against the kinds that tell nothing."""
    own = [own_rows(s.texts) for s in found.stories]
    told = [
        (row, s.story.voice, vector, 0)
        for s, story_rows in zip(found.stories, own, strict=True)
        for row, vector, label in zip(story_rows, s.vectors, s.labels, strict=True)
        if label != NONE
    ]
    noise = zip(own_rows([text for text, _, _ in found.noise]), found.noise, strict=True)
    told += [(row, f"noise{i}", n[2], n[1]) for i, (row, n) in enumerate(noise)]
    data, voices, vectors, kinds = zip(*told, strict=True)
    names = names_of(zip(voices, data, strict=True), chosen.min_voices)
    return _logistic(
        (data, names, shorten(np.stack(vectors))), kinds, chosen.shrink_sieve, n=len(KINDS)
    )


def _whole(kept: Sequence[Told], chosen: Settings, shorten: Any) -> Linear:
    """The log odds that a text tells something that happened."""
    told = [k for k in kept if k.texts]
    data = [whole_row(own_rows(k.texts)) for k in told]
    means = [shorten(k.vectors).mean(axis=0) for k in told]
    voices = [k.story.voice for k in told]
    gold = [int(k.story.is_story) for k in told]
    names = names_of(zip(voices, data, strict=True), chosen.min_voices)
    fitted = _logistic((data, names, np.stack(means)), gold, chosen.shrink_whole, n=2)
    return Linear(
        names,
        fitted.columns[:, 1:] - fitted.columns[:, :1],
        fitted.embedded[:, 1:] - fitted.embedded[:, :1],
    )


def _logistic(inputs: Any, gold: Sequence[int], shrink: float, *, n: int) -> Linear:
    from scipy.sparse import csr_matrix, hstack  # comes with scikit-learn
    from sklearn.linear_model import LogisticRegression  # of the dev extra

    data, names, reduced = inputs
    # Nearly all of the table is zero.
    table = hstack([matrix(data, names), csr_matrix(reduced)], format="csr")
    model = LogisticRegression(C=1 / shrink, max_iter=2_000, fit_intercept=False)
    model.fit(table, gold)
    weights = model.coef_ if n > 2 else np.concatenate([0 * model.coef_, model.coef_])
    columns = weights.T.astype(np.float32)
    return Linear(tuple(names), columns[: len(names)], columns[len(names) :])


def _chain(stories: Sequence[Told], chosen: Settings, shorten: Any) -> Chain:
    from scipy.optimize import minimize  # comes with scikit-learn

    data = [rows(s.texts) for s in stories]
    flat = [row for story in data for row in story]
    voiced = [(s.story.voice, row) for s, own in zip(stories, data, strict=True) for row in own]
    names = names_of(voiced, chosen.min_voices)
    table = matrix(flat, names)
    near = np.concatenate([with_neighbours(shorten(s.vectors)) for s in stories])
    batch = batch_of([s.labels for s in stories])
    shapes = [(len(names), 5), (near.shape[1], 5), (9, 9), (9,), (9,)]
    words = np.array([chosen.shrink_words if _is_word(n) else chosen.shrink for n in names])
    shrinks = [words[:, None], chosen.shrink_vectors, *[chosen.shrink_moves] * 3]

    def loss(point: Array) -> tuple[float, Array]:
        columns, embedded, moves, starts, ends = parts = _unpacked(point, shapes)
        found = loss_of(batch, table @ columns + near @ embedded, moves, starts, ends)
        grads = [table.T @ found.scores, near.T @ found.scores]
        grads += [found.moves, found.starts, found.ends]
        penalty = sum((s * p * p).sum() / 2 for s, p in zip(shrinks, parts, strict=True))
        whole = [(g + s * p).ravel() for g, s, p in zip(grads, shrinks, parts, strict=True)]
        return found.loss + penalty, np.concatenate(whole)

    begin = np.zeros(sum(int(np.prod(s)) for s in shapes))
    options = {"maxiter": chosen.iterations}
    best = minimize(loss, begin, jac=True, method="L-BFGS-B", options=options)
    columns, embedded, moves, starts, ends = _unpacked(best.x.astype(np.float32), shapes)
    moves = np.where(ALLOWED, moves, FORBIDDEN)
    starts = np.where(CAN_START, starts, FORBIDDEN)
    return Chain(Linear(names, columns, embedded), moves, starts, ends)


def matrix(data: Sequence[Row], names: Sequence[str]) -> Any:
    """Rows as a sparse matrix, a column a name."""
    from scipy.sparse import csr_matrix  # comes with scikit-learn

    place = {name: at for at, name in enumerate(names)}
    values, columns, starts = [], [], [0]
    for row in data:
        known = [(place[n], v) for n, v in row.items() if n in place]
        columns += [at for at, _ in known]
        values += [v for _, v in known]
        starts.append(len(values))
    return csr_matrix((values, columns, starts), shape=(len(data), len(names)))


def names_of(voiced: Any, min_voices: int) -> tuple[str, ...]:
    """The names that enough voices used; words need more of them."""
    users: dict[str, set[str]] = {}
    for voice, row in voiced:
        for name in row:
            users.setdefault(name, set()).add(voice)
    least = {True: min_voices, False: 2}
    return tuple(sorted(n for n, v in users.items() if len(v) >= least[_is_word(n)]))


def _is_word(name: str) -> bool:
    return name.startswith(("word:", "first:"))


def _unpacked(point: Array, shapes: Sequence[tuple[int, ...]]) -> list[Array]:
    out, at = [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        out.append(point[at : at + size].reshape(shape))
        at += size
    return out


_NO_LINEAR = Linear((), np.zeros((0, 1), np.float32), np.zeros((0, 1), np.float32))
_NO_CHAIN = Chain(_NO_LINEAR, *(np.zeros(s, np.float32) for s in ((9, 9), (9,), (9,))))
