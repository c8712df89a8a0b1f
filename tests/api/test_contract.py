"""The HTTP contract of everything that needs no model."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

CHAPTER = "career-transition-and-technical-leadership"


@pytest.fixture
def star(app: TestClient) -> dict[str, Any]:
    answer = app.post("/api/sessions", json={"mode": "star", "options": {"level": "senior"}})
    assert answer.status_code == 201
    return dict(answer.json())


def test_health_and_readiness(app: TestClient) -> None:
    assert app.get("/healthz").json() == {"status": "ok"}
    ready = app.get("/readyz").json()
    assert ready["store"] == {"backend": "sqlite"}
    assert set(ready["model"]) >= {"provider", "name", "state", "progress"}
    assert ready["index"]["state"] == "ready" and ready["index"]["passages"] > 40


def test_the_modes_say_what_their_forms_need(app: TestClient) -> None:
    modes = {mode["name"]: mode for mode in app.get("/api/modes").json()}
    assert {"ask", "interview", "rewrite", "star"} <= set(modes)
    assert modes["ask"]["fields"]["properties"]["message"]["maxLength"] > 0
    assert modes["rewrite"]["options"]["properties"]["length"]["default"] == "full"
    assert "finish" in modes["interview"]["actions"]


def test_a_chapter_its_passages_and_the_search_belong_together(app: TestClient) -> None:
    (chapter,) = app.get("/api/chapters").json()
    assert (chapter["id"], chapter["version"], chapter["origin"]) == (CHAPTER, "0.04", "built-in")
    found = app.get("/api/search", params={"q": "escalation levels", "k": 2}).json()
    assert len(found["passages"]) == 2
    best = found["passages"][0]
    same = app.get(f"/api/chapters/{CHAPTER}/passages/{best['id']}").json()
    assert same["text"] == best["text"] and best["href"] == f"/chapters/{CHAPTER}#p-{best['id']}"
    assert f'id="p-{best["id"]}"' in app.get(f"/api/chapters/{CHAPTER}").text


def test_a_session_is_read_renamed_listed_exported_and_deleted(
    app: TestClient, star: dict[str, Any]
) -> None:
    path = f"/api/sessions/{star['id']}"
    assert star["options"]["level"] == "senior" and star["status"] == "open"
    assert app.patch(path, json={"title": "My best story"}).json()["title"] == "My best story"
    assert app.get("/api/sessions").json()["sessions"][0]["title"] == "My best story"
    assert app.get(f"{path}/export").text.startswith("# My best story")
    assert app.get(f"{path}/export", params={"format": "json"}).json()["id"] == star["id"]
    assert app.delete(path).status_code == 204
    assert app.get(path).status_code == 404


def test_a_turn_as_events_begins_with_its_id_and_ends_with_the_whole(
    app: TestClient, star: dict[str, Any]
) -> None:
    answer = app.post(
        f"/api/sessions/{star['id']}/turns?render=true",
        json={"message": "I think stories are overrated."},
        headers={"accept": "text/event-stream"},
    )
    names = [line[7:] for line in answer.text.split("\n") if line.startswith("event: ")]
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert names[0] == "turn" and names[-1] == "final" and "error" not in names
    assert {"result", "draft", "block"} <= set(names)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/ask",
        "/rewrite",
        "/star",
        "/interview",
        "/stories",
        "/sessions",
        f"/chapters/{CHAPTER}",
    ],
)
def test_every_page_is_there(app: TestClient, path: str) -> None:
    answer = app.get(path)
    assert answer.status_code == 200 and "<h1" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/sessions/nobody", 404),
        ("POST", "/api/sessions/nobody/turns", 404),
        ("GET", "/api/sessions?cursor=x", 404),
        ("GET", "/api/chapters/nobody", 404),
        ("GET", f"/api/chapters/{CHAPTER}/passages/nobody", 404),
        ("GET", "/api/search?q=", 422),
        ("GET", "/api/search?q=x&k=0", 422),
        ("GET", "/api/nothing/here", 404),
        ("PUT", "/api/sessions", 405),
    ],
)
def test_what_is_not_there_is_a_problem_in_words(
    app: TestClient, method: str, path: str, status: int
) -> None:
    body = {"json": {"message": "x"}} if method == "POST" else {}
    answer = app.request(method, path, **body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] and answer.json()["retryable"] is False


def test_no_answer_holds_the_key(app: TestClient, star: dict[str, Any]) -> None:
    answers = [app.get(p).text for p in ("/readyz", "/", "/api/modes", "/openapi.json")]
    assert all("a-key-that-must-not-leak" not in text for text in answers)
