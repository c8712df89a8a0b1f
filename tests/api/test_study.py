"""The study pages: the chapter's words are the chapter's, the roadmap's effects, the levels."""

import csv
import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from server.api import growth, roadmap
from server.api.study import TABLES, definitions, material
from server.config import ROOT
from tests.conftest import Greenroom

CHAPTER = " ".join((ROOT / "corpus" / "chapter.md").read_text().replace("*", "").split())
ROADMAP = material("roadmap")
LEVELS = material("growth")["levels"]


def leaves(of: Any) -> Iterator[str]:
    if isinstance(of, dict):
        of = list(of.values())
    if isinstance(of, list):
        for part in of:
            yield from leaves(part)
    else:
        yield str(of)


def chapters_words() -> Iterator[str]:
    """All that the pages present as the chapter's own."""
    for row in (*material("framework")["stages"], *LEVELS):
        yield from leaves(row["chapter"])
        yield row["name"]
    yield from (item["name"] for item in ROADMAP["items"])
    guide = material("guide")
    yield from (question["text"] for question in guide["questions"])
    yield from (words for habit in guide["habits"] for words in leaves(habit))
    yield from (concept["name"] for concept in guide["concepts"])
    yield from definitions().values()


def test_what_is_shown_as_the_chapters_words_is_in_it_word_for_word():
    words = list(chapters_words())
    assert len(words) > 90
    assert [w for w in words if w not in CHAPTER] == []


def test_every_concept_has_the_sentence_that_says_what_it_is():
    found = definitions()
    assert len(found) == 10
    assert all(text.casefold().startswith(name.casefold()) for name, text in found.items())


def effects(**moves: str) -> list[roadmap.Effect]:
    return roadmap.effects(ROADMAP, roadmap.placed(ROADMAP, moves))


def test_the_roadmap_stands_as_in_the_chapter_until_something_is_moved():
    items = roadmap.placed(ROADMAP, {"sso": "9", "auth": "x", "nobody": "1"})
    assert all(item.quarter == item.planned for item in items)
    assert [e.kind for e in effects()] == ["tight"] * 3
    assert roadmap.slip(items, effects()) == ""


@pytest.mark.parametrize(
    ("moves", "kind"), [({"auth": "4"}, "broken"), ({"auth": "2"}, "fine"), ({"sso": "4"}, "fine")]
)
def test_a_move_breaks_or_eases_what_depends_on_it(moves: dict[str, str], kind: str):
    found = next(e for e in effects(**moves) if e.after.id == "sso")
    assert found.kind == kind
    if kind == "broken":
        assert "Enterprise SSO stands in Q3" in found.words and "moves to Q4" in found.words


def test_a_slip_is_told_with_its_reason_and_with_what_stays():
    items = roadmap.placed(ROADMAP, {"auth": "4"})
    told = roadmap.slip(items, roadmap.effects(ROADMAP, items))
    assert "Authentication refactor moves from Q3 to Q4." in told
    assert "Enterprise SSO moves from Q3 to Q4 because it needs Authentication refactor" in told
    assert told.endswith("stay as planned.")


@pytest.mark.parametrize("quarter", "1234")
def test_no_two_boxes_of_the_drawing_overlap(quarter: str):
    everything = {item["id"]: quarter for item in ROADMAP["items"][::2]}
    items = roadmap.placed(ROADMAP, everything)
    drawing = roadmap.drawn(items, roadmap.effects(ROADMAP, items), 4)
    assert len(drawing["boxes"]) == 16 and len(drawing["arrows"]) == 3
    for a, b in combinations(drawing["boxes"], 2):
        assert a.x != b.x or abs(a.y - b.y) >= roadmap.BOX_HEIGHT
    assert all(0 < b.y <= drawing["height"] - roadmap.BOX_HEIGHT for b in drawing["boxes"])
    assert " ".join(drawing["boxes"][0].lines) == drawing["boxes"][0].item.name


def have(*counts: int) -> list[str]:
    pairs = zip(LEVELS, counts, strict=False)
    return [f"{level['id']}.{n}" for level, count in pairs for n in range(count)]


@pytest.mark.parametrize(
    ("ticked", "reached"),
    [((), -1), ((2, 4, 4), -1), ((3,), 0), ((4, 3, 2, 4), 1), ((4, 4, 4, 4, 4), 4)],
)
def test_a_level_stands_on_those_below_it(ticked: tuple[int, ...], reached: int):
    assert growth.placement(LEVELS, have(*ticked)).reached == reached


def test_the_plan_takes_the_chapters_actions_and_what_is_missing():
    quarters = growth.plan(growth.placement(LEVELS, have(4, 1)), date(2026, 1, 5))
    assert [q.name for q in quarters] == ["Q1", "Q2", "Q3", "Q4"]
    assert quarters[2].action == "Learn basic SQL"
    assert [len(q.signs) for q in quarters] == [1, 1, 1, 0]
    assert quarters[1].begins == date(2026, 4, 6)


def test_the_calendar_keeps_the_format():
    found = growth.placement(LEVELS, have(4, 3, 1))
    text = growth.calendar(growth.plan(found, date(2026, 1, 5)), date(2026, 1, 5))
    lines = text.split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert all(len(line.encode()) <= 75 for line in lines) and "\n" not in "".join(lines)
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 5
    assert "RRULE:FREQ=WEEKLY;COUNT=52" in lines
    assert len(set(re.findall("UID:(.*?)@", text))) == 5


def test_the_pages_lead_to_each_other_and_stand_where_the_chapters_diagrams_were(
    client: Greenroom,
):
    chapter = client.http.get("/chapters/career-transition-and-technical-leadership").text
    guide = client.http.get("/study").text
    for name in TABLES:
        assert f'href="/study/{name}"' in chapter and f'href="/study/{name}"' in guide
        assert client.http.get(f"/study/{name}").status_code == 200
    for section in re.findall(r'#s-([a-z-]+)"', guide):
        assert f'id="s-{section}"' in chapter


def test_a_question_of_the_framework_opens_the_interview_with_it_filled_in(client: Greenroom):
    html = client.http.get("/study/interview-framework?level=senior").text
    link = re.findall(r'href="(/interview\?[^"]+)"', html)[3].replace("&amp;", "&")
    page = client.http.get(link).text
    assert "Design a URL shortener that serves a hundred reads for every write." in page
    assert re.search(r'value="system_design"[^>]* selected', page)
    assert re.search(r'value="senior"[^>]* checked', page)


def test_cards_and_plan_are_files(client: Greenroom):
    cards = client.http.get("/study/flashcards.csv")
    rows = list(csv.reader(cards.text.splitlines()))
    assert len(rows) == 11 and "attachment" in cards.headers["content-disposition"]
    query = "&".join(f"have={h}" for h in have(3))
    plan = client.http.get(f"/study/growth/plan.ics?{query}&start=2026-02-02")
    assert "DTSTART;VALUE=DATE:20260202" in plan.text
    assert client.http.get("/study/growth/plan.ics?start=9999-12-31").status_code == 200


def test_what_is_ticked_is_placed_on_the_page(client: Greenroom):
    query = "&".join(f"have={h}" for h in have(4, 4, 3))
    html = client.http.get(f"/study/growth?placed=1&{query}").text
    assert "You are at level 3: Contributory" in html
    assert "Lead the planning of a technical roadmap" in html
