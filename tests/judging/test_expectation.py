import pytest

from server.judging.expectation import expected, lacks_what_is_named, met


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
    ("question", "text", "share"),
    [
        ("How many stories?", "Collect 3-5 stories.", 1.0),
        ("How many habits?", "Five habits are sustainable.", 1.0),
        ("How many engineers did she meet?", "She booked 30-minute sessions.", 0.5),
        ("How many rounds are there?", "Expect interviewers to ask why.", 0.0),
        ("How much is a subscription?", "Read Hacker News every day for 15 minutes.", 0.0),
        ("How soon?", "Same-day resolution", 1.0),
        ("What's the name of the PM?", "A technical PM was new on a team.", 0.0),
        ("Why so?", "Anything at all.", 1.0),
    ],
)
def test_a_text_holds_the_kind_that_is_asked_for_or_not(question, text, share):
    assert met(question, text) == share


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("Which tool does it suggest for that?", True),
        ("Which sessions did she book?", False),
        ("Who booked them?", False),
    ],
)
def test_what_a_question_names_may_be_lacking(question, lacks):
    assert lacks_what_is_named(question, "She booked 30-minute sessions.") is lacks
