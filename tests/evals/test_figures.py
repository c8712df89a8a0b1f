from math import isnan

from evals.figures import interval, mean, paired, share, table


def test_an_interval_holds_the_mean_and_repeats():
    values = [0.0, 1.0, 1.0, 1.0, 0.0, 1.0]
    low, high = interval(values)
    assert low < mean(values) < high and interval(values) == (low, high)


def test_nothing_has_no_mean():
    assert isnan(mean([])) and share([]) == "n 0"


def test_a_paired_difference_of_the_same_values_is_nought():
    assert paired([1.0, 0.0, 1.0], [1.0, 0.0, 1.0]) == (0.0, 0.0, 0.0)


def test_a_table_is_markdown():
    assert table(("a", "b"), [(1, "x")]) == "| a | b |\n| --- | --- |\n| 1 | x |"
