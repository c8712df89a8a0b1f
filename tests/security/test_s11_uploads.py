"""S11: what a file does, it does to a child process that may take only so much.

Formats, names and reasons are tested in tests/corpus/test_extract.py and
tests/api/test_chapters.py.
"""

import io
import re
import resource
import time
import zipfile
from pathlib import Path

import pytest

from server.api.chapters import _bare_name
from server.config import ROOT
from server.corpus.formats import __main__ as child
from server.corpus.shelf import chapter_id
from tests.corpus.files import docx
from tests.security.service import Service

WORDS = "The lamp of the lighthouse turns nine times a minute."


def memory_of(pid: int) -> int:
    """Resident memory in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def inflated() -> bytes:
    """200 MB of a document's text in 200 KB."""
    made = io.BytesIO(docx(WORDS))
    with (
        zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("word/media/image1.bin", "w", force_zip64=True) as part,
    ):
        for _ in range(200):
            part.write(b"\0" * 1_000_000)
    return made.getvalue()


def many_parts() -> bytes:
    return docx(WORDS, extra={f"word/media/{n}": b"" for n in range(6_000)})


def entities(text: str) -> bytes:
    xml = f'<?xml version="1.0"?><!DOCTYPE w [{text}]><w>&e;</w>'
    return docx(WORDS, extra={"word/document.xml": xml.encode()})


def bomb() -> bytes:
    grown = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return entities(f'<!ENTITY e0 "word">{grown}<!ENTITY e "&e11;">')


def long_pdf() -> bytes:
    kids = b"3 0 R " * 100_000
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages"
        b" /Count 100000 /Kids [" + kids + b"] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R"
        b" >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 4 >>\n%%EOF\n"
    )


def looping_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages"
        b" /Count 1 /Kids [2 0 R] /Parent 2 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    )


# What each must come to: refused with a reason. (415: its kind is not read.)
HOSTILE = {
    "a bomb of zeros": (inflated, "bomb.docx", {422}),
    "six thousand parts": (many_parts, "parts.docx", {422}),
    "entities that grow": (bomb, "laughs.docx", {422}),
    "a hundred thousand pages": (long_pdf, "long.pdf", {422}),
    "pages of themselves": (looping_pdf, "loop.pdf", {422}),
    "a page nested without end": (
        lambda: b"<html><body>" + b"<div>" * 30_000 + WORDS.encode(), "deep.html", {201, 422}
    ),
    "lists nested without end": (
        lambda: (b"> - " * 3_000) + WORDS.encode(), "deep.md", {201, 422}
    ),
    "brackets": (lambda: b"[" * 50_000, "brackets.md", {201, 422}),
    "a table of ten thousand columns": (
        lambda: b"|a" * 10_000 + b"|\n" + b"|-" * 10_000 + b"|\n" + b"|b" * 10_000 + b"|",
        "wide.md", {201, 422},
    ),
    "a name that says another kind": (lambda: b"MZ\x90\0" + b"\0" * 99, "notes.md", {415}),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_s11_a_hostile_file_is_refused_and_the_service_lives(service: Service, what: str) -> None:
    made, name, expected = HOSTILE[what]
    http = service.as_learner("uploader")
    before = memory_of(service.pid)
    answer = http.post("/api/chapters", files={"file": (name, made())}, timeout=120)
    assert answer.status_code in expected, answer.text
    if answer.status_code != 201:
        assert answer.json()["detail"]
    began = time.monotonic()
    assert http.get("/healthz").status_code == 200
    assert time.monotonic() - began < 10
    assert memory_of(service.pid) - before < 128_000_000


def test_s11_an_outer_entity_is_not_fetched(service: Service, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("zqx-secret-words")
    for system in (f"file://{secret}", str(secret), service.upstream.url):
        content = entities(f'<!ENTITY e SYSTEM "{system}">')
        answer = service.as_learner("uploader").post(
            "/api/chapters", files={"file": ("outer.docx", content)}
        )
        assert "zqx-secret" not in answer.text
        found = service.as_learner("uploader").get("/api/search", params={"q": "zqx-secret-words"})
        assert all("zqx-secret" not in p["text"] for p in found.json()["passages"])


NAMES = ["../../../../tmp/zqx.md", "..\\..\\zqx.md", "/etc/passwd", "a/../../zqx.md", "C:\\x.md",
         "zqx\u202edm.exe.md", "nul\x01l.md", "." * 50 + ".md", "é" * 300 + ".md", "-rf.md",
         "$(touch zqx).md", "`touch zqx`.md", "a;touch zqx.md", "|x.md", "", "/", "\\"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_s11_a_name_keeps_neither_folders_nor_signs_that_act(name: str) -> None:
    bare = _bare_name(name)
    assert "/" not in bare and "\\" not in bare and bare.isprintable() and 0 < len(bare) <= 120


@pytest.mark.parametrize("title", [*NAMES, "é", "\u202e", "日本"])
def test_s11_the_name_on_the_disk_is_the_servers_own(title: str) -> None:
    id = chapter_id("local", title, "a key")
    assert re.fullmatch(r"[a-z0-9-]{1,80}", id)


@pytest.mark.parametrize("name", ["../../../../zqx.md", "$(touch zqx).md"])
def test_s11_a_name_leads_to_no_place_and_no_command(service: Service, name: str) -> None:
    http = service.as_learner("namer")
    answer = http.post("/api/chapters", files={"file": (name, f"{name!r} {WORDS}".encode())})
    assert answer.status_code == 201, answer.text
    id = answer.json()["id"]
    written = set(service.home.parent.rglob("*zqx*"))
    assert {path.parent for path in written} <= {service.home / "chapters"}
    assert (service.home / "chapters" / f"{id}.json").is_file()
    assert not list(Path("/tmp").glob("zqx*")) and not list(ROOT.glob("zqx*"))


def test_s11_the_child_has_limits_on_everything() -> None:
    assert child.MAX_MEMORY <= 2_000_000_000 and child.MAX_CPU_S <= 60
    written = Path(child.__file__).read_text()
    for limit in ("RLIMIT_AS", "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE", "RLIMIT_NOFILE"):
        assert f"resource.{limit}" in written
    assert "socket." in child._FORBIDDEN and "subprocess." in child._FORBIDDEN
