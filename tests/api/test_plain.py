"""The forms without scripts, over HTTP. The question is foreign: no model is asked."""

import re
import time

import pytest

from server.api import plain
from tests.conftest import Greenroom

FOREIGN = "What is a good recipe for lasagne?"
CHAPTER = "career-transition-and-technical-leadership"


def posted(client, path, **fields):
    return client.http.post(path, data=fields, follow_redirects=False)


def begun(client) -> str:
    """The path of a session with one turn."""
    answer = posted(client, "/ask", message=FOREIGN)
    assert answer.status_code == 303
    return str(answer.headers["location"]).split("#")[0]


def test_a_question_posted_as_a_form_leads_to_its_sessions_page(client: Greenroom):
    answer = posted(client, "/ask", message=f"  {FOREIGN}\r\n", k="2")
    assert answer.headers["location"].endswith("#turn-0")
    session = client.http.get(f"/api{answer.headers['location']}").json()
    assert session["options"]["k"] == 2
    assert [t["message"] for t in session["turns"]] == [FOREIGN]
    assert session["turns"][0]["result"]["abstained"]


def test_a_follow_up_goes_into_the_same_session_and_a_repeated_one_is_taken_once(client: Greenroom):
    path = begun(client)
    for _ in range(2):
        answer = posted(client, path, message=FOREIGN, client_id="twice")
        assert answer.headers["location"] == f"{path}#turn-1"
    assert len(client.http.get(f"/api{path}").json()["turns"]) == 2


def test_what_is_refused_comes_back_with_its_words_and_leaves_no_session(client: Greenroom):
    answer = posted(client, "/ask", message="x" * 4_001)
    assert answer.status_code == 422
    assert "x" * 4_001 in answer.text and "at most 4,000" in answer.text
    assert client.http.get("/api/sessions").json()["sessions"] == []


def test_an_answer_that_takes_its_time_is_not_waited_for_and_still_ends(
    client: Greenroom, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(plain, "PATIENCE_S", 0.0)
    path = begun(client)
    until = time.monotonic() + 20
    while client.http.get(f"/api{path}").json()["turns"][0]["status"] != "complete":
        assert time.monotonic() < until


def test_a_complete_answer_is_not_run_again(client: Greenroom):
    path = begun(client)
    turn = client.http.get(f"/api{path}").json()["turns"][0]
    answer = posted(client, f"{path}/turns/{turn['id']}/retry")
    assert answer.status_code == 409 and "complete" in answer.text


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_of_another_site_is_refused(client: Greenroom, origin: str):
    answer = client.http.post("/ask", data={"message": FOREIGN}, headers={"origin": origin})
    assert answer.status_code == 403


def test_a_form_whose_bytes_are_no_text_is_refused(client: Greenroom):
    form = {"content-type": "application/x-www-form-urlencoded"}
    for content in (b"message=%ff", b"message=%00"):
        assert client.http.post("/ask", content=content, headers=form).status_code in (400, 422)
    assert client.http.post("/ask", json={"message": FOREIGN}).status_code == 415


def test_a_section_fills_in_its_question_and_sends_nothing(client: Greenroom):
    html = client.http.get(f"/ask?chapter={CHAPTER}&section=escalation-frameworks").text
    assert ">What does the chapter say about Escalation Frameworks?</textarea>" in html
    assert client.http.get("/api/sessions").json()["sessions"] == []


def test_an_address_cannot_fill_in_markup_or_more_than_fits(client: Greenroom):
    html = client.http.get("/ask", params={"q": "</textarea><script>" + "y" * 5_000}).text
    assert "</textarea><script>" not in html
    assert "y" * 3_900 in html and "y" * 4_000 not in html


def test_the_chapter_is_searched_on_its_own_page(client: Greenroom):
    html = client.http.get(f"/chapters/{CHAPTER}", params={"q": "escalation levels"}).text
    assert 'id="hits"' in html and '<a href="#p-' in html
    assert "Version 0.04 of 11 February 2026" in html


def test_a_passage_that_the_chapter_no_longer_holds_is_said_to_be_gone(client: Greenroom):
    session = client.open("ask")
    turn = client.send(session, FOREIGN)
    gone = {
        "marker": 1,
        "passage_id": "gone-0123456789",
        "heading_path": ["Gone"],
        "quote": "old words",
        "href": f"/chapters/{CHAPTER}#p-gone-0123456789",
    }
    shown = {"kind": "answer", "citations": [gone], "passages": [], "suggestions": []}
    path = f"/sessions/{session['id']}/turns/{turn['id']}/view"
    html = client.http.post(path, json={"result": shown}).text
    assert "The chapter has changed since" in html and "Open in the chapter" not in html


def test_a_session_is_renamed_by_a_plain_form(client: Greenroom):
    path = begun(client)
    answer = posted(client, f"{path}/title", title="  A better\nname ", back="/stories")
    assert answer.headers["location"] == "/stories"
    assert client.http.get(f"/api{path}").json()["title"] == "A better name"
    answer = posted(client, f"{path}/title", title="", back="https://evil.example")
    assert answer.headers["location"] == "/sessions"


def test_an_address_chooses_the_options_of_a_mode(client: Greenroom) -> None:
    html = client.http.get("/interview?problem=url_shortener&level=senior&minutes=15").text
    assert re.search(r'<option value="url_shortener"[^>]* selected', html)
    assert re.search(r'value="15"', html)
