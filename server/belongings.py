"""Everything that one learner has, as one archive: taken out, brought back, removed for good.

The archive is a zip file: `manifest.json` with the digest of each other file, `sessions.jsonl`,
`stories.jsonl` and `audiences.jsonl` with a record a line, and `chapters/` with the text of each
chapter that the learner brought.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter, ValidationError

from server import clock
from server.corpus.seal import PREFIX
from server.corpus.shelf import CHAPTER_ID, Upload, chapter_id
from server.errors import GreenroomError, InvalidFieldError, TooLargeError
from server.records import Session, Story
from server.store.moving import Everything
from server.store.store import Store

FORMAT = 1
MAX_FILES = 5_000
_SESSIONS, _STORIES, _AUDIENCES = "sessions.jsonl", "stories.jsonl", "audiences.jsonl"


class Chapters(Protocol):
    """Where learners' chapters are kept and searched."""

    def uploads_of(self, learner: str) -> list[Upload]:
        """The learner's own chapters."""

    def is_free(self, learner: str, chapter_id: str) -> bool:
        """Whether nobody else has a chapter of this id, nor Greenroom itself."""

    async def add(self, upload: Upload) -> Any:
        """Keep one; one that is there already stays as it is."""

    async def remove(self, learner: str, chapter_id: str) -> None:
        """Forget one."""


@dataclass(frozen=True)
class _Audience:
    id: str
    content: dict[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class Brought:
    """What an archive holds, all of it checked."""

    rows: Everything
    uploads: tuple[Upload, ...]


def packed(rows: Everything, uploads: Iterable[Upload]) -> bytes:
    """A learner's archive."""
    files = {
        _SESSIONS: _lines(map(asdict, rows.sessions)),
        _STORIES: _lines(map(asdict, rows.stories)),
        _AUDIENCES: _lines(rows.audiences),
    }
    files |= {f"chapters/{u.id}.json": _line(asdict(u)).encode() for u in uploads}
    manifest = {
        "greenroom": FORMAT,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "files": {name: hashlib.sha256(body).hexdigest() for name, body in files.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def unpacked(archive: bytes, *, most: int) -> Brought:
    """What an archive holds.

    Raises:
        InvalidFieldError: it is no archive of Greenroom's, or damaged.
        TooLargeError: it unpacks to more than `most` bytes.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            files = _read(opened, most)
        return _brought(files)
    except (zipfile.BadZipFile, ValidationError, OSError, EOFError) as error:
        raise _damaged(str(error).splitlines()[0] if str(error) else "it breaks off") from None
    except (ValueError, KeyError, TypeError, RecursionError, NotImplementedError) as error:
        raise _damaged(f"{type(error).__name__} in it") from None


async def take_in(
    store: Store, chapters: Chapters, learner: str, brought: Brought
) -> dict[str, int]:
    """Add all that the learner does not have yet; how much that was.

    Raises:
        StoreError: the database or the disk refused; sending it once more goes on from there.
        TooLargeError: there is no room for so many chapters.
    """
    had = {upload.id for upload in chapters.uploads_of(learner)}
    own = [_own(upload, learner, chapters) for upload in brought.uploads]
    new = [upload for upload in own if upload.id not in had]
    for upload in new:
        await chapters.add(upload)
    added = await store.moving.take_in(learner, brought.rows)
    return {
        "sessions": len(added.sessions),
        "turns": sum(len(session.turns) for session in added.sessions),
        "stories": len(added.stories),
        "audiences": len(added.audiences),
        "chapters": len(new),
    }


async def erase(store: Store, chapters: Chapters, learner: str, home: Path) -> None:
    """Remove all of a learner's, so that no file holds a word of it any more.

    The index follows behind: it is built anew without the learner's chapters.

    Raises:
        StoreError: the database or the disk refused; what is still there can be removed again.
    """
    own = chapters.uploads_of(learner)
    for upload in own:
        await chapters.remove(learner, upload.id)
    await store.moving.erase(learner)
    await store.moving.scrub()
    await asyncio.to_thread(_forget_leftovers, home, index_too=bool(own))


def _own(upload: Upload, learner: str, chapters: Chapters) -> Upload:
    """The upload as this learner's; its id stays where it is free, so that citations still lead."""
    if chapters.is_free(learner, upload.id):
        return replace(upload, learner=learner)
    id = chapter_id(learner, upload.title, upload.sha256)
    return replace(upload, learner=learner, id=id)


def _forget_leftovers(home: Path, *, index_too: bool) -> None:
    """What was set aside, or left by a backup that was killed, may hold anybody's words."""
    folders = [home / "index" / "damaged", *home.glob(".backup-*"), *home.glob(".restore-*")]
    if index_too:
        folders += [home / "index" / "states", *(home / "index").glob(f"{PREFIX}*")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for path in (*home.glob("before-restore*"), *(home / "chapters").glob("*.damaged")):
        path.unlink(missing_ok=True)


def _brought(files: Mapping[str, bytes]) -> Brought:
    own = [TypeAdapter(_Audience).validate_json(one) for one in files[_AUDIENCES].splitlines()]
    names = [name for name in files if name.startswith("chapters/")]
    if any(b"\\u0000" in body for body in files.values()):
        raise ValueError("a NUL in a text")
    uploads = [TypeAdapter(Upload).validate_json(files[name]) for name in names]
    if not all(CHAPTER_ID.fullmatch(upload.id) for upload in uploads):
        raise ValueError("an id that is none")
    return Brought(
        Everything(
            [TypeAdapter(Session).validate_json(one) for one in files[_SESSIONS].splitlines()],
            [TypeAdapter(Story).validate_json(one) for one in files[_STORIES].splitlines()],
            [asdict(one) for one in own],
        ),
        tuple(uploads),
    )


def _read(opened: zipfile.ZipFile, most: int) -> dict[str, bytes]:
    entries = opened.infolist()
    if len(entries) > MAX_FILES or sum(e.file_size for e in entries) > most:
        raise TooLargeError(
            f"the archive unpacks to more than {most / 1e6:g} MB; take it in with"
            " `greenroom import`"
        )
    # The sizes that are declared need not be true: no more than these are read.
    files = {}
    for entry in entries:
        with opened.open(entry) as file:
            files[entry.filename] = file.read(entry.file_size + 1)
    manifest = json.loads(files.pop("manifest.json"))
    if manifest["greenroom"] != FORMAT:
        raise _damaged(f"it is of format {manifest['greenroom']!r}, this Greenroom reads {FORMAT}")
    told: Mapping[str, str] = manifest["files"]
    if {name: hashlib.sha256(body).hexdigest() for name, body in files.items()} != told:
        raise _damaged("a file in it is not what its manifest says")
    return files


def _damaged(why: str) -> GreenroomError:
    return InvalidFieldError(
        "file", f"file: this is no whole archive of Greenroom's ({why}); export it once more"
    )


def _lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(f"{_line(one)}\n" for one in records).encode()


def _line(record: Mapping[str, Any]) -> str:
    # ASCII alone, since a line's end must be the only one: JSON lets others stand in a text.
    return json.dumps(record, default=_as_text)


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written down")
