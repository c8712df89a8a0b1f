"""Database engines: one for reading, one for the writer, and the schema brought up to date."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from server.errors import ConfigurationError

MIGRATIONS = Path(__file__).parent / "migrations"

# FULL: a commit is on the disk before it is acknowledged, also through a power cut.
# https://www.sqlite.org/pragma.html#pragma_synchronous
# secure_delete: what a learner deletes is overwritten, not only forgotten.
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",
)


def engine_for(url: str, *, writes: bool) -> AsyncEngine:
    """An engine on the database; a writing one has one connection and locks from the start.

    A SQLite transaction that reads first and writes later fails at once when another wrote in
    between; BEGIN IMMEDIATE waits its turn instead.
    """
    sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_async_engine(
        url, hide_parameters=True, pool_size=1 if writes else 5, max_overflow=0 if writes else 5
    )
    if sqlite:
        _tune(engine, "BEGIN IMMEDIATE" if writes else "BEGIN")
    return engine


def _tune(engine: AsyncEngine, begin: str) -> None:
    def connected(connection: Any, _record: Any) -> None:
        # The driver's own transaction control would begin late and without IMMEDIATE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", lambda c: c.exec_driver_sql(begin))


def migrate(url: str) -> None:
    """Bring the schema to the newest revision; blocking, for a thread at start.

    Raises:
        ConfigurationError: the folder cannot be written or the database is not ours.
    """
    # alembic takes half a second to import; the command line's other commands need none of it
    from alembic import command
    from alembic.util.exc import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    target = make_url(url)
    try:
        if target.get_backend_name() == "sqlite" and target.database:
            Path(target.database).parent.mkdir(parents=True, exist_ok=True)
        config = _config()
        config.attributes["url"] = url
        command.upgrade(config, "head")
    except CommandError as error:
        raise ConfigurationError(
            f"the database {target.render_as_string(hide_password=True)} was written by a newer"
            f" Greenroom ({error}); start that one, or restore an older backup"
        ) from error
    except (OSError, SQLAlchemyError) as error:
        raise ConfigurationError(
            f"the database {target.render_as_string(hide_password=True)} cannot be opened:"
            f" {getattr(error, 'orig', None) or error}; check GREENROOM_HOME or"
            " GREENROOM_DATABASE_URL"
        ) from error


def known_revisions() -> set[str]:
    """Every schema that this Greenroom can read or bring up to date."""
    from alembic.script import ScriptDirectory  # as slow as the rest of it

    script = ScriptDirectory.from_config(_config())
    return {revision.revision for revision in script.walk_revisions()}


def _config() -> Any:
    from alembic.config import Config  # as slow as the rest of it

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
