from __future__ import annotations

import pytest

from server.judging.star_bank import MAX_ALONE, TAGS, Kept, coverage, suggested_tags, warnings


def kept(name: str, *tags: str, level: int = 3, problems: tuple[str, ...] = ()) -> Kept:
    parts = {part: {"level": level} for part in ("situation", "task", "action", "result")}
    return Kept(name, name, tags, {"parts": parts, "problems": [{"code": c} for c in problems]})


def covered(*stories: Kept) -> dict[str, list[str]]:
    return {row["id"]: row["stories"] for row in coverage(stories)}


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("The lead disagreed with me about the cache.", "conflict"),
        ("I escalated it to the director on the same day.", "escalation"),
        ("I chose the queue over a bigger database.", "trade-off"),
        ("It was my mistake and we rolled it back.", "failure"),
        ("I convinced three teams to share one pager.", "leadership"),
        ("I wrote a SQL query over six weeks of orders.", "data"),
    ],
)
def test_a_tag_is_suggested_by_the_words_of_the_story(text, tag):
    assert tag in suggested_tags(text)


def test_a_plain_story_suggests_no_tag():
    assert suggested_tags("I painted the wall. It is white.") == ()


def test_a_question_is_covered_by_a_story_of_its_tag():
    assert covered(kept("a", "conflict"))["disagreement"] == ["a"]


def test_a_story_without_technical_specifics_covers_no_deep_dive():
    found = covered(kept("a", "trade-off", problems=("no_technical_specifics",)))
    assert found["gave_up"] == ["a"] and found["technical_choice"] == []


def test_stories_that_are_ready_come_first():
    found = covered(kept("weak", "failure", level=1), kept("strong", "failure"))
    assert found["failed"] == ["strong", "weak"]


def test_a_bank_with_too_few_stories_says_how_many_the_chapter_asks_for():
    assert "3 to 5" in warnings([kept("a")])[0]


def test_a_story_that_carries_too_many_questions_alone_is_named():
    alone = kept("the big one", *TAGS)
    assert len([1 for ids in covered(alone).values() if ids]) >= MAX_ALONE
    assert any("the big one" in w for w in warnings([alone, kept("b"), kept("c")]))


def test_a_bank_in_balance_has_no_warning():
    bank = [kept("a", "conflict", "data"), kept("b", "escalation"), kept("c", "failure")]
    assert warnings([*bank, kept("d", "trade-off"), kept("e", "leadership")]) == []
