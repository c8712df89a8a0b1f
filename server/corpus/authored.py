"""Reads the authored YAML files: some 1.6 MB with the problems, so once, and by libyaml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

# The same loader in C takes a tenth of the time; it is in every wheel of PyYAML.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> Any:
    """What the file holds; the same object until the file changes, so nobody may change it.

    Raises:
        OSError, UnicodeDecodeError: it cannot be read.
        yaml.YAMLError: it is no YAML.
    """
    stamp = path.stat()
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=128)
def _read(path: Path, changed_ns: int, size: int) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
