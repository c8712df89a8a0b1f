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
# one of the others, which the reading refuses (docs/ask.md). Likewise a line that is known to be
# near: of 66 questions of six splits that the cosine calls foreign, 65 of them not answered, six
# reach it; they are weighed like any other question then.
KNOWN_QUESTION = 0.8
KNOWN_LINE = 0.55
# Log-odds of one line at which no other need be judged: nine in ten of the questions that are not
# answered stay under 0.26 (n 148, half of them not answered).
SURE_ODDS = 0.4
# Fitted by `greenroom eval grounding` on questions of our own of which nearly half are not answered
# (docs/ask.md has how well they tell). What is known differs: log-odds where the engine gives them,
# `contrast` where questions without an answer are hints, `answerable`, `nearest` and `lead` where
# these are learned. For the last three each split's values came from models trained without it;
# beside them contrast and cosine tell nothing more.
WEIGHTS: Mapping[tuple[bool, bool, bool], Mapping[str, float]] = {
    (True, False, True): {
        **{"bias": -1.82, "odds": 1.62, "answerable": 1.72, "nearest": 0.91, "lead": 0.8},
        **{"met": 1.96, "lacks": -0.84, "cell": 0.01},
        **{"names": -0.12, "earlier": -1.93, "unknowable": -0.68},
    },
    (True, True, False): {
        **{"bias": -2.41, "odds": 1.85, "contrast": 0.46, "cosine": 0.69, "met": 3.33},
        **{"lacks": -0.64, "cell": 0.42, "names": -1.23, "earlier": -2.46, "unknowable": -1.69},
    },
    (True, False, False): {
        **{"bias": -2.36, "odds": 1.98, "cosine": 0.0, "met": 3.53},
        **{"lacks": -0.49, "cell": 0.37, "names": -1.15, "earlier": -2.59, "unknowable": -1.54},
    },
    (False, False, True): {
        **{"bias": -5.03, "answerable": 1.03, "nearest": 2.88, "lead": 4.09},
        **{"met": 3.14, "lacks": -0.46, "cell": 0.71},
        **{"names": -1.36, "earlier": -1.35, "unknowable": -1.87},
    },
    (False, True, False): {
        **{"bias": -5.05, "contrast": 0.51, "cosine": 3.18, "met": 3.86},
        **{"lacks": -0.69, "cell": 1.12, "names": -1.9, "earlier": -2.3, "unknowable": -2.12},
    },
    (False, False, False): {
        **{"bias": -4.92, "cosine": 1.67, "met": 4.6},
        **{"lacks": -0.56, "cell": 0.87, "names": -1.9, "earlier": -2.42, "unknowable": -1.68},
    },
}
# Log-odds without the model's beyond which it is not asked: five in six questions (n 442), and
# reading them all would change the decision on four (docs/ask.md).
SURE_TO_HOLD, SURE_TO_LACK = 1.0, -1.0
# A question that may be answered is answered: of those refused, clearly more than half must be
# rightly refused. Chosen on the same questions, for a precision of .85 and more.
LEAST_LOG_ODDS = -0.3
MAX_NAMES = 2.0


@dataclass(frozen=True)
class Signs:
    """What is known of the lines read for a question.

    `odds` are the best line's log-odds from the model, None where the engine gives none; `cosine`
    is the search's best; `contrast`, `answerable`, `nearest` and `lead` as in `Found`; `names`
    counts the question's names that no chapter holds; `met`: how surely the lines hold the kind of
    thing that is asked for (0..1); `lacks`: what the question names ("which tool") is not in them;
    `cell`: a cell of a table is asked for by its row and column; `earlier`: the topic belongs to an
    earlier chapter; `unknowable`: no chapter can know such things.
    """

    odds: float | None
    cosine: float
    names: int
    met: float
    contrast: float | None = None
    answerable: float | None = None
    nearest: float | None = None
    lead: float | None = None
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
    if (found.contrast or 0.0) >= KNOWN_QUESTION or (found.nearest or 0.0) >= KNOWN_LINE:
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
    learned = signs.answerable is not None and signs.nearest is not None
    return signs.odds is not None, signs.contrast is not None and not learned, learned


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
