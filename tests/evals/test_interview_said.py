import json

import numpy as np
import pytest

from evals import point_training as training
from evals.interview_play import Room
from evals.interview_said import Question, id_of, marked, played_all, said_table, script_of
from evals.run import Options
from server.config import ROOT, load_settings
from server.corpus.study import study_material
from server.judging.point_odds import HEADS, PATH
from server.judging.point_rows import N_NEAR, N_PLACE, N_WORDS
from server.modes.interview.problem import problem_of

PROBLEMS = study_material(ROOT)["problems"]


def of(split, limit=0):
    return marked(Options(load_settings(), split=split, limit=limit))


@pytest.mark.parametrize("split", ["train", "outside"])
def test_every_mark_is_of_a_point_or_an_opening_question_that_there_is(split):
    found = of(split)
    assert len({one.id for one in found}) == len(found)
    for one in found:
        problem = problem_of(one.problem, PROBLEMS)
        ids = {f"{p.dimension}/{p.id}" for p in problem.points}
        opening = {
            f"{d.name}/opener/{level}/{n}"
            for d in problem.dimensions
            for level, asks in d.openers.items()
            for n in range(len(asks))
        }
        names = {d.name for d in problem.dimensions}
        for _, sentence in one.sentences:
            assert sentence.on in names and sentence.text.strip()
            assert sentence.makes <= sentence.answers <= ids | opening
            assert sentence.makes <= ids


def test_authors_of_the_one_split_wrote_nothing_of_the_other():
    assert not {m.author for m in of("train")} & {m.author for m in of("outside")}


def test_lines_of_who_leaves_stops_out_stay_apart():
    one = next(m for m in of("train") if m.answers[0][0].text[-1] not in ".!?:;")
    script = script_of(one, problem_of(one.problem, PROBLEMS))
    assert "\n" in script.answers[0][1] or len(one.answers[0]) == 1


def test_a_question_counts_as_asked_again_once_a_sentence_has_answered_it():
    found = played_all(of("train", limit=2), Room(PROBLEMS), PROBLEMS)
    assert found and all(q.kind != "pending" and q.text for q in found)
    rows = said_table([Question("a", "missing", "x/y", "Which?", answered=n < 1) for n in range(4)])
    assert "| all questions | 0.25" in rows and "| missing | 0.25" in rows


def test_a_point_is_known_by_its_id_whatever_its_place():
    problem = problem_of("url_shortener", PROBLEMS)
    first = problem.dimensions[0]
    assert id_of(f"{first.name}/0", problem) == f"{first.name}/{first.points[0].id}"
    assert id_of(f"{first.name}/opener/junior/0", problem) == f"{first.name}/opener/junior/0"
    assert id_of("change/1", problem) == "change/1"


def test_the_stored_weights_have_one_for_every_number():
    stored = json.loads(PATH.read_text("utf-8"))
    for name, width in (
        ("with_vectors", N_WORDS + N_PLACE + N_NEAR),
        ("without", N_WORDS + N_PLACE),
    ):
        assert [len(stored[name][head]["of"]) for head in HEADS] == [width, width]


def test_what_is_fitted_tells_what_it_was_fitted_to():
    drawn = np.random.default_rng(2)
    seen = drawn.normal(size=(400, 3))
    gold = seen[:, 0] > 0.3
    weights = training.fit(seen, gold)
    odds = seen @ np.array(weights["of"]) + weights["base"]
    assert ((odds > 0) == gold).mean() > 0.9 and abs(weights["of"][0]) > abs(weights["of"][1])
