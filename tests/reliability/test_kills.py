"""R1, R2, R3: what was acknowledged outlives the process that acknowledged it."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests.faults.upstream import Upstream, healthy, token
from tests.reliability.conftest import ROUNDS, SEED
from tests.reliability.service import QUESTION, Service, Stream, until

AT_ONCE = 6
KILL_WITHIN_S = 0.4


def test_r1_no_acknowledged_turn_is_lost(
    service: Service, upstream: Upstream, measured: Callable[[str], None]
) -> None:
    upstream.scenario = healthy(60, every_s=0.02)
    chance = random.Random(SEED)
    acknowledged: dict[str, tuple[str, str, int]] = {}
    sent = 0
    for round in range(ROUNDS or 4):
        sessions = [service.open() for _ in range(AT_ONCE)]
        streams = [Stream(service, one, f"{QUESTION} (round {round})") for one in sessions]
        if round % 2:  # on a busy machine most kills would come before anything was acknowledged
            until(lambda: any(s.named("turn") for s in streams), "no turn")  # noqa: B023
        time.sleep(chance.uniform(0, KILL_WITHIN_S))
        service.kill()
        for stream in streams:
            stream.join(30)
            sent += 1
            for turn in stream.named("turn"):
                acknowledged[turn["id"]] = (stream.session, stream.message, turn["index"])
        service.start()
        for turn_id, (session, message, index) in acknowledged.items():
            if message.endswith(f"(round {round})") or round == (ROUNDS or 4) - 1:
                kept = {t["id"]: t for t in service.turns(session)}[turn_id]
                assert (kept["message"], kept["index"]) == (message, index)
                assert kept["status"] in ("partial", "complete")
        check = sqlite3.connect(service.home / "greenroom.db").execute("PRAGMA integrity_check")
        assert check.fetchone() == ("ok",)
    measured(f"R1: {round + 1} kills, {sent} turns sent, {len(acknowledged)} acknowledged, 0 lost")
    assert len(acknowledged) > 0


def test_r2_an_interrupted_answer_is_kept_and_says_so(service: Service, upstream: Upstream) -> None:
    upstream.scenario = healthy(100, every_s=0.1)
    session = service.open()
    stream = Stream(service, session)
    until(lambda: token(19).strip() in stream.text, "no twentieth token")
    service.kill()
    stream.join(30)
    service.start()
    (turn,) = service.turns(session)
    assert turn["status"] == "partial" and token(14).strip() in turn["reply"]
    assert turn["error"]["retryable"] and "ended while" in turn["error"]["detail"]
    # Run again, and killed again: the new answer is kept as it grows too.
    upstream.scenario = healthy(100, every_s=0.1)
    again = Stream(service, session, again=turn["id"])
    until(lambda: token(9).strip() in again.text, "no tenth token")
    service.kill()
    again.join(30)
    service.start()
    (turn,) = service.turns(session)
    assert turn["status"] == "partial" and token(4).strip() in turn["reply"]
    assert token(14).strip() not in turn["reply"]


def test_r3_a_submit_sent_again_is_the_same_turn(service: Service, upstream: Upstream) -> None:
    upstream.scenario = healthy(20, every_s=0.05)
    session = service.open()
    with ThreadPoolExecutor(20) as many:
        answers = list(many.map(lambda _: service.send(session, client_id="c-1"), range(20)))
    assert {a.status_code for a in answers} <= {201, 409}
    ids = {a.json().get("turn_id") or a.json()["id"] for a in answers}
    assert len(ids - {None}) == 1 and len(service.turns(session)) == 1
    assert len(upstream.written) == 1
    first, second = (service.send(session, client_id="c-1") for _ in range(2))
    assert first.status_code == 201 and first.json() == second.json()

    service.kill()
    service.start()
    third = service.send(session, client_id="c-1")
    assert third.json() == first.json() and len(upstream.written) == 1
    refused = service.send(session, "something else", client_id="c-1")
    assert refused.status_code == 409 and refused.json()["turn_id"] == first.json()["id"]


def test_r3_the_same_id_in_another_session_is_another_turn(
    service: Service, upstream: Upstream
) -> None:
    one, other = (service.send(service.open(), client_id="c-2").json() for _ in range(2))
    assert one["id"] != other["id"] and len(upstream.written) == 2
