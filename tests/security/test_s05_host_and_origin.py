"""S5: Host and Origin are compared with exact sets, on every path and method.

Single cases stand in tests/api/test_doors.py; here are look-alikes by the hundred.
"""

import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from server.api.doors import Doors
from server.config import Settings
from tests.security.service import Service

HERE = "http://127.0.0.1:8000"
OURS = ("127.0.0.1", "localhost", "[::1]")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY")
PATHS = ("/", "/ask", "/api/sessions", "/api/chapters", "/v1/chat/completions", "/mcp", "/healthz",
         "/readyz", "/static/app.css", "/openapi.json", "//", "/nobody")  # fmt: skip


def client(**settings: Any) -> TestClient:
    made = Settings(_env_file=None, **settings)
    return TestClient(Doors(PlainTextResponse("in"), made), base_url=HERE, follow_redirects=False)


OPEN = client()
DOTS = st.sampled_from(["", ".", "-", "_", "@", "\\", "/", "#", "?", "%2e", "%00", " ", "\t", ","])
EVIL = st.sampled_from(
    ["evil.test", "x", "1", "0x7f.1", "127.0.0.2", "2130706433", "[::ffff:7f00:1]"]
)
PORT = st.one_of(
    st.just(""), st.integers(0, 99999).map(lambda n: f":{n}"),
    st.sampled_from([":", ":x", ":8000:1", ":\u00b2", ":-1", ":+80", ": 80", ":8000@evil.test"]),
)  # fmt: skip
LOOK_ALIKE = st.one_of(
    st.builds("{1}{0}{2}{3}".format, DOTS, st.sampled_from(OURS), EVIL, PORT),
    st.builds("{2}{0}{1}{3}".format, DOTS, st.sampled_from(OURS), EVIL, PORT),
    st.builds("{0}{1}".format, EVIL, PORT),
    st.builds("{0}{1}".format, st.sampled_from(["LOCALHOST.", "localhost.", "127.1", "0", "[::]",
              "[0:0:0:0:0:0:0:1]", "127.0.0.1.", "::1", "[::1", "::1]", "ip6-localhost"]), PORT),
    st.builds("{0}{1}".format, st.sampled_from(OURS), PORT),
    st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=30),
)  # fmt: skip


def ours(host: str) -> bool:
    """What may lead in, said in another way than the code says it."""
    for name in OURS:
        if host == name:
            return True
        rest = host.removeprefix(name + ":")
        if rest != host and rest and all(c in "0123456789" for c in rest):
            return True
    return False


@given(LOOK_ALIKE)
@example("127.0.0.1:\u00b2")
@example("localhost:")
def test_s5_a_look_alike_of_the_host_stays_out(host: str) -> None:
    answer = OPEN.get("/", headers={"host": host.encode("latin-1")})
    assert answer.status_code == (200 if ours(host) else 403)


ORIGIN = st.builds(
    "{}{}{}".format,
    st.sampled_from(["http://", "https://", "HTTP://", "ws://", "file://", "null", "", "//"]),
    st.one_of(LOOK_ALIKE, st.just("127.0.0.1:8000")),
    st.sampled_from(["", "/", ".evil.test", "#", "?", " ", ", http://127.0.0.1:8000", "\x00"]),
)  # fmt: skip


@given(ORIGIN, st.sampled_from(METHODS))
@example("http://127.0.0.1:8000", "POST")
@example("https://127.0.0.1:8000", "POST")
@example("http://127.0.0.1:8001", "POST")
@example("null", "GET")
def test_s5_a_look_alike_of_the_origin_stays_out(origin: str, method: str) -> None:
    answer = OPEN.request(method, "/api/sessions", headers={"origin": origin.encode("latin-1")})
    known = origin in (HERE, HERE.replace("http:", "https:"))
    assert answer.status_code == (200 if known else 403)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.test"},
        {"origin": "https://evil.test"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
    ],
)
def test_s5_no_path_and_no_method_is_left_out(
    path: str, method: str, headers: dict[str, str]
) -> None:
    assert OPEN.request(method, HERE + path, headers=headers).status_code == 403


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_s5_a_link_from_elsewhere_may_be_followed(method: str, site: str) -> None:
    headers = {"sec-fetch-site": site, "sec-fetch-mode": "navigate"}
    assert OPEN.request(method, "/ask", headers=headers).status_code == 200
    assert OPEN.post("/ask", headers=headers).status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_s5_the_pages_own_requests_come_in(site: str) -> None:
    headers = {"sec-fetch-site": site, "sec-fetch-mode": "cors", "origin": HERE}
    assert OPEN.post("/api/sessions", headers=headers).status_code == 200


@pytest.mark.parametrize("name", ["Host", "Origin", "X-Learner"])
def test_s5_a_header_that_decides_is_taken_once(name: str) -> None:
    value = {"Host": "127.0.0.1:8000", "Origin": HERE, "X-Learner": "a"}[name]
    named = client(user_header="X-Learner")
    once = [(name, value)]
    assert named.get("/", headers=once).status_code == 200
    for twice in ([*once, (name, "evil.test")], [(name, "evil.test"), *once], once * 2):
        assert named.get("/", headers=twice).status_code == 400


async def test_s5_a_websocket_is_closed_unasked() -> None:
    sent: list[Any] = []

    async def reached(*_: Any) -> None:
        sent.append("in")

    async def send(message: Any) -> None:
        sent.append(message)

    doors = Doors(reached, Settings(_env_file=None))
    await doors({"type": "websocket", "path": "/", "headers": []}, reached, send)  # type: ignore[arg-type]
    assert sent == [{"type": "websocket.close", "code": 1008}]


# --- the running service, spoken to byte by byte


FOREIGN_POST = b"Host: 127.0.0.1\r\nOrigin: http://127.0.0.1.evil.test\r\nContent-Length: 0"
FOREIGN_SOCKET = (
    b"Host: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: http://evil.test\r\n"
    b"Sec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13"
)


def said(service: Service, request: bytes) -> bytes:
    where = urlsplit(service.address)
    with socket.create_connection((where.hostname, where.port), timeout=60) as line:
        line.sendall(request)
        return line.recv(4096)


@pytest.mark.parametrize(
    ("request_line", "headers", "status"),
    [
        (b"GET / HTTP/1.1", b"Host: evil.test", b" 403"),
        (b"GET / HTTP/1.1", b"Host: 127.0.0.1\r\nHost: evil.test", b" 400"),
        (b"GET / HTTP/1.1", b"Host: evil.test\r\nHost: 127.0.0.1", b" 400"),
        (b"GET http://evil.test/ HTTP/1.1", b"Host: evil.test", b" 403"),
        (b"GET / HTTP/1.0", b"X: y", b" 403"),
        (b"POST /api/sessions HTTP/1.1", FOREIGN_POST, b" 403"),
        (b"GET / HTTP/1.1", FOREIGN_SOCKET, b" 403"),
    ],
)  # fmt: skip
def test_s5_on_the_wire(
    service: Service, request_line: bytes, headers: bytes, status: bytes
) -> None:
    answer = said(service, request_line + b"\r\n" + headers + b"\r\nConnection: close\r\n\r\n")
    assert status in answer.split(b"\r\n")[0]


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded",
                                        "multipart/form-data; boundary=x", ""])  # fmt: skip
@pytest.mark.parametrize("path", ["/api/sessions", "/api/stories", "/api/audiences",
                                  "/api/checks/rewrite"])  # fmt: skip
def test_s5_what_a_foreign_form_could_send_is_no_json(
    service: Service, path: str, media_type: str
) -> None:
    answer = service.http.post(path, content=b"{}", headers={"Content-Type": media_type})
    assert answer.status_code == 415
