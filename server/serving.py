"""The process that serves: uvicorn around the app, and what the terminal shows meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
from typing import Any
from urllib.parse import quote

import structlog
import uvicorn

from server.api.app import create_app
from server.backup import LOCK
from server.config import Settings
from server.corpus.lock import FolderLock
from server.errors import ConfigurationError, PassageIndexError
from server.logs import log_as
from server.sources import prepare_home
from server.wiring import Parts

_LOG = structlog.get_logger(__name__)
# An open stream would keep a stopping server up for ever.
GRACE_S = 2
# All of stopping; after that, whatever still hangs (a download, somebody else's endpoint in a
# thread) ends with the process. What learners wrote is on the disk by then.
STOP_WITHIN_S = 9.0
LOOK_EVERY_S = 0.5


def serve(settings: Settings) -> int:
    """Serve until stopped; returns the exit status.

    Raises:
        ConfigurationError: the port is taken or the address cannot be bound.
    """
    # Database, index and log are the owner's alone, also in a home folder that others may enter.
    os.umask(0o077)
    log_as(settings.log)
    prepare_home(settings.home)
    held = _held(settings)
    listening = _bound(settings)
    parts = Parts(settings)
    config = uvicorn.Config(
        create_app(parts),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        ws="none",
        # Whom to believe about the scheme; the environment must not widen it to everybody.
        forwarded_allow_ips="127.0.0.1,::1",
        timeout_keep_alive=30,
    )
    server = _Server(config, parts, _address(settings, listening))
    # uvicorn raises a caught signal once more when it has stopped; by then all is done.
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda *_: None)
    server.run(sockets=[listening])
    held.release()
    return 0 if server.started else 1


class _Server(uvicorn.Server):
    """Tells the address when it listens, and how far the preparation is."""

    def __init__(self, config: uvicorn.Config, parts: Parts, address: str) -> None:
        super().__init__(config)
        self._parts = parts
        self._address = address
        self._telling: asyncio.Task[None] | None = None
        self._reloading: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            loop = asyncio.get_running_loop()
            loop.add_signal_handler(signal.SIGHUP, self._reload)
            self._telling = asyncio.create_task(self._tell())

    def _reload(self) -> None:
        """Another process has put other chapters in place."""
        self._reloading = asyncio.create_task(self._parts.indexing.reload())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        last = threading.Timer(STOP_WITHIN_S, _end_by_force)
        last.daemon = True
        last.start()
        if self._telling:
            self._telling.cancel()
        # Running answers end first, as partial, so that their streams close by themselves.
        await self._parts.coach.running.stop_all()
        await super().shutdown(sockets=sockets)

    async def _tell(self) -> None:
        line = _Line()
        while (readiness := self._parts.readiness())["status"] == "starting":
            line.show(readiness, self._address)
            await asyncio.sleep(LOOK_EVERY_S)
        line.end()
        for note in self._parts.notes():
            _say(note)
        _say(f"Greenroom is ready at {self._address}")


class _Line:
    """A line that is overwritten on a terminal; elsewhere each tenth of progress has its own."""

    def __init__(self) -> None:
        self._terminal = sys.stdout.isatty()
        self._shown: tuple[str, int] = ("", -1)

    def show(self, readiness: dict[str, Any], address: str) -> None:
        text = f"{progress_text(readiness)} (the page is open already: {address})"
        if self._terminal:
            sys.stdout.write(f"\r\x1b[K{text}")
            sys.stdout.flush()
            return
        stage = (readiness["model"]["state"], int(10 * (readiness["model"]["progress"] or 0)))
        if stage != self._shown:
            self._shown = stage
            _say(text)

    def end(self) -> None:
        if self._terminal:
            sys.stdout.write("\r\x1b[K")
            sys.stdout.flush()


def progress_text(readiness: dict[str, Any]) -> str:
    """What is still starting, in a line with a bar where a share is known."""
    model, index = readiness["model"], readiness["index"]
    if model["state"] == "downloading":
        share = model["progress"] or 0.0
        bar = "█" * int(share * 20)
        return f"Fetching {model['name']} [{bar:<20}] {share:4.0%}"
    if model["state"] == "loading":
        return f"Loading {model['name']} …"
    return "Building the index …" if index["state"] == "building" else "Starting …"


def _end_by_force() -> None:
    _LOG.warning("stopped by force", after_s=STOP_WITHIN_S)
    sys.stdout.flush()
    os._exit(0)


def _held(settings: Settings) -> FolderLock:
    """The home folder, for this process alone.

    Raises:
        ConfigurationError: another one serves from it.
    """
    try:
        return FolderLock(settings.home, LOCK)
    except PassageIndexError as error:
        raise ConfigurationError(str(error)) from None


def _bound(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise ConfigurationError(
            f"{settings.host}:{settings.port} cannot be used ({error.strerror}); is Greenroom"
            " running already? Otherwise set GREENROOM_PORT to another port"
        ) from None
    return listening


def _address(settings: Settings, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    shown = "127.0.0.1" if host in ("0.0.0.0", "[::]") else host
    token = settings.token.get_secret_value()
    return f"http://{shown}:{port}" + (f"/?token={quote(token, safe='')}" if token else "")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
