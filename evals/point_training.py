"""Trains the judges that tell which points a clause makes: `python -m evals.point_training`.

Reads the marked interviews of the train split of `interview_said`, tells how well both judges read
problems left out, and writes `server/judging/point_weights.json`. Needs the dev extra (it brings
scikit-learn) and the local embedding model in GREENROOM_HOME.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from evals.interview import embedding
from evals.interview_play import Embedding, Problems
from evals.interview_said import Marked, marked
from evals.run import Options, told
from server.config import ROOT, load_settings
from server.corpus.study import study_material
from server.judging.evidence import Clause
from server.judging.point_odds import HEADS, PATH
from server.judging.point_rows import N_PLACE, N_WORDS, near_rows, rows
from server.judging.points import makes
from server.modes.interview.problem import problem_of

Array = Any
C = 0.1  # of the logistic regression, at unit spread; .01 to 1 give the same within a hundredth
FOLDS = 6


def main() -> None:
    """Cross-validate, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-validate", action="store_true", help="write nothing")
    only_validate = parser.parse_args().only_validate
    options = Options(load_settings(), split="train")
    problems = study_material(ROOT)["problems"]
    seen, labels, groups, by_rule = material(marked(options), problems, embedding(options))
    fitted: dict[str, Any] = {}
    for name, width in (("with_vectors", seen.shape[1]), ("without", N_WORDS + N_PLACE)):
        fitted[name] = {}
        for at, head in enumerate(HEADS):
            gold = labels[:, at]
            tell(f"{name}, {head}", left_out(seen[:, :width], gold, groups), gold, by_rule)
            fitted[name][head] = fit(seen[:, :width], gold)
    if not only_validate:
        PATH.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def material(
    found: Sequence[Marked], problems: Problems, embed: Embedding
) -> tuple[Array, Array, Array, Array]:
    """All pairs of sentence and point: rows, labels by head, problem, and what the cues say."""
    inputs, labels, groups, by_rule = [], [], [], []
    for one in found:
        points = problem_of(one.problem, problems).points
        spoken = [Clause(t, 0, len(s.text), s.text) for t, s in one.sentences]
        asked = {t: s.on for t, s in one.sentences}
        texts = sorted({*(c.text for c in spoken), *(t for p in points for t in (p.text, *p.said))})
        vectors = dict(zip(texts, embed(texts) or (), strict=True))
        seen = np.concatenate(
            [rows(spoken, points, asked), near_rows(spoken, points, vectors)], axis=2
        )
        ids = [f"{p.dimension}/{p.id}" for p in points]
        inputs.append(seen.reshape(-1, seen.shape[2]))
        for _, sentence in one.sentences:
            labels += [(i in sentence.makes, i in sentence.answers) for i in ids]
            by_rule += [makes(sentence.text, p) for p in points]
        groups += [one.problem] * (len(spoken) * len(points))
    return np.concatenate(inputs), np.array(labels), np.array(groups), np.array(by_rule)


def left_out(seen: Array, gold: Array, groups: Array) -> Array:
    """The odds of every pair by what was fitted without its problem."""
    from sklearn.model_selection import GroupKFold

    out = np.zeros(len(gold))
    for train, test in GroupKFold(FOLDS).split(seen, gold, groups):
        weights = fit(seen[train], gold[train])
        out[test] = 1 / (1 + np.exp(-(seen[test] @ np.array(weights["of"]) + weights["base"])))
    return out


def fit(seen: Array, gold: Array) -> dict[str, Any]:
    """Weights and base over the rows as they are."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-6
    model = LogisticRegression(C=C, max_iter=3_000).fit((seen - mean) / spread, gold)
    of = model.coef_[0] / spread
    base = float(model.intercept_[0] - of @ mean)
    return {"of": [round(float(w), 4) for w in of], "base": round(base, 4)}


def tell(name: str, found: Array, gold: Array, by_rule: Array) -> None:
    """Area, and precision and recall from some odds on, beside the cues alone."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    area, mean = roc_auc_score(gold, found), average_precision_score(gold, found)
    told(f"{name}: area {area:.3f}, mean precision {mean:.3f}")
    told(f"  by the cues alone: {_both(by_rule, gold)}")
    for bar in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        told(f"  from {bar} on: {_both(found >= bar, gold)}")


def _both(picked: Array, gold: Array) -> str:
    return f"precision {gold[picked].mean():.2f}, recall {picked[gold].mean():.2f}"


if __name__ == "__main__":
    main()
