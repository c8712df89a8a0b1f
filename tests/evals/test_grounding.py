import numpy as np

from evals.grounding import auroc, cross_validated, fitted


def drawn(n=200):
    rows = np.random.default_rng(1).normal(size=(n, 2))
    return rows, (rows[:, 0] * 2 - rows[:, 1] > 0).astype(float)


def test_the_weights_point_where_the_truth_lies():
    weights = fitted(*drawn())
    assert weights[0] > 0 > weights[1] and abs(weights[0]) > abs(weights[1])


def test_a_column_that_tells_nothing_tells_nothing_out_of_the_fold_either():
    rows = np.random.default_rng(2).normal(size=(300, 1))
    truth = (np.random.default_rng(3).random(300) > 0.5).astype(float)
    assert abs(auroc(cross_validated(rows, truth), truth) - 0.5) < 0.15


def test_order_is_all_that_counts_for_the_area():
    truth = np.array([1.0, 0.0, 1.0, 0.0])
    assert auroc(np.array([3.0, 1.0, 2.0, 0.0]), truth) == 1.0
    assert auroc(np.array([1.0, 1.0, 1.0, 1.0]), truth) == 0.5
