import numpy as np

from server.corpus.ranking import (
    CANDIDATES,
    EXACT_UP_TO,
    RERANKED,
    Ranked,
    candidates,
    in_turn,
    ordered,
    reranked,
    with_late,
    z,
)


def test_scores_that_are_all_alike_say_nothing():
    assert z(np.array([0.3, 0.3, 0.3])).tolist() == [0.0, 0.0, 0.0]


def test_of_a_few_passages_all_are_compared():
    assert len(candidates([np.zeros(EXACT_UP_TO)])) == EXACT_UP_TO


def test_of_many_the_best_by_any_score_are_compared():
    first, second = np.zeros(EXACT_UP_TO + 1), np.arange(EXACT_UP_TO + 1.0)
    first[7] = 1.0
    found = candidates([first, second])
    assert 7 in found and EXACT_UP_TO in found and len(found) <= 3 * CANDIDATES


def test_word_by_word_only_the_best_are_compared():
    scores = np.arange(100.0)
    assert reranked(scores).tolist() == list(range(100 - RERANKED, 100))


def test_what_was_not_compared_by_words_stays_below():
    base = np.array([3.0, 2.0, 1.0])
    found = with_late(base, np.array([0, 1]), np.array([0.1, 0.9]))
    assert found[1] > found[0] > found[2]


def test_equal_scores_are_ordered_by_the_rank_of_the_id():
    found = ordered(np.array([4, 5]), np.array([1.0, 1.0 + 1e-9]), np.array([0, 0, 0, 0, 2, 1]))
    assert [one.row for one in found] == [5, 4]


def test_two_orders_are_taken_in_turn_and_each_passage_once():
    first = [Ranked(1, 5.0), Ranked(2, 1.0), Ranked(3, 0.5)]
    second = [Ranked(2, 7.0), Ranked(3, 2.0), Ranked(1, 0.1)]
    found = in_turn(first, second)
    assert [one.row for one in found] == [1, 2, 3]
    assert [one.score for one in found] == [5.0, 5.0, 2.0]
