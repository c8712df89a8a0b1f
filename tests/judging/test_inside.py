import pytest

from server.judging.inside import DOUBT, doubts, inside
from server.judging.lexicon import Lexicon
from server.judging.splitting import plain_sentences


@pytest.mark.parametrize(
    ("sentence", "about"),
    [
        ("The move was pushed by our CFO.", "a role inside the company"),
        ("We spent 62 engineer hours on it.", "effort or money spent inside"),
        ("Our QA is only one person now.", "who is there to do the work"),
        ("The default password was never changed.", "how things are secured inside"),
        ("Details are in the Slack thread.", "a tool or page of the company"),
        ("I broke the export last week.", "blame or an excuse"),
        ("They pay for the platinum tier.", "business with others"),
        ("It is in the backlog for the next sprint.", "planning among colleagues"),
    ],
)
def test_what_is_from_inside_is_told_by_its_family(sentence, about):
    found = inside(sentence)
    assert found and found[1] == about


@pytest.mark.parametrize(
    "sentence",
    [
        "Your management decided to wait.",
        "Please restart the device by Friday.",
        "Price stays at CHF 48,000 as agreed.",
    ],
)
def test_what_is_the_readers_own_is_not_inside(sentence):
    assert inside(sentence) is None


def test_a_name_and_a_sentence_without_you_are_shown():
    found = doubts("The team told Quillon about it.", Lexicon())
    assert [text for text, _ in found] == ["Quillon", "The team told Quillon about it."]
    assert found[1][1] == DOUBT


def test_an_amount_that_is_no_price_is_shown():
    assert doubts("It came to EUR 4,000 in the end.", Lexicon())
    assert not doubts("The list price is EUR 4,000.", Lexicon())


def test_short_lines_and_runs_of_clauses_are_split():
    lines = "billing slips by two weeks\nnew date is 28 march\nplease confirm by friday"
    assert len(plain_sentences(lines)) == 3
    run = (
        "The migration slips by two weeks, the new date is 28 March, about 40 customers on annual "
        "plans are affected, we propose to keep the old invoices running until then, please "
        "confirm by Friday, the risk is that the second test fails"
    )
    assert len(plain_sentences(run)) == 6
