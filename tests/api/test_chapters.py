"""Learners' own chapters over HTTP: brought, listed, searched, deleted, and whose they are."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from server.api.app import create_app
from server.config import Settings
from server.wiring import Parts
from tests.conftest import wait_until_ready
from tests.corpus.bag import BagEmbedder
from tests.corpus.files import docx, pdf
from tests.vectors import UnkeptIndex

BUILT_IN = "career-transition-and-technical-leadership"
TEXT = b"# Release trains\n\n## Boarding\n\nThe green train leaves at noon, with its lights on.\n"
A, B = {"X-User": "a"}, {"X-User": "b"}


@pytest.fixture
def http(settings: Settings) -> Any:
    own = settings.model_copy(update={"user_header": "X-User", "max_upload_bytes": 100_000})
    parts = Parts(own, embedder=BagEmbedder(), index=UnkeptIndex())
    with TestClient(create_app(parts), base_url="http://127.0.0.1:8000") as client:
        ready(client)
        yield client


def ready(http: TestClient) -> None:
    wait_until_ready(lambda: http.get("/readyz").json()["index"]["state"])


def bring(
    http: TestClient, content: bytes = TEXT, name: str = "trains.md", who: Any = A, **extra: Any
) -> Any:
    path = extra.pop("path", "/api/chapters")
    return http.post(
        path, files={"file": (name, content)}, headers=who | extra, follow_redirects=False
    )


def test_a_chapter_is_brought_listed_read_searched_and_deleted(http: TestClient) -> None:
    answer = bring(http)
    assert answer.status_code == 201
    chapter = answer.json()
    assert (chapter["title"], chapter["origin"]) == ("Release trains", "uploaded")
    assert chapter["passages"] == 1 and chapter["sections"][0]["heading_path"] == ["Boarding"]
    listed = http.get("/api/chapters", headers=A).json()
    assert [c["id"] for c in listed] == [BUILT_IN, chapter["id"]]
    found = http.get("/api/search", params={"q": "green train at noon"}, headers=A).json()
    best = found["passages"][0]
    assert best["chapter"] == chapter["id"] and best["text"].startswith("The green train")
    path = f"/api/chapters/{chapter['id']}"
    assert f'id="p-{best["id"]}"' in http.get(path, headers=A).text
    assert http.get(f"/chapters/{chapter['id']}", headers=A).status_code == 200
    ready(http)
    assert http.get("/api/chapters", headers=A).json()[1]["state"] == "ready"
    assert http.delete(path, headers=A).status_code == 204
    assert http.get(path, headers=A).status_code == 404
    assert http.delete(path, headers=A).status_code == 404


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pdf([(18, 760, "Release trains"), (11, 720, "The green train leaves at noon.")]), "t.pdf"),
        (docx(("Heading 1", "Release trains"), "The green train leaves at noon."), "t.docx"),
        (b"<html><h1>Release trains</h1><p>The green train leaves at noon.", "t.html"),
        (b"Release trains\n\nThe green train leaves at noon.", "t.txt"),
    ],
)
def test_each_format_becomes_a_chapter(http: TestClient, content: bytes, name: str) -> None:
    assert bring(http, content, name).json()["title"] == "Release trains"


def test_another_learner_gets_what_an_unknown_id_gets(http: TestClient) -> None:
    id = bring(http).json()["id"]
    passage = http.get("/api/search", params={"q": "green train"}, headers=A).json()["passages"][0]
    for path in (f"/api/chapters/{id}", f"/api/chapters/{id}/passages/{passage['id']}"):
        theirs, unknown = http.get(path, headers=B), http.get(path.replace(id, "x"), headers=B)
        assert theirs.status_code == unknown.status_code == 404
        assert theirs.json()["detail"].replace(id, "x") == unknown.json()["detail"]
    assert http.delete(f"/api/chapters/{id}", headers=B).status_code == 404
    assert http.get(f"/chapters/{id}", headers=B).status_code == 404
    assert http.post(f"/chapters/{id}/delete", headers=B).status_code == 404
    assert [c["id"] for c in http.get("/api/chapters", headers=B).json()] == [BUILT_IN]
    found = http.get("/api/search", params={"q": "green train at noon"}, headers=B).json()
    assert id not in {p["chapter"] for p in found["passages"]}
    assert http.get(f"/api/chapters/{id}", headers=A).status_code == 200


def test_the_same_file_is_one_chapter_a_learner(http: TestClient) -> None:
    first, again, theirs = bring(http), bring(http, name="copy.md"), bring(http, who=B)
    assert first.json()["id"] == again.json()["id"] != theirs.json()["id"]
    assert len(http.get("/api/chapters", headers=A).json()) == 2


@pytest.mark.parametrize(
    ("content", "name", "status", "said"),
    [
        (b"x" * 150_000, "large.md", 413, "larger than 0.1 MB"),
        (b"\x89PNG\r\n\x1a\n", "picture.png", 415, "an image"),
        (b"MZ\x90\x00", "program.exe", 415, "a program"),
        (b"", "empty.md", 422, "empty"),
        (b"\x00\x01\x02" * 999, "binary.md", 422, "binary data"),
        (pdf([], []), "scan.pdf", 422, "text recognition"),
        (b"%PDF-1.4 nothing", "broken.pdf", 422, "damaged"),
    ],
)
def test_a_refused_file_says_why(
    http: TestClient, content: bytes, name: str, status: int, said: str
) -> None:
    answer = bring(http, content, name)
    assert answer.status_code == status and said in answer.json()["detail"]
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(http.get("/api/chapters", headers=A).json()) == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"json": {"file": "x"}}, 415),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 400),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}}, 400),
        ({"files": {"other": ("a.md", b"x")}}, 422),
        ({"data": {"file": "text"}, "files": {"x": ("", b"")}}, 422),
        ({"files": [("file", ("a.md", b"x")), ("file", ("b.md", b"x"))]}, 400),
    ],
)
def test_a_malformed_form_is_the_senders_fault(
    http: TestClient, sent: dict[str, Any], status: int
) -> None:
    assert http.post("/api/chapters", **sent).status_code == status


def test_a_body_without_a_length_is_cut_off_while_it_is_read(http: TestClient) -> None:
    def endless() -> Any:
        yield b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.md"\r\n\r\n'
        for _ in range(1_000):
            yield b"x" * 10_000

    kind = {"content-type": "multipart/form-data; boundary=b"}
    assert http.post("/api/chapters", content=endless(), headers=kind).status_code == 413


def test_another_sites_form_is_refused(http: TestClient) -> None:
    for path in ("/api/chapters", "/chapters"):
        assert bring(http, path=path, Origin="https://evil.example").status_code == 403
        assert bring(http, path=path, Origin="null").status_code == 403
        assert bring(http, path=path, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_built_in_chapter_is_not_deleted(http: TestClient) -> None:
    assert http.delete(f"/api/chapters/{BUILT_IN}", headers=A).status_code == 409


def test_a_name_is_shown_without_its_folders_and_never_as_markup(http: TestClient) -> None:
    text = b"Words without a heading, and that is all there is to it here."
    chapter = bring(http, text, "../../<script>alert(1)</script>.md").json()
    page = http.get("/chapters", headers=A).text
    assert ".." not in chapter["title"] and "<script>alert" not in page


def test_the_page_takes_a_file_and_deletes_it_without_scripts(http: TestClient) -> None:
    answer = bring(http, path="/chapters", Origin="http://127.0.0.1:8000")
    assert answer.status_code == 303
    place = answer.headers["location"]
    id = place.removeprefix("/chapters#c-")
    page = http.get("/chapters", headers=A).text
    assert f'id="c-{id}"' in page and "Release trains" in page
    gone = http.post(f"/chapters/{id}/delete", headers=A, follow_redirects=False)
    assert (gone.status_code, gone.headers["location"]) == (303, "/chapters")
    assert id not in http.get("/chapters", headers=A).text


def test_a_refused_file_brings_the_page_back_with_the_reason(http: TestClient) -> None:
    answer = bring(http, b"", "empty.md", path="/chapters")
    assert answer.status_code == 422 and "The file is empty" in answer.text


def test_a_chapter_outlives_a_restart(http: TestClient, settings: Settings) -> None:
    id = bring(http).json()["id"]
    own = settings.model_copy(update={"user_header": "X-User"})
    parts = Parts(own, embedder=BagEmbedder(), index=UnkeptIndex())
    with TestClient(create_app(parts), base_url="http://127.0.0.1:8000") as again:
        assert [c["id"] for c in again.get("/api/chapters", headers=A).json()] == [BUILT_IN, id]
        assert len(again.get("/api/chapters", headers=B).json()) == 1
