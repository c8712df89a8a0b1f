"""The real server as a process of its own: started, spoken to over HTTP, killed, started again."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from server.config import ROOT
from tests.faults.upstream import Upstream

# Not answered by a list or a table of the chapter, so that the model writes.
QUESTION = "How do the two tracks of a roadmap depend on each other?"
PATIENCE_S = 120.0


class Service:
    """One home folder and the server on it. `log` holds what all its lives have logged."""

    def __init__(self, home: Path, upstream: Upstream, **settings: str) -> None:
        self.home = home
        self.log = home.with_suffix(".log")
        self.out = home.with_suffix(".out")
        self._upstream = upstream
        self.settings = settings
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=self.address, timeout=PATIENCE_S, trust_env=False)
        self.process: subprocess.Popen[bytes] | None = None

    # --- its lives

    def start(self) -> Service:
        """Start it, and wait for the first healthy answer."""
        with self.log.open("ab") as log, self.out.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=log,
            )
        until(lambda: self._healthy() or self._ended(), "no healthy answer")
        assert self.process.poll() is None, self.log.read_text()[-2000:]
        return self

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the server, and of commands on its home."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GREENROOM_", "OPENAI_"))}
        return kept | {
            "GREENROOM_HOME": str(self.home),
            "GREENROOM_PORT": str(self.port),
            "GREENROOM_PROVIDER": "openai",
            "GREENROOM_MODEL": "scripted",
            "GREENROOM_EMBEDDINGS": "bag",
            "GREENROOM_LOG": "json",
            "OPENAI_BASE_URL": self._upstream.url,
            "OPENAI_API_KEY": "a-key-that-must-not-leak",
            **self.settings,
        }

    def command(self, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """A command of Greenroom's on this home."""
        return subprocess.run(
            [sys.executable, "-m", "server", *arguments],
            cwd=ROOT,
            env=self.environment | settings,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )

    def kill(self) -> None:
        """The end without a warning."""
        assert self.process
        self.process.kill()
        self.process.wait(PATIENCE_S)

    def stop(self) -> float:
        """The orderly end; seconds that it took."""
        assert self.process
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(PATIENCE_S)
        return time.monotonic() - began

    def close(self) -> None:
        """Leave nothing behind."""
        self.http.close()
        if self.process and self.process.poll() is None:
            self.kill()

    def _healthy(self) -> bool:
        try:
            return self.http.get("/healthz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def _ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def rss(self) -> int:
        """Bytes of memory in use."""
        assert self.process
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    def logged(self) -> list[dict[str, Any]]:
        """The log's lines."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def logged_now(self) -> str:
        """The time that the server writes into its log now."""
        id = self.http.get("/api/modes").headers["x-request-id"]
        until(lambda: any(line.get("request_id") == id for line in self.logged()), "no log line")
        return str(next(li["timestamp"] for li in self.logged() if li.get("request_id") == id))

    # --- what learners do

    def open(self, mode: str = "ask", **headers: str) -> str:
        """A new session's id."""
        answer = self.http.post("/api/sessions", json={"mode": mode}, headers=headers)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def send(self, session: str, message: str = QUESTION, **body: Any) -> httpx.Response:
        """A turn, waited for to its end."""
        body = {"message": message, **body}
        return self.http.post(f"/api/sessions/{session}/turns", json=body)

    def session(self, id: str) -> dict[str, Any]:
        """A session with its turns."""
        answer = self.http.get(f"/api/sessions/{id}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def turns(self, id: str) -> list[dict[str, Any]]:
        """A session's turns."""
        return list(self.session(id)["turns"])

    def readiness(self) -> dict[str, Any]:
        """The body of /readyz."""
        return dict(self.http.get("/readyz").json())

    def until_indexed(self, *, by_meaning: bool = False) -> None:
        """Wait until the first build has ended, and with `by_meaning`, well."""

        def done() -> bool:
            told = self.readiness()
            return told["index"]["state"] == "ready" and (
                told["index"]["embedding"] is not None if by_meaning else True
            )

        until(done, "the index was not built")


class Stream(threading.Thread):
    """A turn as a stream of events, read in a thread until its end, the server's, or `leave`.

    With `again` the turn of that id is run once more.
    """

    def __init__(
        self,
        service: Service,
        session: str,
        message: str = QUESTION,
        *,
        again: str = "",
        **body: Any,
    ) -> None:
        super().__init__(daemon=True)
        which = f"/{again}/retry" if again else ""
        self._address = f"{service.address}/api/sessions/{session}/turns{which}"
        self._body = {"message": message, **body}
        self.session = session
        self.message = message
        self.status = 0
        self.events: list[tuple[str, dict[str, Any], float]] = []
        self.began = time.monotonic()
        self._leaving = False
        self.start()

    def run(self) -> None:
        try:
            with (
                httpx.Client(timeout=PATIENCE_S, trust_env=False) as http,
                http.stream(
                    "POST", self._address, json=self._body, headers={"Accept": "text/event-stream"}
                ) as answer,
            ):
                self.status = answer.status_code
                for name, body in events(answer.iter_lines()):
                    self.events.append((name, body, time.monotonic()))
                    if self._leaving:
                        return
        except httpx.HTTPError:
            return

    def leave(self) -> None:
        """Hang up at the next event."""
        self._leaving = True

    def named(self, name: str) -> list[dict[str, Any]]:
        """The events of a name."""
        return [body for one, body, _ in list(self.events) if one == name]

    @property
    def text(self) -> str:
        """What was drafted."""
        return "".join(body["text"] for body in self.named("draft"))

    @property
    def final(self) -> dict[str, Any] | None:
        """The turn as it ended; None when the stream was cut."""
        return (self.named("final") or [None])[0]


def events(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and body of each event."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line[7:]
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def until(holds: Callable[[], Any], otherwise: str, *, seconds: float = PATIENCE_S) -> None:
    """Wait for something to hold."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(0.01)


@contextmanager
def serving(home: Path, upstream: Upstream, **settings: str) -> Iterator[Service]:
    """A server for the length of a test."""
    service = Service(home, upstream, **settings)
    try:
        yield service.start()
    finally:
        service.close()
