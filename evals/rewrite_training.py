"""Trains what code knows of words and of sentences: `python -m evals.rewrite_training`.

Makes `server/judging/unknown_weights.npz`, `server/judging/insider_weights.npz` and the column of
meanings in `server/judging/word_table.npz`, and tells how well both do on groups left out: fields
and messages for phrases, voices and messages for sentences. Needs the local embedding model and
scikit-learn of the dev extra. With `--descriptions FILE`, one text a line, the counts of words and
pairs in the table are made anew first.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.rewrite_material import Text, Told, texts, told
from evals.rewrite_table import counted, vectors_of
from server.config import load_settings
from server.corpus.embed import LocalEmbedder
from server.judging import everyday, insider, unknown
from server.judging.unknown_rows import rows
from server.llm.local import fetch_embedding_model

Array = Any
DIMENSION = 64  # of the shortened word embeddings; 32 and 96 read unseen fields no better
SHRINK = 20.0  # L2, and how much less a step of the embeddings weighs than one of the numbers
EMBEDDED = 0.3
FOLDS = 10
# How many of a message's planted words are told to the model as known, as the lexicon does.
TOLD = (0.0, 0.6, 0.3)
MOST = 0.6  # of its letters: from then on a part counts as marked


@dataclass
class Words:
    """Rows of all content words: numbers, embeddings of the word and both beside it, labels."""

    numbers: Array
    embedded: Array
    gold: Array
    groups: Array
    own: Array


def words(found: Sequence[Text], shortened: Array, table: everyday.Table) -> Words:
    """The rows of every text, once for each share of TOLD."""
    chance = random.Random(1)
    numbers, embedded, gold, groups, own = [], [], [], [], []
    for share in TOLD:
        for one in found:
            told = [s for s in one.spans if chance.random() < share]
            left = [s for s in one.spans if s not in told]
            tokens, found_rows = rows(one.text, told)
            places = [_place(table, t.text) for t in tokens]
            for at, token in enumerate(tokens):
                before = at and token.start - tokens[at - 1].end <= 1
                after = at + 1 < len(tokens) and tokens[at + 1].start - token.end <= 1
                near = [places[at], places[at - 1] if before else -1]
                near.append(places[at + 1] if after else -1)
                numbers.append(found_rows[at, :-1])
                embedded.append(np.concatenate([shortened[p] for p in near]))
                gold.append(any(a <= token.start and token.end <= b for a, b in left))
                groups.append(one.group)
                own.append(one.own)
    columns = (numbers, embedded, gold, groups, own)
    return Words(*(np.array(column) for column in columns))


def _place(table: everyday.Table, word: str) -> int:
    return table.find(word.lower().split("'")[0])


def fit_words(data: Words, picks: Array) -> tuple[Array, float, Array]:
    """The weights of the numbers, the bias, and the weights of the embeddings."""
    from sklearn.linear_model import LogisticRegression  # of the dev extra

    numbers = data.numbers[picks]
    mean, scale = numbers.mean(axis=0), numbers.std(axis=0) + 1e-6
    inputs = np.hstack([(numbers - mean) / scale, EMBEDDED * data.embedded[picks]])
    model = LogisticRegression(C=1 / SHRINK, max_iter=1_000).fit(inputs, data.gold[picks])
    n = numbers.shape[1]
    weights = model.coef_[0][:n] / scale
    return weights, float(model.intercept_[0] - weights @ mean), EMBEDDED * model.coef_[0][n:]


def _odds(data: Words, picks: Array, fitted: tuple[Array, float, Array]) -> Array:
    weights, bias, meaning = fitted
    score = data.numbers[picks] @ weights + bias + data.embedded[picks] @ meaning
    return 1 / (1 + np.exp(-score))


def train_words(embedder: LocalEmbedder) -> None:
    """Fits, tells how fields and messages left out are read, and stores the weights."""
    from sklearn.decomposition import PCA
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import GroupKFold

    table = everyday.table()
    vectors = vectors_of(list(table.place), embedder)
    pca = PCA(DIMENSION, random_state=0).fit(vectors)
    short = pca.transform(vectors) / np.sqrt(pca.explained_variance_)
    data = words(texts(), np.vstack([short, np.zeros((1, DIMENSION))]), table)
    odds = np.zeros(len(data.gold))
    for train, test in GroupKFold(FOLDS).split(data.numbers, data.gold, data.groups):
        odds[test] = _odds(data, test, fit_words(data, train))
    for name, mask in (("authored fields", data.own), ("messages", ~data.own)):
        area = roc_auc_score(data.gold[mask], odds[mask])
        flagged = odds[mask] >= unknown.FLAG
        recall, false = flagged[data.gold[mask]].mean(), flagged[~data.gold[mask]].mean()
        tell(f"words, {name} left out: area {area:.3f}, found {recall:.2f}, false {false:.3f}")
    weights, bias, meaning = fit_words(data, np.arange(len(data.gold)))
    scores = np.stack([short @ part for part in np.split(meaning, 3)], axis=1)
    everyday.store(table, np.clip(np.round(scores * everyday.MEANING_SCALE), -127, 127))
    stored = np.append(weights, 1.0).astype(np.float32)
    np.savez_compressed(unknown.PATH, weights=stored, bias=np.float32(bias))


def _is_inside(told: Told, at: int, part: insider.Part) -> bool:
    """Whether most of a part must not be seen; of a case's short phrases, any but a bare name."""
    text, goes = told.sentences[at], told.inside[at]
    letters = [n for n in range(part.start, part.end) if text[n].isalnum()]
    share = sum(goes[n] for n in letters) / max(1, len(letters))
    if told.own or not share:
        return share >= MOST
    words = [w for w in re.finditer(r"\w+", text[part.start : part.end])]
    marked = [w[0] for w in words if goes[part.start + w.start()]]
    return share >= MOST or not (len(marked) == 1 and marked[0][:1].isupper())


@dataclass
class Parts:
    """Rows of all parts of sentences, shape (n, numbers), their labels and messages."""

    rows: Array
    gold: Array
    groups: Array
    own: Array
    probe: Array


def parts_of_messages(messages: Sequence[Told], embedder: LocalEmbedder) -> Parts:
    """The parts of every sentence of the messages, in order."""
    texts = insider.embedded_texts([s for t in messages for s in t.sentences])
    vectors = embedder.embed(texts)
    known_as = dict(zip(texts, vectors, strict=True))
    rows, labels, groups, own = [], [], [], []
    for one in messages:
        for at, sentence in enumerate(one.sentences):
            rows += insider.features(one.sentences, at, known_as)
            parts = insider.parts_of(sentence)
            labels += [_is_inside(one, at, part) for part in parts]
            groups += [one.group] * len(parts)
            own += [one.own] * len(parts)
    columns = (np.stack(rows), *map(np.array, (labels, groups, own)), vectors[0])
    return Parts(*columns)


def left_out(found: Parts) -> Array:
    """The log-odds of each part by a judge that has not seen its message, shape (n,)."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold

    score = np.zeros(len(found.gold))
    for train, test in GroupKFold(FOLDS).split(found.rows, found.gold, found.groups):
        model = LogisticRegression(C=0.1, max_iter=3_000)
        model.fit(found.rows[train], found.gold[train])
        score[test] = model.decision_function(found.rows[test])
    return score


def train_sentences(embedder: LocalEmbedder) -> None:
    """Fits the judge of what is from inside, tells how messages left out are read, stores it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    found = parts_of_messages(told(), embedder)
    gold, odds = found.gold, 1 / (1 + np.exp(-left_out(found)))
    for name, mask in (("marked messages", found.own), ("the others", ~found.own)):
        area = roc_auc_score(gold[mask], odds[mask])
        said = [f"{mask.sum()} parts of {name} left out: area {area:.3f}"]
        for bar in (0.3, 0.5, 0.7, 0.9):
            caught = (odds[mask] >= bar)[gold[mask]].mean()
            false = (odds[mask] >= bar)[~gold[mask]].mean()
            said.append(f"at {bar}: found {caught:.2f}, false {false:.2f}")
        tell("; ".join(said))
    model = LogisticRegression(C=0.1, max_iter=3_000).fit(found.rows, gold)
    np.savez_compressed(
        insider.PATH,
        of=model.coef_[0].astype(np.float32),
        bias=np.float32(model.intercept_[0]),
        probe=found.probe.astype(np.float32),
    )


def tell(line: str) -> None:
    """A line for whoever trains."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """Trains both; see the module's own words."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--descriptions", type=Path)
    parser.add_argument("--model", type=Path, help="folder of the embedding model")
    given = parser.parse_args()
    folder = given.model or fetch_embedding_model(load_settings().home / "models")
    embedder = LocalEmbedder(folder)
    if given.descriptions:
        everyday.PATH.write_bytes(counted(given.descriptions, embedder, folder))
        everyday.table.cache_clear()
    train_words(embedder)
    train_sentences(embedder)


if __name__ == "__main__":
    main()
