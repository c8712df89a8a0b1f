import numpy as np
import pytest

from evals.interview_cases import candidate_from
from evals.interview_training import Row, validation, worths_of
from evals.run import Options, cases
from server.config import load_settings
from server.modes.interview.grading import Shown
from server.modes.interview.problem import Dimension

DIMENSION = Dimension("scaling", "scaling", 1, (), {}, (), (), (), {}, "", "")


def row(number, level, helps, hurts):
    """A row whose gold grows with one mark and falls with another."""
    raw = {
        "id": f"c{number}",
        "voice": f"v{number % 4}",
        "kind": "weak",
        "problem": f"p{number % 3}",
        "level": "junior",
        "answers": [],
        "gold": {"scaling": level},
        "gold2": {"scaling": level},
    }
    marks = {"helps": helps, "hurts": hurts, "still": 1.0}
    shown = Shown(DIMENSION, (), (), (), marks, 0, True, False)
    return Row(candidate_from(raw), "dev", shown, float(level))


ROWS = [row(n, n % 5, float(n % 5), 4.0 - n % 5) for n in range(60)]


def test_worths_grow_with_the_gold_and_are_never_negative():
    found = worths_of(ROWS)
    assert found.worth["helps"] > 0 and "hurts" not in found.worth and "still" not in found.worth
    assert [found.level(r.shown.marks, "junior") for r in ROWS[:5]] == [0, 1, 2, 3, 4]


def test_the_senior_bar_is_never_easier():
    found = worths_of(ROWS)
    levels = [[found.level(r.shown.marks, bar) for bar in ("junior", "senior")] for r in ROWS]
    assert all(senior <= junior for junior, senior in levels)


def test_a_candidate_is_judged_without_its_problem_and_its_voice():
    text = validation(ROWS)
    # Nothing was shown, so every level given is 0 and the error is the mean of the gold.
    assert f"{np.mean([r.gold for r in ROWS]):.2f}" in text


@pytest.mark.parametrize("split", ["dev", "train"])
def test_every_labelled_candidate_names_dimensions_that_it_was_asked_about(split):
    found = [candidate_from(c) for c in cases("interview", Options(load_settings(), split=split))]
    assert len({c.id for c in found}) == len(found) >= 24
    for one in found:
        assert {on for on, _ in one.answers} <= set(one.gold)
        assert all(0 <= level <= 4 for level in one.gold.values())


def test_the_training_voices_and_problems_are_not_those_of_dev():
    dev, train = (
        [candidate_from(c) for c in cases("interview", Options(load_settings(), split=s))]
        for s in ("dev", "train")
    )
    assert not {c.voice for c in dev} & {c.voice for c in train}
    shared = {c.problem for c in dev} & {c.problem for c in train}
    assert shared <= {"project_walkthrough"}
