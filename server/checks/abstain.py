"""No supporting passage means no answer: the gates before the words, and the check after them.

Scores of a search tell plainly foreign questions from the others, and nothing more. Near misses
need reading: the log-odds of a yes/no question to the model, together with how much of the
question's own words the best passage holds (docs/prompts.md has the figures).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.records import Choice, Finding, Found

# Cosine of all-MiniLM-L6-v2: under FOREIGN nothing in the chapters is near; under DISTANT only
# a question whose own words the chapters hold is worth reading.
FOREIGN_COSINE = 0.15
DISTANT_COSINE = 0.22
LITTLE_COVERAGE = 0.25
MUCH_COVERAGE = 0.5
COVERAGE_WEIGHT = 2.0
MIN_EVIDENCE = 1.45  # log-odds in nats + COVERAGE_WEIGHT x coverage


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


def is_near_miss(choice: Choice, found: Found) -> bool:
    """Whether the passages, though near, seem not to hold what is asked for.

    Without log-probabilities nothing can be told: the word of a small model is worthless.
    """
    odds = log_odds(choice)
    return odds is not None and odds + COVERAGE_WEIGHT * found.coverage < MIN_EVIDENCE


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
