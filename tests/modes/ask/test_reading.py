"""What is read for a question: which lines, which list, which rows and columns."""

from dataclasses import replace

import pytest

from server.judging.wording import cells_of
from server.modes.ask.listing import wants_list
from server.modes.ask.reading import MAX_WORDS, reading_of
from tests.checks.chapter_passages import FRAMEWORK, LEVELS, SPLIT, STORIES, passage


def near(passage, *scores):
    return replace(passage, nearness=scores)


@pytest.mark.parametrize(
    "question",
    [
        "What are the five components of a technical PM interview?",
        "name the five things an escalation framework needs to define",
        "Which five learning habits does it call sustainable?",
        "List all seven steps for building a learning plan please",
        "steps a PM should follow to take part in a technical decision?",
        "Under which headings should I put it into words?",
    ],
)
def test_a_question_for_several_things_wants_a_list(question):
    assert wants_list(question)


@pytest.mark.parametrize(
    "question",
    [
        "Pls explain escalation frameworks in simple words",
        "Who owns the how?",
        "Which system am I asked to take through it?",
        "why do the levels matter",
    ],
)
def test_a_question_for_one_thing_wants_none(question):
    assert not wants_list(question)


def test_a_list_that_is_asked_for_is_read_whole():
    reading = reading_of("Which things does a framework define?", [near(FRAMEWORK, 0.9, 0.4, 0.3)])
    assert reading.listing is not None
    assert [line.at for line in reading.listing.items] == [1, 2]


def test_a_nearer_line_of_another_kind_is_read_instead_of_the_list():
    reading = reading_of("Which things does a framework define?", [near(FRAMEWORK, 0.5, 0.9, 0.3)])
    assert reading.listing is None


def test_a_list_goes_on_in_the_next_passage():
    rest = replace(
        passage(
            "escalation-frameworks-2",
            FRAMEWORK.heading_path,
            "- De-escalation criteria - When it ends.",
        ),
        follows=FRAMEWORK.id,
    )
    found = [near(FRAMEWORK, 0.9, 0.4, 0.3), near(STORIES, 0.1, 0.1)]
    reading = reading_of("Which things does a framework define?", found, more=[rest])
    assert [line.marker for line in reading.listing.items] == [1, 1, 3]
    assert reading.passages[2].id == rest.id


def test_a_row_is_cut_to_the_column_that_is_asked_for():
    reading = reading_of("Who is involved at level 4?", [near(LEVELS, 0.5, 0.6, 0.9)])
    (row,) = reading.rows
    assert (
        row.shown == "Escalation Level: Level 4: Executive; Who to Involve: C-level, VP of Product"
    )
    assert row.text in LEVELS.text


def test_a_row_is_not_cut_to_one_of_two_things_asked_for():
    found = [near(LEVELS, 0.5, 0.6, 0.9)]
    (row,) = reading_of("Who is involved at level 4, and how fast?", found).rows
    assert row.shown == row.text
    (row,) = reading_of("And who is involved at level 4?", found).rows
    assert row.shown != row.text


def test_where_no_column_is_named_the_row_is_read_whole():
    reading = reading_of("what about level 2", [near(LEVELS, 0.5, 0.9, 0.6)])
    assert [row.shown for row in reading.rows] == [LEVELS.text.split("\n")[1]]


def test_a_follow_up_takes_its_column_from_the_question_before():
    reading = reading_of(
        "and for level 4?", [near(LEVELS, 0.5, 0.6, 0.9)], earlier="Who is involved at level 2?"
    )
    (row,) = reading.rows
    assert row.shown.startswith("Escalation Level: Level 4")


def test_no_row_is_chosen_when_all_share_what_is_asked():
    reading = reading_of("What is an escalation level?", [near(LEVELS, 0.9, 0.8, 0.7)])
    assert reading.rows == ()


def test_the_lines_read_are_the_nearest_and_few():
    long = passage("long", ["Long"], "\n".join("word " * 40 for _ in range(6)).strip())
    scores = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
    reading = reading_of("what is it", [near(long, *scores)])
    assert sum(line.n_words for line in reading.lines) <= MAX_WORDS
    assert reading.lines[0].near == 0.6


def test_lines_are_read_in_the_passages_order_under_their_headings():
    reading = reading_of("splits", [near(SPLIT, 0.9, 0.1, 0.8), near(STORIES, 0.2, 0.7)])
    text = reading.text()
    assert text.startswith("[1] Technical Roadmapping\nA common split")
    assert "[2] Technical Interview Prep\n" in text


def test_a_title_is_read_as_a_heading_and_is_no_answer():
    reading = reading_of("What is the 70/20/10 rule?", [near(SPLIT, 1.6, 0.9, 0.8)])
    assert reading.lines[0].text.startswith("A common split")


def test_a_line_that_leads_into_a_list_is_read_only_with_it():
    found = [near(FRAMEWORK, 0.9, 0.85, 0.3)]
    assert all(not line.text.endswith(":") for line in reading_of("Why so?", found).lines)


def test_a_list_of_topics_answers_only_who_asks_for_topics():
    topics = passage("t", ["Concepts Covered"], "1. Roadmaps\n2. Escalation")
    found = [near(topics, 0.9, 0.2), near(STORIES, 0.7, 0.1)]
    assert reading_of("What of roadmaps?", found).lines[0].marker == 2
    assert reading_of("Is roadmaps a topic?", found).lines[0].marker == 1


@pytest.mark.parametrize(
    ("question", "level"),
    [
        ("and one level up?", "Level 4"),
        ("ok what comes after that?", "Level 4"),
        ("and one level down?", "Level 1"),
    ],
)
def test_a_follow_up_steps_to_the_row_next_to_the_one_before(question, level):
    lines = LEVELS.text.split("\n")
    found = [near(LEVELS, 0.5, 0.9, 0.2)]
    reading = reading_of(question, found, earlier="Who is involved at 2?", reply=lines[1])
    assert [row.shown.split(": ")[1] for row in reading.rows] == [level]


def test_a_follow_up_for_another_passes_over_the_line_told_before():
    text = (
        "- Daily reading - One blog post each morning.\n- Quarterly project - Build a small tool."
    )
    found = [near(passage("h", ["Habits"], text), 0.9, 0.6)]
    told = "Read one blog post each morning, daily."
    another = reading_of("and the one for every quarter?", found, reply=told)
    same = reading_of("How long is that one?", found, reply=told)
    assert another.lines[0].text.startswith("- Quarterly")
    assert same.lines[0].text.startswith("- Daily")


def test_what_the_answer_before_has_said_is_not_said_again():
    text = (
        "- On-call - Knowing how heavy it is lets you decide with empathy.\n"
        "- Estimates - Your planning depends on how the team makes them."
    )
    found = [near(passage("h", ["Dynamics"], text), 0.9, 0.5)]
    told = "Knowing how heavy on-call is lets you decide with empathy."
    reading = reading_of("why are estimates my business?", found, reply=told)
    assert reading.lines[0].text.startswith("- Estimates")


def test_a_column_that_a_follow_up_names_counts_for_more_than_the_one_before():
    found = [near(LEVELS, 0.5, 0.9, 0.2)]
    told = reading_of("What is the response?", found, earlier="Who is involved at 2?", reply="x")
    assert "Involve" not in told.rows[0].shown and "Response" in told.rows[0].shown


def test_a_cell_with_a_semicolon_is_one_cell():
    row = "Quarter: Q3; Goal: Build a project; read it through; Hours: 4"
    assert [cell.text for cell in cells_of(row)] == ["Q3", "Build a project; read it through", "4"]
    assert cells_of("Quarter: Q3; read it through") == ()
    assert cells_of("Say so; then: stop; and: go") == ()


def test_a_list_that_is_named_by_its_number_is_read_whole_though_an_item_is_nearer():
    found = [near(FRAMEWORK, 0.7, 0.85, 0.4)]
    named = "Rattle off the five things that a framework defines for me please"
    assert reading_of(named, found).listing is not None
    assert reading_of("Rattle off a path for me please", found).listing is None


def test_items_of_one_name_are_told_apart_by_what_leads_to_them():
    text = "Feature Track:\n- Q3: Single sign-on\nTechnical Track:\n- Q3: Data pipeline v2"
    tracks = replace(FRAMEWORK, id="tracks", text=text)
    found = [near(tracks, 0.1, 0.9, 0.1, 0.85)]
    assert reading_of("what is on the technical track in Q3", found).lines[0].text.endswith("v2")
    assert reading_of("what is on the feature track in Q3", found).lines[0].text.endswith("on")


def test_a_line_that_says_what_the_thing_is_lies_nearer_for_who_asks_that():
    text = "A dual track is a roadmap of two lanes.\nEvery dual track needs a lane for debt."
    found = [near(replace(FRAMEWORK, text=text), 0.7, 0.9)]
    assert "two lanes" in reading_of("what does dual track mean?", found).lines[0].text
    assert "debt" in reading_of("what does a dual track need?", found).lines[0].text


def test_a_pair_that_the_passage_writes_as_one_thing_is_no_comparison():
    text = "Build vs buy analysis takes two steps:\n- Look\n- Leap"
    found = [near(replace(FRAMEWORK, text=text), 0.9, 0.3, 0.3)]
    reading = reading_of("What are the steps of the build vs buy analysis?", found)
    assert not reading.compares and reading.listing is not None


def test_without_passages_nothing_is_read():
    assert reading_of("what", []).lines == ()


def test_two_questions_about_one_thing_are_no_comparison():
    found = [near(LEVELS, 0.5, 0.6, 0.9)]
    reading = reading_of("Who is involved at level 4, and how fast?", found)
    assert reading.sides == () and len(reading.rows) == 1
