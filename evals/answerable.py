"""The weights by which a question's vector alone tells whether the chapter answers it.

A support vector machine over the embeddings of questions that are labelled: those of
corpus/asks.yaml and gaps.yaml, and the splits of ask that tuning may see. Reported on each split by
weights that were trained without it; the argument `write` stores the weights of all in
corpus/answerability.npz. Needs the embedding model and no language model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.figures import table
from evals.grounding import auroc
from evals.retrieval import leaning, model_folder
from evals.run import Options, cases
from server.config import ROOT
from server.corpus.answerability import Answerability
from server.corpus.embed import LocalEmbedder
from server.corpus.retrieve import MAX_CONTEXT_WORDS
from server.modes.ask.orders import without_orders
from server.sources import questions_of_lines

SPLITS = ("dev", "gate", "plain", "chatty", "labelled", "grouped", "paired", "followed", "loose")
# How much a question of a split counts beside one that was written for a line; the kernel's width
# and cost; how many directions of the embeddings are kept. Chosen on the splits named above, each
# by weights trained without it (docs/ask.md).
WEIGHT_OF_SPLITS, WIDTH, COST, DIRECTIONS = 3.0, 1.5, 3.0, 192
EMBEDDING = "all-MiniLM-L6-v2-int8"
PATH = ROOT / "corpus" / "answerability.npz"
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Labelled:
    """Questions with vectors of shape (n, dimension), whether each is answered, and its weight."""

    texts: tuple[str, ...]
    vectors: Floats
    answered: npt.NDArray[np.bool_]
    weight: float

    def without(self, other: Labelled) -> Labelled:
        """Those of them that are not among the others."""
        seen = set(other.texts)
        kept = np.array([text not in seen for text in self.texts])
        texts = tuple(text for text, keep in zip(self.texts, kept, strict=True) if keep)
        return Labelled(texts, self.vectors[kept], self.answered[kept], self.weight)


def report(options: Options) -> str:
    """AUROC of the weights on each split, trained without that split."""
    embedder = LocalEmbedder(model_folder(options))
    written = _written(embedder)
    splits = {name: _split(name, options, embedder) for name in SPLITS}
    rows, told, truth = [], [], []
    for name, own in splits.items():
        others = [written.without(own), *(s for n, s in splits.items() if n != name)]
        sums = summed(trained(others), own)
        rows.append((name, len(own.answered), f"{auroc(sums, own.answered.astype(float)):.3f}"))
        told.append(sums)
        truth.append(own.answered)
    if "write" in options.arguments:
        scale, shift = _in_nats(np.concatenate(told), np.concatenate(truth))
        store(trained([written, *splits.values()]), scale, shift)
    return table(("split", "n", "AUROC, trained without it"), rows)


def trained(sets: Sequence[Labelled]) -> Answerability:
    """The machine of these questions; both kinds count alike. Its sums are margins, not nats."""
    from sklearn.svm import SVC  # in the dev extra

    vectors = np.concatenate([s.vectors for s in sets])
    mean = vectors.mean(axis=0)
    axes = np.linalg.svd(vectors - mean, full_matrices=False)[2][:DIRECTIONS]
    turned = (vectors - mean) @ axes.T
    counted = np.concatenate([np.full(len(s.answered), s.weight) for s in sets])
    machine = SVC(C=COST, gamma=WIDTH, class_weight="balanced")
    answered = np.concatenate([s.answered for s in sets])
    machine.fit(turned, answered, sample_weight=counted / counted.mean())
    known = turned[machine.support_]
    weights = machine.dual_coef_[0].astype(np.float32)
    bias = float(machine.intercept_[0])
    return Answerability(EMBEDDING, mean, axes, known, weights, WIDTH, bias)


def summed(machine: Answerability, of: Labelled) -> Floats:
    """What the machine says of each question, shape (n,)."""
    return np.array([machine.log_odds(vector) for vector in of.vectors], dtype=np.float32)


def store(machine: Answerability, scale: float, shift: float) -> None:
    """The machine as a file, its sums turned into nats."""
    step = float(np.abs(machine.known).max()) / 127
    np.savez_compressed(
        PATH,
        embedding=machine.embedding,
        mean=machine.mean.astype(np.float16),
        axes=machine.axes.astype(np.float16),
        known=np.round(machine.known / step).astype(np.int8),
        step=step,
        weights=(machine.weights * scale).astype(np.float16),
        width=machine.width,
        bias=machine.bias * scale + shift,
    )


def _in_nats(sums: Floats, truth: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Scale and shift that make log-odds of margins, by logistic regression (Platt, 1999)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1e3, class_weight="balanced").fit(sums[:, None], truth)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _written(embedder: LocalEmbedder) -> Labelled:
    pairs = [(words, hint.answered) for hint in questions_of_lines() for words in hint.wordings]
    return _labelled([words for words, _ in pairs], [told for _, told in pairs], 1.0, embedder)


def _split(name: str, options: Options, embedder: LocalEmbedder) -> Labelled:
    found = cases("ask", replace(options, split=name, limit=0))
    told = [bool(case["answerable"]) for case in found]
    return _labelled([asked(case) for case in found], told, WEIGHT_OF_SPLITS, embedder)


def asked(case: dict[str, Any]) -> str:
    """The question as it is searched: without orders, under the start of what it leans on."""
    context = " ".join(leaning(case).split()[:MAX_CONTEXT_WORDS])
    return f"{context}\n{without_orders(case['ask'])}".strip()


def _labelled(
    texts: Sequence[str], answered: Sequence[bool], weight: float, embedder: LocalEmbedder
) -> Labelled:
    vectors = np.asarray(embedder.embed(list(texts)), dtype=np.float32)
    return Labelled(tuple(texts), vectors, np.array(answered), weight)
