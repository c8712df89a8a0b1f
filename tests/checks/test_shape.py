from __future__ import annotations

import pytest

from server.checks.shape import (
    at_most_sentences,
    at_most_words,
    has_blank,
    no_first_person,
    no_new_figures,
    one_question,
    shares_a_word,
)


@pytest.mark.parametrize("text", ["How many?", "It froze. How many times: ____?", 'Why "now?"'])
def test_one_question_at_the_end_passes(text):
    assert one_question(text, True) == []


@pytest.mark.parametrize("text", ["", "Count them.", "Why? How?", "Why? Because.", "??"])
def test_none_several_or_an_inner_question_fails(text):
    assert [f.severity for f in one_question(text, True)] == ["fail"]


def test_one_question_can_be_turned_off():
    assert one_question("Count them.", False) == []


@pytest.mark.parametrize(("text", "limit", "ok"), [("a b c", 3, True), ("a b c d", 3, False)])
def test_words_are_counted(text, limit, ok):
    assert (at_most_words(text, limit) == []) is ok


def test_the_sentence_too_much_is_marked():
    text = "It froze. We looked. It ran."
    (finding,) = at_most_sentences(text, 2)
    assert finding.span is not None and text[slice(*finding.span)] == "It ran."


def test_a_decimal_is_no_end_of_a_sentence():
    assert at_most_sentences("It took 2.5 hours, e.g. on Monday.", 1) == []


@pytest.mark.parametrize("text", ["from ____ to ____?", "[blank: How many?]", "it was __ before"])
def test_a_blank_is_seen(text):
    assert has_blank(text, True) == []


def test_a_line_without_a_blank_fails():
    assert has_blank("How many orders?", True)


def test_a_figure_of_the_source_may_be_used():
    assert no_new_figures("Which of the 40 orders?", "There were 40 orders.") == []


@pytest.mark.parametrize("text", ["Was it 41?", "Was it 4%?", "Were there twelve?", "by half?"])
def test_a_figure_of_ones_own_fails(text):
    assert no_new_figures(text, "There were 40 orders.")


def test_a_new_figure_is_marked_in_the_reply():
    (finding,) = no_new_figures("Was it 41?", "There were 40 orders.")
    assert finding.span == (7, 9)


def test_a_line_that_takes_up_a_stem_of_the_sentence_is_on_the_point():
    assert shares_a_word("How was the freezing measured?", "The screen froze, freezes grew.") == []


def test_a_line_that_shares_only_function_words_is_not():
    assert shares_a_word("What was it for you?", "It was what the screen did.")


@pytest.mark.parametrize("text", ["What did I do?", "What was my part?", "Why did we stop?"])
def test_a_line_that_speaks_as_the_learner_fails(text):
    assert no_first_person(text, True)


def test_a_line_that_speaks_to_the_learner_passes():
    assert no_first_person("What did you do in IT, in the US?", True) == []
