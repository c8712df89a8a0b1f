from server.modes import modes
from server.plans import FILE, Measured, best, chosen, keep

MODES = modes()


def test_without_calibration_the_careful_plan_runs(tmp_path):
    plan = chosen(tmp_path, "some-model", MODES)["rewrite"]
    assert plan["plan"] == "sentences" and "not been calibrated" in plan["why"]


def test_a_freer_plan_runs_where_it_passed_more_often(tmp_path):
    measured = {"sentences": Measured(12, 16, 3.0), "whole": Measured(14, 16, 6.0)}
    assert keep(tmp_path, "big", "rewrite", measured, "2026-01-01T00:00:00+00:00") == "whole"
    plan = chosen(tmp_path, "big", MODES)["rewrite"]
    assert plan["plan"] == "whole" and "whole 14 of 16" in plan["why"]


def test_what_one_model_earned_is_not_for_another(tmp_path):
    keep(tmp_path, "big", "rewrite", {"whole": Measured(1, 1, 1.0)}, "2026-01-01")
    assert chosen(tmp_path, "small", MODES)["rewrite"]["plan"] == "sentences"


def test_of_equals_the_quicker_and_then_the_more_careful_runs():
    assert best({"sentences": Measured(3, 4, 2.0), "whole": Measured(3, 4, 5.0)}) == "sentences"
    assert best({"sentences": Measured(3, 4, 2.0), "whole": Measured(3, 4, 2.0)}) == "sentences"


def test_a_broken_file_is_as_none(tmp_path):
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    assert chosen(tmp_path, "big", MODES)["rewrite"]["plan"] == "sentences"


def test_a_voice_that_weighs_something_is_heard_and_its_weights_are_kept(tmp_path):
    measured = {"code": Measured(14, 16, 0.1), "vote": Measured(13, 16, 3.0)}
    weights = {"odds": 0.0, "share": 0.4}
    assert keep(tmp_path, "big", "star", measured, "2026-01-01", weights) == "vote"
    plan = chosen(tmp_path, "big", MODES)["star"]
    assert plan["weights"] == weights and "share 0.4" in plan["why"]


def test_a_voice_that_weighs_nothing_is_not_heard(tmp_path):
    measured = {"code": Measured(1, 16, 0.1), "vote": Measured(13, 16, 3.0)}
    assert keep(tmp_path, "big", "star", measured, "2026-01-01", {"odds": 0.0}) == "code"
    assert chosen(tmp_path, "big", MODES)["star"]["why"].endswith("weighs nothing")
