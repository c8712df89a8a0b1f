"""The interview's pages over HTTP, with forms alone, where neither model is there.

One app serves all tests: what they look at is in sessions of their own.
"""

import html
import os
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from server.api.app import create_app
from server.config import Settings
from server.errors import ModelUnreachableError
from server.wiring import Parts
from tests.conftest import MODEL_URL, Greenroom, home_in

REASON = "api -> cache: keeps hot links in memory so that redirects skip the database"
SECOND = "api -> [db]: keeps code, long address and owner so that a link has its owner"


class NoEmbedder:
    """Stands where the embedding model does not answer: points are told by their words alone."""

    name, dimension = "none", 384

    def embed(self, texts):
        raise ModelUnreachableError("there is no embedding model here")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Greenroom]:
    with pytest.MonkeyPatch.context() as outside:
        for name in [n for n in os.environ if n.startswith(("GREENROOM_", "OPENAI_"))]:
            outside.delenv(name)
        settings = Settings(
            _env_file=None,
            provider="openai",
            openai_base_url=MODEL_URL,
            openai_api_key="none",
            model="none",
            home=home_in(tmp_path_factory.mktemp("rooms")),
        )
    app = create_app(Parts(settings, embedder=NoEmbedder()))
    with TestClient(app, base_url="http://127.0.0.1:8000") as http:
        yield Greenroom(http)


def posted(client: Greenroom, path: str, **fields: str) -> str:
    """Where a form leads, without its place on the page."""
    answer = client.http.post(path, data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).split("#")[0]


def begun(client: Greenroom) -> str:
    return posted(client, "/interview", round="system_design", problem="url_shortener",
                  level="junior", minutes="30")  # fmt: skip


def turns_of(client: Greenroom, path: str) -> list[dict]:
    return list(client.http.get(f"/api{path}").json()["turns"])


def page(client: Greenroom, path: str) -> str:
    answer = client.http.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.text)


@pytest.fixture
def finished(client: Greenroom) -> str:
    """The path of an interview with one answer, a hint, a skip and its scorecard."""
    path = begun(client)
    posted(client, path, action="next_phase")
    posted(client, path, sketch=REASON, notes="ask for the peak")
    posted(client, path, action="hint")
    posted(client, path, action="skip")
    posted(client, path, action="finish")
    return path


def test_a_sketch_from_the_desk_is_a_part_of_the_answer_and_goes_once(client: Greenroom):
    path = begun(client)
    posted(client, path, sketch=f"{REASON}\r\n", notes="one\r\ntwo")
    posted(client, path, sketch=REASON, action="say")
    answered = turns_of(client, path)
    assert [t["message"] for t in answered] == ["", f"```sketch\n{REASON}\n```", ""]
    assert answered[1]["options"]["notes"] == ["one", "two"]
    assert REASON in [p["quote"] for p in answered[1]["result"]["covered"]]
    shown = page(client, path)
    assert '<svg role="img"' in shown and f">{REASON}</textarea>" in shown


def test_the_same_submission_with_a_sketch_is_taken_once(client: Greenroom):
    session = client.open("interview", problem="url_shortener")
    body = {"message": "", "options": {"sketch": [REASON]}, "client_id": "twice"}
    sent = [client.http.post(f"/api/sessions/{session['id']}/turns", json=body) for _ in range(2)]
    assert [a.status_code for a in sent] == [201, 201]
    assert sent[0].json()["id"] == sent[1].json()["id"]


def test_a_sketch_alone_makes_points_only_by_reasons(client: Greenroom):
    session = client.open("interview", problem="url_shortener")
    bare = client.send(session, "```sketch\nclient -> api -> cache -> db\n```")
    assert bare["result"]["covered"] == []
    assert "I have your sketch" in bare["reply"]
    assert client.send(session, f"```sketch\n{REASON}\n```")["result"]["covered"]


def test_skipping_leaves_the_question_and_is_counted(client: Greenroom):
    session = client.open("interview", problem="url_shortener")
    first = session["turns"][0]["result"]["question"]
    skipped = client.send(session, action="skip")
    assert skipped["result"]["question"] not in ("", first)
    assert skipped["result"]["skipped"] == 1 and skipped["result"]["covered"] == []


def test_the_room_names_its_phase_and_offers_what_can_be_done(client: Greenroom):
    path = begun(client)
    shown = page(client, path)
    assert "Phase 1 of 7: Requirements" in shown and "Requirements, 5 min" in shown
    buttons = re.findall(r'data-action="(\w+)"( hidden)?', shown)
    assert [name for name, hidden in buttons if not hidden] == [
        "hint", "skip", "next_phase", "pause", "extend", "finish"]  # fmt: skip
    posted(client, path, action="pause")
    assert 'data-action="resume">' in page(client, path)


def test_a_sketch_is_drawn_while_it_is_written(client: Greenroom):
    drawn = client.http.post("/sketch", json={"text": "a -> b\nnote: <i>why</i>"})
    assert "<svg" in drawn.text and "<html" not in drawn.text and "<i>" not in drawn.text
    plain = client.http.post("/sketch", data={"sketch": "a -> b"})
    assert "<svg" in plain.text and "<h1>Sketch</h1>" in plain.text
    assert client.http.post("/sketch", json={"text": "x" * 9_000}).status_code == 422


def test_the_verdict_is_covered_until_one_has_rated_oneself(client: Greenroom, finished: str):
    assert '<details class="cover">' in page(client, finished)
    posted(client, finished, action="rate", **{"own.requirements": "3", "own.overall": "2"})
    card = turns_of(client, finished)[-1]["result"]
    assert card["own_view"] == {"requirements": 3, "overall": 2}
    shown = page(client, finished)
    assert '<details class="cover">' not in shown
    assert "You said 3, the card says 0." in shown and shown.count('class="totals"') == 1


def test_the_card_shows_three_missing_things_and_folds_the_rest(client: Greenroom, finished: str):
    card = turns_of(client, finished)[-1]["result"]
    shown = page(client, finished)
    many = [d["missing"] for d in card["dimensions"].values() if len(d["missing"]) > 3]
    assert many and all(f"{len(missing) - 3} more missing" in shown for missing in many)


def test_a_part_is_redone_and_the_difference_is_shown(client: Greenroom, finished: str):
    posted(client, finished, action="redo", about="data model")
    pending = turns_of(client, finished)[-1]["result"]["redo"]
    assert pending["dimension"] == "data_model" and pending["question"] in page(client, finished)
    posted(client, finished, action="redo", message=SECOND.replace("-> [db]:", "to db"))
    redo = turns_of(client, finished)[-1]["result"]["redo"]
    assert redo["after"] > redo["before"]
    shown = page(client, finished)
    assert "This answer alone" in shown and redo["evidence"][0]["quote"] in shown


def test_a_disputed_line_keeps_both_verdicts(client: Greenroom, finished: str):
    words = "We would store the code and the long address, because 500 GB fit on one server."
    posted(client, finished, action="dispute", about="data model", message=words)
    last = turns_of(client, finished)[-1]
    (entry,) = last["result"]["disputes"]
    assert entry["after"] > entry["before"] and entry["dimension"] == "data_model"
    assert f"{entry['before']} before, {entry['after']} after" in page(client, finished)


def test_a_drill_begins_with_one_button(client: Greenroom, finished: str):
    shown = page(client, finished)
    form = re.search(r'<form method="post" action="/interview">((?:<input[^>]*>)+)<button', shown)
    assert form
    fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', form.group(1)))
    drill = client.http.get(f"/api{posted(client, '/interview', **fields)}").json()
    assert (drill["options"]["problem"], drill["options"]["minutes"]) == ("url_shortener", 15)


def test_the_replay_tells_each_step_and_why(client: Greenroom, finished: str):
    steps = turns_of(client, finished)
    second = page(client, f"{finished}/replay?step=2")
    assert steps[1]["result"]["question"] in second and "ask for the peak" in second
    assert steps[2]["result"]["covered"][-1]["point"] in second and "<svg" in second
    assert steps[2]["result"]["question"] in second and "Why this one" in second
    assert 'rel="prev" href="?step=1"' in second and 'rel="next" href="?step=3"' in second
    assert "Does not hold" not in second and "code alone made this step" in second
    last = page(client, f"{finished}/replay?step=999")
    assert "How the levels came about" in last and 'rel="next"' not in last


def test_what_cannot_be_replayed_says_so(client: Greenroom):
    session = client.open("star")
    assert client.http.get(f"/sessions/{session['id']}/replay").status_code == 404
    assert client.http.get("/sessions/nobody/replay").status_code == 404


def test_progress_shows_every_card_once_with_its_newest_levels(client: Greenroom, finished: str):
    posted(client, finished, action="rate", **{"own.overall": "2"})
    shown = page(client, "/progress")
    assert shown.count(f'href="{finished}"') == 1
    assert "System design, junior bar" in shown
    assert 'href="/progress" aria-current="page"' in shown


def test_the_export_holds_transcript_sketch_and_card(client: Greenroom, finished: str):
    text = client.http.get(f"/api{finished}/export?format=markdown").text
    assert "junior bar · 30 minutes" in text and "## Turn 4: Skipped, at 0:0" in text
    assert f"> {REASON}" in text and "## Scorecard:" in text and "Where the time went" in text


def test_a_part_that_stands_in_the_sketch_unexplained_is_asked_about(client: Greenroom):
    session = client.open("interview", problem="url_shortener")
    client.send(session, action="next_phase")
    drawn = client.send(session, "```sketch\nclient -> api -> cache\n```")
    assert drawn["result"]["question"] == "What is the cache there to do?"


def test_progress_shows_the_levels_of_stories_too(client: Greenroom):
    story = (
        "In 2023 our billing service timed out for 4% of invoices every month end. I was asked to"
        " bring that below 0.5% by June. I batched the calls behind a cache. It fell to 0.3%."
    )
    result = client.turn("star", story)["result"]
    assert (
        "<svg" not in page(client, "/progress").split("Stories told (STAR)")[1].split("</table>")[0]
    )
    client.turn("star", story)  # one session is no course yet, so nothing is drawn of it
    shown = page(client, "/progress")
    assert "Stories told (STAR)" in shown
    level = result["parts"]["result"]["level"]
    assert f"Result: {level}, {level}." in shown
    assert '<svg class="course"' in shown.split("Stories told (STAR)")[1]
