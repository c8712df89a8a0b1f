"""S4: loopback by default; a wider bind needs a token, and the token opens without being told.

The doors' own rules on tokens are tested in tests/api/test_doors.py.
"""

import ast
import os
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from server.config import ROOT, Settings, load_settings
from server.errors import ConfigurationError
from server.serving import _address
from tests.security.service import KEY, TOKEN, Service

WIDER = [
    "0.0.0.0",
    "::",
    "192.168.1.20",
    "10.0.0.1",
    "fe80::1",
    "greenroom.test",
    "/run/green.sock",
    "127.0.0.1.evil.test",
    "0",
    "::ffff:10.0.0.1",
    "localhost.evil.test",
    "",
]


def test_s4_it_binds_to_this_machine_by_default() -> None:
    assert Settings(_env_file=None).loopback and Settings(_env_file=None).host == "127.0.0.1"


@pytest.mark.parametrize("host", WIDER)
def test_s4_a_wider_bind_without_a_token_is_refused(host: str) -> None:
    with pytest.raises(ConfigurationError, match="set GREENROOM_TOKEN"):
        load_settings(host=host)
    assert load_settings(host=host, token="a-long-random-text").host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.53"])
def test_s4_this_machines_own_addresses_need_none(host: str) -> None:
    assert load_settings(host=host).loopback


def test_s4_the_command_ends_with_status_2_and_a_sentence(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GREENROOM_")}
    ended = subprocess.run(
        [sys.executable, "-m", "server", "serve"],
        cwd=ROOT,
        env=environment | {"GREENROOM_HOST": "0.0.0.0", "GREENROOM_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 2 and "set GREENROOM_TOKEN" in ended.stderr
    assert "Traceback" not in ended.stderr and ended.stdout == ""


def test_s4_whom_to_believe_behind_a_proxy_is_not_everybody() -> None:
    tree = ast.parse((ROOT / "server" / "serving.py").read_text())
    given = {k.arg: k.value for call in ast.walk(tree) if isinstance(call, ast.Call)
             for k in call.keywords}  # fmt: skip
    believed = given["forwarded_allow_ips"]
    assert isinstance(believed, ast.Constant) and believed.value == "127.0.0.1,::1"


class Listening:
    def getsockname(self) -> tuple[str, int]:
        return ("127.0.0.1", 8000)


@pytest.mark.parametrize("token", ["plain", "a+b&c=d#e%f", "white space", "ümlaut/?"])
def test_s4_the_printed_address_holds_the_whole_token(token: str) -> None:
    printed = _address(Settings(_env_file=None, token=token), Listening())  # type: ignore[arg-type]
    assert parse_qs(urlsplit(printed).query) == {"token": [token]}


# --- the running service behind a token


@pytest.mark.parametrize("path", ["/", "/ask", "/readyz", "/api/modes", "/openapi.json",
                                  "/static/app.css", "/v1/models", "/mcp", "/nobody"])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "HEAD", "OPTIONS"])
def test_s4_without_the_token_everything_is_closed(locked: Service, path: str, method: str) -> None:
    assert locked.http.request(method, path).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN[:-1]},
        {"Authorization": f"Bearer {TOKEN.upper()}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Cookie": "greenroom_token="},
        {"Cookie": f"greenroom_token={TOKEN.split('/')[0]}"},
        {"X-Forwarded-For": "127.0.0.1"},
    ],
)
def test_s4_nearly_the_token_is_not_the_token(locked: Service, headers: dict[str, str]) -> None:
    assert locked.http.get("/api/modes", headers=headers).status_code == 401


def test_s4_the_token_in_the_address_opens_nothing_but_by_get(locked: Service) -> None:
    asked = {"params": {"token": TOKEN}}
    for method in ("POST", "PUT", "DELETE"):
        assert locked.http.request(method, "/api/sessions", **asked).status_code == 401  # type: ignore[arg-type]
    assert locked.http.get("/", params={"token": TOKEN + "x"}).status_code == 401


def test_s4_one_click_becomes_a_cookie_that_is_not_the_token(locked: Service) -> None:
    with httpx.Client(base_url=locked.address, timeout=60) as browser:
        answer = browser.get(locked.printed)
        assert answer.status_code == 303 and answer.headers["location"] == "/"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie
        held = browser.cookies["greenroom_token"]
        assert TOKEN not in held and len(held) == 64
        assert browser.get("/api/modes").status_code == 200
        assert browser.post("/api/sessions", json={"mode": "ask"}).status_code == 201
    assert (
        locked.http.get("/api/modes", headers={"Authorization": f"Bearer {held}"}).status_code
        == 401
    )


def test_s4_the_token_is_compared_in_constant_time() -> None:
    written = (ROOT / "server" / "api" / "doors.py").read_text()
    assert written.count("compare_digest") == 2
    assert "== self._token" not in written and "== self._pass" not in written


def test_s4_what_it_keeps_is_its_owners_alone(service: Service) -> None:
    for path in [service.home, *service.home.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert KEY not in "".join(p.name for p in service.home.rglob("*"))
