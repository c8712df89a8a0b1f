"""R14: a full disk and outside locks; backup, restore, everything out, in and away."""

from __future__ import annotations

import io
import json
import resource
import sqlite3
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from server.store.engine import migrate
from tests.faults.upstream import Upstream, healthy, token
from tests.reliability.service import QUESTION, Service, Stream, until

CANARY = "Zanzibar-7731-canary"
BOARD = {"title": "Board", "cares_about": [CANARY], "how": "One page.", "known_terms": ["SLA"]}


@contextmanager
def full_disk(service: Service) -> Iterator[None]:
    """No file of the server's can grow."""
    assert service.process
    pid = service.process.pid
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


def test_r14_a_full_disk_refuses_with_the_text_kept_and_needs_no_restart(
    service: Service, upstream: Upstream
) -> None:
    session = service.open()
    assert service.send(session).status_code == 201
    with full_disk(service):
        refused = service.send(session, f"{QUESTION} once more")
        assert refused.status_code == 503 and refused.json()["retryable"]
        assert "still on the page" in refused.json()["detail"]
        assert refused.headers["x-request-id"] in refused.json()["detail"]
        assert len(service.turns(session)) == 1, "reading goes on"
        assert service.http.get("/api/search", params={"q": "roadmap"}).json()["passages"]
        words = "Words that nobody wants to write twice"
        page = service.http.post(f"/sessions/{session}", data={"message": words})
        assert words in page.text and "could not be stored" in page.text
        page = service.http.post("/ask", data={"message": words})
        assert words in page.text and "could not be stored" in page.text
    assert service.send(session, f"{QUESTION} once more").status_code == 201
    assert [t["index"] for t in service.turns(session)] == [0, 1]


def test_r14_a_disk_that_fills_in_mid_answer_costs_nothing_if_it_is_mended_soon(
    service: Service, upstream: Upstream
) -> None:
    upstream.scenario = healthy(20, every_s=0.05)
    stream = Stream(service, service.open())
    until(lambda: stream.text, "no text")
    with full_disk(service):
        until(lambda: token(19).strip() in stream.text, "no last token")
        time.sleep(0.5)
    stream.join(30)
    assert stream.final and stream.final["status"] == "complete"
    assert service.turns(stream.session)[0]["reply"] == stream.final["reply"]


def test_r14_an_outside_lock_is_waited_for_and_a_long_one_refused(
    service: Service, upstream: Upstream
) -> None:
    session = service.open()
    with locked(service, 3):
        assert service.send(session).status_code == 201
    with locked(service, 30):
        began = time.monotonic()
        refused = service.send(session, f"{QUESTION} again")
        assert refused.status_code == 503 and refused.json()["retryable"]
        assert time.monotonic() - began < 20
        assert len(service.turns(session)) == 1
    assert service.send(session, f"{QUESTION} again").status_code == 201


@contextmanager
def locked(service: Service, seconds: float) -> Iterator[None]:
    """Another program holds the database, so long or until the block ends."""
    outside = sqlite3.connect(
        service.home / "greenroom.db", isolation_level=None, check_same_thread=False
    )
    outside.execute("BEGIN EXCLUSIVE")
    over = threading.Event()

    def let_go() -> None:
        over.wait(seconds)
        outside.execute("ROLLBACK")

    holding = threading.Thread(target=let_go)
    holding.start()
    try:
        yield
    finally:
        over.set()
        holding.join()
        outside.close()


# --- backup and restore


def test_a_backup_taken_in_mid_answer_is_restored_while_serving(
    service: Service, upstream: Upstream, tmp_path: Path
) -> None:
    session = service.open()
    kept = service.send(session).json()
    upload(service, "Rivers")
    upstream.scenario = healthy(50, every_s=0.05)
    stream = Stream(service, service.open())
    until(lambda: stream.text, "no text")
    file = tmp_path / "kept.zip"
    made = service.command("backup", str(file))
    assert made.returncode == 0 and "read back and whole" in made.stdout, made.stderr
    assert file.stat().st_mode & 0o077 == 0
    assert service.command("backup", str(file)).returncode == 2, "it never overwrites"
    stream.join(60)
    assert stream.final and stream.final["status"] == "complete"

    service.http.delete(f"/api/sessions/{session}")
    delete_uploads(service)
    upload(service, "Lakes")
    later = service.open()
    restored = service.command("restore", str(file))
    assert restored.returncode == 0 and "before-restore" in restored.stdout, restored.stderr
    assert service.turns(session) == [kept]
    assert service.http.get(f"/api/sessions/{later}").status_code == 404
    until(lambda: titles(service) == ["Rivers"], f"chapters: {titles(service)}")
    assert service.send(session, f"{QUESTION} after all").status_code == 201
    assert len(list(service.home.glob("before-restore*.zip"))) == 1


def test_a_damaged_backup_is_refused_and_changes_nothing(
    service: Service, upstream: Upstream, tmp_path: Path
) -> None:
    session = service.open()
    file = tmp_path / "kept.zip"
    assert service.command("backup", str(file)).returncode == 0
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    refused = service.command("restore", str(file))
    assert refused.returncode == 2 and "no whole backup" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert service.turns(session) == []


@pytest.mark.parametrize("revision", ["0001_sessions", "0002_stories"])
def test_words_of_every_released_schema_are_read(revision: str, tmp_path: Path) -> None:
    from alembic import command

    from server.store.engine import _config, known_revisions

    released = next(r for r in known_revisions() if r.startswith(revision[:4]))
    path = tmp_path / "greenroom.db"
    config = _config()
    config.attributes["url"] = f"sqlite+aiosqlite:///{path}"
    command.upgrade(config, released)
    with sqlite3.connect(path) as old:
        columns = [row[1] for row in old.execute("PRAGMA table_info(sessions)")]
        values = {name: "x" for name in columns} | {"touched": 1, "options": "{}"}
        values |= dict.fromkeys(("created_at", "updated_at"), "2026-01-01 00:00:00.000000")
        marks = ", ".join(f":{name}" for name in columns)
        old.execute(f"INSERT INTO sessions VALUES ({marks})", values)
    old.close()
    migrate(config.attributes["url"])
    with sqlite3.connect(path) as new:
        assert new.execute("SELECT title FROM sessions").fetchall() == [("x",)]
    new.close()


# --- everything out, in and away


def test_everything_goes_out_away_and_comes_back(service: Service, upstream: Upstream) -> None:
    service.http.delete("/api/everything")
    turn = service.send(service.open(), f"{QUESTION} {CANARY}").json()
    upload(service, "Rivers", f"The flow of {CANARY} goes on.")
    story = f"Last spring I owned {CANARY}. I wrote the worker and cut losses by 40 percent."
    assert service.http.post("/api/stories", json={"text": story}).status_code == 201
    board = service.http.post("/api/audiences", json=BOARD)
    assert board.status_code == 201, board.text
    archive = service.http.get("/api/export")
    assert archive.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(archive.content)) as opened:
        names = set(opened.namelist())
        assert {"manifest.json", "sessions.jsonl", "stories.jsonl", "audiences.jsonl"} < names
        (kept,) = opened.read("sessions.jsonl").splitlines()
        assert json.loads(kept)["turns"][0]["message"] == turn["message"]
    before = belongings(service)

    assert service.http.delete("/api/everything").status_code == 204
    nothing = belongings(service)
    assert (nothing["sessions"], nothing["chapters"]) == ([], [])
    assert nothing["stories"]["stories"] == []
    service.until_indexed()
    until(lambda: not traces(service.home), "something is left")

    added = service.http.post(
        "/api/import", content=archive.content, headers={"Content-Type": "application/zip"}
    )
    assert added.status_code == 201, added.text
    names = ("sessions", "turns", "stories", "audiences", "chapters")
    assert added.json() == dict.fromkeys(names, 1)
    assert belongings(service) == before
    again = service.http.post("/api/import", files={"file": ("all.zip", archive.content)})
    assert set(again.json().values()) == {0}


def test_everything_from_the_command_line(
    service: Service, upstream: Upstream, tmp_path: Path
) -> None:
    service.send(service.open(), f"{QUESTION} {CANARY}")
    upload(service, "Rivers", f"The flow of {CANARY} goes on.")
    file, before = tmp_path / "all.zip", belongings(service)
    told = service.command("export", str(file))
    assert told.returncode == 0 and f"{len(before['sessions'])} sessions" in told.stdout
    told = service.command("erase", "--yes")
    assert told.returncode == 0, told.stderr
    until(lambda: titles(service) == [], "the service kept a chapter")
    assert not belongings(service)["sessions"]
    service.until_indexed()
    until(lambda: not traces(service.home), f"left: {traces(service.home)}")
    told = service.command("import", str(file))
    assert told.returncode == 0, told.stderr
    until(lambda: titles(service), "the chapter did not come back")
    assert belongings(service) == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no", b"{}", "zip"])
def test_what_is_no_archive_is_refused(service: Service, content: bytes | str) -> None:
    if content == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("manifest.json", '{"greenroom": 1, "files": {}}')
        content = out.getvalue()
    assert isinstance(content, bytes)
    headers = {"Content-Type": "application/zip"}
    answer = service.http.post("/api/import", content=content, headers=headers)
    assert answer.status_code == 422 and answer.json()["field"] == "file"


def upload(service: Service, title: str, text: str = "Some flow.") -> None:
    content = f"# {title}\n\n## Part\n\n{text}\n".encode()
    answer = service.http.post("/api/chapters", files={"file": (f"{title}.md", content)})
    assert answer.status_code == 201, answer.text


def delete_uploads(service: Service) -> None:
    for one in service.http.get("/api/chapters").json():
        if one["origin"] == "uploaded":
            service.http.delete(f"/api/chapters/{one['id']}")


def titles(service: Service) -> list[str]:
    listed = service.http.get("/api/chapters").json()
    return [one["title"] for one in listed if one["origin"] == "uploaded"]


def belongings(service: Service) -> dict[str, Any]:
    listed = service.http.get("/api/sessions").json()["sessions"]
    found: dict[str, Any] = {"sessions": [service.session(one["id"]) for one in listed]}
    found |= {name: service.http.get(f"/api/{name}").json() for name in ("stories", "audiences")}
    return found | {"chapters": titles(service)}


def traces(home: Path) -> list[str]:
    """The files in which a learner's words still stand."""
    found = []
    for path in home.rglob("*"):
        try:
            if path.is_file() and CANARY.encode() in path.read_bytes():
                found.append(str(path.relative_to(home)))
        except FileNotFoundError:
            continue
    return found
