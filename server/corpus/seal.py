"""A folder's files under a seal, so that damage is seen before a database reads them.

A vector store that opens a damaged file may answer wrongly or take the process down with it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

PREFIX = "greenroom-passages-"
_SEAL = "seal.json"
_STORE = "chroma"


class Sealed:
    """A folder with a store in it, and the seal of that store beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / _STORE

    def seal(self) -> None:
        """Write down the digest of every file of the store, in one step."""
        text = json.dumps(_digests(self.store), indent=1, sort_keys=True)
        new = self.folder / "seal.new"
        new.write_text(text, encoding="utf-8")
        os.replace(new, self.folder / _SEAL)

    def is_whole(self) -> bool:
        """Whether the store holds the very files that were sealed."""
        try:
            sealed = json.loads((self.folder / _SEAL).read_text(encoding="utf-8"))
            return bool(sealed) and sealed == _digests(self.store)
        except (OSError, ValueError):
            return False

    def put_away(self) -> None:
        """Make room: what was sealed once is kept as `damaged` for whoever wants to look at it."""
        aside = self.folder.with_name("damaged")
        if (self.folder / _SEAL).exists():
            shutil.rmtree(aside, ignore_errors=True)
            self.folder.rename(aside)
        else:
            self.delete()

    def delete(self) -> None:
        """Delete it; what cannot be deleted stays, and is not taken for whole."""
        (self.folder / _SEAL).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def sealed_in(folder: Path) -> Iterator[Sealed]:
    """Every folder of that kind below another one, complete or not."""
    for path in sorted(folder.glob(f"{PREFIX}*")):
        yield Sealed(path)


def _digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = digest
    return found
