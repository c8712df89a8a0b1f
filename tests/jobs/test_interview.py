"""The mock interviewer, over HTTP, against recorded answers of the real model."""

from typing import Any

from tests.conftest import Greenroom

ANSWER = (
    "Before designing, I would like to know how many links are created a day and how many reads"
    " we serve. I assume 100 million new links a month and a read to write ratio of 100 to 1."
)
DESIGN = (
    "I would put a load balancer in front of stateless application servers, because reads are far"
    " more frequent than writes, and keep the mapping in a key-value store with a Redis cache, so"
    " that most redirects take under 50 ms."
)


def opened(client: Greenroom, **options: Any) -> dict[str, Any]:
    return client.open("interview", problem="url_shortener", minutes=30, **options)


def test_a_session_opens_with_the_problem_and_one_question(client: Greenroom) -> None:
    (opening,) = opened(client)["turns"]
    assert (opening["index"], opening["message"], opening["status"]) == (0, "", "complete")
    assert opening["result"]["phase"] == "requirements"
    assert opening["result"]["question"].count("?") == 1


def test_the_interviewer_asks_one_question_and_covers_what_was_said(client: Greenroom) -> None:
    turn = client.send(opened(client), ANSWER)
    result = turn["result"]
    assert turn["status"] == "complete" and result["kind"] == "interview"
    assert result["question"].count("?") == 1 and result["question"] in turn["reply"]
    assert result["covered"] and all(c["quote"] in ANSWER for c in result["covered"])


def test_silence_never_earns_a_level(client: Greenroom) -> None:
    session = opened(client)
    client.send(session)
    card = client.send(session, action="finish")["result"]
    assert card["kind"] == "scorecard" and card["overall"] == 0
    assert all(not d["shown"] and d["level"] == 0 for d in card["dimensions"].values())


def test_every_line_of_the_scorecard_quotes_the_candidate(client: Greenroom) -> None:
    session = opened(client)
    said = {1: ANSWER, 2: DESIGN}
    client.send(session, ANSWER)
    client.send(session, DESIGN, action="say")
    turn = client.send(session, action="finish")
    card = turn["result"]
    shown = {n: d for n, d in card["dimensions"].items() if d["shown"]}
    assert "requirements" in shown and "architecture" in shown
    for dimension in shown.values():
        for evidence in dimension["evidence"]:
            assert evidence["quote"] in said[evidence["turn"]]
    assert card["levels"]["senior"] <= card["levels"]["junior"]
    ended = client.http.get(f"/api/sessions/{session['id']}").json()
    assert ended["status"] == "finished"


def test_a_hint_is_counted(client: Greenroom) -> None:
    session = opened(client)
    client.send(session, action="hint")
    card = client.send(session, action="finish")["result"]
    assert card["hints_used"] == 1


def test_the_next_phase_is_where_the_learner_asked_to_go(client: Greenroom) -> None:
    turn = client.send(opened(client), action="next_phase")
    assert turn["result"]["phase"] == "architecture"
    states = {p["name"]: p["state"] for p in turn["result"]["phases"]}
    assert states["requirements"] == "done" and states["architecture"] == "now"
