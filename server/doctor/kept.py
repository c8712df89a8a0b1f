"""What is kept: the database, learners' chapters, the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from server.config import Settings
from server.corpus.lock import holder_of
from server.corpus.seal import sealed_in
from server.doctor.finding import Finding
from server.store.engine import known_revisions

LOCKED_S = 2.0
RESTORE = "put the newest backup in its place: greenroom restore FILE"


def database(settings: Settings) -> Iterator[Finding]:
    """Whether it is whole, of a schema that is known, and not locked by something else."""
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not url.database:
        yield Finding("good", "database", f"{url.get_backend_name()}; not looked into")
        return
    path = Path(url.database)
    if not path.exists():
        yield Finding("good", "database", f"{path} will be made at the first start")
        return
    try:
        with closing(sqlite3.connect(path, timeout=LOCKED_S, isolation_level=None)) as opened:
            yield from _looked_into(opened, path)
    except sqlite3.OperationalError as error:
        mend = "stop whatever uses it beside Greenroom, and see that the disk is not full"
        yield Finding("wrong", "database", f"{path} cannot be used: {error}", mend)
    except sqlite3.DatabaseError as error:
        yield Finding("wrong", "database", f"{path} is damaged: {error}", RESTORE)


def _looked_into(opened: sqlite3.Connection, path: Path) -> Iterator[Finding]:
    verdict = opened.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        first = str(verdict).splitlines()[0]
        yield Finding("wrong", "database", f"{path} is damaged: {first}", RESTORE)
        return
    tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master")}
    if "alembic_version" not in tables:
        said = f"{path} was not made by Greenroom"
        yield Finding("wrong", "database", said, "set GREENROOM_DATABASE_URL to another file")
        return
    (revision,) = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision not in known_revisions():
        said = f"{path} was written by a newer Greenroom (schema {revision})"
        yield Finding("wrong", "database", said, "start that one, or restore an older backup")
        return
    opened.execute("BEGIN IMMEDIATE")
    opened.execute("ROLLBACK")
    (turns,) = opened.execute("SELECT count(*) FROM turns").fetchone()
    yield Finding("good", "database", f"{path} is whole: {turns:,} turns, schema {revision}")


def chapters(settings: Settings) -> Iterator[Finding]:
    """Whether a learner's chapter was set aside."""
    folder = settings.home / "chapters"
    damaged = sorted(path.name for path in folder.glob("*.damaged"))
    if damaged:
        said = f"set aside, for they were damaged: {', '.join(damaged)}"
        yield Finding("poor", "chapters", said, "bring them once more, or restore a backup")
    elif folder.exists():
        yield Finding("good", "chapters", f"{len([*folder.glob('*.json')])} of learners' own")


def index(settings: Settings) -> Iterator[Finding]:
    """Whether a whole generation is there; a start builds what is missing or damaged."""
    folder = settings.home / "index"
    if settings.chroma_url:
        yield Finding("good", "index", "on the Chroma server; not looked into")
        return
    generations = list(sealed_in(folder))
    whole = [one for one in generations if one.is_whole()]
    serving = holder_of(folder) is not None
    build = "it is built at the next start, or now: greenroom index"
    if whole:
        yield Finding("good", "index", f"{whole[0].folder.name} is whole")
    elif serving:
        yield Finding("poor", "index", "it is being built, or was damaged while serving", "wait")
    elif generations:
        yield Finding("poor", "index", f"{folder} is damaged; the search goes by words", build)
    else:
        yield Finding("poor", "index", "there is none yet", build)
