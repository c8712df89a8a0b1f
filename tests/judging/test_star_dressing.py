"""Ornaments inside a sentence are left out before it is read; evidence stays."""

from __future__ import annotations

import pytest

from server.judging.star_dressing import undressed


@pytest.mark.parametrize(
    "ornament",
    [
        ", 200%",
        ", 24/7",
        ", a 10x one",
        ", 365 days of pure ownership",
        ", fully quantified and with a baseline",
        ", with AI, ML and blockchain",
        " in a data-driven, API-first way",
        " (specific and measurable)",
    ],
)
def test_an_ornament_is_left_out(ornament: str) -> None:
    assert undressed(f"The rollout went really well{ornament}.") == "The rollout went really well."


@pytest.mark.parametrize(
    "told",
    [
        "Latency fell from 900 to 300 ms, within six weeks.",
        "I moved the index to Postgres, because the cache lost keys.",
        "We ran the event bus, Kafka 2.4, on three machines.",
        "The shop opened late, in March 2021.",
        "Refunds went down, 40 of 300 a week.",
        "I cut it to one page, with the nurses, the porters and the night desk reading along.",
        "AWS, Azure, GCP, Terraform",
    ],
)
def test_evidence_stays(told: str) -> None:
    assert undressed(told) == told
