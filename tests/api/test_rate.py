"""Requests per minute: who asks on and on is told to wait, and nobody else is."""

from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from server.api import rate
from server.api.doors import Doors
from server.api.rate import Rate
from server.config import SHARED_REQUESTS_PER_MINUTE, Settings

HERE = "http://127.0.0.1:8000"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def client(**settings: Any) -> TestClient:
    made = Settings(_env_file=None, **settings)
    return TestClient(Doors(PlainTextResponse("in"), made), base_url=HERE)


def test_a_burst_of_a_minute_is_let_in_and_no_more() -> None:
    clock = Clock()
    bucket = Rate(30, clock=clock)
    assert [bucket.wait_s("ann") for _ in range(30)] == [0] * 30
    assert bucket.wait_s("ann") == 2
    assert bucket.wait_s("bob") == 0


def test_the_bucket_fills_as_time_goes_by_and_holds_a_minutes_worth_at_most() -> None:
    clock = Clock()
    bucket = Rate(30, clock=clock)
    for _ in range(31):
        bucket.wait_s("ann")
    clock.now = 2.0
    assert (bucket.wait_s("ann"), bucket.wait_s("ann")) == (0, 2)
    clock.now = 10_000.0
    assert [bucket.wait_s("ann") > 0 for _ in range(31)] == [False] * 30 + [True]


def test_who_waits_as_told_is_let_in() -> None:
    clock = Clock()
    bucket = Rate(7, clock=clock)
    while not (wait := bucket.wait_s("ann")):
        pass
    clock.now += wait
    assert bucket.wait_s("ann") == 0


def test_callers_without_end_take_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "MAX_CALLERS", 100)
    bucket = Rate(30, clock=Clock())
    for n in range(1_000):
        assert bucket.wait_s(f"address {n}") == 0
    assert len(bucket._left) == 100


def test_too_many_are_refused_in_words_with_the_time_to_wait() -> None:
    http = client(requests_per_minute=5)
    answers = [http.get("/api/sessions") for _ in range(6)]
    assert [a.status_code for a in answers] == [200] * 5 + [429]
    last = answers[-1]
    assert last.headers["retry-after"] == str(last.json()["retry_after_s"]) == "12"
    assert last.json()["retryable"] and "12 s" in last.json()["detail"]


def test_each_learner_has_their_own() -> None:
    http = client(requests_per_minute=1, user_header="X-Learner")
    got = [http.get("/", headers={"X-Learner": who}).status_code for who in ("ann", "bob", "ann")]
    assert got == [200, 200, 429]


def test_a_name_counts_for_nothing_where_no_proxy_names_learners() -> None:
    http = client(requests_per_minute=1)
    got = [http.get("/", headers={"X-Learner": who}).status_code for who in ("ann", "bob")]
    assert got == [200, 429]


@pytest.mark.parametrize("path", ["/healthz", "/static/app.css"])
def test_the_pulse_and_the_files_of_the_page_are_not_counted(path: str) -> None:
    http = client(requests_per_minute=1)
    assert {http.get(path).status_code for _ in range(5)} == {200}
    assert http.get("/").status_code == 200


def test_who_has_no_token_spends_nobodys_requests() -> None:
    http = client(requests_per_minute=1, token="a-long-random-text")
    assert {http.get("/").status_code for _ in range(5)} == {401}
    right = {"Authorization": "Bearer a-long-random-text"}
    assert http.get("/", headers=right).status_code == 200


@pytest.mark.parametrize(
    ("settings", "most"),
    [
        ({}, 0),
        ({"token": "t"}, 0),
        ({"host": "0.0.0.0", "token": "t"}, SHARED_REQUESTS_PER_MINUTE),
        ({"user_header": "X-Learner"}, SHARED_REQUESTS_PER_MINUTE),
        ({"user_header": "X-Learner", "requests_per_minute": 0}, 0),
        ({"requests_per_minute": 90}, 90),
    ],
)
def test_a_learner_alone_on_their_machine_is_not_limited(settings: Any, most: int) -> None:
    assert Settings(_env_file=None, **settings).request_rate == most
