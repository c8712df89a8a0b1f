"""Ornaments inside a sentence are left out before it is read; evidence stays."""

from __future__ import annotations

import pytest

from server.judging.star_dressing import undressed
from server.judging.star_evidence import evidence


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


@pytest.mark.parametrize(
    "told",
    [
        "I rebuilt the feed using Kafka, Redis and Postgres.",
        "The feed was rebuilt with Kafka, Redis and Postgres.",
    ],
)
def test_the_tools_of_a_step_are_evidence(told: str) -> None:
    assert undressed(told) == told and evidence(told).terms


@pytest.mark.parametrize(
    "dressed",
    [
        "I drove the project using Kafka, Redis and Postgres.",
        "The rollout went well using Kafka, Redis and Postgres.",
        "I rebuilt the feed, with AI, ML and blockchain.",
    ],
)
def test_a_list_of_names_behind_no_step_or_set_off_is_none(dressed: str) -> None:
    assert undressed(dressed) != dressed and not evidence(dressed).terms
