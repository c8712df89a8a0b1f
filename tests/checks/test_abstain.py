import math
from dataclasses import replace

import pytest

from server.checks.abstain import (
    Signs,
    answers_only_from_passages,
    grounding,
    is_foreign,
    is_grounded,
    log_odds,
    needs_reading,
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


def test_a_question_like_one_that_is_answered_is_read_however_far_its_words_are():
    assert is_foreign(replace(found(0.15, 0.0), contrast=0.2))
    assert not is_foreign(replace(found(0.15, 0.0), contrast=1.06))
    assert is_foreign(replace(found(0.15, 0.0), nearest=0.5))
    assert not is_foreign(replace(found(0.15, 0.0), nearest=0.6))


def test_nothing_found_is_foreign():
    assert is_foreign(Found("q", ()))


@pytest.mark.parametrize(
    "learned", [{}, {"answerable": -1.0, "nearest": 0.4, "lead": 0.0}, {"contrast": -1.0}]
)
@pytest.mark.parametrize(
    "more",
    [
        {"odds": 0.5},
        {"cosine": 0.8},
        {"met": 1.0},
        {"names": 0},
        {"earlier": False},
        {"contrast": 2.0},
        {"answerable": 1.0},
        {"nearest": 0.8},
        {"lead": 0.2},
        {"lacks": False},
        {"cell": True},
        {"unknowable": False},
    ],
)
def test_more_evidence_never_makes_an_answer_less_likely(learned, more):
    little = Signs(
        odds=-0.5,
        cosine=0.4,
        names=1,
        met=0.0,
        lacks=True,
        earlier=True,
        unknowable=True,
    )
    little = replace(little, **learned)
    more = {name: value for name, value in more.items() if getattr(little, name) is not None}
    assert grounding(replace(little, **more)) >= grounding(little)


def test_a_sure_line_is_enough_and_a_far_one_is_not():
    assert is_grounded(grounding(Signs(odds=0.7, cosine=0.6, names=0, met=True)))
    assert not is_grounded(grounding(Signs(odds=-0.8, cosine=0.3, names=1, met=True)))


@pytest.mark.parametrize(
    ("answerable", "met", "reads"), [(2.0, 1.0, False), (-3.0, 0.0, False), (0.5, 0.5, True)]
)
def test_the_model_reads_only_what_is_not_clear(answerable, met, reads):
    signs = Signs(None, cosine=0.6, names=0, met=met, nearest=0.6, lead=0.1)
    signs = replace(signs, answerable=answerable)
    assert needs_reading(signs) is reads
    assert needs_reading(replace(signs, answerable=None))


def test_without_log_probabilities_the_scores_decide():
    assert is_grounded(grounding(Signs(odds=None, cosine=0.6, names=0, met=True)))
    assert not is_grounded(grounding(Signs(odds=None, cosine=0.3, names=2, met=True)))


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
