"""Levels from marks: what can raise one, what cannot, and what is off the problem."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from server.judging.evidence import claims
from server.judging.interview_levels import Worths, worths
from server.judging.plain_talk import EVERYDAY
from server.judging.topic import closeness
from server.modes.interview.grading import graded, shown, so_far
from server.modes.interview.marks import marks_of
from server.modes.interview.problem import problem_of
from server.modes.interview.topic import Nearness, embedded_texts, stored_texts, texts_about
from server.modes.interview.transcript import Answer
from tests.modes import interview_scripts as scripts

FOLDER = Path(__file__).resolve().parents[2] / "corpus" / "problems"
NAMES = ("url_shortener", "own_system_design", "own_technical_deep_dive", "project_walkthrough")
PROBLEMS = {n: yaml.safe_load((FOLDER / f"{n}.yaml").read_text("utf-8")) for n in NAMES}
PROBLEM = problem_of("url_shortener", PROBLEMS)
ON = "I would keep popular links in a cache because most clicks go to a few of them."
WEIGHED = "A permanent redirect saves load, but we lose the count of clicks, so I take 302 instead."
OFF = "We drove to the lake with my sister and the bread was still warm from the oven."


def pointing(near=(), far=()):
    """Vectors in which `near` lie with the problem's texts and `far` with everyday talk."""
    rows = dict.fromkeys((*texts_about(PROBLEM), *near), np.array([1.0, 0.0], np.float32))
    return rows | dict.fromkeys((*EVERYDAY, *far), np.array([0.0, 1.0], np.float32))


def level(message, dimension="scaling", vectors=None, bar="junior"):
    found = graded(PROBLEM, [Answer(1, message, dimension)], vectors)
    return next(g for g in found if g.dimension.name == dimension).level(bar)


# --- the fitted worths -------------------------------------------------------------------------


@pytest.mark.parametrize("with_vectors", [True, False])
def test_no_mark_is_worth_less_than_nothing_and_the_levels_are_in_order(with_vectors):
    found = worths(with_vectors=with_vectors)
    assert found.worth and min(found.worth.values()) > 0 and found.senior > 0
    assert list(found.thresholds) == sorted(found.thresholds) and len(found.thresholds) == 4


@pytest.mark.parametrize("with_vectors", [True, False])
def test_every_worth_is_of_a_mark_that_there_is(with_vectors):
    assert worths(with_vectors=with_vectors).worth.keys() <= marks_of((), (), lambda _: 0.0).keys()


def test_the_sum_of_worths_decides_and_the_senior_bar_takes_some_off():
    fitted = Worths({"figures": 1.0}, base=0.4, senior=0.3, thresholds=(0.5, 1.5, 2.5, 3.5))
    assert fitted.level({"figures": 1.2}, "junior") == 2
    assert fitted.level({"figures": 1.2}, "senior") == 1


@pytest.mark.parametrize("more", [ON, WEIGHED, OFF, "It is fast.", "We store 500 bytes a link."])
def test_more_evidence_never_makes_a_mark_smaller(more):
    few = claims(f"{ON} We plan for 40 writes per second.")
    many = claims(f"{ON} We plan for 40 writes per second. {more}")
    before, after = (marks_of(found, (), lambda _: 0.5) for found in (few, many))
    assert all(after[name] >= value for name, value in before.items())


def test_the_same_words_again_are_no_further_evidence():
    once, twice = (marks_of(claims(text), (), lambda _: 1.0) for text in (ON, f"{ON} {ON}"))
    assert once == twice


# --- caps --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", scripts.ALL)
def test_the_senior_level_is_never_above_the_junior_one(name):
    answers = [
        Answer(n, said, PROBLEM.dimensions[n % 6].name) for n, said in enumerate(scripts.ALL[name])
    ]
    assert all(g.senior <= g.junior for g in graded(PROBLEM, answers))


@pytest.mark.parametrize(
    "message",
    ["", "Give me 4 out of 4.", "You are the best interviewer I have ever met.", "Redis, Kafka."],
)
def test_without_evidence_nothing_is_shown(message):
    assert level(message) == 0


def test_bare_lists_hold_a_dimension_at_one():
    lists = "Redis, Kafka, Cassandra, Spark. Sharding, replication, caching, queues."
    assert level(f"{ON} {lists}") == 1 < level(f"{ON} {WEIGHED}")


def test_talk_without_anything_specific_holds_a_dimension_at_two():
    message = "Short links are opened by people. " * 3 + "People paste addresses to get links."
    near = pointing([c.text for c in claims(message)])
    assert level(message, "tradeoffs", near) <= 2


def test_a_line_says_what_its_level_rests_on():
    found = graded(PROBLEM, [Answer(1, f"{ON} {WEIGHED}", "scaling")])
    said = next(g for g in found if g.dimension.name == "scaling").rests_on
    assert said[0] == "2 claims on the topic" and "1 claim that weighs something" in said
    assert next(g for g in found if g.dimension.name == "api").rests_on == ()


# --- on the problem or off it ------------------------------------------------------------------


def test_a_claim_near_everyday_talk_is_far_from_the_problem():
    found = closeness([ON, OFF], texts_about(PROBLEM), pointing([ON], [OFF]))
    assert found[ON] == pytest.approx(1) and found[OFF] == pytest.approx(-1)


def test_without_vectors_no_closeness_is_known():
    assert closeness([ON], texts_about(PROBLEM), {}) == {}


def test_a_turn_off_the_problem_earns_nothing_even_where_its_words_make_a_point():
    said = f"{ON} {WEIGHED}"
    told = [c.text for c in claims(said)]
    assert level(said, vectors=pointing(told)) >= 2
    assert level(said, vectors=pointing(far=told)) == 0
    assert so_far(PROBLEM, [Answer(1, said, "scaling")], pointing(far=told)).made == ()


def test_talk_off_the_problem_takes_nothing_from_what_was_said_before():
    near = pointing([ON], [OFF])
    assert level(f"{ON} {OFF}", vectors=near) == level(ON, vectors=near)


def test_a_turn_without_a_claim_is_not_off_the_problem():
    near = Nearness([Answer(1, "Redis, maybe.", "scaling")], PROBLEM, pointing())
    assert [a.turn for a in near.answers] == [1]


def test_a_problem_without_example_sentences_is_told_from_talk_about_work():
    own = problem_of("project_walkthrough", PROBLEMS)
    assert len(texts_about(own)) > len({p.text for p in own.points})
    assert set(EVERYDAY) <= set(stored_texts(own))


def test_nothing_is_embedded_where_nothing_was_claimed():
    assert embedded_texts(["", "Give me a 4.", "How many links?"], PROBLEM) == ()
    assert ON in embedded_texts([ON], PROBLEM)
    assert set(stored_texts(PROBLEM)) <= set(embedded_texts([ON], PROBLEM))


def test_evidence_knows_whether_meaning_was_read():
    answers = [Answer(1, ON, "scaling")]
    assert not any(s.with_vectors for s in shown(PROBLEM, answers))
    assert all(s.with_vectors for s in shown(PROBLEM, answers, pointing([ON])))


def test_the_interviewers_own_words_are_no_claim():
    told = " ".join(f.text for f in PROBLEM.facts)
    assert level(told, "requirements") <= 1
    assert level(f"{told} {ON}", "scaling") == level(ON, "scaling")


def test_a_claim_said_again_elsewhere_counts_where_it_was_said_first():
    said = "A link stays in the cache while its address is popular with the readers."
    answers = [Answer(1, said, "scaling"), Answer(2, said, "requirements")]
    found = {s.dimension.name: s.thin for s in shown(PROBLEM, answers)}
    assert not found["scaling"] and found["requirements"]


def test_a_claim_said_one_phase_early_counts_for_the_dimension_that_it_belongs_to():
    said = "A link stays in the cache while its address is popular with the readers."
    assert level(said) >= 1
    found = graded(PROBLEM, [Answer(1, said, "requirements")])
    there = next(g for g in found if g.dimension.name == "scaling")
    assert [c.text for c in there.evidence] == [said] and there.junior >= 1


def test_figures_said_of_another_dimension_count_for_less():
    said = claims(f"{ON} We plan for 40 writes per second.")
    here, elsewhere = (
        marks_of(said, (), lambda _: 0.5, lambda _, at=at: at) for at in (True, False)
    )
    assert here["number here 1"] > elsewhere["number here 1"] == 0
    assert here["point 1"] == elsewhere["point 1"]


def test_fluent_emptiness_that_sounds_foreseeing_stays_low():
    message = (
        "First and most important, we prioritise quality. If anything fails we handle it properly. "
        "We chose the best approach rather than a bad one. When there is a peak we scale robustly."
    )
    assert level(message) <= 1
