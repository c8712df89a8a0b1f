import pytest

from server.checks.support import contradicts, evidence_for
from server.judging.wording import figures, names, stems_of, units
from tests.checks.chapter_passages import FRAMEWORK, LEVELS, ROLES, SPLIT, STORIES, passage


def quotes(sentence, passages, question=""):
    return [(e.marker, e.quote) for e in evidence_for(sentence, passages, question)]


def test_a_sentence_stands_on_the_row_that_says_it():
    (found,) = quotes(
        "The expected response time for a level 2 escalation is 24-48 hours.",
        [FRAMEWORK, LEVELS],
        "How fast should a level 2 escalation be answered?",
    )
    assert found[0] == 2
    assert found[1].startswith("Escalation Level: Level 2: Cross-team;")
    assert found[1].endswith("24-48 hour resolution")


def test_every_quote_is_an_exact_slice_of_its_passage():
    said = "Collect 3-5 stories and tell them in the STAR format, technical specifics included."
    ((marker, quote),) = quotes(said, [STORIES])
    assert (marker, quote in STORIES.text) == (1, True)


@pytest.mark.parametrize(
    ("question", "sentence", "passages"),
    [
        # What the local model wrote to questions that the chapter does not answer.
        (
            "How fast should a level 5 escalation be answered?",
            "For a level 5 escalation, the response should be immediate attention.",
            [FRAMEWORK, LEVELS],
        ),
        (
            "What salary does a platform PM earn?",
            "Platform PMs typically earn between $100,000 and $200,000 per year.",
            [ROLES],
        ),
        (
            "How many rounds does Google's PM interview have?",
            "Google's PM interview has 3 rounds.",
            [STORIES, ROLES],
        ),
        ("What does SQL stand for?", "SQL stands for Structured Query Language.", [STORIES]),
        # A part of a range, another row's cell, and words of the question alone.
        ("How many STAR stories should I prepare?", "Prepare 3 STAR stories.", [STORIES]),
        ("Which companies hire security PMs?", "Google, Stripe, Twilio, AWS", [ROLES]),
        ("When does data argue for building?", "Data argues for building.", [SPLIT]),
    ],
)
def test_a_sentence_that_no_passage_holds_has_no_evidence(question, sentence, passages):
    assert quotes(sentence, passages, question) == []


def test_a_figure_of_the_question_may_stand_elsewhere_in_the_passage():
    (found,) = quotes(
        "A mature product with much debt uses 50/30/20 instead of 70/20/10.",
        [SPLIT],
        "What does a mature product with much debt use instead of 70/20/10?",
    )
    assert found[1].endswith("50/30/20.")


def test_two_passages_may_support_a_sentence_together():
    first = passage("a", ["Caching"], "A cache holds popular answers close to the reader.")
    second = passage("b", ["Queues"], "A queue delays expensive work until night hours.")
    said = "A cache holds popular answers, and a queue delays expensive work."
    assert [marker for marker, _ in quotes(said, [first, second])] == [1, 2]


def test_a_yes_no_question_may_be_answered_in_its_own_words():
    own = passage("a", ["Decisions"], "Engineers own the how; product managers own the why.")
    question = "Do engineers own the how?"
    assert quotes("Yes, engineers own the how.", [own], question)
    assert quotes("Yes, engineers own it.", [own], "Why do engineers own it?") == []


@pytest.mark.parametrize(
    ("sentence", "quote", "verdict"),
    [
        ("The goal is to become an engineer.", "The goal is not to become an engineer.", True),
        ("The goal is not to lead.", "The goal is to lead.", True),
        ("The goal is not to lead.", "The goal is not to lead but to serve.", False),
        ("Executives care about costs.", "Executives care about costs, not details.", False),
    ],
)
def test_a_denial_may_be_neither_lost_nor_added(sentence, quote, verdict):
    assert contradicts(sentence, quote) is verdict


def test_units_are_exact_slices_in_order():
    for unit in units(STORIES.text):
        assert STORIES.text[unit.start : unit.end] == unit.text
    assert len(units(STORIES.text)) == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("24 to 48 hours", {"24-48"}),
        ("24–48 hours and 2-3x", {"24-48", "2-3x"}),
        ("a 70/20/10 split, 10% of it in Q3", {"70/20/10", "10%", "q3"}),
        ("1. First\n2) Second 7", {"7"}),
    ],
)
def test_figures_are_taken_whole_and_list_numbers_left_out(text, found):
    assert figures(text) == found


def test_names_are_capitals_that_no_sentence_start_explains():
    assert names("Many teams use PostgreSQL. It replaced SQL. Later came Stripe.") == {
        "postgresql",
        "sql",
        "stripe",
    }


def test_the_plural_of_an_acronym_is_the_acronym():
    assert stems_of("security PMs") == stems_of("security PM")
