"""No supporting passage means no answer: the gates before the words, and the check after them.

Scores of a search tell plainly foreign questions from the others, and nothing more. Near misses
need reading: the log-odds of a yes/no question to the model on the nearest lines, together with
what else is known of them (docs/ask.md has the figures).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.records import Choice, Finding, Found

# Cosine of all-MiniLM-L6-v2: under FOREIGN nothing in the chapters is near; under DISTANT only
# a question whose own words the chapters hold is worth reading.
FOREIGN_COSINE = 0.15
DISTANT_COSINE = 0.22
LITTLE_COVERAGE = 0.25
MUCH_COVERAGE = 0.5
# Log-odds of one line at which no other need be judged: nine in ten of the questions that are not
# answered stay under 0.26 (n 148, half of them not answered).
SURE_ODDS = 0.4
# Fitted on questions of our own, ten-fold cross-validated AUROC .855 with the model's log-odds
# (n 148) and .73 without (n 286), on questions of which nearly half are not answered; docs/ask.md.
WITH_ODDS = {"odds": 2.28, "met": 2.42, "cosine": 1.59, "names": -1.16, "earlier": -2.43}
WITH_ODDS_BIAS = -2.74
WITHOUT_ODDS = {"odds": 0.0, "met": 2.56, "cosine": 2.8, "names": -1.49, "earlier": -3.3}
WITHOUT_ODDS_BIAS = -3.5
MAX_NAMES = 2


@dataclass(frozen=True)
class Signs:
    """What is known of the lines read for a question.

    `odds` are the best line's log-odds from the model, None where the engine gives none;
    `cosine` is the search's best; `names` counts the question's names that no chapter holds;
    `met`: the lines hold the kind of thing that is asked for; `earlier`: the question's topic
    belongs to an earlier chapter.
    """

    odds: float | None
    cosine: float
    names: int
    met: bool
    earlier: bool = False


def is_foreign(found: Found) -> bool:
    """Whether a question is about something else than the chapters that were searched."""
    if not found.passages:
        return True
    if found.cosine is None:
        return found.coverage == 0
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
    blind = signs.odds is None
    weights = WITHOUT_ODDS if blind else WITH_ODDS
    values = {
        "odds": signs.odds or 0.0,
        "met": float(signs.met),
        "cosine": signs.cosine,
        "names": float(min(signs.names, MAX_NAMES)),
        "earlier": float(signs.earlier),
    }
    bias = WITHOUT_ODDS_BIAS if blind else WITH_ODDS_BIAS
    return bias + sum(weights[name] * value for name, value in values.items())


def is_grounded(value: float) -> bool:
    """Whether the lines read are enough to answer."""
    return value >= 0.0


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
