"""`greenroom doctor`: each thing that can be wrong is found, explained, and told how to mend."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from server.config import Settings
from server.doctor import examined, told
from server.store.engine import migrate
from tests.faults.upstream import Upstream, refusing
from tests.reliability.service import Service


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, endpoint: Upstream) -> Path:
    """A home with a good database, and settings under which nothing is wrong."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    settings = {
        "GREENROOM_HOME": str(home),
        "GREENROOM_PORT": "0",
        "GREENROOM_PROVIDER": "openai",
        "GREENROOM_EMBEDDINGS": "bag",
        "OPENAI_BASE_URL": endpoint.url,
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    migrate(Settings(_env_file=None).database)
    return home


def found() -> dict[str, tuple[str, str]]:
    """What -> verdict and lines, the worst of each."""
    worst: dict[str, tuple[str, str]] = {}
    for one in examined():
        if one.what not in worst or worst[one.what][0] == "good":
            worst[one.what] = (one.verdict, told(one))
    return worst


def wrong() -> set[str]:
    return {what for what, (verdict, _) in found().items() if verdict == "wrong"}


def test_a_good_installation_has_nothing_wrong(home: Path) -> None:
    assert wrong() == set()
    assert found()["database"][0] == found()["model"][0] == "good"


def test_a_damaged_database_leads_to_the_backup(home: Path) -> None:
    path = home / "greenroom.db"
    content = bytearray(path.read_bytes())
    content[4_096:20_000] = os.urandom(20_000 - 4_096)
    path.write_bytes(content)
    verdict, lines = found()["database"]
    assert verdict == "wrong" and "damaged" in lines and "greenroom restore" in lines


def test_a_database_of_a_newer_or_no_greenroom_is_named(home: Path) -> None:
    path = home / "greenroom.db"
    with sqlite3.connect(path) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    assert "newer" in found()["database"][1] and wrong() == {"database"}
    path.unlink()
    with sqlite3.connect(path) as opened:
        opened.execute("CREATE TABLE something (x)")
    opened.close()
    assert "not made by Greenroom" in found()["database"][1]


def test_a_locked_database_is_named(home: Path) -> None:
    outside = sqlite3.connect(home / "greenroom.db", isolation_level=None)
    outside.execute("BEGIN EXCLUSIVE")
    assert "locked" in found()["database"][1] and wrong() == {"database"}
    outside.close()


def test_a_taken_port_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("GREENROOM_PORT", str(taken.getsockname()[1]))
        assert "GREENROOM_PORT" in found()["port"][1] and wrong() == {"port"}


def test_a_full_disk_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home)._replace(free=5_000_000)
    monkeypatch.setattr("server.doctor.machine.shutil.disk_usage", lambda _: usage)
    assert "make room" in found()["disk"][1] and wrong() == {"disk"}


def test_a_home_that_is_no_folder_is_named(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").write_text("")
    monkeypatch.setenv("GREENROOM_HOME", str(home / "file"))
    assert "home" in wrong()


def test_a_home_that_others_can_read_is_poor(home: Path) -> None:
    home.chmod(0o755)
    verdict, lines = found()["home"]
    assert verdict == "poor" and "chmod 700" in lines


@pytest.mark.parametrize(("status", "said"), [(401, "OPENAI_API_KEY"), (302, "OPENAI_BASE_URL")])
def test_an_endpoint_that_refuses_is_explained(
    home: Path, endpoint: Upstream, monkeypatch: pytest.MonkeyPatch, status: int, said: str
) -> None:
    with Upstream(lists=refusing(status, more="Location: http://127.0.0.1:9/\r\n")) as refusing_all:
        monkeypatch.setenv("OPENAI_BASE_URL", refusing_all.url)
        assert said in found()["model"][1] and wrong() == {"model"}


def test_an_endpoint_that_is_not_there_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert "nobody answers" in found()["model"][1] and wrong() == {"model"}


def test_weights_are_looked_into(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from server.llm.assets import catalogue

    monkeypatch.setenv("GREENROOM_PROVIDER", "local")
    assert found()["weights"][0] == "poor" and "next start fetches" in found()["weights"][1]
    asset = catalogue()["qwen2.5-coder-1.5b"]
    path = home / "models" / asset.file
    path.parent.mkdir(parents=True)
    path.write_bytes(b"GGUF, but cut short")
    assert "damaged" in found()["weights"][1] and "weights" in wrong()
    (home / "mine.gguf").write_bytes(b"no weights")
    monkeypatch.setenv("GREENROOM_MODEL", str(home / "mine.gguf"))
    assert "no GGUF" in found()["weights"][1]


def test_a_missing_and_a_damaged_index_are_poor(home: Path) -> None:
    assert found()["index"][0] == "poor" and "none yet" in found()["index"][1]
    folder = home / "index" / "greenroom-passages-x" / "chroma"
    folder.mkdir(parents=True)
    (folder / "chroma.sqlite3").write_bytes(b"x")
    (folder.parent / "seal.json").write_text('{"chroma.sqlite3": "0"}')
    assert "damaged" in found()["index"][1] and "greenroom index" in found()["index"][1]


def test_a_guessable_token_is_poor_and_a_missing_one_wrong(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENROOM_HOST", "0.0.0.0")
    assert wrong() == {"settings"} and "GREENROOM_TOKEN" in found()["settings"][1]
    monkeypatch.setenv("GREENROOM_TOKEN", "secret")
    assert found()["address"][0] == "poor" and "secret" not in found()["address"][1]


def test_the_exit_status_tells_and_a_running_service_is_seen(
    service: Service, upstream: Upstream
) -> None:
    well = service.command("doctor")
    assert well.returncode == 0, well.stdout + well.stderr
    assert service.process and f"process {service.process.pid}" in well.stdout
    ill = service.command("doctor", OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    assert ill.returncode == 1 and "-> " in ill.stdout and "Traceback" not in ill.stderr
