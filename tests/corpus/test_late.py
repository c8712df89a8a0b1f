import numpy as np
import pytest

from server.corpus.embed import Reading
from server.corpus.late import Weighted, late_scores, weighted

EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def reading(*words):
    return Reading(EAST, np.stack([EAST] * len(words)), words)


def test_every_piece_of_the_question_counts_with_its_best_match():
    question = Weighted(np.stack([EAST, NORTH]), np.array([1.0, 1.0]))
    both, one = np.stack([UP, EAST, NORTH]), np.stack([EAST, EAST])
    assert late_scores(question, [both, one]).tolist() == [1.0, 0.5]


def test_a_telling_word_weighs_more():
    question = Weighted(np.stack([EAST, NORTH]), np.array([3.0, 1.0]))
    found = late_scores(question, [EAST[None], NORTH[None]])
    assert found.tolist() == [0.75, 0.25]


def test_a_passage_without_states_is_neither_lifted_nor_sunk():
    question = Weighted(EAST[None], np.array([1.0]))
    assert late_scores(question, [EAST[None], None, UP[None]]).tolist() == [1.0, 0.5, 0.0]


def test_without_any_states_all_are_alike():
    assert late_scores(Weighted(EAST[None], np.ones(1)), [None, None]).tolist() == [0.0, 0.0]


def test_function_words_and_marks_are_left_out():
    found = weighted(reading("What", "is", "sand", "?"), lambda stem: 2.0)
    assert found.weights.tolist() == [2.0] and found.rows.shape == (1, 3)


def test_a_question_of_function_words_alone_keeps_them():
    assert weighted(reading("What", "is"), lambda stem: 2.0).weights.tolist() == [1.0, 1.0]


def test_the_weight_is_that_of_the_words_stem():
    found = weighted(reading("levels", "sand"), lambda stem: {"level": 3.0}.get(stem, 1.0))
    assert found.weights.tolist() == pytest.approx([3.0, 1.0])
