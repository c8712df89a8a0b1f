"""A real Greenroom process, reached over HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from server.config import ROOT
from tests.faults.scripted import Scripted

KEY = "sk-canary-key-3f9b1c77"
TOKEN = "token-canary-5d2e8a/+&=x"
USER = "X-Learner"


@dataclass
class Service:
    """Where it answers, what it wrote, and what it stands on."""

    address: str
    home: Path
    upstream: Scripted
    log: Path
    notes: Path
    pid: int
    printed: str
    token: str = ""
    http: httpx.Client = field(default_factory=httpx.Client)
    clients: dict[str, httpx.Client] = field(default_factory=dict)

    def as_learner(self, name: str) -> httpx.Client:
        """A client that a trusted proxy would have named so."""
        if name not in self.clients:
            headers = {USER: name}
            self.clients[name] = httpx.Client(base_url=self.address, headers=headers, timeout=120)
        return self.clients[name]

    def logged(self) -> str:
        """All that the process wrote to stderr so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def environment(home: Path, upstream: str, **more: str) -> dict[str, str]:
    """What a service is started with; nothing of the developer's own settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GREENROOM_", "OPENAI_"))}
    return kept | {
        "GREENROOM_PROVIDER": "openai",
        "OPENAI_BASE_URL": upstream,
        "OPENAI_API_KEY": KEY,
        "GREENROOM_MODEL": "scripted",
        "GREENROOM_EMBEDDINGS": "bag",
        "GREENROOM_HOME": str(home),
        "GREENROOM_PORT": "0",
        "GREENROOM_REQUESTS_PER_MINUTE": "0",
        **more,
    }


@contextmanager
def serving(folder: Path, upstream: Scripted, **more: str) -> Iterator[Service]:
    """A process that serves until the end of the block."""
    home, log, notes = folder / "home", folder / "stderr.log", folder / "notes.jsonl"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.security.watched", str(notes), "serve"],
            cwd=ROOT,
            env=environment(home, upstream.url, **more),
            stdout=subprocess.PIPE,
            stderr=written,
            text=True,
        )
        try:
            printed = _ready(process, log)
            address = printed.split("/?")[0]
            with httpx.Client(base_url=address, timeout=120) as http:
                token = more.get("GREENROOM_TOKEN", "")
                running = Service(
                    address, home, upstream, log, notes, process.pid, printed, token, http
                )
                yield running
                for client in running.clients.values():
                    client.close()
        finally:
            process.terminate()
            process.wait(30)
            if process.stdout:
                process.stdout.close()


def _ready(process: subprocess.Popen[str], log: Path) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Greenroom is ready at "):
            return line.split()[-1]
    raise AssertionError(f"the service did not start: {log.read_text()[-2000:]}")


def turn(http: httpx.Client, mode: str, message: str, **options: Any) -> dict[str, Any]:
    """The first turn of a new session."""
    made = http.post("/api/sessions", json={"mode": mode, "options": options})
    assert made.status_code == 201, made.text
    answer = http.post(f"/api/sessions/{made.json()['id']}/turns", json={"message": message})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())
