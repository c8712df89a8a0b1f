"""R6, R7, R11: memory a stream may take, readers who stop reading, and many streams at once."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.faults.streams import DONE, frame
from tests.faults.upstream import Upstream, bomb, giant, healthy, sending
from tests.reliability.conftest import ROUNDS
from tests.reliability.load import Load, loaded
from tests.reliability.service import QUESTION, Service, Stream, serving, until

MB = 1_048_576
IDLE_S = 3.0


@pytest.fixture(scope="module")
def service(endpoint: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """With the usual deadlines: a busy machine shall not make them matter."""
    with serving(tmp_path_factory.mktemp("bounded") / "home", endpoint) as running:
        running.until_indexed()
        yield running


def ended(service: Service, session: str) -> bool:
    return any(turn["error"] for turn in service.turns(session))


def stopped_reader(service: Service, session: str, message: str = QUESTION) -> socket.socket:
    """A line on which a turn was asked for, and of whose answer nothing is read."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    line.connect(("127.0.0.1", service.port))
    body = json.dumps({"message": message}).encode()
    line.sendall(
        f"POST /api/sessions/{session}/turns HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\n"
        "Accept: text/event-stream\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    return line


def test_r6_memory_is_bounded_for_each_stream(
    service: Service, upstream: Upstream, measured: Callable[[str], None]
) -> None:
    service.send(service.open())
    before, n = service.rss, 200 if ROUNDS else 40
    upstream.scenario = giant(20)
    sessions = [service.open() for _ in range(n)]
    lines = [stopped_reader(service, session) for session in sessions]
    most = before
    try:
        for session in sessions:
            until(partial(ended, service, session), "it did not end")
            most = max(most, service.rss)
    finally:
        for line in lines:
            line.close()
    measured(f"R6: {n} stopped readers of 20 MB each, +{(most - before) / MB:.0f} MB")
    assert most - before < 64 * MB + n * MB // 4
    for session in sessions[:3]:
        (turn,) = service.turns(session)
        assert turn["status"] == "partial" and turn["error"]["reason"] == "reply_too_long"
        assert len(turn["reply"]) <= 32_000


def test_r6_no_single_piece_fills_the_memory(
    service: Service, upstream: Upstream, measured: Callable[[str], None]
) -> None:
    before = service.rss
    upstream.scenario = sending(frame("x"), frame("A" * 4 * MB), frame(finish="stop"), DONE)
    turn = service.send(service.open()).json()
    assert turn["error"]["reason"] == "reply_too_long"
    packed = "Content-Encoding: gzip\r\n"
    upstream.scenario = sending(bomb(400), kind="application/json", more=packed)
    turn = service.send(service.open()).json()
    assert turn["status"] == "failed" and "packed" in turn["error"]["detail"]
    measured(f"R6: one 4 MB token and a 400 MB gzip bomb, +{(service.rss - before) / MB:.0f} MB")
    assert service.rss - before < 64 * MB


@pytest.fixture
def generous(home_of_its_own: Service) -> Iterator[Service]:
    """Replies may be so long that they do not fit into the line's own buffers."""
    home_of_its_own.settings |= {"GREENROOM_MAX_REPLY_CHARS": "50000000"}
    home_of_its_own.start()
    home_of_its_own.until_indexed()
    yield home_of_its_own


def test_r7_one_who_stops_reading_holds_only_themselves_back(
    generous: Service, upstream: Upstream, measured: Callable[[str], None]
) -> None:
    upstream.scenario = healthy(150, every_s=0.02)
    upstream.by_text = {"«stopped»": giant(40)}
    ideal_s = 150 * 0.02
    before = generous.rss
    with stopped_reader(generous, generous.open(), f"{QUESTION} «stopped»"):
        until(lambda: upstream.written, "the model was not asked")
        sessions = [generous.open() for _ in range(20)]
        began = time.monotonic()
        streams = [Stream(generous, session) for session in sessions]
        for stream in streams:
            stream.join(60)
            assert stream.final and stream.final["status"] == "complete"
        drafts = [[at for name, _, at in s.events if name == "draft"] for s in streams]
        took_s = [max(times) - min(times) for times in drafts]
        all_s = time.monotonic() - began
        stopped = upstream.written[0]
        until(lambda: stopped.outcome == "client gone", "it was not cut", seconds=IDLE_S + 30)
    assert stopped.held_back > 0, "the endpoint was never held back"
    growth = (generous.rss - before) / MB
    measured(
        f"R7: 20 streams of {ideal_s:.1f} s beside a stopped reader took at most"
        f" {max(took_s):.2f} s ({all_s:.1f} s in all), +{growth:.0f} MB"
    )
    # Promised is a tenth on an idle machine; the rest is room for a busy one.
    assert sorted(took_s)[len(took_s) // 2] < ideal_s * 1.5


def test_r11_many_streams_lose_nothing(
    service: Service, upstream: Upstream, measured: Callable[[str], None]
) -> None:
    load = Load(streams=20, tokens=100, per_s=20)
    repeats = []
    for _ in range(2):
        upstream.heal()
        repeats.append(loaded(service.address, upstream, load))
    for figures in repeats:
        measured(f"R11: {figures.told()}, {service.rss / MB:.0f} MB")
        assert figures.errors == 0 and figures.lost == 0
        # Promised are 150 ms; the rest is room for a busy machine.
        assert figures.p99_ms < 2_000


def test_r9_health_answers_while_many_are_served(service: Service, upstream: Upstream) -> None:
    upstream.scenario = healthy(100, every_s=0.02)
    times: list[float] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            began = time.monotonic()
            assert service.http.get("/healthz").status_code == 200
            times.append(time.monotonic() - began)
            time.sleep(0.05)

    looking = threading.Thread(target=look)
    looking.start()
    with ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: service.send(service.open()), range(20)))
    over.set()
    looking.join()
    assert all(a.json()["status"] == "complete" for a in answers)
    assert sorted(times)[len(times) // 2] < 0.5
