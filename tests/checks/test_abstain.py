import math

import pytest

from server.checks.abstain import (
    answers_only_from_passages,
    is_foreign,
    is_near_miss,
    log_odds,
)
from server.records import Choice, Found
from tests.checks.chapter_passages import SPLIT


def found(cosine, coverage):
    return Found("q", (SPLIT,), cosine=cosine, coverage=coverage)


def choice(odds):
    return Choice("yes", {"yes": odds - 1.0, "no": -1.0})


@pytest.mark.parametrize(
    ("cosine", "coverage", "verdict"),
    [
        (0.1103, 0.2306, True),  # a recipe for pancakes
        (0.1449, 0.3957, True),  # the capital of Mongolia
        (0.2067, 0.0, True),  # "hello"
        (0.3922, 0.6944, False),  # how many job descriptions to read
        (0.12, 0.9, False),  # far as a vector, yet in the chapter's own words
        (0.2229, 0.5212, False),  # who wrote the chapter: near, to be read
        (None, 0.0, True),
        (None, 0.1, False),
    ],
)
def test_a_foreign_question_is_told_by_its_scores(cosine, coverage, verdict):
    assert is_foreign(found(cosine, coverage)) is verdict


def test_nothing_found_is_foreign():
    assert is_foreign(Found("q", ()))


@pytest.mark.parametrize(
    ("odds", "coverage", "verdict"),
    [
        (0.51, 0.7583, False),  # level 2, which the chapter has
        (0.02, 0.614, True),  # level 5, which it has not
        (0.54, 1.0, False),  # who hires security PMs
        (0.55, 0.2762, True),  # what they earn
    ],
)
def test_a_near_miss_is_told_by_reading_and_by_its_words(odds, coverage, verdict):
    assert is_near_miss(choice(odds), found(0.6, coverage)) is verdict


@pytest.mark.parametrize("silent", [Choice("", None), Choice("no", None), Choice("no", {})])
def test_without_log_probabilities_nothing_is_a_near_miss(silent):
    assert not is_near_miss(silent, found(0.6, 0.0))


def test_log_odds_are_a_difference_of_logs():
    given = Choice("yes", {"yes": math.log(0.6), "no": math.log(0.2)})
    assert log_odds(given) == pytest.approx(math.log(3))


@pytest.mark.parametrize(
    ("abstained", "passages", "citations", "reply", "n_findings"),
    [
        (False, [1], [1], "It is so [1].", 0),
        (True, [1], [], "Not there.", 0),
        (True, [], [], "Not there.", 0),
        (False, [], [], "It is so.", 1),
        (False, [1], [], "It is so.", 1),
        (True, [1], [1], "Not there [1].", 1),
        (True, [], [], " ", 1),
    ],
)
def test_an_answer_has_passages_and_an_abstention_has_none_to_cite(
    abstained, passages, citations, reply, n_findings
):
    result = {"abstained": abstained, "passages": passages, "citations": citations}
    assert len(answers_only_from_passages(reply, result)) == n_findings
