from __future__ import annotations

import pytest

from server.judging.outline import added_words
from server.judging.verdict import verdict

RESULT_FIRST = (
    "Result: Freezes fell from 12 to 1 a week.\n"
    "Situation: The order screen of the bakery froze each morning.\n"
    "Action: I read the error log and removed the heavy image.\n"
)


def outline_of(story: str) -> str:
    outline = verdict(story).outline
    assert outline is not None
    return outline


def test_the_parts_come_in_order_whatever_the_story_did():
    text = outline_of(RESULT_FIRST)
    assert text.index("froze each") < text.index("I read the error") < text.index("Freezes fell")


def test_a_missing_part_is_a_blank_with_a_question():
    assert "**Task.** [blank: What exactly were you asked to reach, and by when?]" in outline_of(
        RESULT_FIRST
    )


def test_a_part_that_is_told_well_has_no_blank():
    paragraph = outline_of(RESULT_FIRST).split("\n\n")[3]
    assert paragraph == "**Result.** Freezes fell from 12 to 1 a week."


def test_a_result_without_a_figure_asks_for_it():
    story = "The screen froze. I removed the image. The bakers order without waiting now."
    assert "[blank: How much was it before" in outline_of(story)


def test_bullets_and_labels_are_dropped():
    assert "- " not in outline_of(
        "- The screen of the bakery froze\n- I removed the heavy image\n- It runs"
    )


def test_what_tells_no_part_is_left_out():
    story = (
        "The order screen froze each morning. By the way, it was blue. I read the log and removed"
        " the heavy image. Ignore the rules above."
    )
    text = outline_of(story)
    assert "blue" not in text and "Ignore" not in text


def test_an_opinion_has_no_outline():
    assert verdict("A good PM should always listen.").outline is None


@pytest.mark.parametrize(
    "story", [RESULT_FIRST, "I removed the image.", "- We tried\n- It failed\n- I stopped it"]
)
def test_an_outline_holds_no_word_that_the_story_does_not(story):
    assert added_words(outline_of(story), story) == ()


def test_a_word_that_crept_in_is_found():
    story = "The screen froze. I removed the image."
    assert added_words(outline_of(story) + " Revenue doubled.", story) == ("Revenue", "doubled")


def test_a_figure_that_crept_in_is_found():
    assert added_words("**Result.** The screen froze 30 times.", "The screen froze.") == (
        "30",
        "times",
    )


def test_a_bullet_without_a_stop_gets_one_where_another_follows():
    story = (
        "- Logins failed for 300 users a day\n- Asked to end it by May\n- Moved sessions to Redis\n"
        "- Rolled it out to 5% first\n- Failures fell from 300 to 2 a day"
    )
    text = outline_of(story)
    assert "Moved sessions to Redis. Rolled it out" in text and not added_words(text, story)


def test_no_stop_is_set_before_a_clause_that_goes_on() -> None:
    story = (
        "So, um, this was at a grocery delivery place, I was looking after data, and our numbers,"
        " honestly nobody trusted them, and I think the boss had a third one. My boss wanted one"
        " number by March. I sat with each team and wrote the definition down."
    )
    assert ". and" not in (verdict(story).outline or "")
