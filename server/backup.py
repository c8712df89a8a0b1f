"""One file with everything that cannot be fetched or built again; taken and put back while serving.

It holds the database (as of one moment), the chapters that learners brought, what calibration
measured and the installation's own key; not the weights, nor the index.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sqlite3
import tempfile
import zipfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from server import clock
from server.config import Settings
from server.corpus.lock import holder_of
from server.errors import ConfigurationError, StoreError
from server.sources import prepare_home
from server.store.engine import migrate

FORMAT = 1
LOCK = "greenroom.lock"
_MANIFEST, _DATABASE = "backup.json", "greenroom.db"
_ALONE = ("secret", "calibration.json")
# How long the database may be locked by something else before we give up, in seconds.
_WAIT_S = 30.0


def backup(settings: Settings, file: Path) -> str:
    """Write the backup and read it back; what it holds, in words.

    Raises:
        ConfigurationError: the file exists or cannot be written, or the database is no SQLite.
        StoreError: the database is damaged or locked; no file is left behind.
    """
    if file.exists():
        raise ConfigurationError(f"{file} exists already; a backup never overwrites another one")
    if not _database(settings).exists():
        raise ConfigurationError(f"there is nothing to back up in {settings.home} yet")
    part = file.with_name(f"{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=settings.home, prefix=".backup-") as folder:
            copy = Path(folder) / _DATABASE
            _copied(_database(settings), copy)
            told = _checked(copy)
            _packed(settings.home, copy, part)
        _unpacked(part).close()
        os.replace(part, file)
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be written ({error.strerror or error})") from None
    finally:
        part.unlink(missing_ok=True)
    return f"{file}: {told}, {file.stat().st_size / 1e6:.1f} MB; read back and whole"


def restore(settings: Settings, file: Path) -> str:
    """Put a backup in the place of what is there, which is kept beside; what was done, in words.

    Raises:
        ConfigurationError: the file is no whole backup, or of a newer Greenroom.
        StoreError: the database is locked or the disk full; what was there is still there.
    """
    prepare_home(settings.home)
    with (
        closing(_unpacked(file)) as archive,
        tempfile.TemporaryDirectory(dir=settings.home, prefix=".restore-") as folder,
    ):
        archive.extractall(folder)  # names were checked
        new = Path(folder)
        migrate(f"sqlite+aiosqlite:///{new / _DATABASE}")
        told = _checked(new / _DATABASE)
        before = _kept_before(settings)
        _copied(new / _DATABASE, _database(settings))
        _placed(new, settings.home)
    # Database readers see the new rows by themselves.
    taken = "; the running Greenroom takes it over" if told_to_reload(settings.home) else ""
    return f"{told} restored from {file}{before}{taken}"


def _database(settings: Settings) -> Path:
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise ConfigurationError(
            "backup and restore are for SQLite; for PostgreSQL use pg_dump and pg_restore, and copy"
            f" {settings.home}"
        )
    return Path(url.database)


def _copied(source: Path, target: Path) -> None:
    """The whole database in one step; others may read and write it meanwhile.

    Raises:
        StoreError: it is damaged, locked, or the disk is full; the target is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (
            closing(sqlite3.connect(source, timeout=_WAIT_S)) as old,
            closing(sqlite3.connect(target, timeout=_WAIT_S)) as new,
        ):
            new.execute("PRAGMA synchronous=FULL")
            # The copying itself would wait for a lock without end.
            new.execute("BEGIN IMMEDIATE")
            new.execute("ROLLBACK")
            old.backup(new, pages=-1)
    except sqlite3.Error as error:
        raise StoreError(
            f"{source} could not be copied to {target} ({error}); what was there is unchanged"
        ) from error


def _checked(database: Path) -> str:
    try:
        with closing(sqlite3.connect(database)) as opened:
            # One file, whatever the journal's mode was where it was made.
            opened.execute("PRAGMA journal_mode=DELETE")
            verdict = opened.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                raise StoreError(f"the database is damaged: {verdict}")
            counts = [
                f"{opened.execute(f'SELECT count(*) FROM {name}').fetchone()[0]:,} {name}"
                for name in ("sessions", "turns", "stories")
            ]
    except sqlite3.Error as error:
        raise StoreError(f"the database cannot be read: {error}") from error
    return ", ".join(counts)


def _packed(home: Path, database: Path, part: Path) -> None:
    files = {_DATABASE: database}
    files |= {name: home / name for name in _ALONE if (home / name).is_file()}
    files |= {f"chapters/{p.name}": p for p in sorted((home / "chapters").glob("*.json"))}
    digests: dict[str, str] = {}
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, path in files.items():
                # A chapter that is being deleted meanwhile is not part of it.
                with suppress(FileNotFoundError):
                    content = path.read_bytes()
                    archive.writestr(name, content)
                    digests[name] = hashlib.sha256(content).hexdigest()
            manifest = {
                "greenroom_backup": FORMAT,
                "made_at": clock.now().isoformat(timespec="seconds"),
                "files": digests,
            }
            archive.writestr(_MANIFEST, json.dumps(manifest, indent=1))
        out.flush()
        os.fsync(out.fileno())


def _unpacked(file: Path) -> zipfile.ZipFile:
    """The archive, every file of it verified; to be closed."""
    try:
        archive = zipfile.ZipFile(file)
    except FileNotFoundError:
        raise ConfigurationError(f"{file} is not there") from None
    except (OSError, zipfile.BadZipFile) as error:
        raise ConfigurationError(f"{file} is no backup of Greenroom's: {error}") from None
    try:
        _verify(archive)
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        archive.close()
        raise ConfigurationError(f"{file} is no whole backup of Greenroom's: {error}") from None
    return archive


def _verify(archive: zipfile.ZipFile) -> None:
    manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if manifest["greenroom_backup"] != FORMAT:
        raise ValueError(f"format {manifest['greenroom_backup']!r}, this Greenroom reads {FORMAT}")
    names = {*archive.namelist()} - {_MANIFEST}
    if names != {*manifest["files"]} or _DATABASE not in names:
        raise ValueError("its files are not those that its manifest lists")
    for name, digest in manifest["files"].items():
        known = name in (_DATABASE, *_ALONE) or Path(name).parent == Path("chapters")
        if not known or Path(name).name in ("", "..") or "\\" in name:
            raise ValueError(f"{name!r} is no file of a backup")
        if _digest(archive, name) != digest:
            raise ValueError(f"{name} is damaged")


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    found = hashlib.sha256()
    with archive.open(name) as opened:
        while piece := opened.read(1_048_576):
            found.update(piece)
    return found.hexdigest()


def _kept_before(settings: Settings) -> str:
    """A backup of what is there; nothing when nothing is, or when it cannot be read."""
    if not _database(settings).exists():
        return ""
    before = settings.home / f"before-restore-{clock.now():%Y%m%dT%H%M%S}.zip"
    try:
        backup(settings, before)
    except StoreError as error:
        return _set_aside(settings, before.with_suffix(".db"), error)
    return f"; what was there before is kept as {before.name}"


def _set_aside(settings: Settings, kept: Path, error: StoreError) -> str:
    """A database that is damaged makes room, unless a service has it open."""
    if holder_of(settings.home, LOCK):
        raise StoreError(f"{error}; stop Greenroom, then restore again") from error
    database = _database(settings)
    database.rename(kept)
    for beside in ("-wal", "-shm"):
        database.with_name(database.name + beside).unlink(missing_ok=True)
    return f"; the damaged database is kept as {kept.name}"


def _placed(new: Path, home: Path) -> None:
    """The files beside the database, each in one step; chapters that are not in it go."""
    chapters = home / "chapters"
    chapters.mkdir(exist_ok=True, mode=0o700)
    kept = {path.name for path in (new / "chapters").glob("*.json")}
    for path in (new / "chapters").glob("*.json"):
        os.replace(path, chapters / path.name)
    for path in chapters.glob("*.json"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
    for name in _ALONE:
        if (new / name).is_file():
            (new / name).chmod(0o600)
            os.replace(new / name, home / name)


def told_to_reload(home: Path) -> bool:
    """Tell the Greenroom that serves from a folder to read its chapters anew; whether one does."""
    running = holder_of(home, LOCK)
    if not running:
        return False
    with suppress(ProcessLookupError):
        os.kill(running, signal.SIGHUP)
    return True
