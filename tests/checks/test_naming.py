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
