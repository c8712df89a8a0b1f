"""The weights by which a question's vector alone tells whether the chapter answers it.

Logistic regression over the embeddings of questions that are labelled: those of corpus/asks.yaml
and gaps.yaml, and the splits of ask that tuning may see. Reported on each split by weights that
were trained without it; the argument `write` stores the weights of all in
corpus/answerability.json. Needs the embedding model and no language model.
"""

from __future__ import annotations

import json
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
from server.corpus.embed import LocalEmbedder
from server.sources import built_in_chapter

SPLITS = ("dev", "gate", "plain", "chatty", "labelled", "grouped")
# The inverse strength of the ridge, and how much a question of a split counts beside one that was
# written for a line: chosen on dev, plain and chatty, each by weights trained without it.
INVERSE_RIDGE, WEIGHT_OF_SPLITS = 0.9, 3.0
EMBEDDING = "all-MiniLM-L6-v2-int8"
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Labelled:
    """Vectors of questions, shape (n, dimension); whether each is answered; how much it counts."""

    vectors: Floats
    answered: Floats
    weight: float

    @property
    def weights(self) -> Floats:
        """Of each question."""
        return np.full(len(self.answered), self.weight)


def report(options: Options) -> str:
    """AUROC of the weights on each split, trained without that split."""
    embedder = LocalEmbedder(model_folder(options))
    written = _written(embedder)
    splits = {name: _split(name, options, embedder) for name in SPLITS}
    rows = []
    for name, own in splits.items():
        others = [written, *(s for n, s in splits.items() if n != name)]
        weights, bias = trained(others)
        told = auroc(own.vectors @ weights + bias, own.answered)
        rows.append((name, len(own.answered), f"{told:.3f}"))
    if "write" in options.arguments:
        _store(*trained([written, *splits.values()]))
    return table(("split", "n", "AUROC, trained without it"), rows)


def trained(sets: Sequence[Labelled]) -> tuple[Floats, float]:
    """The weights of shape (dimension,) and the bias; both kinds of question count alike."""
    from sklearn.linear_model import LogisticRegression  # in the dev extra

    model = LogisticRegression(C=INVERSE_RIDGE, max_iter=2000, class_weight="balanced")
    model.fit(
        np.concatenate([s.vectors for s in sets]),
        np.concatenate([s.answered for s in sets]),
        sample_weight=np.concatenate([s.weights for s in sets]),
    )
    return np.asarray(model.coef_[0], dtype=np.float64), float(model.intercept_[0])


def _written(embedder: LocalEmbedder) -> Labelled:
    hints = [hint for hint in built_in_chapter().hints if hint.of_line]
    pairs = [(words, hint.answered) for hint in hints for words in hint.wordings]
    return _labelled([words for words, _ in pairs], [told for _, told in pairs], 1.0, embedder)


def _split(name: str, options: Options, embedder: LocalEmbedder) -> Labelled:
    found = cases("ask", replace(options, split=name, limit=0))
    told = [bool(case["answerable"]) for case in found]
    return _labelled([_asked(case) for case in found], told, WEIGHT_OF_SPLITS, embedder)


def _asked(case: dict[str, Any]) -> str:
    return f"{leaning(case)}\n{case['ask']}".strip()


def _labelled(
    texts: Sequence[str], answered: Sequence[bool], weight: float, embedder: LocalEmbedder
) -> Labelled:
    vectors = np.asarray(embedder.embed(list(texts)), dtype=np.float64)
    return Labelled(vectors, np.array(answered, dtype=float), weight)


def _store(weights: Floats, bias: float) -> None:
    kept = {
        "embedding": EMBEDDING,
        "bias": round(bias, 4),
        "weights": [round(float(weight), 4) for weight in weights],
    }
    path = ROOT / "corpus" / "answerability.json"
    path.write_text(json.dumps(kept) + "\n", encoding="utf-8")
