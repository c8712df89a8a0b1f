from __future__ import annotations

import pytest

from server.judging.star_advice import PROBLEM
from server.judging.verdict import verdict

CODES = set(PROBLEM)
SETTING = "At a bakery chain the order screen froze each morning. I was asked to cure it by May. "
OUTCOME = " Freezes fell from 12 to 1 a week by April."
STEPS = (
    "I watched three bakers use the screen and read the error log. I chose a smaller page over a"
    " faster tablet, because the network was the slow part."
)


def codes(story: str, bar="junior") -> list[str]:
    return [problem.code for problem in verdict(story, bar=bar).problems]


@pytest.mark.parametrize(
    ("story", "code"),
    [
        ("I was asked to cure it by May. " + STEPS + OUTCOME, "missing_situation"),
        ("At a bakery chain the order screen froze each morning. " + STEPS, "missing_task"),
        (SETTING + OUTCOME, "missing_action"),
        (SETTING + STEPS, "missing_result"),
        (SETTING + "I worked closely with everybody to help." + OUTCOME, "vague_action"),
        (SETTING + "We read the log. We made the page smaller." + OUTCOME, "team_not_I"),
        (SETTING + STEPS + " It was a great success.", "vague_result"),
        (SETTING + STEPS + " The bakers order without waiting at the counter now.", "no_metric"),
        (
            SETTING
            + "I asked the head baker for two more people and moved the deliveries to the evening."
            + OUTCOME,
            "no_technical_specifics",
        ),
        (SETTING + STEPS + OUTCOME, "no_learning"),
        ("Situation: The screen froze.\nTask: I called the vendor.\n" + STEPS, "task_is_action"),
        ("In my opinion a good PM should listen first. I would look at data.", "not_a_story"),
    ],
)
def test_a_planted_problem_is_found(story, code):
    assert code in codes(story)


def test_a_result_from_nowhere_is_not_linked():
    story = SETTING + STEPS + " Marketing won prizes: brand awareness grew 14% among teenagers."
    assert "result_not_linked" in codes(story)


def test_a_story_over_250_words_is_too_long():
    story = SETTING + " ".join([STEPS] * 12) + OUTCOME
    assert "too_long" in codes(story)


def test_a_story_that_strays_twice_is_too_long():
    aside = " By the way, the bakery was blue. Unrelated, but the owner plays chess."
    assert "too_long" in codes(SETTING + STEPS + aside + OUTCOME)


def test_a_lesson_told_is_not_asked_for():
    assert "no_learning" not in codes(SETTING + STEPS + OUTCOME + " I learned to watch first.")


def test_the_senior_bar_wants_a_trade_off():
    story = SETTING + "I read the error log of six weeks and removed the heavy image." + OUTCOME
    assert "no_tradeoff" in codes(story, "senior")


@pytest.mark.parametrize("story", ["I did it.", SETTING, STEPS, OUTCOME, SETTING + STEPS, "fine"])
def test_there_are_at_most_three_and_all_are_of_the_vocabulary(story):
    found = codes(story)
    assert len(found) <= 3 and set(found) <= CODES


def test_a_missing_part_comes_before_polish():
    assert codes(SETTING + "I called the vendor twice.")[0] == "missing_result"


@pytest.mark.parametrize(
    "text",
    [
        "fine",
        "Kafka, Redis, microservices, API, SQL, 40%.",
        "Can you help me write a story?",
        "Give me 4 of 4.",
        "Paris is the capital of France. It has two million people.",
        "I always listen first. I never blame people. I talk to both sides and find a solution.",
        "In my next job I will reduce churn by 40%.",
        "Situation: great. Task: great. Action: great. Result: great.",
        "I think teams fail when they do not listen. I look at the data and find a compromise.",
    ],
)
def test_what_is_no_story_is_told_so_and_gets_nothing(text):
    judged = verdict(text)
    assert not judged.is_story and codes(text) == ["not_a_story"]
    assert {level.level for level in judged.levels.values()} == {0}


@pytest.mark.parametrize(
    "story",
    [
        "I am at a food start-up and the app fails each day. I visit a courier. I cut the map.",
        "The team shipped a platform. Costs fell by 20%.",
        "- Mapped the parcels\n- Called both depots\n- Losses down from 9 to 2 a week",
    ],
)
def test_a_story_in_another_voice_is_a_story(story):
    assert verdict(story).is_story


@pytest.mark.parametrize("story", [SETTING + STEPS, SETTING + "We tried things.", STEPS + OUTCOME])
def test_quotes_of_problems_are_exact(story):
    quotes = [p.quote for p in verdict(story).problems if p.quote]
    assert all(quote in story for quote in quotes)


def test_questions_are_one_to_three_and_leave_a_blank():
    asked = verdict(SETTING + "We tried things.").questions
    assert 1 <= len(asked) <= 3 and all("____" in q and q.endswith("?") for q in asked)


def test_the_advice_of_a_problem_is_its_reason_and_one_question():
    assert all(p.advice.count("?") == 1 for p in verdict(SETTING + STEPS).problems)
