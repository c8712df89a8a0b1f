"""The learner's own audiences and the check of two texts, over HTTP; no model is asked."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

BOARD = {"title": "Board", "cares_about": ["risk"], "how": "One page.", "known_terms": ["SLA"]}


@pytest.fixture
def http(app: TestClient) -> TestClient:
    return app


def test_the_built_in_audiences_are_listed_with_where_they_come_from(http):
    listed = {a["id"]: a for a in http.get("/api/audiences").json()}
    assert {"executives", "vp_product", "key_customer", "engineering_team"} <= set(listed)
    assert listed["executives"]["from_chapter"] == "Technical Communication"
    assert listed["key_customer"]["from_chapter"] is None


def test_an_own_audience_is_kept_listed_and_deleted(http):
    made = http.post("/api/audiences", json=BOARD)
    assert made.status_code == 201 and made.json()["origin"] == "own"
    assert http.get("/api/audiences").json()[-1]["id"] == "board"
    assert http.delete("/api/audiences/board").status_code == 204
    assert "board" not in [a["id"] for a in http.get("/api/audiences").json()]


def test_an_audience_comes_from_a_file_as_well(http):
    text = "title: City council\noutside: true\nhow: Plain words.\n"
    made = http.post("/api/audiences", json={"file": text}).json()
    assert made["id"] == "city_council" and "staff_names" in made["must_not_see"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "Board", "colour": "red"}, "colour"),
        ({"title": "Board", "needs": ["praise"]}, "needs.0"),
        ({"file": "- a\n- b"}, "file"),
    ],
)
def test_a_faulty_description_is_refused_by_field(http, body, field):
    answer = http.post("/api/audiences", json=body)
    assert answer.status_code == 422 and answer.json()["field"] == field


def test_the_same_title_twice_is_a_conflict(http):
    http.post("/api/audiences", json=BOARD)
    assert http.post("/api/audiences", json=BOARD).status_code == 409
    assert http.post("/api/audiences", json={"title": "Executives"}).status_code == 409


def test_a_built_in_audience_stays(http):
    assert http.delete("/api/audiences/executives").status_code == 409
    assert http.delete("/api/audiences/nobody").status_code == 404


def test_two_texts_are_checked_for_an_own_audience(http):
    http.post("/api/audiences", json=BOARD | {"outside": True})
    body = {
        "source": "Jonas fixed the API on 3 May. Our SLA holds.",
        "rewrite": "Jonas fixed it on 5 May. Our SLA holds.",
        "audience": "board",
    }
    found = http.post("/api/checks/rewrite", json=body).json()
    assert [f["status"] for f in found["facts"] if f["text"] == "3 May"] == ["changed"]
    assert [u["reason"] for u in found["unfit"]] == ["“Jonas” is a person on staff"]
    assert found["jargon"] == []


def test_the_form_adds_and_offers_an_audience(http):
    form = {"title": "Works council", "how": "Calmly.", "cares_about": "jobs\nhours"}
    sent = http.post("/rewrite/audiences", data=form, follow_redirects=False)
    assert sent.status_code == 303
    assert 'value="works_council"' in http.get("/rewrite").text


def test_a_version_is_checked_in_a_plain_form(http):
    form = {"source": "It ships on 3 May.", "rewrite": "It ships on 4 May.", "audience": "sales"}
    page = http.post("/rewrite/check", data=form).text
    assert "Changed: 1" in page and "it became “4 May”" in page
