"""The honest "not there"."""

import pytest

from server.modes.ask.refusal import prerequisite_of, refusal, unknowable
from server.records import Found
from tests.checks.chapter_passages import FRAMEWORK, LEVELS, STORIES

EARLIER = {"Chapter 5: Cloud": ["load balancer", "container"], "Chapter 3: Papers": ["prd"]}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Will I get the platform PM job at Stripe?", "own"),
        ("What did my manager mean by that?", "own"),
        ("What's the Twilio share price today?", "now"),
        ("Which skills will be wanted in ten years?", "future"),
        ("What should I do in a monthly deep dive?", ""),
        ("My manager asked me for a roadmap. What belongs on it?", ""),
        ("How do I prepare for an interview tomorrow?", ""),
        ("my interview is today, what rounds will there be", ""),
        ("My boss said no. How do I escalate?", ""),
        ("what does my boss think of me, honestly?", "own"),
    ],
)
def test_a_fact_that_no_chapter_can_know_is_known_as_such(question, kind):
    assert unknowable(question) == kind


def test_a_question_belongs_to_the_earlier_chapter_that_holds_its_topic():
    assert prerequisite_of("What does a load balancer do?", EARLIER) == "Chapter 5: Cloud"
    assert prerequisite_of("how do I write a PRD", EARLIER) == "Chapter 3: Papers"
    assert prerequisite_of("How do I balance the load of meetings?", EARLIER) == ""


def no(question, *passages, unknown=(), because=""):
    found = Found(question, passages, 0.4, 0.4, unknown=unknown)
    return refusal(question, found, because=because, earlier_chapters=EARLIER)


def test_a_refusal_names_the_nearest_sections_once_and_offers_them():
    refused = no("How fast is level 5?", FRAMEWORK, LEVELS, STORIES)
    assert refused.because == "not_held"
    assert refused.text.count("[Escalation Frameworks]") == 1
    assert refused.suggestions == (
        "What does the chapter say about Escalation Frameworks?",
        "What does the chapter say about Technical Interview Prep?",
    )


def test_a_refusal_says_what_is_never_mentioned():
    assert "It never mentions “sprint”." in no("the sprint?", LEVELS, unknown=("sprint",)).text


def test_a_question_of_an_earlier_chapter_is_sent_there():
    refused = no("What does a load balancer do?", LEVELS, because="foreign")
    assert refused.because == "prerequisite" and "“Chapter 5: Cloud”" in refused.text


def test_a_foreign_question_is_told_so():
    assert no("a pancake recipe", LEVELS, because="foreign").because == "foreign"
