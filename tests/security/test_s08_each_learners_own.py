"""S8: what is somebody's is nobody else's, by every way there is to ask for it."""

import json
from dataclasses import dataclass

import httpx
import pytest

from tests.security.routes import owned
from tests.security.service import Service, turn

TEXT = b"# Lighthouses\n\n## Lamps\n\nThe lamp of the lighthouse turns nine times a minute.\n"
STORY = (
    "Last spring our export failed every night. My task was to make it reliable. I moved it to a"
    " queue with retries. Failures fell from 30 a week to 1."
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
# What is sent along, so that a route gets as far as asking whose the thing is.
SENT: dict[tuple[str, str], tuple[dict[str, str], str]] = {
    ("POST", "/api/sessions/{session_id}/turns"): (JSON, '{"message": "Hello there."}'),
    ("PATCH", "/api/sessions/{session_id}"): (JSON, '{"title": "Mine now"}'),
    ("PATCH", "/api/stories/{story_id}"): (JSON, '{"title": "Mine now"}'),
    ("POST", "/sessions/{session_id}"): (FORM, "message=Hello"),
    ("POST", "/sessions/{session_id}/title"): (FORM, "title=Mine+now"),
    ("POST", "/sessions/{session_id}/delete"): (FORM, "back=%2Fsessions"),
    ("POST", "/sessions/{session_id}/turns/{turn_id}/view"): (JSON, '{"result": {}}'),
    ("POST", "/stories/{story_id}/tags"): (FORM, "tags=conflict"),
    ("POST", "/stories/{story_id}/title"): (FORM, "title=Mine+now"),
}
UNKNOWN = "x" * 32


@dataclass
class Things:
    """What one learner has; `ids` by the name that routes have for them."""

    ids: dict[str, str]
    http: httpx.Client
    running: str = ""


@pytest.fixture(scope="module")
def ann(service: Service) -> Things:
    http = service.as_learner("ann")
    service.upstream.reply = lambda body: (500, "{}")
    told = turn(http, "star", STORY)
    story = http.post("/api/stories", json={"text": STORY}).json()
    audience = http.post("/api/audiences", json={"title": "Harbour board"}).json()
    chapter = http.post("/api/chapters", files={"file": ("l.md", TEXT)}).json()
    found = http.get("/api/search", params={"q": "lamp of the lighthouse", "k": 1}).json()
    service.upstream.say("So it is.")
    ids = {
        "session_id": told["session_id"],
        "turn_id": told["id"],
        "story_id": story["id"],
        "id": audience["id"],
        "chapter_id": chapter["id"],
        "passage_id": found["passages"][0]["id"],
    }
    assert found["passages"][0]["chapter"] == chapter["id"]
    return Things(ids, http)


@pytest.fixture(scope="module")
def bob(service: Service) -> httpx.Client:
    http = service.as_learner("bob")
    turn(http, "star", "I planted a tree in May. It grew by 30 cm.")
    return http


def ask(
    http: httpx.Client, method: str, path: str, ids: dict[str, str], **more: str
) -> httpx.Response:
    headers, content = SENT.get((method, path), ({}, ""))
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path
    return http.request(method, path, headers=headers | more, content=content or None)


def bare(answer: httpx.Response, ids: dict[str, str]) -> str:
    """The body without the ids that were asked for."""
    text = answer.text
    for value in sorted({*ids.values(), UNKNOWN}, key=len, reverse=True):
        text = text.replace(value, "…")
    return text


@pytest.mark.parametrize(("method", "path"), sorted(owned()))
def test_s8_a_strangers_thing_is_as_unknown_as_any(
    ann: Things, bob: httpx.Client, method: str, path: str
) -> None:
    unknown = dict.fromkeys(ann.ids, UNKNOWN)
    theirs = ask(bob, method, path, ann.ids)
    nobodys = ask(bob, method, path, unknown)
    assert theirs.status_code == nobodys.status_code == 404
    assert bare(theirs, ann.ids) == bare(nobodys, unknown)
    assert theirs.headers["content-type"] == nobodys.headers["content-type"]
    streamed = ask(bob, method, path, ann.ids, Accept="text/event-stream")
    assert streamed.status_code == 404 and bare(streamed, ann.ids) == bare(nobodys, unknown)


@pytest.mark.parametrize(("method", "path"), sorted(r for r in owned() if "turn_id" in r[1]))
def test_s8_a_strangers_turn_is_in_no_session_of_ones_own(
    ann: Things, bob: httpx.Client, method: str, path: str
) -> None:
    own = bob.get("/api/sessions").json()["sessions"][0]["id"]
    answer = ask(bob, method, path, ann.ids | {"session_id": own})
    assert answer.status_code == 404
    assert STORY[:20] not in answer.text


def test_s8_after_all_of_that_everything_is_there(ann: Things) -> None:
    session = ann.http.get(f"/api/sessions/{ann.ids['session_id']}").json()
    assert session["turns"][0]["message"] == STORY and len(session["turns"]) == 1
    assert ann.http.get(f"/api/stories/{ann.ids['story_id']}").json()["title"] != "Mine now"
    assert ann.ids["chapter_id"] in ann.http.get("/api/chapters").text
    assert ann.ids["id"] in ann.http.get("/api/audiences").text


LISTS = ["/", "/sessions", "/stories", "/chapters", "/rewrite", "/rewrite/audiences", "/ask",
         "/api/sessions", "/api/stories", "/api/chapters", "/api/audiences", "/api/stories/export",
         "/api/stories/export?format=json", "/api/search?q=lamp+of+the+lighthouse&k=50",
         "/sessions?cursor=999999999", "/api/sessions?cursor=999999999"]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("who", ["bob", "ann2", "", "ANN", "user:ann", "%61nn"])
def test_s8_no_list_search_or_export_shows_it(
    service: Service, ann: Things, path: str, who: str
) -> None:
    text = service.as_learner(who).get(path).text if who else service.http.get(path).text
    for value in (*ann.ids.values(), "Lighthouses", "Harbour board", "export failed every night"):
        assert value == "id" or value not in text, value


def test_s8_an_id_inside_of_a_body_or_query_leads_nowhere_either(
    ann: Things, bob: httpx.Client
) -> None:
    ids = ann.ids
    story = bob.post("/api/stories", json={"session_id": ids["session_id"]})
    assert story.status_code == 404
    kept = bob.post("/stories", data={"session_id": ids["session_id"]})
    assert STORY[:20] not in kept.text
    check = bob.get("/rewrite/check", params={"session": ids["session_id"], "turn": ids["turn_id"]})
    assert check.status_code == 404
    made = {"source": "a", "rewrite": "b", "audience": ids["id"]}
    assert bob.post("/api/checks/rewrite", json=made).status_code == 422
    section = bob.get("/ask", params={"chapter": ids["chapter_id"], "section": "lamps"})
    assert "Lamps" not in section.text
    answer = turn(bob, "ask", "How often does the lamp turn?", chapters=[])
    assert "nine times a minute" not in json.dumps(answer)


@pytest.mark.parametrize("mode", ["ask"])
def test_s8_a_strangers_chapter_is_never_retrieved(
    ann: Things, bob: httpx.Client, mode: str
) -> None:
    made = bob.post(
        "/api/sessions", json={"mode": mode, "options": {"chapters": [ann.ids["chapter_id"]]}}
    )
    said = ""
    if made.status_code == 201:
        said = bob.post(
            f"/api/sessions/{made.json()['id']}/turns",
            json={"message": "How often does the lamp of the lighthouse turn?"},
        ).text
    assert "nine times a minute" not in said + made.text


def test_s8_the_same_client_id_of_another_learner_is_another_turn(service: Service) -> None:
    made = []
    for name in ("twin-a", "twin-b"):
        http = service.as_learner(name)
        session = http.post("/api/sessions", json={"mode": "star", "options": {}}).json()["id"]
        body = {"message": "I moved it last year. It was faster.", "client_id": "the-same"}
        answers = [http.post(f"/api/sessions/{session}/turns", json=body) for _ in range(2)]
        assert [a.status_code for a in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()
        made.append(answers[0].json()["id"])
    assert made[0] != made[1]


def test_s8_an_archive_taken_in_by_another_learner_is_a_copy(service: Service) -> None:
    giver, taker = service.as_learner("giver"), service.as_learner("taker")
    story = giver.post("/api/stories", json={"text": "I moved the export to a queue."}).json()
    session = giver.post("/api/sessions", json={"mode": "star", "options": {}}).json()["id"]
    archive = giver.get("/api/export").content
    zipped = {"Content-Type": "application/zip"}
    taken = taker.post("/api/import", content=archive, headers=zipped)
    assert taken.status_code == 201
    assert (taken.json()["sessions"], taken.json()["stories"]) == (1, 1)
    assert len(taker.get("/api/stories").json()["stories"]) == 1
    assert giver.get(f"/api/stories/{story['id']}").json() == story
    assert giver.get(f"/api/sessions/{session}").status_code == 200
    assert taker.get(f"/api/sessions/{session}").status_code == 404
    assert taker.get(f"/api/stories/{story['id']}").status_code == 404
    taker.delete("/api/everything")
    assert giver.get(f"/api/stories/{story['id']}").json() == story
    assert giver.get(f"/api/sessions/{session}").status_code == 200
