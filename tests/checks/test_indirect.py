"""A question put indirectly: the same words, in the order of a statement."""

from __future__ import annotations

import pytest

from server.checks.indirect import (
    asks_indirectly,
    begins_with_a_case,
    can_be_indirect,
    joint_before,
    order_of,
)
from server.checks.interviewer import not_asked_before

GAVE_UP = "What did you give up with it?"


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        (GAVE_UP, "Could you say what you gave up with it?"),
        ("What was being built?", "Could you say what was being built?"),
        ("Whom would you compare with whom?", "Could you say whom you would compare with whom?"),
        ("Who watches those who look?", "Could you say who watches those who look?"),
        ("What would a wrong decision have cost?",
         "Could you say what a wrong decision would have cost?"),
        ("What does a new page cost, and who pays?",
         "Could you say what a new page costs, and who pays?"),
        ("How is it kept, and how does that decide where it lives?",
         "Could you say how it is kept, and how that decides where it lives?"),
        ("How large is all of this, roughly?", "Could you say how large all of this is, roughly?"),
        ("What is your advice to them?", "Could you say what your advice to them is?"),
        ("Which decision was the hardest call?",
         "Could you say which decision was the hardest call?"),
        ("Must it be there for everybody?",
         "Could you say whether it must be there for everybody?"),
        ("At ten times the load, which part gives out first?",
         "Could you say, at ten times the load, which part gives out first?"),
        ("If you had an hour more, what would you look at?",
         "Could you say what you would look at if you had an hour more?"),
        ("What did you learn from it?", "Could you say what you learned from it?"),
    ],
)  # fmt: skip
def test_the_same_question_in_the_order_of_a_statement_passes(question, reply):
    assert can_be_indirect(question)
    assert asks_indirectly(reply, question, "Could you say") == []


@pytest.mark.parametrize(
    "reply",
    [
        GAVE_UP,
        "And what did you give up with it?",
        "Could you say what you gave up?",
        "Could you say what you give up with it?",
        "Could you say what you gave up with it, such as time?",
        "Could you say why you gave up with it?",
        "Could you say what they gave up with it?",
        "Can you tell me what you gave up with it?",
        "You gave up with it?",
    ],
)
def test_one_that_adds_loses_or_answers_does_not(reply):
    assert asks_indirectly(reply, GAVE_UP, "Could you say")


@pytest.mark.parametrize(
    ("question", "reply"),
    [
        ("What would the app send?", "Could you say what the would app send?"),
        ("Where do they stop, and why is that?", "Could you say where they stop and why that is?"),
    ],
)
def test_a_question_in_an_order_that_nobody_speaks_in_does_not(question, reply):
    assert asks_indirectly(reply, question, "Could you say")


@pytest.mark.parametrize(
    "question",
    ["What if the store is down?", "Somebody leaves, what then?", "What did you not do?"],
)
def test_a_question_without_a_sure_form_has_none(question):
    assert not can_be_indirect(question)


@pytest.mark.parametrize(
    ("asked", "question", "joint"),
    [
        ("what you gave up with it?", GAVE_UP, " "),
        ("what was being built?", "What was being built?", " "),
        ("at the peak, which part gives out?", "At the peak, which part gives out?", ", "),
    ],
)
def test_a_time_or_a_place_stands_behind_a_comma(asked, question, joint):
    assert asks_indirectly(f"May I ask{joint}{asked}", question, "May I ask") == []
    assert joint_before(asked) == joint


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ("what did you give up with it?", GAVE_UP),
        ("at the peak, what do you see?", "At the peak, what do you see?"),
    ],
)
def test_a_question_in_its_own_order_is_not_put_indirectly(asked, question):
    assert asks_indirectly(f"May I ask: {asked}", question, "May I ask")


def test_a_case_told_first_is_supposed():
    question = "Two classes want the same room, who gets it?"
    assert begins_with_a_case(question) and not begins_with_a_case(GAVE_UP)
    assert asks_indirectly(f"Suppose {question.lower()}", question, "Suppose") == []
    assert asks_indirectly("Suppose two classes want it, who gets it?", question, "Suppose")


@pytest.mark.parametrize(
    ("question", "order"),
    [
        (GAVE_UP, "“did you give” becomes “you gave”"),
        ("How would you know?", "“would you know” becomes “you would know”"),
        ("What was being built?", "as it is"),
        ("What does a lost page cost?", "“does” goes, “cost” becomes “costs”"),
        ("What would a guest say?", "“would” goes behind its subject"),
    ],
)
def test_what_moves_is_told_in_words(question, order):
    assert order_of(question) == order


def test_the_opening_words_make_no_two_questions_the_same():
    asked = "May I ask what exactly failed?"
    assert not_asked_before("May I ask what exactly had broken, technically?", [asked]) == []
    assert not_asked_before("Can you tell me what exactly failed in the release?",
                            ["May I ask what exactly failed in the release?"])  # fmt: skip
