"""STAR feedback, over HTTP, against recorded answers of the real model."""

from typing import Any

from tests.conftest import Greenroom

STRONG = (
    "In 2023 our billing service at Northwind timed out for 4% of invoices every month end."
    " I was asked to bring that below 0.5% before the audit in June."
    " I pulled the traces, found that the tax lookup was called once per line, and decided with the"
    " tech lead to batch the calls behind a cache rather than to rewrite the service, because the"
    " audit was six weeks away."
    " Timeouts fell from 4% to 0.3% in May, and finance closed the month two days earlier."
)
WEAK = "There were some problems with the project. We worked hard as a team. It went really well."


def check_quotes(turn: dict[str, Any], story: str) -> None:
    for part in turn["result"]["parts"].values():
        assert all(quote in story for quote in part["quotes"])
    for sentence in turn["result"]["sentences"]:
        assert story[sentence["start"] : sentence["end"]] == sentence["text"]


def test_a_strong_story_is_seen_as_strong_in_its_own_words(client: Greenroom) -> None:
    turn = client.turn("star", STRONG)
    check_quotes(turn, STRONG)
    levels = {name: part["level"] for name, part in turn["result"]["parts"].items()}
    assert turn["status"] == "complete" and turn["result"]["is_story"]
    assert levels["action"] >= 3 and levels["result"] >= 3


def test_a_weak_story_is_not_flattered(client: Greenroom) -> None:
    turn = client.turn("star", WEAK)
    check_quotes(turn, WEAK)
    assert max(part["level"] for part in turn["result"]["parts"].values()) <= 1
    assert 1 <= len(turn["result"]["problems"]) <= 3


def test_what_is_no_story_is_told_so(client: Greenroom) -> None:
    turn = client.turn("star", "I think microservices are overrated and teams should talk more.")
    assert turn["result"]["is_story"] is False
    assert [p["code"] for p in turn["result"]["problems"]] == ["not_a_story"]


def test_the_learners_own_labels_are_scored_without_a_model(
    client: Greenroom, recorded: Any
) -> None:
    session = client.open("star")
    first = client.send(session, WEAK)
    calls = recorded.calls
    turn = client.send(session, action="retag", tags={"2": "none"})
    assert recorded.calls == calls
    assert turn["result"]["sentences"][2]["part"] == "none"
    assert turn["result"]["parts"]["result"]["level"] == 0
    assert first["result"]["sentences"][2]["part"] == "result"


def test_feedback_comes_without_a_model_and_says_what_is_missing(app: Any) -> None:
    turn = Greenroom(app).turn("star", WEAK)
    assert turn["status"] == "partial" and turn["error"]["retryable"]
    assert len(turn["result"]["problems"]) == 3 and all(
        p["advice"].endswith("?") for p in turn["result"]["problems"]
    )
