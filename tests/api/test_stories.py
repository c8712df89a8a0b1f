"""The story bank over HTTP."""

from __future__ import annotations

from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

TEXT = (
    "At a bakery chain the order screen froze each morning. I was asked to cure it by May. The"
    " vendor disagreed with me, so I read the error log and wrote a SQL query over six weeks."
    " Freezes fell from 12 to 1 a week."
)
OTHER = "I think teams should talk more."


@pytest.fixture
def bank(app: TestClient) -> TestClient:
    """The service without an embedding model, which the bank can do without."""
    cast(Any, app.app).state.parts.searcher.embedder = None
    return app


@pytest.fixture
def story(bank: TestClient) -> dict[str, Any]:
    answer = bank.post("/api/stories", json={"text": TEXT})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def test_a_kept_story_comes_with_title_suggested_tags_and_levels(story: dict[str, Any]) -> None:
    assert story["title"].startswith("At a bakery chain")
    assert {"conflict", "data"} <= set(story["tags"]) and story["text"] == TEXT
    assert set(story["levels"]) == {"situation", "task", "action", "result"}
    assert story["result"]["kind"] == "star" and story["result"]["is_story"]


def test_the_bank_lists_stories_coverage_and_warnings(
    bank: TestClient, story: dict[str, Any]
) -> None:
    found = bank.get("/api/stories").json()
    assert [s["id"] for s in found["stories"]] == [story["id"]]
    assert {"behavioral", "technical_deep_dive"} == {row["round"] for row in found["coverage"]}
    assert any("3 to 5" in warning for warning in found["warnings"])


def test_a_story_is_read_changed_and_deleted(bank: TestClient, story: dict[str, Any]) -> None:
    path = f"/api/stories/{story['id']}"
    changed = bank.patch(path, json={"title": "The freeze", "tags": ["failure", "failure"]}).json()
    assert changed["title"] == "The freeze" and changed["tags"] == ["failure"]
    assert bank.get(path).json() == changed
    assert bank.delete(path).status_code == 204
    assert bank.get(path).status_code == 404


def test_another_text_is_judged_anew(bank: TestClient, story: dict[str, Any]) -> None:
    changed = bank.patch(f"/api/stories/{story['id']}", json={"text": OTHER}).json()
    assert changed["result"]["is_story"] is False and set(changed["levels"].values()) == {0}


def test_a_practised_story_is_kept_with_the_learners_own_labels(bank: TestClient) -> None:
    session = bank.post("/api/sessions", json={"mode": "star", "options": {}}).json()
    path = f"/api/sessions/{session['id']}/turns"
    bank.post(path, json={"message": TEXT})
    bank.post(path, json={"action": "retag", "options": {"tags": {"0": "none"}}})
    kept = bank.post("/api/stories", json={"session_id": session["id"]}).json()
    assert kept["text"] == TEXT and kept["session_id"] == session["id"]
    assert kept["result"]["sentences"][0]["part"] == "none"


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "  "}, {"text": TEXT, "tags": ["bravery"]}, {"text": 3}, {"text": "x" * 20_001}],
)
def test_what_is_no_story_to_keep_is_refused(bank: TestClient, body: dict[str, Any]) -> None:
    assert bank.post("/api/stories", json=body).status_code == 422


def test_a_session_without_a_story_has_none_to_keep(bank: TestClient) -> None:
    session = bank.post("/api/sessions", json={"mode": "star", "options": {}}).json()
    assert bank.post("/api/stories", json={"session_id": session["id"]}).status_code == 422


def test_a_change_of_nothing_is_refused(bank: TestClient, story: dict[str, Any]) -> None:
    assert bank.patch(f"/api/stories/{story['id']}", json={}).status_code == 422


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_an_unknown_story_is_not_found(bank: TestClient, method: str) -> None:
    extra = {"json": {"title": "x"}} if method == "patch" else {}
    assert getattr(bank, method)("/api/stories/nothing", **extra).status_code == 404


def test_the_bank_is_exported_to_read_and_as_data(bank: TestClient, story: dict[str, Any]) -> None:
    text = bank.get("/api/stories/export").text
    assert "> At a bakery chain" in text and "Which story answers what" in text
    data = bank.get("/api/stories/export", params={"format": "json"}).json()
    assert data["stories"][0]["id"] == story["id"]


def test_the_page_shows_stories_tags_and_open_questions(
    bank: TestClient, story: dict[str, Any]
) -> None:
    page = bank.get("/stories").text
    assert story["title"] in page and "none yet" in page and "conflict" in page
