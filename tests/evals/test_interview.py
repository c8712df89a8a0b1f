import pytest

from evals import interview_scores as scores
from evals import interview_talk as talk
from evals.interview_cases import candidate_from, ladders
from evals.interview_play import Room
from server.config import ROOT
from server.corpus.study import study_material
from server.records import Written
from tests.modes import interview_scripts as scripts

PROBLEMS = study_material(ROOT)["problems"]
DIMENSIONS = ("requirements", "architecture", "data_model", "api", "scaling", "tradeoffs")
PLACES = {"weak": (0, 0, 1, 1, 2, 2, 3, 4, 5, 5), "strong": (0, 0, 1, 1, 2, 3, 3, 4, 4, 5)}


def candidate(script, level=2, **changes):
    said = scripts.ALL[script]
    places = PLACES.get(script, range(6))
    raw = {
        "id": script,
        "voice": "tests",
        "kind": script,
        "problem": "url_shortener",
        "level": "junior",
        "answers": [{"on": DIMENSIONS[p], "say": s} for p, s in zip(places, said, strict=False)],
        "gold": dict.fromkeys(DIMENSIONS, level),
        "gold2": dict.fromkeys(DIMENSIONS, level),
    }
    return candidate_from(raw | changes)


@pytest.fixture(scope="module")
def found():
    room = Room(PROBLEMS)
    return [room.played(candidate("weak", 1)), room.played(candidate("strong", 4))]


def test_gold_is_the_mean_of_two_readings():
    one = candidate("weak", gold2=dict.fromkeys(DIMENSIONS, 3))
    assert one.gold == dict.fromkeys(DIMENSIONS, 2.5) and one.total == 2.5


def test_a_candidate_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="the kind"):
        candidate("weak", kind="brilliant")


def test_no_answer_comes_before_its_phase(found):
    for one in found:
        answers = iter(one.candidate.answers)
        for before, past in zip(one.turns, one.turns[1:], strict=False):
            if past.action == "say":
                names = [p["name"] for p in before.result["phases"]]
                due = names.index(next(answers)[0])
                assert names.index(before.result["phase"]) >= due


def test_the_clock_lasts_until_the_end(found):
    assert all(past.result["remaining_s"] > 0 for one in found for past in one.turns[:-1])


def test_a_stronger_candidate_is_in_order_and_every_quote_exact(found):
    assert scores.in_order(found) == (1, 1, [])
    assert all(all(scores.exact(one)) for one in found)
    assert "1 of 1" in scores.main_table(found)


def test_only_problems_with_two_kinds_have_an_order():
    assert ladders([candidate("weak")]) == {}


@pytest.mark.parametrize(
    ("first", "second", "rank"),
    [([1, 2, 3], [10, 20, 30], 1.0), ([1, 2, 3], [3, 2, 1], -1.0), ([1, 1, 2], [5, 5, 9], 1.0)],
)
def test_the_rank_correlation_shares_ranks(first, second, rank):
    assert scores.spearman(first, second) == pytest.approx(rank)


def test_the_plain_questions_pass_every_check(found):
    turns = [t for one in found for t in talk.talk_of(one, PROBLEMS)]
    assert all(t.one_question and t.withheld and t.new for t in turns)
    assert all(t.heard for t in turns if t.heard is not None)
    assert "| one question | 1.00" in talk.main_table(turns)


def test_an_interviewer_that_gives_the_answer_away_is_seen():
    one = Room(PROBLEMS, write=lambda _: Written("Why?")).played(candidate("weak"))
    problem = talk.problem_of("url_shortener", PROBLEMS)
    result = {"covered": [], "phase": "scaling"}
    assert talk.given_away("Would a Redis cache help?", "Links.", problem, result)
    assert not talk.given_away("What gives out first?", "Links.", problem, result)
    assert one.card["kind"] == "scorecard"


def test_an_odd_candidate_is_met_in_role():
    one = Room(PROBLEMS).played(candidate("hostile", 0))
    assert all(t.in_role for t in talk.talk_of(one, PROBLEMS)) and one.total == 0
