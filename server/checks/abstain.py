"""No supporting passage means no answer: the gates before the words, and the check after them.

Scores of a search tell plainly foreign questions from the others, and nothing more. Near misses
need reading: the log-odds of a yes/no question to the model on the nearest lines, together with
what else is known of them (docs/ask.md has the figures).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from server.records import Choice, Finding, Found

# Cosine of all-MiniLM-L6-v2: under FOREIGN nothing in the chapters is near; under DISTANT only
# a question whose own words the chapters hold is worth reading.
FOREIGN_COSINE = 0.15
DISTANT_COSINE = 0.22
LITTLE_COVERAGE = 0.25
MUCH_COVERAGE = 0.5
# Contrast at which a question in words that no chapter has is like one that a line answers: of
# 28 questions that the cosine calls foreign, five of the eight that a chapter answers reach it, and
# one of the others, which the reading refuses (docs/ask.md).
KNOWN_QUESTION = 0.8
# Log-odds of one line at which no other need be judged: nine in ten of the questions that are not
# answered stay under 0.26 (n 148, half of them not answered).
SURE_ODDS = 0.4
# Fitted by `greenroom eval grounding` on questions of our own of which nearly half are not answered
# (docs/ask.md has how well they tell). What is known differs: log-odds where the engine gives them,
# `contrast` where the chapter's gaps are known, `answerable` where its questions are. For the last,
# each split's values came from a model that was trained without that split.
WEIGHTS: Mapping[tuple[bool, bool, bool], Mapping[str, float]] = {
    (True, True, True): {
        **{"bias": -1.98, "odds": 1.65, "contrast": 0.14, "answerable": 1.36, "cosine": 0.27},
        **{"met": 3.06, "lacks": -0.44, "cell": 0.62},
        **{"names": -0.89, "earlier": -3.34, "unknowable": -1.34},
    },
    (True, True, False): {
        **{"bias": -2.47, "odds": 1.8, "contrast": 0.35, "cosine": 1.17, "met": 3.44},
        **{"lacks": -0.62, "cell": 0.73, "names": -1.23, "earlier": -2.66, "unknowable": -1.62},
    },
    (True, False, False): {
        **{"bias": -2.34, "odds": 2.0, "cosine": -0.14, "met": 3.56},
        **{"lacks": -0.56, "cell": 0.48, "names": -1.36, "earlier": -2.6, "unknowable": -1.54},
    },
    (False, True, True): {
        **{"bias": -2.49, "contrast": 0.23, "answerable": 1.12, "cosine": 1.38},
        **{"met": 2.76, "lacks": -0.15, "cell": 0.94},
        **{"names": -1.24, "earlier": -3.68, "unknowable": -1.43},
    },
    (False, True, False): {
        **{"bias": -3.96, "contrast": 0.45, "cosine": 3.4, "met": 3.55},
        **{"lacks": -0.66, "cell": 0.9, "names": -1.48, "earlier": -3.28, "unknowable": -1.29},
    },
    (False, False, False): {
        **{"bias": -3.86, "cosine": 1.46, "met": 3.9},
        **{"lacks": -0.73, "cell": 0.57, "names": -1.5, "earlier": -3.14, "unknowable": -1.12},
    },
}
# Log-odds without the model's beyond which reading the model's changed no decision but one in 411.
SURE_TO_HOLD, SURE_TO_LACK = 1.5, -1.5
# A question that may be answered is answered: of those refused, so many more than half must be
# rightly refused. Chosen on the same questions, for a precision of .85 and more.
LEAST_LOG_ODDS = -0.6
MAX_NAMES = 2.0


@dataclass(frozen=True)
class Signs:
    """What is known of the lines read for a question.

    `odds` are the best line's log-odds from the model, None where the engine gives none; `cosine`
    is the search's best; `contrast` and `answerable` as in `Found`; `names` counts the question's
    names that no chapter holds; `met`: how surely the lines hold the kind of thing that is asked
    for (0..1); `lacks`: what the question names ("which tool") is not in them; `cell`: a cell of a
    table is asked for by its row and column; `earlier`: the topic belongs to an earlier chapter;
    `unknowable`: no chapter can know such things.
    """

    odds: float | None
    cosine: float
    names: int
    met: float
    contrast: float | None = None
    answerable: float | None = None
    lacks: bool = False
    cell: bool = False
    earlier: bool = False
    unknowable: bool = False


def is_foreign(found: Found) -> bool:
    """Whether a question is about something else than the chapters that were searched."""
    if not found.passages:
        return True
    if found.cosine is None:
        return found.coverage == 0
    if found.contrast is not None and found.contrast >= KNOWN_QUESTION:
        return False
    if found.cosine < FOREIGN_COSINE:
        return found.coverage < MUCH_COVERAGE
    return found.cosine < DISTANT_COSINE and found.coverage < LITTLE_COVERAGE


def log_odds(choice: Choice) -> float | None:
    """Of "yes" against "no", in nats; None where the engine gives no log-probabilities."""
    given = choice.log_probs or {}
    if "yes" not in given or "no" not in given:
        return None
    return given["yes"] - given["no"]


def enough_odds(odds: float) -> bool:
    """Whether one line so surely tells what is asked that no other need be judged."""
    return odds >= SURE_ODDS


def grounding(signs: Signs) -> float:
    """How likely it is that the lines read tell what is asked, in log-odds."""
    weights = WEIGHTS[_known(signs)]
    values = {name: float(value or 0.0) for name, value in asdict(signs).items()}
    values["names"] = min(values["names"], MAX_NAMES)
    own = sum(weights.get(name, 0.0) * value for name, value in values.items())
    return weights["bias"] + own


def _known(signs: Signs) -> tuple[bool, bool, bool]:
    contrast = signs.contrast is not None
    return signs.odds is not None, contrast, contrast and signs.answerable is not None


def needs_reading(signs: Signs) -> bool:
    """Whether the model's log-odds may change the decision: not where all else is clear."""
    return signs.answerable is None or SURE_TO_LACK < grounding(signs) < SURE_TO_HOLD


def is_grounded(value: float) -> bool:
    """Whether the lines read are enough to answer."""
    return value >= LEAST_LOG_ODDS


def answers_only_from_passages(reply: str, result: Mapping[str, Any]) -> list[Finding]:
    """An answer has passages and citations; an abstention cites nothing; neither is empty."""
    name = "answers_only_from_passages"
    if not reply.strip():
        return [Finding(name, "fail", None, "the reply is empty")]
    if result["abstained"] and result["citations"]:
        return [Finding(name, "fail", None, "the reply abstains, and cites passages all the same")]
    if not result["abstained"] and not (result["passages"] and result["citations"]):
        return [Finding(name, "fail", None, "the reply answers without a passage to stand on")]
    return []
