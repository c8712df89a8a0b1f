"""The drawing of a sketch: nothing overlaps, everything is escaped, the text stays with it."""

import xml.etree.ElementTree as ET
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.api.layout import picture
from server.api.sketches import drawn, parts_of_message
from server.judging.sketch import sketch_of

DESIGN = """(user) -> load balancer -> api: GET /abc
api -> cache: look up first
api -> [db]: on a miss
cache -> db: fill
api -> |events| -> counter -> [sums]
db -> replica 1, replica 2: follows
web <-> chat server
api -> api: retries
note: reads outnumber writes"""
NAMES = st.sampled_from("abcdefgh")


def boxes_of(source):
    return picture(sketch_of(source)).places


def overlap(one, other):
    across = (one.width + other.width) / 2 - abs(one.x - other.x)
    down = (one.height + other.height) / 2 - abs(one.y - other.y)
    return across > 0.01 and down > 0.01


def svg_of(source):
    """The drawing as XML: one that is not well formed fails here."""
    return ET.fromstring(str(drawn(source, "k").svg))


def texts(root):
    return [e.text for e in root.iter("text")]


def test_arrows_lead_from_left_to_right():
    at = {p.box.name: p.x for p in boxes_of(DESIGN)}
    assert at["user"] < at["load balancer"] < at["api"] < at["cache"] < at["db"]
    assert at["db"] < at["replica 1"] == at["replica 2"]


def test_an_arrow_that_goes_in_circles_is_drawn_backwards():
    drawn_ = picture(sketch_of("a -> b -> c -> a"))
    at = {p.box.name: p.x for p in drawn_.places}
    assert at["a"] < at["b"] < at["c"]
    assert sorted(r.heads for r in drawn_.routes) == [(False, True), (False, True), (True, False)]


def test_two_arrows_between_the_same_boxes_are_one_with_both_words():
    routes = picture(sketch_of("a -> b: asks\nb -> a: answers")).routes
    assert [(r.heads, r.label) for r in routes] == [((True, True), ("asks", "answers"))]


def test_a_long_arrow_goes_around_the_boxes_between():
    drawn_ = picture(sketch_of("a -> b -> c\na -> c"))
    middle = next(p for p in drawn_.places if p.box.name == "b")
    way = next(r.points for r in drawn_.routes if len(r.points) == 3)
    assert abs(way[1][1] - middle.y) > middle.height / 2


@settings(max_examples=60)
@given(st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=16))
def test_no_two_boxes_overlap_and_all_is_inside(pairs):
    drawn_ = picture(sketch_of("\n".join(f"{a} -> {b}: goes there" for a, b in pairs)))
    assert not any(overlap(a, b) for a, b in combinations(drawn_.places, 2))
    for place in drawn_.places:
        assert place.x - place.width / 2 >= 0 and place.y - place.height / 2 >= 0
        assert place.x + place.width / 2 <= drawn_.width
        assert place.y + place.height / 2 <= drawn_.height


def test_the_same_sketch_is_drawn_the_same():
    assert drawn(DESIGN, "k") == drawn(DESIGN, "k")


def test_the_drawing_has_a_name_and_says_what_it_shows():
    root = svg_of(DESIGN)
    assert root.get("role") == "img"
    named = {root.find("title").get("id"), root.find("desc").get("id")}
    assert set(root.get("aria-labelledby").split()) == named
    assert root.find("title").text == "Sketch of 12 boxes and 12 arrows"
    assert "api to cache: look up first." in root.find("desc").text
    assert {"user", "load balancer", "on a miss", "↻ retries"} <= set(texts(root))


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "&amp"]
)
def test_text_in_a_drawing_is_never_markup(hostile):
    root = svg_of(f"{hostile} -> b: {hostile}\nb: {hostile}")
    assert {e.tag for e in root.iter()} <= {"svg", "title", "desc", "rect", "path", "text"}
    assert any(hostile[:6] in (t or "") for t in texts(root))


def test_what_holds_no_box_is_not_drawn():
    assert (str(drawn("note: only words", "k").svg), drawn("", "k").notes) == ("", ())


def test_two_sketches_of_a_message_have_ids_of_their_own():
    parts = parts_of_message("```sketch\na\n```\nand\n```sketch\nb\n```", "t1")
    assert [p.is_sketch for p in parts] == [True, False, True]
    assert len({p.key for p in parts}) == 3
