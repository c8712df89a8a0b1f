"""A figure counts with a unit or a referent, with a verb of its own or tied to its sentence's."""

from __future__ import annotations

import pytest

from server.judging.parts import Labelled
from server.judging.star_counts import none_in_a_span, none_of
from server.judging.star_evidence import evidence
from server.judging.star_marks import marks, told


@pytest.mark.parametrize(
    "text",
    [
        "Alerts fell to 14 a night.",
        "14 a night now.",
        "Pages: 14 a night, before 60.",
        "It was 40 a week after that.",
        "The client renewed for 3 years, worth £40k.",
        "Not one complaint in six weeks.",
        "No incidents since.",
        "Median build 22 min → 9 min",
        "Pages 60 -> 14 a night",
        "We had many old service accounts, about 1,400, and nobody knew whose.",
        "There were service accounts (about 1,400) without an owner.",
    ],
)
def test_a_figure_with_a_unit_or_a_referent_counts(text: str) -> None:
    assert evidence(text).figures >= 1


@pytest.mark.parametrize(
    "text",
    [
        "It went really well, 200%.",
        "It went well, 14.",
        "It was a great success, 24/7.",
        "No problems since.",
        "No longer in this week.",
        "They were happy for two years.",
        "We had great results, about 200.",
    ],
)
def test_a_bare_number_counts_for_nothing(text: str) -> None:
    assert evidence(text).figures == 0


def test_a_comparison_in_a_clause_without_a_verb_is_a_baseline() -> None:
    assert evidence("Pages: 14 a night, before 60.").baseline
    assert not evidence("Pages fell to 14 a night before Easter.").baseline


def test_a_thing_counted_as_none_is_seen_and_a_vague_one_is_not() -> None:
    assert none_of("no incidents.") and not none_of("no problems.")
    assert not none_of("no longer slow") and not none_in_a_span("no incidents.")
    alone = told([Labelled(0, 0, 13, "No incidents.", "result")], "result")
    assert "none counted" in marks("result", alone)
