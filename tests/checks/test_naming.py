"""A question put to one very thing: the same question, the name at a place where one may stand."""

from __future__ import annotations

import pytest

from server.checks.naming import names, only_names

FEED = "the news feed"
HIGH = "At a high level, which parts would this system have, and what does each do?"
BACK = "Looking back, which decision was the hardest call?"


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        (HIGH, "At a high level, which parts would the news feed have, and what does each do?"),
        (BACK, "Looking back at the news feed, which decision was the hardest call?"),
        (BACK, "For the news feed, looking back, which decision was the hardest call?"),
        ("What could be behind it?", "What could be behind the news feed?"),
        ("How did you decide what to do?", "How did you decide what to do about the news feed?"),
        ("How would you define this?", "How would you define the news feed?"),
    ],
)
def test_the_same_question_of_the_thing_passes(question, reply):
    assert only_names(reply, question, FEED) == [] and names(reply, FEED) == []


@pytest.mark.parametrize(
    "reply",
    [
        HIGH,
        "At a high level, which parts would the news feed have?",
        "At a high level, which servers would the news feed have, and what does each do?",
        "Which parts would the news feed have at a high level, and what does each do?",
        "At a high level, which parts would for the news feed this system have, and what does each"
        " do?",
        "At a high level, which parts would the cached news feed have, and what does each do?",
        "At a high level, which parts would the news feed have, and what does each do in the news"
        " feed and the cache?",
    ],
)
def test_a_question_that_loses_adds_or_moves_words_does_not(reply):
    assert only_names(reply, HIGH, FEED)


def test_it_is_replaced_only_where_it_is_the_thing():
    question = "How do you know that it worked?"
    assert only_names("How do you know that the news feed worked?", question, FEED)


def test_the_name_stands_once():
    assert names("What of the news feed in the news feed?", FEED) and names("What of it?", FEED)


@pytest.mark.parametrize(
    ("question", "reply", "thing"),
    [
        (
            "What was new when it was over, and what was as before?",
            "What was new when it was over, and what was as before in that promise?",
            "that promise",
        ),
        (
            "How did it look from across the table?",
            "How did it look from across the table in that failure?",
            "that failure",
        ),
        (
            "Which ways did you weigh, and which one do you take?",
            "Which ways did you weigh, and which one do you take in the news feed?",
            FEED,
        ),
    ],
)
def test_a_name_at_the_end_of_a_second_part_or_an_event_as_a_place_is_seen(question, reply, thing):
    assert only_names(reply, question, thing)


def test_an_event_may_still_be_what_something_was_done_about():
    question, event = "How did you decide what to do?", "that promise"
    assert only_names("How did you decide what to do with that promise?", question, event) == []
    look = "How did it look from across the table?"
    assert only_names("How did that promise look from across the table?", look, event) == []


@pytest.mark.parametrize(
    ("question", "reply", "thing"),
    [
        (
            "Which ways did you weigh, and which one do you take?",
            "For the news feed, which ways did you weigh, and which one do you take?",
            FEED,
        ),
        (
            "What was new when it was over, and what was as before?",
            "With that promise, what was new when it was over, and what was as before?",
            "that promise",
        ),
        (
            "How did it look from across the table?",
            "In that failure, how did it look from across the table?",
            "that failure",
        ),
    ],
)
def test_a_name_at_the_head_is_of_both_parts(question, reply, thing):
    assert only_names(reply, question, thing) == []


def test_parts_stand_behind_the_design_that_they_are_of():
    question = "What happens in your design when somebody posts?"
    table = "your posts table"
    assert only_names("What happens in your design when somebody posts on your posts table?",
                      question, table)  # fmt: skip
    reply = "What happens in your design with your posts table when somebody posts?"
    assert only_names(reply, question, table) == []
