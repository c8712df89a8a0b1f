import pytest

from server.judging.expectation import expected, is_met


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many story points should one engineer finish?", "count"),
        ("how much does Twilio pay them?", "money"),
        ("How much of the capacity goes to debt?", "share"),
        ("how long should one shift be", "time"),
        ("When is Enterprise SSO due?", "time"),
        ("What is the formula for the break-even?", "formula"),
        ("Who invented it?", "origin"),
        ("Who is involved in it?", ""),
        ("What matters when I escalate?", ""),
    ],
)
def test_a_question_asks_for_a_kind_of_thing(question, kind):
    assert expected(question) == kind


@pytest.mark.parametrize(
    ("question", "text", "met"),
    [
        ("How many stories?", "Collect 3-5 stories.", True),
        ("How many habits?", "Five habits are sustainable.", True),
        ("How many rounds are there?", "Expect interviewers to ask why.", False),
        ("How much is a subscription?", "Read Hacker News every day for 15 minutes.", False),
        ("How soon?", "Same-day resolution", True),
        ("Why so?", "Anything at all.", True),
    ],
)
def test_a_text_holds_the_kind_that_is_asked_for_or_not(question, text, met):
    assert is_met(question, text) is met
