"""Learners' own chapters on the disk: one file each, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from server import clock
from server.corpus.chapter import Chapter, slug
from server.corpus.extract import ReadFile
from server.corpus.markdown import chapter_from
from server.errors import StoreError

CHAPTER_ID = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True)
class Upload:
    """A learner's chapter: its text as Markdown, and what it was made from.

    `name` is what the learner calls the file, `sha256` is of its bytes; `place` orders the
    chapters of one course. `added_at` is RFC 3339 in UTC.
    """

    id: str
    learner: str
    name: str
    title: str
    sha256: str
    added_at: str
    markdown: str
    place: str = ""

    def chapter(self) -> Chapter:
        """The chapter as it is searched and shown."""
        return chapter_from(self.markdown, id=self.id, origin="uploaded", title=self.title)


def upload_of(learner: str, name: str, content: bytes, read: ReadFile) -> Upload:
    """A file just read. The same file of the same learner always has the same id."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Upload(
        chapter_id(learner, read.title, sha256),
        learner,
        name,
        read.title,
        sha256,
        now(),
        read.markdown,
    )


def now() -> str:
    """The time as it is kept, RFC 3339 in UTC."""
    return clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def chapter_id(learner: str, title: str, key: str) -> str:
    """An id that says the title; `key` is what makes it this chapter, for this learner."""
    digest = hashlib.sha256("\x1f".join((learner, key)).encode("utf-8", "replace")).hexdigest()
    return f"{slug(title, max_chars=40)}-{digest[:12]}"


class Shelf:
    """The uploads in a folder. `damaged` names files that could not be read and were set aside."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.damaged: list[str] = []

    def uploads(self) -> list[Upload]:
        """All of them, oldest first, a course in its own order."""
        return sorted(self._read_all(), key=lambda u: (u.added_at, u.place, u.id))

    def keep(self, upload: Upload) -> None:
        """Write one down durably; one of the same id is replaced.

        Raises:
            StoreError: the disk refused; nothing of it was kept.
        """
        path = self._path(upload.id)
        new = path.with_suffix(".new")
        body = asdict(upload)
        body["digest"] = _digest(body)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with new.open("w", encoding="utf-8") as file:
                json.dump(body, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, path)
            _sync(self._folder)
        except OSError as error:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise StoreError(
                f"the chapter could not be stored ({error.strerror}) and nothing of it was kept;"
                " make room on the disk and send it again"
            ) from None

    def remove(self, id: str) -> None:
        """Forget one; nothing happens when it is not there.

        Raises:
            StoreError: the disk refused.
        """
        try:
            self._path(id).unlink(missing_ok=True)
            if self._folder.exists():
                _sync(self._folder)
        except OSError as error:
            raise StoreError(f"the chapter could not be deleted ({error.strerror})") from None

    def _path(self, id: str) -> Path:
        if not CHAPTER_ID.fullmatch(id):
            raise StoreError(f"{id!r} is no id of a chapter")
        return self._folder / f"{id}.json"

    def _read_all(self) -> Iterator[Upload]:
        for path in sorted(self._folder.glob("*.json")):
            try:
                body = json.loads(path.read_text(encoding="utf-8"))
                if body.pop("digest") != _digest(body) or body["id"] != path.stem:
                    raise ValueError("its digest is not that of its text")
                yield Upload(**body)
            except (OSError, ValueError, TypeError, KeyError, AttributeError):
                self.damaged.append(path.name)
                with suppress(OSError):
                    path.rename(path.with_suffix(".damaged"))


def _digest(body: dict[str, str]) -> str:
    written = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _sync(folder: Path) -> None:
    """The entry of a file in its folder is durable only after the folder is written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
