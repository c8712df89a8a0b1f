"""A model's vote on levels: read off log-probabilities, weighed, and kept within the caps."""

from __future__ import annotations

import math

import pytest

from server.judging.interview_vote import (
    expectation,
    is_uncertain,
    lacks,
    passes,
    voted_level,
    weights,
)


def case(level):
    return {"level": level}


def result(code, vote):
    return {"code": code, "vote": vote, "given": vote}


def test_the_vote_is_the_mean_of_the_digits_by_their_odds():
    halves = {"2": math.log(0.4), "3": math.log(0.4), "0": math.log(0.2)}
    assert expectation(halves) == pytest.approx(2.0)
    assert expectation(None) is None and expectation({}) is None


def test_a_vote_moves_a_level_by_its_share_within_the_cap():
    assert voted_level(2, 4.0, 0.5, cap=4) == 3
    assert voted_level(2, 4.0, 0.5, cap=2) == 2
    assert voted_level(2, 4.0, 0.0, cap=4) == 2
    assert voted_level(1, 0.0, 0.9, cap=4) == 1


def test_where_nothing_is_shown_no_vote_gives_a_level():
    assert voted_level(0, 4.0, 0.9, cap=4) == 0


def test_two_levels_apart_is_uncertain():
    assert is_uncertain(1, 3.0) and not is_uncertain(2, 3.0)


def test_a_voter_that_agrees_weighs_and_one_that_does_not_weighs_nothing():
    gold = [1.0, 2.0, 3.0, 4.0] * 3
    agrees = weights([case(g) for g in gold], [result(2, g) for g in gold])
    against = weights([case(g) for g in gold], [result(2, 4 - g) for g in gold])
    assert 0 < agrees["share"] < 1 and against == {"share": 0.0}


def test_without_log_probabilities_nothing_is_weighed_and_that_is_said():
    found = [result(2, 2.0), result(3, None)]
    assert weights([case(2.0), case(3.0)], found) == {"share": 0.0}
    assert "log-probabilities" in lacks(found) and lacks([result(2, 2.0)]) == ""


def test_a_result_passes_within_half_a_level():
    assert passes(case(2.5), result(2, 2.9)) and not passes(case(2.5), result(2, 3.1))
    assert not passes(case(0.0), {"given": None})


def test_a_voter_that_only_adds_error_weighs_nothing():
    gold = [1.0, 2.0, 2.0, 3.0, 3.0, 4.0, 4.0, 4.0]
    found = [result(int(g), 4.0 if g == 1 else g) for g in gold]
    near = [result(int(g), 2.0 if g == 1 else g) for g in gold]
    cases = [case(g) for g in gold]
    assert weights(cases, found) == {"share": 0.0} and weights(cases, near)["share"] > 0
