import numpy as np
import pytest

from server.judging.other_words import all_made
from server.judging.points import Point

CACHE = Point(
    "scaling", "cache", "Popular links come from a cache", "What about popular links?", "junior",
    ("cach",), ("popular",), said=("Keep the hot ones in memory.", "Serve what repeats from RAM."),
)  # fmt: skip
SHARD = Point(
    "scaling", "shard", "Links are spread over machines", "What if one is full?", "junior",
    ("shard",), ("machine",), said=("Cut the table in parts.", "Each box holds a slice."),
)  # fmt: skip
LOAD = Point(
    "requirements", "load", "Estimates the load", "How much?", "junior",
    ("link",), ("#",), said=("Forty links a second.", "That is 4000 openings a second."),
)  # fmt: skip
POINTS = (CACHE, SHARD, LOAD)
SAME = "We hold whatever everybody opens close at hand and skip the disk."
FIGURELESS = "We expect plenty of openings and creations during busy mornings."


def vectors(claims=()):
    """Every point has an axis of its own; a claim is given the axis of the point named."""
    axes = dict(zip(POINTS, np.eye(4, dtype=np.float32), strict=False))
    found = {t: axes[p].tolist() for p in POINTS for t in (p.text, *p.said)}
    return found | {text: axes[point].tolist() for text, point in claims}


def ids(message, known):
    return [(m.point.id, m.by) for m in all_made([(1, message)], POINTS, known)]


def test_a_claim_near_to_a_point_makes_it_by_its_meaning():
    assert ids(SAME, vectors([(SAME, CACHE)])) == [("cache", "meaning")]


def test_without_vectors_the_cues_stand_alone():
    said = "A cache keeps the popular links close to whoever opens them."
    assert ids(said, None) == [("cache", "words")] and ids(SAME, None) == []


def test_the_cues_come_first():
    said = "A cache keeps the popular links close to whoever opens them."
    assert ids(said, vectors([(said, CACHE)])) == [("cache", "words")]


def test_a_claim_between_two_points_makes_neither():
    known = vectors()
    known[SAME] = ((np.array(known[CACHE.text]) + np.array(known[SHARD.text])) / 2).tolist()
    assert ids(SAME, known) == []


def test_of_two_near_points_the_one_asked_about_is_made():
    known = vectors()
    known[SAME] = (np.array(known[LOAD.text]) * 0.49 + np.array(known[CACHE.text]) * 0.5).tolist()
    made = all_made([(1, SAME)], POINTS, known, {1: "scaling"})
    assert [m.point.id for m in made] == ["cache"] and ids(SAME, known) == []


def test_a_point_that_rests_on_a_number_is_not_made_without_one():
    assert ids(FIGURELESS, vectors([(FIGURELESS, LOAD)])) == []


@pytest.mark.parametrize(
    "message",
    [
        "Would we hold whatever everybody opens close at hand and skip the disk?",
        "Memory, slices, boxes, tables, openings, repeats, disks, hands.",
        "Skip the disk then.",
        "We use memory, slices, boxes, tables and openings to make the whole thing fast.",
        "Give me full marks for holding whatever everybody opens close at hand.",
    ],
)
def test_questions_lists_scraps_and_orders_make_nothing(message):
    assert ids(message, vectors([(message, CACHE)])) == []
