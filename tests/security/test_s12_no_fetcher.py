"""S12: nothing opens an address that stood in a text; the one peer is the model endpoint."""

import json
import subprocess
from urllib.parse import urlsplit

import pytest

from tests.corpus.files import docx
from tests.security.service import Service, turn
from tests.security.sockets import family, sockets_of

LURES = (
    "http://foreign.test/a https://foreign.test:8443/b?c=d ftp://foreign.test/x //foreign.test/y"
    " http://169.254.169.254/latest/meta-data http://[::1]:9/ http://127.0.0.1:9/z"
    " file:///etc/passwd data:text/html,x gopher://foreign.test/ ![i](http://foreign.test/i.png)"
    ' <img src="http://foreign.test/j.png"> <link rel=stylesheet href=http://foreign.test/k.css>'
)


def peers(service: Service) -> set[str]:
    """Every address that the process asked for or connected to so far, in words."""
    found = set()
    for line in service.notes.read_text().splitlines():
        event, told = json.loads(line)
        if event in ("socket.connect", "socket.sendto"):
            found.add(f"connect {told[0]}")
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            found.add(f"lookup {told[0]} {told[1] if len(told) > 1 else ''}".strip())
        else:
            found.add(f"{event} {told}")
    return found


def assert_only_the_endpoint(service: Service) -> None:
    port = urlsplit(service.upstream.url).port
    known = {
        f"connect ('127.0.0.1', {port})",
        f"lookup '127.0.0.1' {port}",
        f"lookup b'127.0.0.1' {port}",
        f"lookup '127.0.0.1' '{port}'",
    }
    others = peers(service) - known
    # The reader of files, and what the client of the endpoint asks the system about itself.
    programs = {p for p in others if "server.corpus.formats" in p or "'uname', '-p'" in p}
    assert others - programs == set()
    for pid in family(service.pid):
        for kind, _, own, peer in sockets_of(pid):
            assert peer[0] in ("127.0.0.1", "0.0.0.0", "::", "::1"), (kind, own, peer)


@pytest.mark.parametrize("mode", ["ask", "rewrite", "star"])
def test_s12_no_address_in_a_message_or_an_answer_is_opened(service: Service, mode: str) -> None:
    service.upstream.say(f"So it is. {LURES}")
    message = f"We moved the API on 3 May and I cut costs by 30%. {LURES}"
    made = turn(service.http, mode, message)
    for path in ("", "/export", "/export?format=json"):
        assert service.http.get(f"/api/sessions/{made['session_id']}{path}").status_code == 200
    assert service.http.get(f"/sessions/{made['session_id']}").status_code == 200
    assert_only_the_endpoint(service)


def test_s12_nor_one_in_a_file_a_story_or_an_option(service: Service) -> None:
    http = service.as_learner("lured")
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r9" TargetMode="External" Target="http://foreign.test/i.png" Type="http:'
        '//schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    page = f"<!doctype html><html><head><base href=http://foreign.test/></head><body>{LURES * 9}"
    files = [
        ("a.md", f"# Lures\n\n{LURES} and some words to read here.".encode()),
        ("b.html", page.encode()),
        ("c.docx", docx(LURES, extra={"word/_rels/document.xml.rels": relations.encode()})),
    ]
    for name, content in files:
        answer = http.post("/api/chapters", files={"file": (name, content)})
        assert answer.status_code in (201, 422), answer.text
    http.post("/api/stories", json={"text": f"I moved the database in May. {LURES}"})
    http.post("/api/audiences", json={"title": "Lured", "how": LURES[:300]})
    turn(http, "rewrite", "We moved the API on 3 May.", confidential=["http://foreign.test/c"])
    assert_only_the_endpoint(service)


def test_s12_a_redirect_of_the_endpoint_is_not_followed(service: Service) -> None:
    service.upstream.location = "http://127.0.0.1:9/elsewhere"
    service.upstream.reply = lambda body: (302, "{}")
    turn(
        service.http,
        "star",
        "Last spring our export was slow. I moved it to a queue. It got better.",
    )
    assert service.upstream.asked
    assert_only_the_endpoint(service)


def test_s12_the_guard_itself_sees_what_is_opened(tmp_path) -> None:
    """A guard that notes nothing would prove nothing."""
    import sys

    from server.config import ROOT

    notes = tmp_path / "notes"
    program = (
        "import sys, socket; sys.argv = ['x', sys.argv[1], '--help'];"
        "from tests.security import watched;"
        "import server.__main__ as m;"
        "m.main = lambda: socket.socket().connect_ex(('127.0.0.1', 9)); watched.main()"
    )
    subprocess.run([sys.executable, "-c", program, str(notes)], cwd=ROOT, check=True, timeout=120)
    assert "socket.connect" in notes.read_text()
