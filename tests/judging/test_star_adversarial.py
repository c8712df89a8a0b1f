"""A level rises only when evidence is added: pairs of star_adversarial and star_dressed.jsonl."""

from __future__ import annotations

import pytest

from evals.star_adversarial import INSIDE, ORNAMENTS, Pair, dressed, held, levels_of, pairs
from server.judging.verdict import verdict
from tests.conftest import ADVERSARIAL

PAIRS = pairs() + pairs(INSIDE)
# The share that has to hold without embeddings, below what was measured (1.00; docs/star.md has the
# figure with them); how many held stands at the end of the test run.
FLOOR = 0.96


@pytest.fixture(scope="module")
def outcome(request: pytest.FixtureRequest) -> dict[str, bool]:
    found = {pair.id: held(pair, verdict) for pair in PAIRS}
    failed = [name for name, good in found.items() if not good]
    request.config.stash[ADVERSARIAL] = (len(found) - len(failed), len(found), failed)
    return found


def test_there_are_more_than_sixty_pairs_of_many_kinds() -> None:
    assert len(PAIRS) > 60 and len({pair.kind for pair in PAIRS}) >= 8


def test_nearly_all_dressings_inside_a_sentence_hold(outcome: dict[str, bool]) -> None:
    inside = {pair.id: outcome[pair.id] for pair in pairs(INSIDE)}
    failed = [name for name, good in inside.items() if not good]
    assert len(inside) == 40 and 1 - len(failed) / len(inside) >= 0.95, failed


def test_nearly_all_pairs_hold(outcome: dict[str, bool]) -> None:
    failed = [name for name, good in outcome.items() if not good]
    assert 1 - len(failed) / len(outcome) >= FLOOR, failed


@pytest.mark.parametrize("kind", ["order", "no_story"])
def test_no_order_moves_a_level_and_no_list_is_a_story(kind: str, outcome: dict[str, bool]) -> None:
    assert [p.id for p in PAIRS if p.kind == kind and not outcome[p.id]] == []


@pytest.mark.parametrize("ornament", ORNAMENTS)
def test_an_ornament_behind_a_story_moves_no_level(ornament: str) -> None:
    story = next(p.before for p in PAIRS if p.kind == "evidence")
    assert levels_of(verdict(dressed(story, ornament))) == levels_of(verdict(story))


def test_a_pair_whose_level_rises_without_evidence_does_not_hold() -> None:
    grown = next(p for p in PAIRS if p.kind == "evidence")
    lie = Pair("lie", "dressed", grown.before, grown.after, ())
    assert not held(lie, verdict)
