"""The machine: libraries, folder, disk, address and port."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import socket
import stat
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from server.backup import LOCK
from server.config import Settings
from server.corpus.lock import holder_of
from server.doctor.finding import Finding

# Database, index and log of a busy year stay under it; the weights are counted apart.
LITTLE_BYTES, TOO_LITTLE_BYTES = 1_000_000_000, 100_000_000
SHORT_TOKEN = 16
ASK_S = 5.0


def libraries(settings: Settings) -> Iterator[Finding]:
    """What the local model needs of the system."""
    if not (settings.local and sys.platform == "linux"):
        return
    try:
        ctypes.CDLL("libgomp.so.1")
        yield Finding("good", "libraries", "libgomp is there")
    except OSError:
        mend = "Debian, Ubuntu: apt install libgomp1; or use an endpoint, GREENROOM_PROVIDER=openai"
        yield Finding("wrong", "libraries", "the local model needs libgomp, which is missing", mend)


def home(settings: Settings) -> Iterator[Finding]:
    """Whether the folder can be written, and by its owner alone be read."""
    folder = settings.home
    if not folder.exists():
        yield from _not_yet(folder)
        return
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        mend = f"chown it to whoever runs Greenroom: sudo chown -R {os.getuid()} '{folder}'"
        yield Finding("wrong", "home", f"{folder} cannot be written by this user", mend)
        return
    foreign = sorted(p.name for p in folder.glob("*") if not os.access(p, os.R_OK | os.W_OK))
    if foreign:
        mend = f"sudo chown -R {os.getuid()} '{folder}'"
        yield Finding("wrong", "home", f"not ours to write: {', '.join(foreign)}", mend)
    open_to = [p for p in (folder, folder / "secret") if p.exists() and _open_to_others(p)]
    for path in open_to:
        mode = "600" if path.is_file() else "700"
        said = f"other users of this machine can read {path}"
        yield Finding("poor", "home", said, f"chmod {mode} '{path}'")
    if not foreign and not open_to:
        yield Finding("good", "home", str(folder))


def disk(settings: Settings) -> Iterator[Finding]:
    """Room for what learners write."""
    folder = _nearest(settings.home)
    free = shutil.disk_usage(folder).free
    said = f"{free / 1e9:.1f} GB free where {folder} is"
    mend = "make room, or set GREENROOM_HOME to a folder on a larger disk"
    if free < TOO_LITTLE_BYTES:
        yield Finding("wrong", "disk", f"{said}: nothing can be stored soon", mend)
    elif free < LITTLE_BYTES:
        yield Finding("poor", "disk", said, mend)
    else:
        yield Finding("good", "disk", said)


def token(settings: Settings) -> Iterator[Finding]:
    """Who can reach it; that another bind has a token was checked with the settings."""
    given = settings.token.get_secret_value()
    said = f"bound to {settings.host}, {'with' if given else 'without'} a token"
    if given and len(given) < SHORT_TOKEN:
        mend = 'take a long random one: GREENROOM_TOKEN="$(openssl rand -hex 24)"'
        yield Finding("poor", "address", f"{said} that can be guessed", mend)
    elif settings.user_header and not settings.loopback:
        mend = "let nothing but the proxy reach it: GREENROOM_HOST=127.0.0.1"
        said += f"; whoever reaches it can claim any name in {settings.user_header}"
        yield Finding("poor", "address", said, mend)
    else:
        yield Finding("good", "address", said)


def port(settings: Settings) -> Iterator[Finding]:
    """Whether it can be served there, or is already."""
    running = holder_of(settings.home, LOCK)
    if running is not None:
        yield from _running(settings, running)
        return
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            said = f"{settings.host}:{settings.port} cannot be used ({error.strerror})"
            mend = "stop the program that has it, or set GREENROOM_PORT to another port"
            yield Finding("wrong", "port", said, mend)
            return
    yield Finding("good", "port", f"{settings.port} is free; Greenroom does not run")


def _running(settings: Settings, process: int) -> Iterator[Finding]:
    address = f"http://{'127.0.0.1' if settings.host == '0.0.0.0' else settings.host}"
    request = urllib.request.Request(f"{address}:{settings.port}/readyz")
    if given := settings.token.get_secret_value():
        request.add_header("Authorization", f"Bearer {given}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        told = _body(opener, request)
    except (OSError, ValueError) as error:
        said = f"Greenroom runs (process {process}) but does not answer at port {settings.port}"
        mend = "it may have been started with another port; otherwise stop it and start it again"
        yield Finding("poor", "port", f"{said}: {error}", mend)
        return
    said = f"Greenroom runs (process {process}) and is {told.get('status')}"
    yield Finding("good" if told.get("status") == "ready" else "poor", "port", said)


def _body(opener: urllib.request.OpenerDirector, request: urllib.request.Request) -> dict[str, str]:
    try:
        with opener.open(request, timeout=ASK_S) as answer:
            body: dict[str, str] = json.load(answer)
    except urllib.error.HTTPError as refusal:
        if refusal.code != 503:
            raise
        body = json.load(refusal)
    return body


def _not_yet(folder: Path) -> Iterator[Finding]:
    above = _nearest(folder)
    if os.access(above, os.W_OK | os.X_OK):
        yield Finding("good", "home", f"{folder} will be made at the first start")
    else:
        mend = "set GREENROOM_HOME to a folder that you may write"
        yield Finding("wrong", "home", f"{folder} cannot be made: {above} is not ours", mend)


def _nearest(folder: Path) -> Path:
    """The folder, or the first above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _open_to_others(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
