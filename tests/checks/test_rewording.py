"""A question said in another order: the same words, one part of them first."""

from __future__ import annotations

import pytest

from server.checks.rewording import can_be_reworded, lead_of, rewords

FEED = "What does the app ask for when the feed opens?"


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        (FEED, "When the feed opens, what does the app ask for?"),
        (
            "What must a guest be able to do on the first day?",
            "On the first day, what must a guest be able to do?",
        ),
        ("Which two things must work on the first day?",
         "On the first day, which two things must work?"),
        ("What load would you plan for, in numbers?", "In numbers, what load would you plan for?"),
        ("Who loses with your proposal, and why is that all right?",
         "With your proposal, who loses, and why is that all right?"),
        ("What did you do to find out why it was late?",
         "To find out why it was late, what did you do?"),
        ("What would you write down about a file?",
         "As for a file, what would you write down about it?"),
        ("What would a louder product do to people?",
         "Take a louder product: what would it do to people?"),
        ("How did the old state make itself felt?",
         "And the old state: how did it make itself felt?"),
        ("What does your way of building feeds make worse?",
         "Your way of building feeds: what does it make worse?"),
    ],
)  # fmt: skip
def test_the_same_question_in_another_order_passes(question, reply):
    assert can_be_reworded(question) and rewords(reply, question) == []


@pytest.mark.parametrize(
    "reply",
    [
        FEED,
        "When the feed opens, the app asks for the newest posts.",
        "When the feed opens, what does the app ask?",
        "When the feed opens, how does the app ask for it?",
        "When the feed opens slowly, what does the app ask for?",
        "When the feed opens, what does the app ask the cache for?",
        "When the feed opens, what must the app ask for?",
        "Opens, what does the app ask for when the feed?",
        "Great, when the feed opens, what does the app ask for?",
        "And the feed: what does the app ask for?",
    ],
)
def test_a_question_that_adds_loses_or_answers_does_not(reply):
    assert rewords(reply, FEED)


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("How many orders come in at the peak, in figures?",
         "At the peak, how many orders come in?"),
        ("What must never go wrong with a file?",
         "Never go wrong with a file: what must never go wrong?"),
        ("What does the app send to change the light, and what does it hear?",
         "As for the light, what does the app send to change it, and what does it hear?"),
        ("How did you keep people from blaming one another?",
         "From blaming one another, how did you keep people?"),
        ("What do you take from it?", "From it, what do you take?"),
        ("How does putting videos in compare with watching them?",
         "With watching them, how does putting videos in compare?"),
        ("What would you look at first in the feed?", "At first in the feed, what would you look?"),
    ],
)  # fmt: skip
def test_an_order_that_nobody_would_speak_in_does_not_pass(question, reply):
    assert rewords(reply, question)


def test_nothing_leads_over_twice():
    question = "What would you write down about a file?"
    reply = "As for a file, what would you write down about it?"
    assert lead_of(reply) == ("as", "for") and lead_of(question) == ()
    assert rewords(reply, question) == [] and rewords(reply, question, leads=False)


@pytest.mark.parametrize("question", ["What exactly failed?", "Why did it matter?", "What if so?"])
def test_a_question_without_a_part_to_say_first_is_not_put_to_the_model(question):
    assert not can_be_reworded(question)
