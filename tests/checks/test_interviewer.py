import pytest

from server.checks import interviewer as checks


def test_one_question_at_the_end_passes():
    assert checks.asks_one_question("You said “a queue”. Why that?") == []


@pytest.mark.parametrize(
    "reply", ["Tell me more.", "Why? And how?", "Why that? I would use a cache."]
)
def test_no_question_several_or_one_in_the_middle_fails(reply):
    assert checks.asks_one_question(reply)


def test_a_technical_term_of_the_candidate_may_be_used():
    assert checks.gives_nothing_away("Why the cache there?", "I would add a cache.") == []


@pytest.mark.parametrize(
    "reply",
    [
        "How would sharding help here?",
        "Would a message-queue do?",
        "What about a 301 here?",
        "Could Redis hold that?",
    ],
)
def test_a_technical_term_that_nobody_used_fails(reply):
    assert checks.gives_nothing_away(reply, "People open the short address.")


def test_the_finding_points_at_the_word_given_away():
    reply = "How would sharding help?"
    start, end = checks.gives_nothing_away(reply, "")[0].span
    assert reply[start:end] == "sharding"


def test_a_withheld_term_fails_in_any_form():
    assert checks.withholds("And what if it is cached?", ["cach"])
    assert checks.withholds("What about ids?", ["id"])
    assert checks.withholds("What is the idea?", ["id"]) == []


@pytest.mark.parametrize(
    "reply", ["Great point! Why?", "Thank you. Why?", "That is a solid start. Why?"]
)
def test_praise_fails(reply):
    assert checks.no_praise(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "As an AI, I ask: why?",
        "I would use a counter, what do you think?",
        "You should cache this, right?",
        "For example by a queue, how?",
    ],
)
def test_leaving_the_role_fails(reply):
    assert checks.stays_in_role(reply)


def test_a_plain_question_stays_in_role():
    assert checks.stays_in_role("Which part would give out first?") == []


def test_the_same_question_in_other_clothes_fails():
    earlier = ["How does making a link compare with opening one?"]
    assert checks.not_asked_before("And how does opening a link compare with making one?", earlier)


def test_another_question_on_the_same_thing_passes():
    earlier = ["How does making a link compare with opening one?"]
    assert checks.not_asked_before("What becomes of a link once its time is over?", earlier) == []


def test_a_question_must_take_up_the_candidates_words():
    assert checks.picks_up("Why that way?", "a counter in base62")
    assert checks.picks_up("Why a counter?", "a counter in base62") == []


def test_a_question_must_ask_for_what_is_wished():
    assert checks.asks_for("How many loans are there?", "the reason")
    assert checks.asks_for("Why one list?", "a figure")
    assert checks.asks_for("Why one list?", "the reason") == []
    assert checks.asks_for("How many loans are there?", "a figure") == []
