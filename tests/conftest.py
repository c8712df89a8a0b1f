"""Settings, the app in this process, the app as a process, and the recorder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import hypothesis
import pytest
import respx
from fastapi.testclient import TestClient

from server.config import ROOT, Settings
from tests.chromium import chromium  # noqa: F401  (a fixture)
from tests.recorder import RECORDINGS, Recorder, RecordingMissedError
from tests.replay import replaying
from tests.vectors import StoredVectors, UnkeptIndex

# A busy machine is no fault of the code.
hypothesis.settings.register_profile("greenroom", deadline=None)
hypothesis.settings.load_profile("greenroom")

MODEL = "qwen2.5-coder-1.5b"
MODEL_URL = "http://model.test/v1"
# The installation's key, from which the marks around a learner's text derive.
FENCE_KEY = b"the key of every installation in the tests"


# How many adversarial pairs held, of how many, and which did not.
ADVERSARIAL = pytest.StashKey[tuple[int, int, list[str]]]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the pass rate of the adversarial set of stories."""
    if ADVERSARIAL in config.stash:
        good, n, failed = config.stash[ADVERSARIAL]
        rest = f"; not: {', '.join(failed)}" if failed else ""
        terminalreporter.write_line(f"adversarial stories: {good} of {n} held{rest}")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="ask a real model for what is missing")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests go last: their driver keeps an event loop, beside which no other can run."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the developer's environment nor a `.env` reaches a test."""
    for name in list(os.environ):
        if name.startswith(("GREENROOM_", "OPENAI_")) and not name.startswith(
            ("GREENROOM_RECORD", "GREENROOM_NO_SKIP")
        ):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def recording(pytestconfig: pytest.Config) -> bool:
    return bool(pytestconfig.getoption("--record"))


@pytest.fixture(scope="session")
def stored_vectors(pytestconfig: pytest.Config, recording: bool) -> Iterator[StoredVectors]:
    vectors = StoredVectors(recording=recording)
    yield vectors
    named = pytestconfig.args_source is pytest.Config.ArgsSource.ARGS
    chosen = pytestconfig.getoption("keyword") or pytestconfig.getoption("markexpr")
    vectors.close(whole_suite=not named and not chosen)


def home_in(folder: Path) -> Path:
    """A home folder with the tests' key, so that prompts repeat."""
    home = folder / "home"
    home.mkdir()
    (home / "secret").write_bytes(FENCE_KEY)
    return home


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        _env_file=None,
        provider="openai",
        openai_base_url=MODEL_URL,
        openai_api_key="a-key-that-must-not-leak",
        model=MODEL,
        home=home_in(tmp_path),
    )


@pytest.fixture
def recorded(request: pytest.FixtureRequest, recording: bool) -> Iterator[Recorder]:
    """The recorded answers of this very test, behind the model's address."""
    folder = request.path.stem.removeprefix("test_")
    name = re.sub(r"[^a-z0-9_]+", "-", request.node.name.lower()).strip("-")
    recorder = Recorder.at(RECORDINGS / folder / f"{name}.yaml", recording=recording)

    def answer(sent: httpx.Request) -> httpx.Response:
        import json

        stream = recorder.answer(json.loads(sent.content))
        return httpx.Response(200, content=stream, headers={"content-type": "text/event-stream"})

    with respx.mock(using="httpcore2", assert_all_called=False) as router:
        router.get(f"{MODEL_URL}/models").respond(json={"object": "list", "data": []})
        router.post(f"{MODEL_URL}/chat/completions").mock(side_effect=answer)
        yield recorder
    recorder.close()


class Greenroom:
    """The service in this process, spoken to over HTTP."""

    def __init__(self, http: TestClient) -> None:
        self.http = http

    def open(self, mode: str, **options: Any) -> dict[str, Any]:
        answer = self.http.post("/api/sessions", json={"mode": mode, "options": options})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def send(
        self, session: dict[str, Any], message: str = "", action: str = "say", **options: Any
    ) -> dict[str, Any]:
        """A turn in a session, whatever its status."""
        answer = self.http.post(
            f"/api/sessions/{session['id']}/turns",
            json={"message": message, "action": action, "options": options},
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def turn(self, mode: str, message: str, **options: Any) -> dict[str, Any]:
        """The first turn of a new session."""
        return self.send(self.open(mode, **options), message)


@pytest.fixture
def app(settings: Settings, stored_vectors: StoredVectors) -> Iterator[TestClient]:
    from server.api.app import create_app
    from server.wiring import Parts

    parts = Parts(settings, embedder=stored_vectors, index=UnkeptIndex())
    with TestClient(create_app(parts), base_url="http://127.0.0.1:8000") as http:
        wait_until_ready(lambda: http.get("/readyz").json()["index"]["state"])
        yield http


@pytest.fixture
def client(app: TestClient, recorded: Recorder) -> Greenroom:
    return Greenroom(app)


def wait_until_ready(state: Any, *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while state() != "ready":
        assert time.monotonic() < until, "the index was not ready in time"
        time.sleep(0.02)


@pytest.fixture(scope="session")
def live_server(
    tmp_path_factory: pytest.TempPathFactory, recording: bool, stored_vectors: StoredVectors
) -> Iterator[str]:
    """The address of a real server process whose model answers from recordings."""
    home = home_in(tmp_path_factory.mktemp("live"))
    recorder = Recorder.at(RECORDINGS / "browser" / "live_server.yaml", recording=recording)
    with served(home, recorder, stored_vectors) as address:
        yield address
    if recording or recorder.missed:
        recorder.close()


@contextmanager
def served(home: Path, recorder: Recorder, vectors: StoredVectors) -> Iterator[str]:
    """A real server process on a free port, for as long as the block runs."""
    with replaying(recorder, vectors) as model_url:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "serve", "--port", "0"],
            cwd=ROOT,
            env=_environment(home, model_url),
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield _address(process)
        finally:
            process.terminate()
            process.wait(20)
            if process.stdout:
                process.stdout.close()


def _environment(home: Path, model_url: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GREENROOM_", "OPENAI_"))}
    return kept | {
        "GREENROOM_PROVIDER": "openai",
        "OPENAI_BASE_URL": model_url,
        "OPENAI_API_KEY": "a-key-that-must-not-leak",
        "GREENROOM_MODEL": MODEL,
        "GREENROOM_EMBEDDINGS": StoredVectors.name,
        "GREENROOM_HOME": str(home),
    }


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("Greenroom is ready at "):
            address = line.split()[-1]
            urllib.request.urlopen(f"{address}/readyz").close()
            return address
    raise RecordingMissedError("the server ended before it was ready")
