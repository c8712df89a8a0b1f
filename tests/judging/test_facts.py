import pytest

from server.judging.facts import added, facts, fates
from server.judging.lexicon import Lexicon

WORDS = Lexicon(systems={"kafka": "message system"}, first_names=frozenset({"Priya"}))


def _status(source: str, rewrite: str, text: str) -> str:
    return next(f.status for f in fates(source, rewrite, WORDS) if f.fact.text == text)


@pytest.mark.parametrize(
    ("written", "type"),
    [
        ("99.95%", "number"),
        ("$2.5M", "number"),
        ("about 40", "number"),
        ("version 2.3", "number"),
        ("six weeks", "duration"),
        ("24 hours to 15 minutes", "duration"),
        ("3-5 days", "duration"),
        ("14 March", "date"),
        ("end of Q2", "date"),
        ("next Friday", "date"),
        ("14:05 UTC", "date"),
        ("2026-03-14", "date"),
        ("Priya Nair", "name"),
        ("Acme Corp", "name"),
        ("orders_v2", "system"),
        ("PaymentRouter", "system"),
        ("Kafka", "system"),
        ("INC-4821", "system"),
    ],
)
def test_a_fact_is_found_with_its_type_and_place(written, type):
    text = f"Yesterday we saw {written} in the report."
    found = [f for f in facts(text, WORDS) if f.text == written]
    assert [f.type for f in found] == [type]
    assert text[found[0].start : found[0].end] == written


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a 6-week plan", "a plan of six weeks"),
        ("it takes 15 min", "it takes 15 minutes"),
        ("1,000 users", "1000 users"),
        ("$40k", "40,000 dollars"),
        ("on March 14th", "on 14 March"),
        ("at 2:30 pm", "at 14:30"),
        ("3-5 days", "between 3 and 5 days"),
        ("more than 20%", "over 20%"),
    ],
)
def test_another_format_of_the_same_value_is_kept(one, other):
    assert [f.status for f in fates(one, other)] == ["kept"]


@pytest.mark.parametrize(
    ("source", "rewrite", "text"),
    [
        ("We saw about 40 failures.", "We saw 40 failures.", "about 40"),
        ("It takes 6 weeks.", "It takes 8 weeks.", "6 weeks"),
        (
            "The date moved from 14 March to 28 March.",
            "The work runs on 28 March and 14 March.",
            "14 March to 28 March",
        ),
        ("It might cost $40k.", "It will cost $4k.", "$40k"),
    ],
)
def test_a_value_that_differs_is_changed(source, rewrite, text):
    assert _status(source, rewrite, text) == "changed"


def test_a_change_told_backwards_with_was_is_kept():
    source = "Latency goes from 24 hours to 15 minutes."
    rewrite = "Latency is 15 minutes instead of 24 hours."
    assert _status(source, rewrite, "24 hours to 15 minutes") == "kept"


def test_a_proposal_told_as_a_promise_is_changed():
    source = "We propose to cut the export from the release."
    assert _status(source, "We will cut the export from the release.", source) == "changed"


def test_a_missing_fact_is_left_out_with_the_given_reason():
    found = fates("Kafka is down.", "It is down.", WORDS, why_left_out=lambda f: "too technical")
    assert [(f.status, f.reason) for f in found] == [("left_out", "too technical")]


def test_a_number_and_a_name_of_nowhere_are_additions():
    rewrite = "The launch slips by 2 weeks, 30% of users in Paris wait."
    texts = [f.text for f, _ in added("The launch slips by two weeks.", rewrite)]
    assert texts == ["30%", "Paris"]


def test_the_first_word_of_a_sentence_is_no_name():
    assert facts("Migration is late. Engineers know.") == ()


def test_lower_case_may_is_no_month():
    assert facts("we may go, and they march on") == ()


def test_one_of_them_is_no_number():
    assert facts("One of them is late.") == ()
