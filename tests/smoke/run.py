"""The four jobs, end to end, on the real local model: ``python -m tests.smoke.run``.

Starts the server as anyone would, in a home folder of its own that shares the weights of the
usual one; asserts over HTTP what the contract promises; prints the times; stops the server.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 900
TURN_WITHIN_S = 240
HEALTHY_WITHIN_S = 10
READ_WITHIN = 3  # turns

MESSAGE = (
    "We moved the checkout service to Postgres 15 last Tuesday. p95 latency fell from 840 ms to"
    " 310 ms, but 2 of 14 batch jobs still fail at night. I need one more engineer for 3 weeks,"
    " or the March launch slips."
)
STORY = (
    "Last spring our checkout lost payments whenever the bank's API was slow. I owned the payment"
    " flow. I traced the lost orders through the logs, chose an outbox table over two-phase commit"
    " because we could ship it in a week, and wrote the retry worker with one engineer. It went"
    " really well."
)
TEAM_STORY = "Last spring our payments failed. I owned the flow. We moved it to a queue of ours."


class Greenroom:
    """A running server, spoken to over HTTP."""

    def __init__(self, address: str) -> None:
        self.address = address

    def get(self, path: str) -> Any:
        return self._json(urllib.request.Request(self.address + path), 30)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self.address + path,
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
        )
        return self._json(request, TURN_WITHIN_S)

    def session(self, mode: str, **options: Any) -> dict[str, Any]:
        return dict(self.post("/api/sessions", {"mode": mode, "options": options}))

    def turn(self, session: dict[str, Any], message: str, action: str = "say") -> dict[str, Any]:
        began = time.monotonic()
        body = {"message": message, "action": action}
        turn = dict(self.post(f"/api/sessions/{session['id']}/turns", body))
        took = time.monotonic() - began
        assert turn["status"] == "complete", f"{session['mode']}: {turn['status']} {turn['error']}"
        cached = sum(call["usage"].get("cached_tokens", 0) for call in turn["calls"])
        read = sum(call["usage"].get("prompt_tokens", 0) for call in turn["calls"])
        print(
            f"  {session['mode']:10} {turn['result']['kind']:10} {took:6.1f} s,"
            f" {len(turn['calls'])} calls, {cached} of {read} tokens from the cache"
        )
        return turn

    def _json(self, request: urllib.request.Request, timeout_s: float) -> Any:
        try:
            with urllib.request.urlopen(request, timeout=timeout_s) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 503 and request.full_url.endswith("/readyz"):
                return json.load(error)
            raise AssertionError(f"{request.full_url}: {error.code} {error.read()!r}") from None


def ask(greenroom: Greenroom) -> None:
    session = greenroom.session("ask")
    turn = greenroom.turn(
        session, "How do the two tracks of a product roadmap depend on each other?"
    )
    result = turn["result"]
    assert result["kind"] == "answer" and result["passages"]
    assert result["abstained"] or result["citations"]
    texts = {passage["id"]: passage["text"] for passage in result["passages"]}
    for citation in result["citations"]:
        assert citation["quote"] in texts[citation["passage_id"]]
    again = greenroom.turn(session, "What follows from that for the order of the work?")
    assert again["result"]["kind"] == "answer"
    off_topic = greenroom.turn(greenroom.session("ask"), "How long do I boil an egg?")
    assert off_topic["result"]["abstained"]


def rewrite(greenroom: Greenroom) -> None:
    for _ in range(READ_WITHIN):
        turn = greenroom.turn(greenroom.session("rewrite", audiences=["executives"]), MESSAGE)
        [written] = turn["result"]["rewrites"]
        assert turn["result"]["kind"] == "rewrite" and turn["calls"]
        assert written["audience"] == "executives" and written["text"] and written["facts"]
        # A version does without being read by a model that is too slow at the moment.
        if written["model_read"]:
            return
    raise AssertionError(f"the model has not read the message in {READ_WITHIN} turns")


def star(greenroom: Greenroom) -> None:
    turn = greenroom.turn(greenroom.session("star"), STORY)
    result = turn["result"]
    assert result["kind"] == "star" and result["is_story"]
    assert all(STORY[s["start"] : s["end"]] == s["text"] for s in result["sentences"])
    assert result["parts"]["result"]["level"] <= 1 < result["parts"]["action"]["level"]
    # What is missing there is asked in fixed words; a team's story is asked about in its own.
    assert greenroom.turn(greenroom.session("star"), TEAM_STORY)["calls"]


def interview(greenroom: Greenroom) -> None:
    session = greenroom.session("interview", problem="url_shortener", minutes=15)
    assert session["turns"][0]["reply"]
    # A question is put in the candidate's words where one follows from them: from these, mostly.
    said = (
        "I would like to know how many links are created a day and how many reads we serve.",
        "I would shorten a long address and send whoever opens it on to the long one."
        " Custom endings and expiry are out of the first version.",
        "We store each link in a key value store, and a cache in front holds the hot ones.",
    )
    turns = [greenroom.turn(session, answer) for answer in said]
    assert all(t["result"]["kind"] == "interview" and t["result"]["question"] for t in turns)
    assert any(t["calls"] for t in turns)
    card = greenroom.turn(session, "", "finish")["result"]
    assert card["kind"] == "scorecard"
    quotes = [e["quote"] for d in card["dimensions"].values() for e in d["evidence"]]
    assert all(any(quote in answer for answer in said) for quote in quotes)


def models_folder() -> Path:
    """Where the weights of the usual home folder are."""
    home = os.environ.get("GREENROOM_HOME") or platformdirs.user_data_dir("greenroom", False)
    folder = Path(home) / "models"
    folder.mkdir(parents=True, exist_ok=True)
    return folder.resolve()


@contextmanager
def served(home: Path) -> Iterator[Greenroom]:
    """A server on a free port; it has to stop cleanly."""
    (home / "models").symlink_to(models_folder())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("GREENROOM_", "OPENAI_"))}
    settings = {"GREENROOM_HOME": str(home), "GREENROOM_PORT": str(port)}
    command = [sys.executable, "-m", "server", "serve"]
    process = subprocess.Popen(command, cwd=ROOT, env=outside | settings)
    try:
        yield Greenroom(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        status = process.wait(20)
    assert status == 0, f"the server ended with status {status}"


def wait_until_healthy(greenroom: Greenroom) -> None:
    began = time.monotonic()
    while True:
        try:
            assert greenroom.get("/healthz") == {"status": "ok"}
            break
        except urllib.error.URLError:
            assert time.monotonic() - began < HEALTHY_WITHIN_S, "no healthy answer"
            time.sleep(0.05)
    print(f"first healthy answer after {time.monotonic() - began:.1f} s", flush=True)


def wait_until_ready(greenroom: Greenroom) -> None:
    began = time.monotonic()
    while (ready := greenroom.get("/readyz"))["status"] == "starting":
        assert time.monotonic() - began < READY_WITHIN_S, f"not ready: {ready}"
        time.sleep(0.5)
    assert ready["status"] == "ready", ready
    assert ready["model"]["provider"] == "local" and ready["index"]["passages"] > 0
    print(f"ready after {time.monotonic() - began:.1f} s more", flush=True)


def main() -> None:
    temporary = tempfile.TemporaryDirectory(prefix="greenroom smoke ")
    with temporary as home, served(Path(home)) as greenroom:
        wait_until_healthy(greenroom)
        wait_until_ready(greenroom)
        for job in (ask, rewrite, star, interview):
            job(greenroom)
    print("the four jobs work")


if __name__ == "__main__":
    main()
