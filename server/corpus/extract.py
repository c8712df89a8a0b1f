"""A learner's file as Markdown, read in a child process that may take only so much.

Whatever a file does to the library that reads it (a bomb, a hang, a crash), it does to the child.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass

from server.config import ROOT
from server.errors import UnreadableFileError, UnsupportedFileError

WAIT_S = 60.0
MAX_ANSWER_BYTES = 16_000_000
CHILDREN = 2
_PROGRAM = "server.corpus.formats"
# What a Python needs to start; nothing of the service's own settings or secrets.
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True)
class ReadFile:
    """A file that was read: its text as Markdown, its title, and how many passages it makes."""

    markdown: str
    title: str
    passages: int


class Extractor:
    """Reads files, a few at once; the others wait. `wait_s` bounds each."""

    def __init__(self, *, wait_s: float = WAIT_S, program: str = _PROGRAM) -> None:
        self._wait_s = wait_s
        self._program = program
        self._free = asyncio.Semaphore(CHILDREN)

    async def read(self, content: bytes, name: str) -> ReadFile:
        """The file's text. `name` is what the learner calls it.

        Raises:
            UnsupportedFileError: its kind is none that is read.
            UnreadableFileError: it is empty, damaged, protected, or takes too long or too much.
        """
        async with self._free:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self._program,
                name[-200:],
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                cwd=ROOT,
                env={k: os.environ[k] for k in _KEPT if k in os.environ},
            )
            try:
                answer = await asyncio.wait_for(_answer(process, content), self._wait_s)
            except TimeoutError:
                raise _refused(f"the file could not be read within {self._wait_s:.0f} s") from None
            finally:
                await _ended(process)
        return _read(answer, process.returncode)


async def _answer(process: Process, content: bytes) -> bytes:
    """What the child says, up to the limit; it may leave before it has read everything."""
    assert process.stdin and process.stdout
    feeding = asyncio.create_task(_feed(process, content))
    said = b""
    try:
        while len(said) <= MAX_ANSWER_BYTES and (part := await process.stdout.read(1 << 16)):
            said += part
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)
    if len(said) > MAX_ANSWER_BYTES:
        raise _refused("the file holds more text than is read; send it in parts")
    await process.wait()
    return said


async def _feed(process: Process, content: bytes) -> None:
    assert process.stdin
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(content)
        await process.stdin.drain()
        process.stdin.close()


async def _ended(process: Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    await process.wait()


def _read(answer: bytes, status: int | None) -> ReadFile:
    try:
        told = json.loads(answer)
    except ValueError:
        raise _refused(
            "reading the file takes more time or memory than it may, or breaks its reader"
            f" (status {status}); save it in a simpler form, such as Markdown"
        ) from None
    if "refused" in told:
        kind = UnsupportedFileError if told["unsupported"] else UnreadableFileError
        raise kind("file", told["refused"])
    return ReadFile(**told)


def _refused(reason: str) -> UnreadableFileError:
    return UnreadableFileError("file", reason)
