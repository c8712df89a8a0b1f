"""What was trained for the built-in chapter, read from its .npz files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from server.errors import ConfigurationError

T = TypeVar("T")


def trained_in(path: Path, what: str, made: Callable[[Mapping[str, Any]], T]) -> T:
    """What `made` makes of a file's arrays; `what` names it in the error.

    Raises:
        ConfigurationError: the file cannot be read, or `made` refuses what it holds.
    """
    try:
        with np.load(path, allow_pickle=False) as kept:
            return made(kept)
    except Exception as error:  # numpy raises what zipfile, its parser and its casts do
        raise ConfigurationError(f"{path} holds no {what}: {error!r}") from error


def known_of(kept: Mapping[str, Any]) -> npt.NDArray[np.float32]:
    """The rows `known`, kept in 8 bits with the `step` of one."""
    rows: npt.NDArray[np.float32] = kept["known"].astype(np.float32) * np.float32(kept["step"])
    return rows
