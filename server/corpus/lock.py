"""One writer for a folder: a lock file, held by the kernel and gone with the process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from server.errors import PassageIndexError


class FolderLock:
    """Holds a folder from the moment it is made until `release` or the end of the process.

    Raises:
        PassageIndexError: another process holds it; the message names its process id.
    """

    def __init__(self, folder: Path, file: str = "index.lock") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / file
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(self._file, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise PassageIndexError(
                f"{folder} is in use by another Greenroom (process {holder});"
                " stop it, or give this one another GREENROOM_HOME"
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Let go; a second call does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def holder_of(folder: Path, file: str = "index.lock") -> int | None:
    """The id of the process that holds a folder now; None when nobody does.

    Nothing is made or changed; a process that takes it right afterwards is not seen.
    """
    try:
        opened = os.open(folder / file, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        said = os.read(opened, 20).decode("ascii", "replace").strip()
        return int(said) if said.isdigit() else 0
    finally:
        os.close(opened)
    return None
