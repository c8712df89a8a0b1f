"""R12, R13: the index is replaced while it serves, and heals whatever happens to its files."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.upstream import DIMENSION, Upstream
from tests.reliability.conftest import ROUNDS
from tests.reliability.service import Service, until

QUERY = "two tracks of a roadmap"


@pytest.fixture(scope="module")
def indexed(endpoint: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A server with an index by meaning, which looks often whether it is whole."""
    endpoint.embeds = DIMENSION
    service = Service(
        tmp_path_factory.mktemp("indexed") / "home", endpoint, GREENROOM_INDEX_CHECK_S="1"
    )
    try:
        service.start()
        service.until_indexed(by_meaning=True)
        yield service
    finally:
        service.close()
        endpoint.embeds = 0


class Searching(threading.Thread):
    """Searches on and on; `failed` holds what was no good answer."""

    def __init__(self, service: Service, best: str) -> None:
        super().__init__(daemon=True)
        self._service, self._best = service, best
        self._over = threading.Event()
        self.failed: list[str] = []
        self.n = 0
        self.start()

    def run(self) -> None:
        with httpx.Client(base_url=self._service.address, timeout=60, trust_env=False) as http:
            while not self._over.is_set():
                answer = http.get("/api/search", params={"q": QUERY})
                found = answer.json().get("passages") if answer.status_code == 200 else None
                if not found or found[0]["id"] != self._best:
                    self.failed.append(answer.text[:200])
                self.n += 1
                time.sleep(0.02)

    def end(self) -> None:
        self._over.set()
        self.join(60)


def found(service: Service) -> list[str]:
    answer = service.http.get("/api/search", params={"q": QUERY})
    assert answer.status_code == 200, answer.text
    return [p["id"] for p in answer.json()["passages"]]


def brought(service: Service, n: int) -> None:
    parts = "".join(f"\n## Part {k}\n\nStones of kind {k} lie in bed {n}.\n" for k in range(40))
    file = (f"bed-{n}.md", f"# Bed {n}\n{parts}".encode())
    answer = service.http.post("/api/chapters", files={"file": file})
    assert answer.status_code == 201, answer.text


def test_r12_searches_go_on_while_the_index_is_replaced(
    indexed: Service, upstream: Upstream, measured: Callable[[str], None]
) -> None:
    rounds = 20 if ROUNDS else 3
    searching = [Searching(indexed, found(indexed)[0]) for _ in range(2)]
    for n in range(rounds):
        brought(indexed, n)
        indexed.until_indexed(by_meaning=True)
    for one in searching:
        one.end()
    n_searches = sum(one.n for one in searching)
    failed = [answer for one in searching for answer in one.failed]
    measured(f"R12: {rounds} rebuilds, {n_searches} searches meanwhile, {len(failed)} failed")
    assert failed == [] and n_searches > rounds
    # Killed early, in the middle and late in a rebuild: the last whole generation serves.
    before = found(indexed)
    for n, after_s in enumerate((0.05, 0.5, 1.5)):
        brought(indexed, 100 + n)
        time.sleep(after_s)
        indexed.kill()
        indexed.start()
        assert found(indexed)[0] == before[0]
    indexed.until_indexed(by_meaning=True)
    states = {c["title"]: c["state"] for c in indexed.http.get("/api/chapters").json()}
    assert len(states) == 1 + rounds + 3 and set(states.values()) == {"ready"}


def test_r12_a_model_of_another_size_leaves_the_search_working(
    indexed: Service, upstream: Upstream
) -> None:
    upstream.embeds = DIMENSION * 2
    try:
        assert indexed.http.get("/api/search", params={"q": f"{QUERY}?"}).json()["passages"]
        assert indexed.readiness()["status"] == "degraded"
    finally:
        upstream.embeds = DIMENSION
    assert found(indexed)
    assert indexed.readiness()["status"] == "ready"


def test_r13_damage_while_serving_is_seen_and_mended(indexed: Service, upstream: Upstream) -> None:
    index = indexed.home / "index"
    flip(index)
    assert found(indexed)
    until(lambda: whole(index), "it was not mended")
    indexed.until_indexed(by_meaning=True)
    shutil.rmtree(index)
    assert found(indexed)
    until(lambda: whole(index), "it was not built again")
    indexed.until_indexed(by_meaning=True)


@pytest.mark.parametrize("damage", ["deleted", "flipped", "truncated"])
def test_r13_a_missing_or_damaged_index_heals(
    indexed: Service, upstream: Upstream, damage: str
) -> None:
    indexed.until_indexed(by_meaning=True)
    before = found(indexed)
    indexed.stop()
    index = indexed.home / "index"
    if damage == "deleted":
        shutil.rmtree(index)
    elif damage == "flipped":
        flip(index)
    else:
        for path in index.rglob("chroma.sqlite3"):
            with path.open("r+b") as file:
                file.truncate(path.stat().st_size // 3)
    indexed.start()
    assert found(indexed), "found by words meanwhile"
    # Promised are 60 s; `until_indexed` has room for a busy machine.
    indexed.until_indexed(by_meaning=True)
    assert found(indexed) == before and whole(index)


def test_r13_a_second_process_is_refused_in_a_sentence(
    indexed: Service, upstream: Upstream
) -> None:
    assert indexed.process
    for command in (("serve", "--port", "0"), ("index",)):
        refused = indexed.command(*command)
        assert refused.returncode == 2
        assert str(indexed.process.pid) in refused.stderr and "stop it" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert found(indexed)


def flip(folder: Path) -> None:
    """Flip a hundred bytes in each file of the index."""
    chance = random.Random(13)
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size and path.name != "index.lock":
            content = bytearray(path.read_bytes())
            for _ in range(100):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            path.write_bytes(content)


def whole(folder: Path) -> bool:
    from server.corpus.seal import sealed_in

    return any(one.is_whole() for one in sealed_in(folder))
