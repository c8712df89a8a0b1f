"""Answers in the chapter's own words."""

from dataclasses import replace

import pytest

from server.modes.ask.exact import from_rows, listed, quoted
from server.modes.ask.reading import reading_of
from server.text import sentences
from tests.checks.chapter_passages import FRAMEWORK, LEVELS, SPLIT, passage


def near(passage, *scores):
    return replace(passage, nearness=scores)


def test_a_list_names_every_item_with_its_marker():
    reading = reading_of("Which things does a framework define?", [near(FRAMEWORK, 0.9, 0.4, 0.3)])
    answer = listed(reading)
    assert answer.text == (
        "**Escalation Frameworks** – A framework that works defines five things [1]:\n\n"
        "- Trigger criteria [1]\n- Escalation path [1]"
    )
    assert all(c.quote in FRAMEWORK.text for c in answer.citations)


def test_short_items_are_listed_whole():
    short = near(
        passage("s", ["Roadmap"], "Feature Track:\n- Q1: Self-serve onboarding\n- Q2: Dashboards."),
        *(0.9, 0.1, 0.1),
    )
    answer = listed(reading_of("what are the items on the feature track", [short]))
    assert answer.text.endswith("- Q1: Self-serve onboarding [1]\n- Q2: Dashboards [1]")


def test_a_row_answers_with_the_columns_asked_for():
    answer = from_rows(reading_of("Who is involved at level 4?", [near(LEVELS, 0.5, 0.6, 0.9)]))
    assert answer.text == "**Level 4: Executive** – Who to Involve: C-level, VP of Product [1]."
    assert answer.citations[0].quote == LEVELS.text.split("\n")[2]


def test_a_quotation_is_exact_and_carries_its_marker():
    reading = reading_of("a young product", [near(SPLIT, 0.1, 0.2, 0.9)])
    answer = quoted(reading, reading.lines[:1], "a young product")
    assert answer.text.startswith("In the chapter's words: “Shift the split")
    assert answer.text.endswith("” [1].")
    assert answer.citations[0].quote in SPLIT.text


def test_of_a_long_line_the_sentence_that_is_asked_about_is_quoted():
    line = " ".join(f"This is sentence number {n} about nothing at all." for n in range(12))
    text = f"{line} The lighthouse keeper paints the stairs in spring."
    reading = reading_of("who paints the stairs", [near(passage("l", ["L"], text), 0.9)])
    answer = quoted(reading, reading.lines, "who paints the stairs")
    assert answer.citations[0].quote == "The lighthouse keeper paints the stairs in spring."


def test_every_sentence_of_a_quotation_carries_the_marker():
    text = "- Track - Look at your progress monthly. Change what does not help."
    reading = reading_of("how is it tracked", [near(passage("t", ["T"], text), 0.9)])
    answer = quoted(reading, reading.lines, "how is it tracked")
    assert answer.text == (
        "In the chapter's words: “Track - Look at your progress monthly” [1]."
        " “Change what does not help” [1]."
    )
    assert [c.quote for c in answer.citations] == [text]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("- Path - Whom do you turn to?", "“Path - Whom do you turn to” [1]?"),
        ("Say 'The pipeline is old.'", "“Say 'The pipeline is old'” [1]."),
    ],
)
def test_the_marker_stays_with_a_sentence_however_it_ends(line, told):
    reading = reading_of("what now", [near(passage("p", ["P"], line), 0.9)])
    answer = quoted(reading, reading.lines, "what now")
    assert answer.text == f"In the chapter's words: {told}"
    assert len(sentences(answer.text)) == 1


def test_nothing_is_quoted_from_nothing():
    assert quoted(reading_of("what", []), [], "what") is None
