"""The card with a model's vote: which plan runs, what the vote may move, what it may not."""

from __future__ import annotations

import math

import pytest

from server.calibration import cases_of
from server.modes.interview import MODE, turn
from server.modes.interview.problem import problem_of
from server.records import Choice, Choose, Embed, Fields, Found, History, Search
from tests.modes.test_interview import DEFAULTS, FAILED, PROBLEMS, START, interview, scripts

WEIGHED = {"plan": "vote", "why": "measured", "weights": {"share": 0.5}}
ALONE = {"plan": "code", "why": "not calibrated", "weights": {"share": 0.0}}


def driven(action, message, past, plan, log_probs, **options):
    """One turn; every vote is answered with these log-probabilities."""
    options = {**DEFAULTS, "problem": "url_shortener", **options}
    fields, history = Fields(message, action, options), History(tuple(past), START)
    going = turn(fields, history, problems=PROBLEMS, plans={"interview": plan})
    asked, answer = [], None
    while True:
        try:
            step = going.send(answer)
        except StopIteration as stop:
            return stop.value, asked
        if isinstance(step, Choose):
            asked.append(step)
            answer = Choice("4" if log_probs else "", log_probs)
        else:
            answer = {Search: Found("", ()), Embed: None}.get(type(step), FAILED)


def finished(plan, log_probs=None):
    return driven("finish", "", interview(*scripts.MIDDLING), plan, log_probs)


SURE_OF_4 = {"4": math.log(0.99), "3": math.log(0.01)}


def test_the_code_alone_asks_nobody_and_says_so():
    reply, asked = finished(ALONE, SURE_OF_4)
    assert asked == [] and "Levels by the code alone; not calibrated." in reply.text


def test_a_vote_is_asked_for_where_there_is_evidence_and_moves_the_level():
    (before, _), (after, asked) = finished(ALONE), finished(WEIGHED, SURE_OF_4)
    shown = [n for n, line in before.result["dimensions"].items() if line["shown"]]
    assert len(asked) == len(shown) > 0
    lines = {
        n: (line, after.result["dimensions"][n]) for n, line in before.result["dimensions"].items()
    }
    assert all(new["level"] >= old["level"] for old, new in lines.values())
    assert all(new["level"] == 0 for old, new in lines.values() if not old["shown"])
    assert all(line["code"] == before.result["dimensions"][n]["level"]
               for n, line in after.result["dimensions"].items() if line["shown"])  # fmt: skip


def test_two_levels_apart_is_shown_as_uncertain():
    card, _ = finished(WEIGHED, SURE_OF_4)
    apart = [d for d in card.result["dimensions"].values() if d["shown"] and d["code"] <= 1]
    assert apart and all(d["uncertain"] for d in apart)
    assert "Uncertain: the code gives 1, the model 4.0." in card.text


def test_without_log_probabilities_the_levels_are_the_codes():
    (alone, _), (unheard, _) = finished(ALONE), finished(WEIGHED)
    levels = [[d["level"] for d in c.result["dimensions"].values()] for c in (alone, unheard)]
    assert levels[0] == levels[1]


@pytest.mark.parametrize("case", cases_of("interview"))
def test_a_labelled_dimension_is_one_of_its_problem(case):
    options = case["options"]
    assert problem_of(options["problem"], PROBLEMS).dimension(options["dimension"])
    assert 0 <= case["level"] <= 4 and options["level"] in ("junior", "senior")


@pytest.mark.parametrize("plan", MODE.plans)
def test_a_case_is_judged_by_each_plan(plan):
    case = cases_of("interview")[-1]
    calibrating = {"plan": plan, "why": "it is being calibrated", "calibrating": True}
    past = interview()
    reply, asked = driven("say", case["message"], past, calibrating, SURE_OF_4, **case["options"])
    assert bool(asked) == (plan == "vote") and reply.result["code"] > 0
    assert reply.result["given"] == pytest.approx(3.99 if plan == "vote" else reply.result["code"])
