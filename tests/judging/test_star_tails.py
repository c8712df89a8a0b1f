"""Ornamental tails: what is taken off before a sentence is read, and what stays."""

from __future__ import annotations

import pytest

from server.judging.star_evidence import shown


@pytest.mark.parametrize(
    "tail",
    [
        " with extreme ownership",
        ", demonstrating real leadership and impact",
        " (Agile, Lean, Six Sigma)",
        ", which speaks for itself",
        ", measurably and sustainably",
        " – Product Manager of the Year, incidentally",
    ],
)
def test_a_tail_that_tells_nothing_is_not_read(tail: str) -> None:
    plain = "I spoke with a lot of people about it"
    assert shown(f"{plain}{tail}.") == shown(f"{plain}.")


@pytest.mark.parametrize(
    "sentence",
    [
        "I rebuilt the feed using Kafka, Redis and Postgres.",
        "We had many old service accounts, about 1,400, and nobody knew whose.",
        "Attendance was 71 % in the third month, against 48 % before.",
        "I moved the parser to the edge, because the phone was offline half of the day.",
        "I read the scan log with two couriers on Monday.",
    ],
)
def test_evidence_at_the_end_of_a_sentence_stays(sentence: str) -> None:
    assert shown(sentence) == sentence


def test_what_would_be_left_hollow_is_read_whole() -> None:
    praise = "Ownership, truly outstanding, and beyond all expectations."
    assert shown(praise) == praise


def test_no_sentence_is_cut_behind_a_word_that_leans_on_the_next() -> None:
    assert shown("I think people were really thankful.").endswith("thankful.")
