"""Questions that would not fit the words they stand behind, and turns that are no questions."""

from __future__ import annotations

import pytest

from server.modes.interview import indirect, naming, turn, voice
from server.modes.interview.asking import asked_for, asks_a_fact, is_guess
from server.modes.interview.candidate import asks_at_the_end, kind_of
from server.modes.interview.doubts import unexplained
from server.modes.interview.grounds import asks_for_told, fits, fitting
from server.modes.interview.phrases import sayable, says_two_things
from server.modes.interview.problem import problem_of
from server.records import Fields, History, Say, Written
from tests.modes.test_interview import DEFAULTS, FAILED, PROBLEMS, URL_SHORTENER, interview

DEADLINE = problem_of("missed_deadline", PROBLEMS)
STORE = "What makes that the right kind of store here?"


@pytest.mark.parametrize(
    ("question", "claim", "fit"),
    [
        (STORE, "I would keep the links in a key value store", True),
        (STORE, "I would not have each room by itself", False),
        ("What would that number miss?", "Completed forms over started forms, as a share", True),
        ("What would that number miss?", "Before anything else I want it written down", False),
        ("Why did that convince them?", "In the end the surgeon agreed to a trial", True),
        ("Why did that convince them?", "The surgeon found it plain dangerous", False),
        ("Why that step?", "I called the surgeon first", True),
    ],
)
def test_a_question_fits_a_claim_that_holds_what_it_takes_for_granted(question, claim, fit):
    assert fits(question, claim) is fit


def test_of_a_dimensions_questions_the_next_that_fits_is_taken():
    options = ("Why hold it in that form?", STORE)
    assert fitting(options, 0, "one table holds the links") == 0
    assert fitting(options, 1, "one row holds each link") == 0
    assert fitting((STORE, STORE), 0, "the surgeon found it plain dangerous") is None


def test_no_reason_is_asked_for_beside_a_figure_with_its_account():
    said = (
        "People paste an address and share the code with friends. 100 million links a month"
        " means 40 a second."
    )
    assert interview(said)[-1].result["asked"]["kind"] != "no_reason"


@pytest.mark.parametrize(
    "ask",
    [
        "I would first ask how many links are created a day.",
        "We need to know how many links there are.",
        "I'd love to hear from you how many links we have.",
    ],
)
def test_a_question_in_a_statements_clothes_is_told_its_fact(ask):
    past = interview(ask)[-1]
    assert asks_a_fact(ask) and past.result["candidate"] == "question"
    assert any(f.text in past.reply for f in URL_SHORTENER.facts)


@pytest.mark.parametrize(
    "told", ["I would ask the users how many links they make.", "I know how it works."]
)
def test_asking_somebody_else_is_no_question_to_the_interviewer(told):
    assert not asks_a_fact(told) and asked_for(told) == ()


def test_a_claim_that_asks_is_not_said_back():
    assert sayable("I would first ask how many links are created a day") == ""


@pytest.mark.parametrize(
    ("sentence", "guess"),
    [
        ("Search is the heavy one, so a cache for the popular towns?", True),
        ("I don't remember which code it was, maybe 409?", True),
        ("Peak load?", False),
        ("And how many of them come back?", False),
        ("So is there a limit on that?", False),
        ("What would it be, maybe ten?", False),
    ],
)
def test_a_proposal_with_a_question_mark_is_no_question(sentence, guess):
    assert is_guess(sentence) is guess
    assert bool(asks_at_the_end(f"We store it once. {sentence}")) is not guess


QUESTIONS_OF_ONES_SELF = (
    "Who wrote you? Have you ever run anything in your life?",
    "Are you allowed to fail people, or does some clerk decide? Name him.",
    "Do you even understand this?",
    "Who pays you?",
)


@pytest.mark.parametrize("message", QUESTIONS_OF_ONES_SELF)
def test_a_question_about_who_asks_is_met_as_such(message):
    assert kind_of(message, DEADLINE) == "meta"
    reply = interview(message, problem="missed_deadline")[-1].reply
    assert not any(line in reply for line in voice.ASSUMED)


def test_hostile_questions_are_never_met_twice_with_the_same_words():
    turns = interview(*QUESTIONS_OF_ONES_SELF, problem="missed_deadline")
    met = [t.reply.split(". ")[0] for t in turns[1:]]
    assert len(set(met)) == len(met)


def test_questions_that_no_fact_covers_are_met_in_other_words_each_time():
    asks = ("Which colour has the logo?", "Which font do they like?", "Who drew the icon?")
    replies = [t.reply for t in interview(*asks)[1:]]
    assert len(set(replies)) == len(replies)


@pytest.mark.parametrize(
    "clause",
    [
        "oh and who follows who has to be in there somewhere",
        "I'd have the technical folks flesh that out",
        "the engineers would figure that out",
        "which collapses simultaneous requests for one file into a single fetch",
    ],
)
def test_words_that_nobody_stands_behind_are_not_said_back(clause):
    assert sayable(clause) == ""


def test_a_design_is_for_the_thing_and_with_its_parts():
    asked = "Where does your design with {} hurt first?"
    feed, table = "the news feed", "your posts table"
    assert "design for the news feed" in naming.tidy(asked.format(feed), feed)
    assert "design with your posts table" in naming.tidy(asked.format(table), table)


def test_an_event_is_one_that_something_happened_in_a_promise_one_to_be_done_with():
    asked = "For {}, who was told first?"
    assert naming.tidy(asked.format("that failure"), "that failure").startswith("In that failure,")
    promise = "that promise"
    assert naming.tidy(asked.format(promise), promise).startswith("With that promise,")


# --- questions said in another order -------------------------------------------------------------


def test_a_question_after_silence_is_said_in_another_order_by_the_model():
    plain = interview("", level="junior", problem="hotel_booking")[-1].result["question"]
    assert plain == "What must a guest be able to do on the first day?"
    said = "On the first day, what must a guest be able to do?"
    past = interview("", problem="hotel_booking", written=Written(said))[-1]
    assert past.result["phrased_by"] == "model" and past.reply.endswith(said)
    again = interview("", problem="hotel_booking", written=Written(plain))[-1]
    assert again.result["phrased_by"] == "list" and again.reply.endswith(plain)


def test_a_question_without_another_order_is_put_indirectly_by_the_model():
    silences = ("",) * 4
    plain = interview(*silences, problem="missed_deadline")[-1].result["question"]
    assert plain == "What was being built?"
    for opening in indirect.OPENINGS:
        said = f"{opening} what was being built?"
        past = interview(*silences, problem="missed_deadline", written=Written(said))[-1]
        if past.result["phrased_by"] == "model":
            break
    assert past.reply.endswith(said)
    again = interview(*silences, problem="missed_deadline", written=Written(plain))[-1]
    assert again.result["phrased_by"] == "list" and again.reply.endswith(plain)


def test_no_figure_is_asked_for_beside_the_one_that_is_told():
    said = "People share many links, lots of them I suppose."
    assert interview(said)[-1].result["asked"]["kind"] == "no_number"
    past = interview(f"{said} How many links are created a month?")[-1]
    assert any(f.text in past.reply for f in URL_SHORTENER.facts)
    assert past.result["asked"]["kind"] != "no_number"


@pytest.mark.parametrize(
    ("phrase", "two"),
    [
        ("a signed report is immutable, corrections are an addendum", True),
        ("nobody should get the same seat, that'd be awful", True),
        ("guests search by town and dates, see a price, book, cancel", True),
        ("we keep the links, the owner, and who may see them", False),
        ("we keep one list for each person, because reads outnumber writes", False),
    ],
)
def test_words_that_say_two_things_are_told_from_those_that_say_one(phrase, two):
    assert says_two_things(phrase) is two


@pytest.mark.parametrize(
    ("question", "claim", "fit"),
    [
        ("Why hold it in that form?", "I would not store each room by itself", False),
        ("Why hold it in that form?", "one row holds each link", True),
        ("Why not the other way round?", "the collectors will moan", False),
        ("Why not the other way round?", "I would ship it first and count later", True),
    ],
)
def test_what_only_denies_or_chooses_nothing_is_not_asked_for_its_form(question, claim, fit):
    assert fits(question, claim) is fit


@pytest.mark.parametrize(
    ("question", "fact", "holds"),
    [
        ("How long may a rider wait to hear of a driver?",
         "A rider should hear of a driver within ten seconds.", True),
        ("How many searches come in at the busiest hour, in figures?",
         "200 searches for every booking. The busiest hour has three times the average.", False),
        ("How soon must a new link work everywhere?", "About 100 million new links a month.",
         False),
    ],
)  # fmt: skip
def test_a_time_that_was_just_told_is_not_asked_for(question, fact, holds):
    assert asks_for_told(question, (fact,)) is holds


@pytest.mark.parametrize(("written", "asked"), [(FAILED, 1), (Written("nothing of the kind"), 2)])
def test_a_model_that_cannot_be_reached_is_asked_once_a_turn(written, asked):
    (opening,) = interview(problem="hotel_booking")
    fields = Fields("", "say", {**DEFAULTS, "problem": "hotel_booking"})
    going = turn(fields, History((opening,), opening.created_at), problems=PROBLEMS)
    steps = [next(going)]
    with pytest.raises(StopIteration):
        while True:
            steps.append(going.send(written if isinstance(steps[-1], Say) else None))
    assert sum(isinstance(step, Say) for step in steps) == asked


def test_a_claim_whose_consequence_follows_is_not_asked_for_its_reason():
    claim = "I assume the start event means the same in both versions"
    alone = unexplained(f"{claim}.")
    assert alone is not None and alone.text.startswith(claim)
    followed = unexplained(f"{claim}. If one fires it twice, the rate falls and nobody is lost.")
    assert followed is None or not followed.text.startswith(claim)
