import pytest

from server.judging.facts import quantities


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("March was bad and April is better.", ["March", "April"]),
        ("between June and August", ["June", "August"]),
        ("in calendar week 14 of FY27", ["calendar week 14", "FY27"]),
        ("by noon on Fri, or on the 15th", ["by noon", "Fri", "the 15th"]),
        ("before Christmas, or this spring", ["Christmas", "this spring"]),
        ("1,5 million users, CHF 1'200 each", ["1,5 million", "CHF 1'200"]),
        ("two thirds of the users, a third of them new", ["two thirds", "a third"]),
        ("It doubled in half an hour.", ["half an hour", "doubled"]),
        ("It takes a couple of days.", ["a couple of days"]),
    ],
)
def test_dates_and_amounts_without_plain_figures_are_found(text, found):
    assert sorted(q.text for q in quantities(text)) == sorted(found)


@pytest.mark.parametrize("text", ["May I ask for help?", "We march on.", "March on to the end."])
def test_words_that_look_like_months_are_none(text):
    assert quantities(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10.06.2026", "10 June 2026"),
        ("Fri", "Friday"),
        ("5.30 pm", "17:30"),
        ("July the 4th", "4 July"),
        ("1,5 million", "1.5 M"),
    ],
)
def test_formats_of_one_value_share_a_key(one, other):
    assert [q.key for q in quantities(one)] == [q.key for q in quantities(other)]
