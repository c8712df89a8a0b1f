"""S8, stateful: whatever two learners do in whatever order, neither meets what is the other's.

Hypothesis chooses what is done next and shrinks what fails; LONG_STATEFUL=200 makes so many runs.
"""

from __future__ import annotations

import io
import itertools
import os
import zipfile
from collections.abc import Iterator
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.security.routes import owned
from tests.security.service import Service
from tests.security.test_s08_each_learners_own import UNKNOWN, ask, bare

RUNS = int(os.environ.get("LONG_STATEFUL", "3"))
WHO = st.sampled_from(("ann", "bob"))
KINDS = ("session_id", "story_id", "id", "chapter_id")
# Where each kind of thing is listed, and under which key; none where the answer is the list.
LISTS = {
    "session_id": ("/api/sessions", "sessions"),
    "story_id": ("/api/stories", "stories"),
    "id": ("/api/audiences", ""),
    "chapter_id": ("/api/chapters", ""),
}
PLACES = {
    "session_id": "sessions",
    "story_id": "stories",
    "id": "audiences",
    "chapter_id": "chapters",
}
ROUTES = sorted(r for r in owned() if "passage_id" not in r[1])
_runs = itertools.count()


def unpacked(archive: bytes) -> bytes:
    """All the files of an archive, one behind the other."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return b"\n".join(opened.read(name) for name in opened.namelist())


class TwoLearners(RuleBasedStateMachine):
    """Two learners of the running `service`, named anew for each run."""

    service: ClassVar[Service]

    def __init__(self) -> None:
        super().__init__()
        run = next(_runs)
        self.http = {w: self.service.as_learner(f"{w}-{os.getpid()}-{run}") for w in ("ann", "bob")}
        self.things: dict[str, dict[str, list[str]]] = {
            w: {kind: [] for kind in KINDS} for w in self.http
        }
        self.turns: dict[str, tuple[str, str]] = {}
        self.secrets = {w: f"zq{w}{run}word" for w in self.http}

    def teardown(self) -> None:
        for who in self.http:
            self.looks_at_what_there_is(who)
        for http in self.http.values():
            http.delete("/api/everything")

    def other(self, who: str) -> str:
        return "bob" if who == "ann" else "ann"

    @rule(who=WHO)
    def opens_a_session(self, who: str) -> None:
        made = self.http[who].post("/api/sessions", json={"mode": "star", "options": {}})
        assert made.status_code == 201, made.text
        self.things[who]["session_id"].append(made.json()["id"])

    @rule(who=WHO)
    def says_something(self, who: str) -> None:
        if not self.things[who]["session_id"]:
            return
        session = self.things[who]["session_id"][-1]
        said = f"I moved the {self.secrets[who]} to a queue. It took 3 days instead of 9."
        answer = self.http[who].post(f"/api/sessions/{session}/turns", json={"message": said})
        assert answer.status_code in (201, 409), answer.text
        if answer.status_code == 201:
            self.turns[who] = (session, answer.json()["id"])

    @rule(who=WHO)
    def keeps_a_story(self, who: str) -> None:
        text = f"I moved the {self.secrets[who]} to a queue. It was faster."
        made = self.http[who].post("/api/stories", json={"text": text})
        assert made.status_code == 201, made.text
        self.things[who]["story_id"].append(made.json()["id"])

    @rule(who=WHO, title=st.sampled_from(("Board", "Crew", "Press")))
    def adds_an_audience(self, who: str, title: str) -> None:
        made = self.http[who].post("/api/audiences", json={"title": f"{title} {self.secrets[who]}"})
        assert made.status_code in (201, 409, 422), made.text
        if made.status_code == 201 and made.json()["id"] not in self.things[who]["id"]:
            self.things[who]["id"].append(made.json()["id"])

    @rule(who=WHO)
    def brings_a_chapter(self, who: str) -> None:
        if len(self.things[who]["chapter_id"]) > 1:
            return
        n = len(self.things[who]["chapter_id"])
        text = f"# Notes {n}\n\n## Lamps\n\nThe {self.secrets[who]} turns {n} times.\n".encode()
        made = self.http[who].post("/api/chapters", files={"file": (f"n{n}.md", text)})
        assert made.status_code in (201, 409), made.text
        if made.status_code == 201:
            self.things[who]["chapter_id"].append(made.json()["id"])

    @rule(who=WHO, kind=st.sampled_from(KINDS))
    def removes_the_oldest(self, who: str, kind: str) -> None:
        if not self.things[who][kind]:
            return
        gone = self.things[who][kind].pop(0)
        answer = self.http[who].delete(f"/api/{PLACES[kind]}/{gone}")
        assert answer.status_code == 204, answer.text
        if self.turns.get(who, ("", ""))[0] == gone:
            del self.turns[who]

    @rule(who=WHO, at=st.integers(0, len(ROUTES) - 1), streamed=st.booleans())
    def tries_the_others_ids(self, who: str, at: int, streamed: bool) -> None:
        method, path = ROUTES[at]
        theirs = self.things[self.other(who)]
        ids = {kind: theirs[kind][-1] if theirs[kind] else UNKNOWN for kind in KINDS}
        session, turn = self.turns.get(self.other(who), (ids["session_id"], UNKNOWN))
        ids |= {"session_id": session, "turn_id": turn}
        more = {"Accept": "text/event-stream"} if streamed else {}
        found = ask(self.http[who], method, path, ids, **more)
        nobodys = ask(self.http[who], method, path, dict.fromkeys(ids, UNKNOWN), **more)
        assert found.status_code == nobodys.status_code == 404, (method, path, found.text)
        assert bare(found, ids) == bare(nobodys, dict.fromkeys(ids, UNKNOWN))

    @rule(who=WHO)
    def takes_everything_along(self, who: str) -> None:
        given = self.http[who].get("/api/export")
        assert given.status_code == 200
        assert self.secrets[self.other(who)].encode() not in unpacked(given.content)

    @rule(who=WHO)
    def clears_everything(self, who: str) -> None:
        assert self.http[who].delete("/api/everything").status_code in (200, 204)
        self.things[who] = {kind: [] for kind in KINDS}
        self.turns.pop(who, None)

    @rule(who=WHO)
    def looks_at_what_there_is(self, who: str) -> None:
        """Each has what they made, nothing of the other's, and finds none of the other's words."""
        http, secret = self.http[who], self.secrets[self.other(who)]
        for kind, (path, key) in LISTS.items():
            answer = http.get(path)
            listed = answer.json()
            own = {one["id"] for one in (listed[key] if key else listed)}
            made, theirs = (set(self.things[w][kind]) for w in (who, self.other(who)))
            assert made <= own, (who, kind)
            assert not own & theirs - made, (who, kind)
            assert secret not in answer.text
        assert secret not in http.get("/api/search", params={"q": "lamps turn"}).text


@pytest.fixture
def failing_model(service: Service) -> Iterator[None]:
    """Turns without a model: what is somebody's does not hang on what it says."""
    service.upstream.reply = lambda body: (500, "{}")
    yield
    service.upstream.say("So it is.")


@pytest.mark.usefixtures("failing_model")
def test_s8_in_any_order_nobody_meets_what_is_the_others(service: Service) -> None:
    run_state_machine_as_test(
        type("Learners", (TwoLearners,), {"service": service}),
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=20,
            deadline=None,
            database=None,
            derandomize="LONG_STATEFUL" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert "Traceback" not in service.logged()
