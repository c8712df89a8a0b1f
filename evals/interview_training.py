"""Fit what the marks of an interview are worth: `python -m evals.interview_training`.

Reads the labelled candidates of `evals/cases/interview.<split>.jsonl` for the splits below,
cross-validates over whole problems and whole voices at once, fits on all of them and writes
`server/judging/interview_levels.json`. Needs the dev extra (scikit-learn brings scipy) and the
local embedding model in GREENROOM_HOME. The candidates of `held_out` were judged as unseen
ones twice and those of `outside` once; since then they are fitted to as well. Those of `outside2`
are never opened.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evals.figures import mean, share, table
from evals.interview import embedding
from evals.interview_cases import Candidate, candidate_from
from evals.interview_play import Embedding, Problems, no_vectors
from evals.interview_scores import spearman
from evals.run import Options, cases, told
from server.config import ROOT, load_settings
from server.corpus.study import study_material
from server.judging.interview_levels import PATH, Worths
from server.modes.interview.grading import Shown, level_of, shown
from server.modes.interview.problem import problem_of
from server.modes.interview.topic import embedded_texts
from server.modes.interview.transcript import Answer

Array = Any
SPLITS = ("dev", "train", "held_out", "outside")
SHRINK = 5.0  # L2 on the worths of marks at unit spread
# What the senior bar takes off. The strong candidates are nearly all seniors, so it cannot be told
# from them; a third of a level is ours.
SENIOR = 0.33
_STEP, _REACH, _PULL = 0.05, 0.4, 0.02  # how thresholds are looked for around the halves


@dataclass(frozen=True)
class Row:
    """One dimension of one candidate: its evidence and its gold level."""

    candidate: Candidate
    split: str
    shown: Shown
    gold: float


def main() -> None:
    """Cross-validate, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-validate", action="store_true", help="write nothing")
    only_validate = parser.parse_args().only_validate
    problems = study_material(ROOT)["problems"]
    options = Options(load_settings())
    found = {
        "with_vectors": rows(problems, embedding(options)),
        "without": rows(problems, no_vectors),
    }
    for name, own in found.items():
        told(f"\n## {name}, problems and voices left out\n\n{validation(own)}")
    if not only_validate:
        fitted = {name: _as_json(worths_of(own)) for name, own in found.items()}
        PATH.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


def rows(problems: Problems, embed: Embedding) -> list[Row]:
    """Every dimension of every labelled candidate."""
    out = []
    for split in SPLITS:
        for case in cases("interview", Options(load_settings(), split=split)):
            one = candidate_from(case)
            problem = problem_of(one.problem, problems)
            said = [message for _, message in one.answers]
            texts = embedded_texts(said, problem)
            vectors = embed(texts) if texts else None
            known = dict(zip(texts, vectors, strict=True)) if vectors else None
            answers = [Answer(n, m, d) for n, (d, m) in enumerate(one.answers, 1) if m.strip()]
            out += [
                Row(one, split, s, one.gold[s.dimension.name])
                for s in shown(problem, answers, known)
            ]
    return out


def validation(found: Sequence[Row]) -> str:
    """Each candidate judged by what was fitted without its problem and without its voice."""
    given: dict[int, int] = {}
    for one in {r.candidate.id: r.candidate for r in found}.values():
        left = [r for r in found if _apart(r.candidate, one)]
        fitted = worths_of(left)
        for at, row in enumerate(found):
            if row.candidate.id == one.id:
                given[at] = level_of(row.shown, fitted, one.level)
    groups = {"all": lambda _: True}
    groups |= {s: lambda r, s=s: r.split == s for s in SPLITS}
    kinds = sorted({r.candidate.kind for r in found})
    groups |= {k: lambda r, k=k: r.candidate.kind == k for k in kinds}
    return table(
        ("group", "levels", "level error", "bias", "rank correlation of totals"),
        [_scored(name, found, given, own) for name, own in groups.items()],
    )


def _apart(one: Candidate, other: Candidate) -> bool:
    return one.problem != other.problem and one.voice != other.voice


def _scored(name: str, found: Sequence[Row], given: Mapping[int, int], own: Any) -> tuple[Any, ...]:
    picks = [at for at, row in enumerate(found) if own(row)]
    errors = [given[at] - found[at].gold for at in picks]
    totals: dict[str, list[tuple[float, float]]] = {}
    for at in picks:
        totals.setdefault(found[at].candidate.id, []).append((given[at], found[at].gold))
    sums = [(mean([a for a, _ in t]), mean([b for _, b in t])) for t in totals.values()]
    rank = spearman([a for a, _ in sums], [b for _, b in sums])
    return name, len(picks), share([abs(e) for e in errors]), f"{mean(errors):+.2f}", f"{rank:.2f}"


def worths_of(found: Sequence[Row]) -> Worths:
    """Worths that are never negative, by least squares on the gold; then the thresholds."""
    from scipy.optimize import lsq_linear  # comes with scikit-learn, of the dev extra

    every = sorted(found[0].shown.marks)
    names = [n for n in every if len({r.shown.marks[n] for r in found}) > 1]
    data = np.array([[r.shown.marks[n] for n in names] for r in found])
    spread = data.std(axis=0)
    senior = np.array([SENIOR * (r.candidate.level == "senior") for r in found])
    gold = np.array([r.gold for r in found])
    ones = np.ones((len(found), 1))
    shrunk = np.sqrt(SHRINK) * np.eye(len(names), len(names) + 1)
    side = np.vstack([np.hstack([data / spread, ones]), shrunk])
    aim = np.concatenate([gold + senior, np.zeros(len(names))])
    least = [0.0] * len(names) + [-np.inf]
    fit = lsq_linear(side, aim, (least, np.inf)).x
    worth = {n: float(w) for n, w in zip(names, fit[:-1] / spread, strict=True) if w > 1e-4}
    half = Worths(worth, float(fit[-1]), SENIOR, ())
    totals = np.array([half.total(r.shown.marks, r.candidate.level) for r in found])
    return Worths(worth, half.base, SENIOR, _thresholds(totals, gold))


def _thresholds(totals: Array, gold: Array) -> tuple[float, ...]:
    """The sums that part the levels with the least error, near the halves."""
    best = np.array([0.5, 1.5, 2.5, 3.5])
    for _ in range(3):
        for at in range(4):
            options = at + 0.5 + np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
            costs = [_error(totals, gold, best, at, o) for o in options]
            best[at] = options[int(np.argmin(costs))]
    return tuple(float(b) for b in np.sort(best))


def _error(totals: Array, gold: Array, best: Array, at: int, option: float) -> float:
    tried = best.copy()
    tried[at] = option
    given = (totals[:, None] >= tried).sum(axis=1)
    return float(np.abs(given - gold).mean() + _PULL * abs(option - at - 0.5))


def _as_json(fitted: Worths) -> dict[str, Any]:
    return {
        "worth": {n: round(w, 4) for n, w in sorted(fitted.worth.items())},
        "base": round(fitted.base, 4),
        "senior": fitted.senior,
        "from": [round(t, 2) for t in fitted.thresholds],
    }


if __name__ == "__main__":
    main()
