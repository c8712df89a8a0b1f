"""`greenroom export`, `import` and `erase`: what one learner has, from the command line.

They work on the files, beside a service that runs: it is told to read the chapters anew.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from server import belongings
from server.backup import told_to_reload
from server.config import Settings
from server.corpus.shelf import Shelf, Upload
from server.errors import ConfigurationError
from server.records import learner_named
from server.sources import CHAPTER_ID, prepare_home, shelf_of
from server.store.store import Store

T = TypeVar("T")
# What an archive may unpack to: whoever has the command line has the machine.
MAX_UNPACKED = 2_000_000_000


class _OnShelf:
    """Learners' chapters where nothing is searched."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._all = {upload.id: upload for upload in shelf.uploads()}

    def uploads_of(self, learner: str) -> list[Upload]:
        """The learner's own."""
        return [one for one in self._all.values() if one.learner == learner]

    def is_free(self, learner: str, chapter_id: str) -> bool:
        """Whether nobody else has it."""
        other = self._all.get(chapter_id)
        return chapter_id != CHAPTER_ID and (other is None or other.learner == learner)

    async def add(self, upload: Upload) -> None:
        """Keep one."""
        self._shelf.keep(upload)

    async def remove(self, learner: str, chapter_id: str) -> None:
        """Forget one."""
        self._shelf.remove(chapter_id)


def export(settings: Settings, file: Path, *, learner: str = "") -> str:
    """Write a learner's archive; what it holds, in words.

    Raises:
        ConfigurationError: the file exists, or cannot be written.
    """
    if file.exists():
        raise ConfigurationError(f"{file} exists already; name another one")
    whose, chapters = learner_named(learner), _OnShelf(shelf_of(settings))
    rows = _with(settings, lambda store: store.moving.everything(whose))
    uploads = chapters.uploads_of(whose)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(belongings.packed(rows, uploads))
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written ({error.strerror})") from None
    turns = sum(len(session.turns) for session in rows.sessions)
    return (
        f"{file}: {len(rows.sessions):,} sessions with {turns:,} turns, {len(rows.stories):,}"
        f" stories, {len(rows.audiences):,} audiences, {len(uploads):,} chapters"
    )


def take_in(settings: Settings, file: Path, *, learner: str = "") -> str:
    """Take an archive back; what was added, in words.

    Raises:
        ConfigurationError: the file cannot be read.
        InvalidFieldError: it is no archive.
    """
    try:
        brought = belongings.unpacked(file.read_bytes(), most=MAX_UNPACKED)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read ({error.strerror})") from None
    whose, chapters = learner_named(learner), _OnShelf(shelf_of(settings))
    added = _with(settings, lambda store: belongings.take_in(store, chapters, whose, brought))
    told_to_reload(settings.home)
    return "added " + ", ".join(f"{n:,} {name}" for name, n in added.items())


def erase(settings: Settings, *, learner: str = "") -> str:
    """Remove all of a learner's, and look whether anything is left; what was done, in words."""
    whose, chapters = learner_named(learner), _OnShelf(shelf_of(settings))

    async def job(store: Store) -> int:
        await belongings.erase(store, chapters, whose, settings.home)
        left = await store.moving.everything(whose)
        return len(left.sessions) + len(left.stories) + len(left.audiences)

    left = _with(settings, job) + len(_OnShelf(shelf_of(settings)).uploads_of(whose))
    told_to_reload(settings.home)
    if left:
        raise ConfigurationError(f"{left} things came back meanwhile; stop Greenroom, then again")
    return "everything is deleted; backups and exports that you made elsewhere are not"


def _with(settings: Settings, job: Callable[[Store], Awaitable[T]]) -> T:
    prepare_home(settings.home)

    async def run() -> T:
        store = Store(settings.database)
        await store.open(alone=False)
        try:
            return await job(store)
        finally:
            await store.close()

    return asyncio.run(run())
