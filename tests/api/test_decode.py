import json
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from server.api import failures
from server.api.decode import (
    NewTurn,
    body_of,
    checked_options,
    options_schema,
    with_defaults,
)
from server.errors import InvalidFieldError
from server.records import Field, Mode

LIMIT = 10_000


@pytest.fixture
def http() -> TestClient:
    app = FastAPI()
    failures.install(app)

    @app.post("/")
    async def take(request: Request) -> dict[str, Any]:
        return (await body_of(request, NewTurn, max_bytes=LIMIT)).model_dump()

    return TestClient(app, raise_server_exceptions=False)


def post(http: TestClient, content: bytes, media_type: str = "application/json") -> Any:
    return http.post("/", content=content, headers={"content-type": media_type})


def test_a_good_body_comes_through(http: TestClient) -> None:
    body = {"message": "naïve 🚀", "action": "say", "options": {"k": 1}, "client_id": None}
    assert post(http, json.dumps(body).encode()).json() == body


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 400, "not JSON"),
        (b"{", 400, "not JSON"),
        (b"\xff\xfe{}", 400, ""),
        (b'{"message": "\xff"}', 400, "UTF-8"),
        (b"[]", 400, "JSON object"),
        (b"[" * 200_000, 413, "larger"),
        (b"[" * 9_000, 400, "nested too deeply"),
        (b'{"message": 5}', 422, "message"),
        (b'{"message": null}', 422, "message"),
        (b'{"message": "\\ud800"}', 422, "broken character"),
        (b'{"message": "a\\u0000b"}', 422, "broken character"),
        (b'{"message": "x", "options": {"\\udfff": 1}}', 422, "broken character"),
        (b'{"message": "x", "options": []}', 422, "options"),
        (b'{"message": "x", "client_id": ""}', 422, "client_id"),
        (b'{"message": "' + b"x" * LIMIT + b'"}', 413, "larger"),
    ],
)
def test_bad_bodies_get_a_clear_4xx(
    http: TestClient, content: bytes, status: int, said: str
) -> None:
    answer = post(http, content)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert said in answer.json()["detail"]


def test_a_body_without_a_declared_length_is_cut_off_while_reading(http: TestClient) -> None:
    pieces = (b"x" * 1_000 for _ in range(100))
    headers = {"content-type": "application/json"}
    assert http.post("/", content=pieces, headers=headers).status_code == 413


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_415(http: TestClient, media_type: str) -> None:
    assert post(http, b"{}", media_type).status_code == 415


MODE = Mode(
    name="m",
    title="M",
    description="",
    turn=lambda fields, history: iter(()),  # type: ignore[arg-type,return-value]
    fields=(Field("message", "Words"),),
    options={
        "level": {"type": "string", "enum": ["junior", "senior"], "default": "junior"},
        "k": {"type": "integer", "minimum": 1, "default": 3},
    },
)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"level": "boss"}, "options.level"), ({"k": 0}, "options.k"), ({"k": "3"}, "options.k"),
     ({"x": 1}, "options")],
)  # fmt: skip
def test_an_option_out_of_its_range_is_named(given: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        checked_options(MODE, given)
    assert refused.value.field == field


def test_a_turns_options_override_the_sessions_and_those_the_defaults() -> None:
    assert with_defaults(MODE, {"k": 5}, {"level": "senior"}) == {"level": "senior", "k": 5}


def test_the_options_schema_says_what_is_refused() -> None:
    assert options_schema(MODE)["additionalProperties"] is False
