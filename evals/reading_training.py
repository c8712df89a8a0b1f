"""Trains the judges over the local model's states: `python -m evals.reading_training --states DIR`.

Makes `server/judging/reading_weights.npz` and tells how well both judges read messages left out,
beside the judges without the model. The model reads each text once (about 30 tokens a second on
two cores); what it made of them is kept in DIR, so that a second run takes minutes. Needs the local
models and scikit-learn of the dev extra. Run it after `evals.rewrite_training`, on whose judges
these lean.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.rewrite_material import Text, Told, texts, told
from evals.rewrite_training import (
    FOLDS,
    TOLD,
    Array,
    left_out,
    parts_of_messages,
    tell,
)
from evals.states import kept, read_all
from server.config import load_settings
from server.corpus.embed import LocalEmbedder
from server.judging import insider, reading
from server.judging.unknown_rows import rows
from server.llm.local import LocalModel, fetch_embedding_model
from server.steps import Reading

# How much less a step of the states weighs than one of the other numbers; by cross-validation.
STATES_INSIDE, STATES_WORDS = 0.1, 0.1
C_INSIDE, C_WORDS = 0.3, 0.1


def whole(message: Told) -> str:
    """An authored message as the model reads it: its sentences, a space between them."""
    return " ".join(message.sentences)


def train_inside(
    messages: Sequence[Told], readings: Sequence[Reading], embedder: LocalEmbedder
) -> dict[str, Any]:
    """The weights for parts of sentences; `messages` are told with their readings."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    # The other judge's odds are those of messages that it has not seen, as they will be.
    everything = parts_of_messages(told(), embedder)
    scores = left_out(everything)
    rows_, other, gold, groups = [], [], [], []
    for message, read in zip(messages, readings, strict=True):
        own = np.flatnonzero(everything.own & (everything.groups == message.group))
        other.append(scores[own])
        gold.append(everything.gold[own])
        start = 0
        for sentence in message.sentences:
            for part in insider.parts_of(sentence):
                place = (start + part.start, start + part.end)
                rows_.append(reading.part_row(read, place))
                groups.append(message.group)
            start += len(sentence) + 1
    known, labels = np.concatenate(other), np.concatenate(gold)
    inputs, mean, scale = _beside(known[:, None], np.stack(rows_), STATES_INSIDE)
    found = np.zeros(len(labels))
    for train, test in GroupKFold(FOLDS).split(inputs, labels, groups):
        model = LogisticRegression(C=C_INSIDE, max_iter=3_000).fit(inputs[train], labels[train])
        found[test] = model.decision_function(inputs[test])
    for name, score in (("without the states", known), ("with them", found)):
        area = roc_auc_score(labels, score)
        tell(f"{len(labels)} parts of {len(messages)} messages, {name}: area {area:.3f}, found")
        tell(_found(labels, score))
    model = LogisticRegression(C=C_INSIDE, max_iter=3_000).fit(inputs, labels)
    of = model.coef_[0][1:] * STATES_INSIDE / scale
    return {
        "inside": of.astype(np.float32),
        "inside_other": np.float32(model.coef_[0][0]),
        "inside_bias": np.float32(model.intercept_[0] - of @ mean),
    }


def train_words(found: Sequence[Text], readings: Sequence[Reading]) -> dict[str, Any]:
    """The weights for words; `found` are texts with their readings."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    numbers, states, gold, groups = [], [], [], []
    for share in TOLD:
        for at, (one, read) in enumerate(zip(found, readings, strict=True)):
            chance = np.random.default_rng(at)
            listed = [s for s in one.spans if chance.random() < share]
            tokens, found_rows = rows(one.text, listed)
            numbers.append(found_rows)
            states += [reading.word_row(read, (t.start, t.end)) for t in tokens]
            left = [s for s in one.spans if s not in listed]
            gold += [any(a <= t.start and t.end <= b for a, b in left) for t in tokens]
            groups += [one.group] * len(tokens)
    labels, own = np.array(gold), np.vstack(numbers)
    centre, width = own.mean(axis=0), own.std(axis=0) + 1e-6
    inputs, mean, scale = _beside((own - centre) / width, np.stack(states), STATES_WORDS)
    n = own.shape[1]
    for name, columns in (("without the states", slice(0, n)), ("with them", slice(None))):
        score = np.zeros(len(labels))
        for train, test in GroupKFold(FOLDS).split(inputs, labels, groups):
            model = LogisticRegression(C=C_WORDS, max_iter=2_000)
            model.fit(inputs[train, columns], labels[train])
            score[test] = model.decision_function(inputs[test, columns])
        area = roc_auc_score(labels, score)
        tell(f"{len(labels)} words of {len(found)} messages, {name}: area {area:.3f}, found")
        tell(_found(labels, score))
    model = LogisticRegression(C=C_WORDS, max_iter=2_000).fit(inputs, labels)
    of_rows = model.coef_[0][:n] / width
    of = model.coef_[0][n:] * STATES_WORDS / scale
    return {
        "words": of.astype(np.float32),
        "rows": of_rows.astype(np.float32),
        "words_bias": np.float32(model.intercept_[0] - of_rows @ centre - of @ mean),
    }


def _beside(numbers: Array, states: Array, weight: float) -> tuple[Array, Array, Array]:
    """Both side by side, the states standardised and weighed; their mean and their spread."""
    mean, scale = states.mean(axis=0), states.std(axis=0) + 1e-6
    return np.hstack([numbers, weight * (states - mean) / scale]), mean, scale


def _found(labels: Array, score: Array) -> str:
    shares = []
    for false in (0.02, 0.05, 0.1, 0.2):
        bar = np.quantile(score[~labels], 1 - false)
        odds = 1 / (1 + np.exp(-bar))
        shares.append(f"{(score[labels] >= bar).mean():.2f} at {false} falsely (from {odds:.2f})")
    return "  " + ", ".join(shares)


def main() -> None:
    """Trains both on as much as is kept, or can be read; see the module's own words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--states", type=Path, required=True, help="folder of what was read")
    parser.add_argument("--kept-only", action="store_true", help="train on what is there already")
    given = parser.parse_args()
    settings = load_settings()
    given.states.mkdir(parents=True, exist_ok=True)
    model = LocalModel(settings.model_name, settings)
    messages = [m for m in told() if m.own]
    marked = [t for t in texts() if t.marked]
    if not given.kept_only:
        wanted = [*map(whole, messages), *(t.text for t in marked)]
        asyncio.run(read_all(wanted, given.states, model))
    pairs = [(m, kept(whole(m), given.states, model.name)) for m in messages]
    inside = [(m, r) for m, r in pairs if r is not None]
    words = [(t, r) for t in marked if (r := kept(t.text, given.states, model.name))]
    embedder = LocalEmbedder(fetch_embedding_model(settings.home / "models"))
    trained = train_inside([m for m, _ in inside], [r for _, r in inside], embedder)
    trained |= train_words([t for t, _ in words], [r for _, r in words])
    np.savez_compressed(reading.PATH, model=model.name, **trained)
    sys.stdout.write(f"stored for {model.name}\n")


if __name__ == "__main__":
    main()
