"""R15, R16 and the log: a clean stop, clock steps, one id from the page's error to the log."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.faults.upstream import Upstream, healthy, refusing
from tests.reliability.service import QUESTION, Service, Stream, until

STOPS_WITHIN_S = 10.0
CLOCK = Path(__file__).with_name("stepping")


def children(pid: int) -> set[int]:
    """The process ids of all descendants."""
    of: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            of[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, todo = set(), [pid]
    while todo:
        parent = todo.pop()
        below = {child for child, its in of.items() if its == parent}
        found |= below
        todo += below
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_r15_a_stop_with_streams_open_keeps_them_and_ends_in_time(
    home_of_its_own: Service, upstream: Upstream
) -> None:
    service = home_of_its_own.start()
    upstream.scenario = healthy(400, every_s=0.1)
    streams = [Stream(service, service.open()) for _ in range(20)]
    until(lambda: all(s.text for s in streams), "not all began")
    late = service.open()
    assert service.process
    below = children(service.process.pid)
    service.process.terminate()
    began = time.monotonic()
    try:
        while service.process.poll() is None:
            answer = httpx.post(
                f"{service.address}/api/sessions/{late}/turns",
                json={"message": QUESTION},
                timeout=5,
                trust_env=False,
            )
            assert answer.status_code in (201, 503), answer.text
            # One that came before the signal was seen is stopped like all others.
            assert answer.status_code == 503 or answer.json()["status"] != "complete"
    except httpx.HTTPError:
        pass  # it takes no more
    service.process.wait(30)
    assert service.process.returncode == 0
    assert time.monotonic() - began < STOPS_WITHIN_S + 2
    assert not any(alive(pid) for pid in below)
    for stream in streams:
        stream.join(10)
        assert stream.final and stream.final["status"] == "partial", stream.events[-1:]
    upstream.heal()
    service.start()
    for stream in streams:
        (turn,) = service.turns(stream.session)
        assert turn["status"] == "partial" and turn["reply"].startswith(stream.text.strip()[:20])


def test_r15_an_endpoint_that_hangs_does_not_hold_a_stop_up(
    home_of_its_own: Service, upstream: Upstream
) -> None:
    upstream.embeds = -1
    service = home_of_its_own.start()
    until(lambda: [r for r in upstream.requests if "embed" in r.path], "no vectors wanted")
    took_s = service.stop()
    upstream.embeds = 0
    assert service.process and service.process.returncode == 0
    assert took_s < STOPS_WITHIN_S + 2


@pytest.mark.parametrize("how", ["terminate", "kill"])
def test_r15_the_local_models_process_never_outlives_the_service(
    home_of_its_own: Service, upstream: Upstream, how: str
) -> None:
    weights = home_of_its_own.home.with_suffix(".gguf")
    weights.write_bytes(b"GGUF" + bytes(4_000_000))
    home_of_its_own.settings |= {
        "GREENROOM_PROVIDER": "local",
        "GREENROOM_MODEL": str(weights),
    }
    service = home_of_its_own.start()
    assert service.process
    pid = service.process.pid
    until(lambda: children(pid), "no engine")
    below = children(pid)
    getattr(service.process, how)()
    service.process.wait(30)
    until(lambda: not any(alive(p) for p in below), "an orphan", seconds=30)


def test_one_id_leads_from_the_pages_error_to_the_log(service: Service, upstream: Upstream) -> None:
    upstream.scenario = refusing(500)
    answer = service.send(service.open())
    turn = answer.json()
    id = answer.headers["x-request-id"]
    assert turn["error"]["request_id"] == id
    assert id in service.http.get(f"/sessions/{turn['session_id']}").text
    told = [line for line in service.logged() if line.get("request_id") == id]
    assert {"model call failed", "turn ended", "request"} <= {line["event"] for line in told}
    assert QUESTION not in json.dumps(told) and "must-not-leak" not in service.log.read_text()
    missing = service.http.get("/api/sessions/nobody's")
    assert missing.status_code == 404 and "request_id" not in missing.json()


@pytest.fixture
def stepped(home_of_its_own: Service) -> Iterator[Service]:
    """A server whose system clock is what the file beside its home says, in seconds off."""
    paths = os.pathsep.join(p for p in (str(CLOCK), os.environ.get("PYTHONPATH")) if p)
    home_of_its_own.settings |= {
        "PYTHONPATH": paths,
        "CLOCK_OFF_BY": str(home_of_its_own.home.with_suffix(".clock")),
        "TZ": "Pacific/Auckland",
    }
    yield home_of_its_own.start()


def test_r16_clock_steps_change_neither_order_nor_minutes(
    stepped: Service, upstream: Upstream
) -> None:
    off = stepped.home.with_suffix(".clock")
    listed = [stepped.open("star")]
    interview = stepped.open("interview")
    opening = datetime.fromisoformat(stepped.turns(interview)[0]["created_at"])
    assert abs(opening - datetime.now(UTC)) < timedelta(minutes=5), "in UTC, wherever it runs"
    # The seen clock must really have stepped, or the test shows nothing.
    for step in (3_600, -3_600, 0):
        off.write_text(str(step))
        seen = datetime.fromisoformat(stepped.logged_now())
        assert abs((seen - datetime.now(UTC)).total_seconds() - step) < 60
        turn = stepped.send(interview, "First the cache takes the reads, then the database.").json()
        assert turn["result"]["elapsed_s"] < 300 and turn["result"]["remaining_s"] > 40 * 60 - 300
        listed.append(stepped.open("star"))
    times = [datetime.fromisoformat(t["created_at"]) for t in stepped.turns(interview)]
    assert times == sorted(times) and times[-1] - times[0] < timedelta(minutes=5)
    sessions = stepped.http.get("/api/sessions").json()["sessions"]
    assert [s["id"] for s in sessions if s["mode"] == "star"] == listed[::-1]
