"""The service as a process: start, stop, and what is refused in a line."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from server.config import ROOT
from server.serving import progress_text

NO_ONE = "http://127.0.0.1:9/v1"


def start(home: Path, **settings: str) -> subprocess.Popen[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GREENROOM_", "OPENAI_"))}
    environment = kept | {
        "GREENROOM_HOME": str(home),
        "GREENROOM_PROVIDER": "openai",
        "OPENAI_BASE_URL": NO_ONE,
        "GREENROOM_EMBEDDINGS": "nobody",
        "GREENROOM_PORT": "0",
        **settings,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "server", "serve"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def healthy_after(port: int, process: subprocess.Popen[str]) -> float:
    began = time.monotonic()
    while time.monotonic() - began < 20 and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            return time.monotonic() - began
        except OSError:
            time.sleep(0.05)
    raise AssertionError(process.communicate(timeout=5))


def test_it_answers_soon_says_ready_and_stops_cleanly(tmp_path: Path) -> None:
    port = free_port()
    process = start(tmp_path, GREENROOM_PORT=str(port))
    # 3 s is promised on an idle machine; the rest is room for a busy one.
    assert healthy_after(port, process) < 8
    time.sleep(2)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=15)
    assert process.returncode == 0
    assert out.splitlines()[-1] == f"Greenroom is ready at http://127.0.0.1:{port}"


def test_a_taken_port_is_a_line_and_status_2(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(tmp_path, GREENROOM_PORT=str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "GREENROOM_PORT" in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"GREENROOM_HOST": "0.0.0.0"}, "GREENROOM_TOKEN"),
        ({"GREENROOM_PROVIDER": "cloud"}, "GREENROOM_PROVIDER"),
        ({"GREENROOM_PROVIDER": "local", "GREENROOM_MODEL": "gpt-9"}, "GREENROOM_MODEL"),
        ({"GREENROOM_HOME": "/proc/nowhere"}, "GREENROOM_HOME"),
        ({"GREENROOM_PORT": "many"}, "GREENROOM_PORT"),
    ],
)
def test_a_wrong_setting_is_a_line_that_names_it(
    tmp_path: Path, settings: dict[str, str], named: str
) -> None:
    _, said = (process := start(tmp_path, **settings)).communicate(timeout=30)
    assert process.returncode == 2
    assert named in said and len(said.strip().splitlines()) == 1


def test_the_terminal_shows_how_far_the_weights_are() -> None:
    model = {"state": "downloading", "name": "m", "progress": 0.5}
    line = progress_text({"model": model, "index": {"state": "building"}})
    assert "50%" in line and line.count("█") == 10
