"""Figures of a result that are told against another sentence's."""

from __future__ import annotations

import pytest

from server.judging.star_evidence import evidence
from server.judging.star_links import linked
from server.judging.verdict import verdict


@pytest.mark.parametrize(
    ("result", "before"),
    [
        ("It fell to 0.3%.", "Every month 4% of the invoices went out wrong."),
        ("By June only 310 were left.", "We had 1,400 stale accounts."),
        ("Builds take 9 minutes now.", "The build took 22 minutes."),
        ("Now it is nine minutes.", "The build took 22 minutes."),
        ("The backlog is at 12.", "The backlog was at 340 items."),
        ("That dropped to 40 tickets a week.", "Support got 300 tickets a week."),
    ],
)
def test_a_value_that_was_reached_has_its_baseline_elsewhere(result: str, before: str) -> None:
    found = linked(evidence(result), result, [before])
    assert found.figures >= 1 and found.baseline
    alone = linked(evidence(result), result, ["Nobody had looked at it for years."])
    assert not alone.baseline


@pytest.mark.parametrize(
    ("result", "before"),
    [
        ("The team was happy, 200%.", "4% of the invoices went out wrong."),
        ("We improved a lot, up 200%.", "4% of the invoices went out wrong."),
        ("We are now at 99% satisfaction.", "4% of the invoices went out wrong."),
        ("In two weeks it went live.", "It took three months before."),
        ("It fell to 0.3%.", "The build took 22 minutes."),
    ],
)
def test_a_bare_change_another_unit_or_another_thing_is_no_comparison(
    result: str, before: str
) -> None:
    assert not linked(evidence(result), result, [before]).baseline


def test_a_result_measured_against_the_situation_is_not_told_to_lack_a_number() -> None:
    story = (
        "Every month 4% of our invoices went out with a wrong amount. My manager asked me to halve "
        "that by June. I read forty complaints and found that the VAT table was two years old. "
        "I replaced the table and added a check before sending. It fell to 0.3%."
    )
    found = verdict(story)
    assert found.levels["result"].level >= 2
    assert "The figure has a baseline." in found.levels["result"].reasons
    assert "no_metric" not in {problem.code for problem in found.problems}
