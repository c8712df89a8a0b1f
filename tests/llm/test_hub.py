import http.server
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from server.errors import AssetError
from server.llm import hub
from server.llm.fetching import Fetching
from server.llm.hub import fetched_from_hub
from tests.llm.parts import CONTENT


@dataclass
class Served:
    """What the hub of a test does with a request, and which ranges it was asked for."""

    url: str = ""
    status: int = 206
    sent: bytes | None = None
    delay_s: float = 0.0
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def served() -> Iterator[Served]:
    plan = Served()

    class Hub(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(plan.delay_s)
            plan.asked.append(self.headers["Range"])
            start = int(self.headers["Range"].removeprefix("bytes=").rstrip("-"))
            content = CONTENT[start:] if plan.status == 206 else CONTENT
            self.send_response(plan.status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content if plan.sent is None else plan.sent)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    plan.url = f"http://127.0.0.1:{server.server_port}/file.gguf"
    yield plan
    server.shutdown()
    thread.join()
    server.server_close()


def fetched(served: Served, part: Path) -> bool:
    return fetched_from_hub(served.url, part, len(CONTENT), Fetching(len(CONTENT)))


def test_a_file_is_fetched_whole(served: Served, tmp_path: Path) -> None:
    assert fetched(served, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == CONTENT


def test_a_download_goes_on_where_it_ended(served: Served, tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(CONTENT[:5_000])
    assert fetched(served, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == CONTENT
    assert served.asked == ["bytes=5000-"]


def test_a_hub_that_cannot_resume_sends_it_all_again(served: Served, tmp_path: Path) -> None:
    served.status = 200
    (tmp_path / "part").write_bytes(CONTENT[:5_000])
    assert fetched(served, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == CONTENT


def test_a_complete_file_is_not_asked_for(served: Served, tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(CONTENT)
    assert fetched(served, tmp_path / "part")
    assert served.asked == []


def test_a_cut_download_keeps_what_arrived(served: Served, tmp_path: Path) -> None:
    served.sent = CONTENT[:3_000]
    assert not fetched(served, tmp_path / "part")
    assert (tmp_path / "part").read_bytes() == CONTENT[:3_000]


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_hub_that_refuses_is_left(served: Served, tmp_path: Path, status: int) -> None:
    served.status = status
    assert not fetched(served, tmp_path / "part")


def test_a_slow_hub_is_left(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "ANSWER_S", 0.05)
    served.delay_s = 1.5
    began = time.monotonic()
    assert not fetched(served, tmp_path / "part")
    assert time.monotonic() - began < 1.2


def test_nobody_there_is_left(tmp_path: Path) -> None:
    url = "http://127.0.0.1:9/file.gguf"
    assert not fetched_from_hub(url, tmp_path / "part", 10, Fetching(10))


def test_it_stops_when_it_is_told_to(served: Served, tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(AssetError, match="goes on at the next start"):
        fetched_from_hub(
            served.url, tmp_path / "part", len(CONTENT), Fetching(len(CONTENT), stop=stop)
        )
