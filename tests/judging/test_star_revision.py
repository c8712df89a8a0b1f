from __future__ import annotations

from server.judging.star_report import as_result
from server.judging.star_revision import compared, kept_tags, part_asked_for, with_answer
from server.judging.verdict import verdict

FIRST = (
    "Our checkout at the bike shop failed every Saturday. I was asked to mend it before May. I read"
    " the payment logs of two weekends and moved the stock check out of the payment call."
)
RESULT = "Failed payments fell from 40 to 3 a Saturday within a month."


def result_of(story: str) -> dict:
    return as_result(verdict(story))


def test_an_answer_stands_behind_the_part_that_was_asked_for():
    before = result_of(FIRST)
    assert part_asked_for(before) == "result"
    assert with_answer(FIRST, before, RESULT) == f"{FIRST} {RESULT}"


def test_an_answer_on_a_missing_part_stands_before_the_later_ones():
    story = "- I read the payment logs\n- Failed payments fell from 40 to 3 a week"
    before = {**result_of(story), "problems": [{"code": "missing_situation"}]}
    assert with_answer(story, before, "- Checkout failed").startswith("- Checkout failed\n- I read")


def test_a_revision_says_which_level_moved_and_by_which_sentence():
    now = verdict(f"{FIRST} {RESULT}")
    change = compared(now, result_of(FIRST))["result"]
    assert change["before"] == 0 and change["now"] >= 3
    assert change["added"] == [RESULT] and change["removed"] == [] and change["why"]


def test_a_part_that_did_not_change_has_no_reason():
    same = compared(verdict(FIRST), result_of(FIRST))
    assert all(not c["why"] and c["before"] == c["now"] for c in same.values())


def test_a_label_of_the_learners_follows_its_sentence_into_the_next_version():
    before = result_of(FIRST)
    assert kept_tags(before, {2: "result"}, f"It was spring. {FIRST}") == {3: "result"}
    assert kept_tags(before, {2: "result"}, "Another story.") == {}
