"""S13: key, token and learners' words are in no answer, log, export or error that is not theirs."""

import io
import json
import logging
from contextlib import redirect_stderr
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient

from server.api.app import create_app
from server.config import Settings
from server.logs import log_as
from server.wiring import Parts
from tests.corpus.bag import BagEmbedder
from tests.faults.scripted import scripted
from tests.security.routes import routes
from tests.security.service import KEY, TOKEN, Service, turn
from tests.vectors import UnkeptIndex

SECRETS = (KEY, TOKEN, "canary-key-3f9b1c77", "canary-5d2e8a")
WORDS = "zqx-what-a-learner-wrote"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


def whole(answer: Any) -> str:
    """All of an answer that a client sees."""
    return f"{answer.status_code} {answer.headers.multi_items()} {answer.text}"


def assert_silent(text: str) -> None:
    assert [secret for secret in SECRETS if secret in text] == []


@pytest.mark.parametrize(("method", "path"), sorted(routes()))
def test_s13_no_route_tells_key_or_token(locked: Service, method: str, path: str) -> None:
    filled = path.replace("{mode_name}", "ask")
    for headers in (BEARER, {}):
        answer = locked.http.request(method, filled, headers=headers)
        assert_silent(whole(answer))
    assert_silent(whole(locked.http.get("/", params={"token": TOKEN})))


REFUSALS = [
    (401, json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}})),
    (403, f"<html>{KEY}</html>"),
    (400, json.dumps({"error": {"message": f"bad request by {KEY}", "code": KEY}})),
    (404, json.dumps({"error": KEY})),
    (429, json.dumps({"error": {"message": f"slow down {KEY}"}})),
    (500, f"Traceback: Authorization: Bearer {KEY}"),
    (302, ""),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda r: str(r[0]))
def test_s13_an_endpoint_that_echoes_the_key_is_not_passed_on(
    locked: Service, refusal: tuple[int, str]
) -> None:
    locked.upstream.reply = lambda body: refusal
    http = locked.as_learner("x")
    http.headers.update(BEARER)
    with scripted() as elsewhere:
        locked.upstream.location = f"{elsewhere.url}/chat/completions"
        story = f"Last spring our export was slow. I moved it to a queue. It was better, {WORDS}."
        made = turn(http, "star", story)
        assert locked.upstream.asked and elsewhere.asked == []
    path = f"/api/sessions/{made['session_id']}"
    asked = ("", "/export", "/export?format=json")
    for answer in [http.get(path + more) for more in asked] + [http.get(f"/sessions/{path[14:]}")]:
        assert answer.status_code == 200
        assert_silent(whole(answer))
    assert_silent(http.get("/readyz").text + http.get("/openapi.json").text)


def test_s13_the_key_goes_to_the_endpoint_and_nowhere_else(locked: Service) -> None:
    http = locked.as_learner("x")
    http.headers.update(BEARER)
    turn(http, "star", "Last spring our export was slow. I moved it to a queue. It was better.")
    assert locked.upstream.headers and all(
        h["authorization"] == f"Bearer {KEY}" for h in locked.upstream.headers
    )
    assert_silent(json.dumps(locked.upstream.asked))


def test_s13_what_is_on_the_disk_and_in_the_log_holds_no_secret(locked: Service) -> None:
    for path in locked.home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert [s for s in SECRETS if s.encode() in content] == [], path
    log = locked.logged()
    assert_silent(log)
    assert WORDS not in log and "Traceback" not in log


@pytest.mark.parametrize("form", ["text", "json"])
def test_s13_a_traceback_in_the_log_shows_code_and_no_values(settings: Settings, form: str) -> None:
    parts = Parts(settings, embedder=BagEmbedder(), index=UnkeptIndex())
    written = io.StringIO()
    before = structlog.get_config()
    with redirect_stderr(written):
        log_as(form)
        app = create_app(parts)
        with TestClient(
            app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False
        ) as http:

            async def broken(*_: Any, **__: Any) -> None:
                private = {"words": WORDS, "key": KEY}
                raise RuntimeError(f"{len(private)} things went wrong")

            parts.store.create_session = broken  # type: ignore[method-assign]
            answer = http.post(
                "/api/sessions?x=%0aforged", json={"mode": "ask", "options": {"chapters": [WORDS]}}
            )
    structlog.configure(**before)
    logging.getLogger("uvicorn.error").filters.clear()
    log = written.getvalue()
    assert answer.status_code == 500 and WORDS not in answer.text
    assert "things went wrong" in log and "open_session" in log
    assert WORDS not in log and KEY not in log and "\nforged" not in log
    number = answer.headers["x-request-id"]
    assert answer.json()["request_id"] == number and number in answer.json()["detail"]
    assert number in log


def test_s13_each_answer_has_a_number_of_its_own(service: Service) -> None:
    numbers = {
        service.http.get(path, headers={"X-Request-Id": "chosen-by-me"}).headers["x-request-id"]
        for path in ("/", "/healthz", "/nobody", "/static/app.css", "/api/sessions/none")
    }
    assert len(numbers) == 5 and "chosen-by-me" not in numbers
    assert all(len(number) == 16 for number in numbers)


def test_s13_a_failing_models_line_in_the_log_has_the_requests_number(service: Service) -> None:
    service.upstream.reply = lambda body: (500, "out of order")
    made = service.http.post("/api/sessions", json={"mode": "star", "options": {}}).json()
    story = f"Last spring our export was slow. I moved it to a queue. It was better, {WORDS}."
    answer = service.http.post(f"/api/sessions/{made['id']}/turns", json={"message": story})
    assert service.upstream.asked
    number = answer.headers["x-request-id"]
    lines = [json.loads(x) for x in service.logged().splitlines() if x.startswith("{")]
    mine = [line for line in lines if line.get("request_id") == number]
    assert "model call failed" in [line["event"] for line in mine]
    assert WORDS not in service.logged()
