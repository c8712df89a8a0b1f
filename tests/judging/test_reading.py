"""What the language model's states add to the other judges' odds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from server.judging import insider, reading, unknown
from server.steps import Reading

SAID = "They will grumble for a week or two, but in the end they always sign."
SOURCE = "The belt stood still on Monday. " + SAID


def _read(text: str, towards: np.ndarray | None = None, model: str = "") -> Reading:
    """A text of which each word is a token; all states point `towards` the same."""
    starts = [0, *(n + 1 for n, c in enumerate(text) if c == " "), len(text) + 1]
    places = tuple((a, b - 1) for a, b in pairwise(starts))
    state = np.zeros(len(reading.weights().words)) if towards is None else towards
    return Reading(model or reading.weights().model, places, np.tile(state, (len(places), 1)))


def _odds(found: Reading | None) -> float:
    probe = insider.weights().probe
    calm = np.zeros_like(probe)
    texts = insider.embedded_texts([SAID])
    vectors = [probe.tolist(), *([calm.tolist()] * (len(texts) - 1))]
    return insider.odds_of([SAID], vectors, SOURCE, found)[SAID][1].odds


def _unknown(found: Reading | None) -> float:
    text = "The hot standby took over."
    told = unknown.offsets(text, found)
    return next(
        w.odds for w in unknown.judged(text, (), told) if text[w.start : w.end] == "standby"
    )


def test_states_move_the_odds_of_a_part() -> None:
    own = reading.weights().inside
    half = len(own) // 2
    towards = own[:half] + own[half:]
    towards /= np.linalg.norm(towards)
    size = 4.0 / float(own[:half] @ towards + own[half:] @ towards)
    low, high = (_odds(_read(SOURCE, sign * size * towards)) for sign in (-1.0, 1.0))
    assert high - low > 0.3


def test_states_move_the_odds_of_a_word() -> None:
    own = reading.weights().words
    towards = 3.0 * own / float(own @ own)
    low, high = (
        _unknown(_read("The hot standby took over.", sign * towards)) for sign in (-1.0, 1.0)
    )
    assert high - low > 0.3


def test_only_the_states_at_the_part_count() -> None:
    found = _read(SOURCE)
    states = found.states.copy()
    states[:6] = 5.0  # the sentence before
    assert _odds(Reading(found.model, found.places, states)) == pytest.approx(_odds(found))


@pytest.mark.parametrize("other", ["another model", "another size", "none"])
def test_another_models_reading_changes_nothing(other: str) -> None:
    towards = np.ones(len(reading.weights().words) - (other == "another size"))
    found = {
        "another model": _read(SOURCE, towards, model="m"),
        "another size": _read(SOURCE, towards),
        "none": None,
    }[other]
    assert _odds(found) == _odds(None)
    assert unknown.offsets(SOURCE, found) == ()


def test_a_sentence_that_is_not_in_the_source_is_judged_alone() -> None:
    found = _read("Something else was said.", 5.0 * np.ones(len(reading.weights().words)))
    probe = insider.weights().probe
    texts = insider.embedded_texts([SAID])
    vectors = [probe.tolist(), *([np.zeros_like(probe).tolist()] * (len(texts) - 1))]
    alone = insider.odds_of([SAID], vectors)
    assert insider.odds_of([SAID], vectors, "Something else was said.", found) == alone
