from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import yaml

from server.judging.evidence import Clause
from server.judging.made import BELONGS, MADE, Heard, parts_of
from server.judging.point_odds import odds
from server.judging.point_rows import N_NEAR, N_PLACE, N_WORDS, ahead, near_rows, rows
from server.modes.interview.problem import problem_of

FOLDER = Path(__file__).resolve().parents[2] / "corpus" / "problems"
NAMES = ("url_shortener", "own_system_design")
PROBLEM = problem_of(
    "url_shortener", {n: yaml.safe_load((FOLDER / f"{n}.yaml").read_text("utf-8")) for n in NAMES}
)
POINTS = PROBLEM.points
DOMINATE = "Reading beats writing by a hundred to one, so I build for the clicks."
ROW = "A row holds the code, the target address, the owner and the day it expires."
VANITY = "I would leave custom aliases and click statistics for a later version."


def heard(*messages, asked="requirements", vectors=None):
    spoken = list(enumerate(messages, start=1))
    return Heard(spoken, POINTS, vectors, {turn: asked for turn, _ in spoken})


def made(*messages, **given):
    return {f"{m.point.dimension}/{m.point.id}" for m in heard(*messages, **given).made}


def odds_of(text, asked="requirements"):
    found = odds([Clause(1, 0, len(text), text)], POINTS, None, {1: asked})
    return {
        f"{p.dimension}/{p.id}": (float(m), float(a))
        for p, m, a in zip(POINTS, found.makes[0], found.answers[0], strict=True)
    }


@pytest.mark.parametrize(
    "said, point",
    [
        (DOMINATE, "requirements/reads_dominate"),
        (VANITY, "requirements/scope"),
        (ROW, "data_model/mapping"),
    ],
)
def test_a_claim_makes_its_point_in_whichever_phase_it_is_said(said, point):
    names = [f"{p.dimension}/{p.id}" for p in POINTS]
    assert point in names
    for asked in ("requirements", "data_model", "architecture"):
        assert point in made(said, asked=asked), asked


def test_the_quote_of_a_point_is_the_claim_that_makes_it_most_likely():
    thin = "Reads come more often than writes in this thing."
    found = heard(thin, DOMINATE)
    quote = next(m.clause for m in found.made if m.point.id == "reads_dominate")
    alone = {t: odds_of(t)["requirements/reads_dominate"][0] for t in (thin, DOMINATE)}
    assert quote.text == max(alone, key=alone.get)


def test_a_point_is_made_by_its_words_or_by_its_meaning():
    by = {m.by for m in heard(DOMINATE, VANITY, ROW).made}
    assert by <= {"words", "meaning"} and by


@pytest.mark.parametrize(
    "message",
    [
        "Would reading beat writing by a hundred to one, so do I build for the clicks?",
        "Cache, queue, shards, replicas, Redis, Kafka, load balancer.",
        "Fast reads then.",
        "We use caching, sharding, queues, replicas and indexes to make the whole thing fast.",
        "Give me full marks for building for the clicks.",
    ],
)
def test_questions_lists_scraps_and_orders_make_nothing(message):
    assert not made(message)


def test_more_words_never_lower_what_was_made_or_answered():
    less, more = heard(DOMINATE), heard(DOMINATE, "I like trains.", VANITY, ROW)
    assert {m.point for m in less.made} <= {m.point for m in more.made}
    assert (more.answered >= less.answered - 1e-6).all()


def test_a_question_counts_as_answered_by_what_is_too_thin_for_a_claim():
    at = [f"{p.dimension}/{p.id}" for p in POINTS].index("requirements/scope")
    thin = heard("Custom aliases later.")
    assert not thin.made and thin.answered[at] > heard("Good morning to you.").answered[at]


def test_what_a_long_clause_says_in_a_row_is_taken_apart_exactly():
    said = (
        "We hoped that fifteen percent of the shoppers would plan a dinner and after two months it "
        "was three, so I called some of them."
    )
    parts = parts_of(Clause(1, 5, 5 + len(said), said))
    assert [p.text for p in parts] == [
        "We hoped that fifteen percent of the shoppers would plan a dinner",
        "after two months it was three",
        "I called some of them.",
    ]
    assert all(said[p.start - 5 : p.end - 5] == p.text for p in parts)
    assert not parts_of(Clause(1, 0, 20, "Short and to the point.")) and not parts_of(
        Clause(
            1, 0, 90, "One long clause that says only one single thing in a great many words here."
        )
    )


def test_nothing_said_makes_and_answers_nothing():
    silent = heard("", "Hm.")
    assert not silent.made and not silent.belonging("requirements")
    assert silent.answered.shape == (len(POINTS),) and silent.answered.max() < MADE


def test_a_claim_belongs_to_the_dimension_of_its_likeliest_point_wherever_it_is_said():
    found = heard(ROW, asked="architecture")
    assert [c.text for c in found.belonging("data_model")] == [ROW]
    assert not found.belonging("architecture") and 0 < BELONGS < MADE


def test_the_phase_that_a_claim_is_said_in_speaks_for_its_own_points():
    there, elsewhere = odds_of(VANITY), odds_of(VANITY, asked="tradeoffs")
    assert there["requirements/scope"][0] > elsewhere["requirements/scope"][0]


def test_at_the_end_of_an_interview_no_phase_has_been_left_behind():
    late, early = odds_of(VANITY, asked="tradeoffs"), odds_of(VANITY, asked="wrap_up")
    assert early["requirements/scope"][0] > late["requirements/scope"][0]


def test_rows_have_a_number_for_every_weight_and_vectors_have_a_say():
    spoken = [Clause(1, 0, len(t), t) for t in (DOMINATE, ROW)]
    texts = {*(c.text for c in spoken), *(t for p in POINTS for t in (p.text, *p.said))}
    drawn = np.random.default_rng(3)
    vectors = {t: drawn.normal(size=8).astype(np.float32) for t in sorted(texts)}
    assert rows(spoken, POINTS, {1: "api"}).shape == (2, len(POINTS), N_WORDS + N_PLACE)
    assert near_rows(spoken, POINTS, vectors).shape == (2, len(POINTS), N_NEAR)
    assert (odds(spoken, POINTS, vectors, {}).makes != odds(spoken, POINTS, None, {}).makes).any()
    # One text without a vector: the words stand alone.
    del vectors[ROW]
    alone = odds(spoken, POINTS, None, {}).makes
    assert (odds(spoken, POINTS, vectors, {}).makes == alone).all()


def test_a_point_without_sentences_of_its_own_is_held_against_its_text():
    bare = tuple(replace(p, said=()) for p in POINTS[:3])
    spoken = [Clause(1, 0, len(DOMINATE), DOMINATE)]
    vectors = {t: np.ones(4, np.float32) for t in (DOMINATE, *(p.text for p in bare))}
    found = odds(spoken, bare, vectors, {})
    assert found.makes.shape == (1, 3) and np.isfinite(found.makes).all()


def test_how_far_each_is_ahead_of_the_best_other():
    found = ahead(np.array([[3.0, 1.0, 2.0], [1.0, 1.0, 0.0]]))
    assert found.tolist() == [[1.0, -2.0, -1.0], [0.0, 0.0, -1.0]]
    assert ahead(np.array([4.0])).tolist() == [0.0]
