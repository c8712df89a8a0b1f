from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from server.api.doors import Doors
from server.config import Settings

TOKEN = "a-long-random-text"
HERE = "http://127.0.0.1:8000"


def client(**settings: Any) -> TestClient:
    made = Settings(_env_file=None, **settings)
    return TestClient(Doors(PlainTextResponse("in"), made), base_url=HERE, follow_redirects=False)


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "localhost", "[::1]:9"])
def test_this_machines_own_names_lead_in(host: str) -> None:
    assert client().get("/", headers={"host": host}).text == "in"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example:8000",
        "localhost.evil.example",
        "",
        "127.0.0.1:8000:1",
    ],
)
def test_another_name_is_refused(host: str) -> None:
    assert client().get("/", headers={"host": host}).status_code == 403


@given(st.from_regex(r"[a-z0-9.\-]{1,30}(:[0-9]{1,5})?", fullmatch=True))
def test_look_alike_names_are_refused(host: str) -> None:
    name = host.partition(":")[0]
    expected = 200 if name in ("127.0.0.1", "localhost") else 403
    assert client().get("/", headers={"host": host}).status_code == expected


@pytest.mark.parametrize("origin", ["https://evil.example", "null", HERE + ".evil.example"])
def test_a_foreign_origin_is_refused(origin: str) -> None:
    assert client().post("/api/sessions", headers={"origin": origin}).status_code == 403


def test_the_pages_own_origin_is_let_in() -> None:
    assert client().post("/api/sessions", headers={"origin": HERE}).status_code == 200


def test_a_cross_site_form_is_refused() -> None:
    answer = client().post("/api/sessions", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_a_refusal_is_a_problem_in_words() -> None:
    answer = client().get("/", headers={"host": "evil.example"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert "printed address" in answer.json()["detail"]


def test_every_answer_carries_the_security_headers() -> None:
    policy = client().get("/").headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_with_a_token_nobody_comes_in_without() -> None:
    assert client(token=TOKEN).get("/api/modes").status_code == 401


def test_health_needs_no_token() -> None:
    assert client(token=TOKEN).get("/healthz").status_code == 200


@pytest.mark.parametrize("given_token", ["", "x", TOKEN + "x", "é"])
def test_a_wrong_token_stays_out(given_token: str) -> None:
    headers = {"authorization": f"Bearer {given_token}".encode()}
    assert client(token=TOKEN).get("/", headers=headers).status_code == 401


def test_the_right_token_comes_in() -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert client(token=TOKEN).get("/", headers=headers).status_code == 200


def test_the_printed_address_turns_into_a_cookie_and_loses_the_token() -> None:
    answer = client(token=TOKEN).get(f"/ask?token={TOKEN}&q=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ask?q=1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower()


def test_the_printed_address_leads_to_no_other_site() -> None:
    answer = client(token=TOKEN).get(f"{HERE}//evil.example/?token={TOKEN}")
    assert answer.headers["location"].startswith("/evil.example")
