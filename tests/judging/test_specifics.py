"""What strong answers do beside figures and reasons, told claim by claim."""

from __future__ import annotations

import pytest

from server.judging.specifics import considers, foresees, ranks


@pytest.mark.parametrize(
    "claim",
    [
        "If the alarm node dies, a second one rebuilds its state from the last minutes of queue",
        "When the provider is down, payments already begun stay with it",
    ],
)
def test_a_claim_that_says_what_happens_then_foresees(claim):
    assert foresees(claim)


@pytest.mark.parametrize(
    "claim",
    [
        "If anything fails we handle it properly with great reliability",
        "The provider answers payments within three seconds on busy days",
    ],
)
def test_an_empty_promise_and_a_plain_fact_foresee_nothing(claim):
    assert not foresees(claim)


def test_an_order_of_things_is_seen_and_one_without_content_is_not():
    assert ranks("Booking correctness outranks search freshness when servers are busy")
    assert not ranks("The most important thing is quality")


def test_a_choice_between_two_ways_is_seen():
    assert considers("Smaller blocks would save traffic but I picked four megabytes for phones")
    assert not considers("Clients upload blocks of four megabytes to storage")
