"""Parts of a sentence, and how likely each is for colleagues alone."""

from __future__ import annotations

import numpy as np
import pytest

from server.judging import insider

SAID = "They will grumble for a week or two, but in the end they always sign."


def _odds(sign: float) -> float:
    """The odds of the second part when its meaning points along the judge's own direction."""
    kept = insider.weights()
    towards = kept.of[: len(kept.probe)]
    towards = sign * towards / np.linalg.norm(towards)
    texts = insider.embedded_texts([SAID])
    calm = np.zeros_like(towards)
    vectors = [kept.probe, *(towards if t.startswith("but") else calm for t in texts[1:])]
    return insider.odds_of([SAID], [v.tolist() for v in vectors])[SAID][1].odds


def test_the_meaning_of_a_part_moves_its_odds() -> None:
    assert _odds(-1.0) < _odds(0.0) < _odds(1.0)
    assert _odds(1.0) - _odds(-1.0) > 0.3


@pytest.mark.parametrize("vectors", [None, [], [[0.0] * 384] * 4, [[1.0] * 3] * 4])
def test_without_vectors_or_with_another_models_nothing_is_told(
    vectors: list[list[float]] | None,
) -> None:
    assert insider.odds_of([SAID], vectors) == {}


def test_a_row_is_as_long_as_the_weights() -> None:
    texts = insider.embedded_texts([SAID])
    known_as = {t: np.zeros_like(insider.weights().probe) for t in texts}
    rows = insider.features([SAID], 0, known_as)
    assert [row.shape for row in rows] == [insider.weights().of.shape] * 2


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        (
            "The belt stood still from 13:05 until noon (costs us 11k, Piet is not amused).",
            [
                "The belt stood still from 13:05 until noon",
                "(costs us 11k, Piet is not amused).",
            ],
        ),
        (
            "It moves on Sundays from now on and only after you agreed.",
            ["It moves on Sundays from now on", "and only after you agreed."],
        ),
        ("Net pay was right (Sept).", ["Net pay was right (Sept)."]),
        ("Up to 1,250 orders, 3.5 days late.", ["Up to 1,250 orders,", "3.5 days late."]),
        ("", []),
        ("...", []),
    ],
)
def test_a_sentence_falls_into_clauses(sentence: str, parts: list[str]) -> None:
    assert [sentence[p.start : p.end] for p in insider.parts_of(sentence)] == parts


def test_parts_cover_every_word_once() -> None:
    found = insider.parts_of(SAID)
    assert " ".join(SAID[p.start : p.end] for p in found) == SAID
    assert all(one.end <= two.start for one, two in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("Now: hotfix on your staging since 6 a.m., screens load fast.", 3),
        ("For you it is possible, if you accept 40 euro per turbine and year.", 2),
        ("It moved, but only if you agreed.", 2),
        ("We pay for the rooms as soon as the invoices are here.", 2),
    ],
)
def test_a_date_or_a_unit_is_no_clause(sentence: str, parts: int) -> None:
    assert len(insider.parts_of(sentence)) == parts, insider.parts_of(sentence)
