"""A folder's files under a seal, so that damage is seen before a database reads them.

A vector store that opens a damaged file may answer wrongly or take the process down with it.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

NAME = "seal.json"


def seal(folder: Path, at: Path) -> None:
    """Write down the digest of every file of `folder`, in the file `at`, in one step."""
    text = json.dumps(_digests(folder), indent=1, sort_keys=True)
    new = at.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, at)


def is_whole(folder: Path, at: Path) -> bool:
    """Whether the folder holds the very files that were sealed."""
    try:
        sealed = json.loads(at.read_text(encoding="utf-8"))
        return bool(sealed) and sealed == _digests(folder)
    except (OSError, ValueError):
        return False


def _digests(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[path.relative_to(folder).as_posix()] = digest
    return found
