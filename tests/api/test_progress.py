from datetime import UTC, datetime, timedelta

from server.api.progress import MOST_COLUMNS, Line, courses
from server.store.verdicts import Verdict

START = datetime(2026, 1, 5, tzinfo=UTC)


def line(level, *, shown=True, asked=True):
    return {"title": "API design", "shown": shown, "asked": asked, "level": level}


def card(n, *, round_="system_design", level="junior", **dimensions):
    result = {"round": round_, "level": level, "overall": 2, "dimensions": dimensions}
    return Verdict(f"s{n}", f"Card {n}", "interview", 9, result, START + timedelta(days=n))


def story(n, level):
    parts = {part: {"level": level} for part in ("situation", "task", "action", "result")}
    return Verdict(f"t{n}", "Story", "star", 0, {"parts": parts}, START + timedelta(days=n))


def test_each_round_and_level_has_a_course_of_its_own_the_newest_first():
    cards = [card(1, api=line(1)), card(2, level="senior", api=line(2)), card(3, api=line(3))]
    found = courses(cards, [])
    assert [c.key for c in found] == ["system_design-junior", "system_design-senior"]
    assert [c.session_id for c in found[0].columns] == ["s1", "s3"]
    assert found[0].lines == (Line("API design", (1, 3)),)
    assert found[0].lines[0].change == 2


def test_what_an_interview_did_not_come_to_is_a_gap_and_silence_is_a_zero():
    cards = [card(1, api=line(0, shown=False, asked=False)), card(2, api=line(0, shown=False))]
    (course,) = courses([*cards, card(3, api=line(2))], [])
    assert course.lines[0].levels == (None, 0, 2)
    assert "API design: not asked, 0, 2." in course.picture
    assert course.picture.count("<circle") == 2


def test_stories_are_a_course_of_their_four_parts():
    (course,) = courses([], [story(1, 1), story(2, 3)])
    assert course.title == "Stories told (STAR)"
    assert [entry.levels for entry in course.lines] == [(1, 3)] * 4
    assert course.columns[0].overall is None


def test_a_higher_level_is_drawn_higher_and_text_is_escaped():
    (course,) = courses([card(1, api=line(0)), card(2, api={**line(4), "title": "<b>&"})], [])
    heights = [float(part.split('"')[0]) for part in course.picture.split('cy="')[1:]]
    assert heights[0] > heights[1]
    assert "&lt;b&gt;&amp;" in course.picture and "<b>" not in course.picture


def test_the_newest_sessions_are_shown():
    cards = [card(n, api=line(1)) for n in range(MOST_COLUMNS + 3)]
    (course,) = courses(cards, [])
    assert [c.session_id for c in course.columns][:1] == ["s3"]


def test_without_anything_there_is_nothing():
    assert courses([], []) == []
