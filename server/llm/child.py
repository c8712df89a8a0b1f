"""One run of the engine's process: spawned, asked for its address, watched, ended."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from server.errors import ModelUnreachableError
from server.llm.endpoint import Endpoint

PROGRAM = Path(__file__).with_name("engine_process.py")
LOAD_LIMIT_S = 300.0
HEALTH_EVERY_S = 20.0
HEALTH_ANSWER_S = 10.0
HEALTH_MISSES = 3
STOP_S = 3.0
# The engine needs none of these, and what is not there cannot leak.
_SECRETS = ("OPENAI_API_KEY", "GREENROOM_TOKEN", "GREENROOM_DATABASE_URL")


@dataclass(frozen=True)
class Load:
    """What the engine loads: a GGUF file, under which name, how large a context (tokens).

    `threads` 0 stands for all cores; `log` takes what the engine says and is begun anew.
    `states` is the folder for what it has read (slot_states.py), None for none. `program` is a
    script that keeps engine_process.py's side of the conversation.
    """

    model: Path
    name: str
    log: Path
    context_tokens: int = 8192
    threads: int = 0
    states: Path | None = None
    program: Path = PROGRAM


class EngineChild:
    """A running engine process; `spawned` makes one."""

    def __init__(self, process: Process, load: Load) -> None:
        self._process = process
        self._load = load
        self._key = secrets.token_urlsafe(24)
        self._prefix = "/" + secrets.token_urlsafe(16)

    @classmethod
    async def spawned(cls, load: Load) -> EngineChild:
        """Start the process, with its log begun anew."""
        load.log.parent.mkdir(parents=True, exist_ok=True)
        environment = {k: v for k, v in os.environ.items() if k not in _SECRETS}
        with load.log.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                str(load.program),
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                env=environment,
                # Ctrl-C is for the service: it ends its turns first, then the engine.
                start_new_session=True,
            )
        return cls(process, load)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    async def loaded(self) -> Endpoint:
        """Where it answers, once the model is loaded.

        Raises:
            ModelUnreachableError: it could not be loaded; says why.
        """
        assert self._process.stdin and self._process.stdout
        config = {
            "model": str(self._load.model),
            "key": self._key,
            "prefix": self._prefix,
            "name": self._load.name,
            "context_tokens": self._load.context_tokens,
            "threads": self._load.threads or os.cpu_count() or 1,
            "states": str(self._load.states) if self._load.states else "",
        }
        with suppress(ConnectionError):
            self._process.stdin.write(json.dumps(config).encode() + b"\n")
            await self._process.stdin.drain()
        try:
            async with asyncio.timeout(LOAD_LIMIT_S):
                line = await self._process.stdout.readline()
        except TimeoutError:
            raise ModelUnreachableError(
                f"the local model was not loaded after {LOAD_LIMIT_S:g} seconds"
            ) from None
        said = json.loads(line) if line else {"error": await self._last_words()}
        if "address" not in said:
            raise ModelUnreachableError(said["error"])
        return Endpoint(f"{said['address']}{self._prefix}/v1", self._key, self._load.name, "local")

    async def ended(self, endpoint: Endpoint) -> str:
        """Wait until it ends, or answers no more; gives the reason."""
        misses = 0
        while misses < HEALTH_MISSES:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEALTH_EVERY_S):
                    await self._process.wait()
                return f"the local model ended ({_cause(self._process.returncode)})"
            misses = 0 if await self._healthy(endpoint) else misses + 1
        return "the local model stopped answering"

    async def end(self) -> None:
        """End it: by the end of its stdin, and after STOP_S by force."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(STOP_S):
                await self._process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def _healthy(self, endpoint: Endpoint) -> bool:
        where = urlsplit(endpoint.base_url)
        ask = (
            f"GET {self._prefix}/health HTTP/1.1\r\nHost: {where.netloc}\r\n"
            f"Authorization: Bearer {self._key}\r\nConnection: close\r\n\r\n"
        )
        try:
            async with asyncio.timeout(HEALTH_ANSWER_S):
                reader, writer = await asyncio.open_connection(where.hostname, where.port)
                with closing(writer):
                    writer.write(ask.encode())
                    status = await reader.readline()
        except (OSError, TimeoutError):
            return False
        return b" 200 " in status

    async def _last_words(self) -> str:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                await self._process.wait()
        return (
            f"the local model ended while it was being loaded ({_cause(self._process.returncode)});"
            f" {self._load.log} may say why; on a machine with little memory set"
            " GREENROOM_MODEL=qwen2.5-coder-0.5b"
        )


def _cause(status: int | None) -> str:
    if status is None:
        return "still running"
    if status < 0:
        return f"signal {signal.Signals(-status).name}"
    return f"exit status {status}"
