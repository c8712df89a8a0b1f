"""One download under way: how far it is, and whether it shall stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

from server.errors import AssetError

Progress = Callable[[float], None]


def unseen(share: float) -> None:
    """A progress that nobody watches."""


class Fetching:
    """Tells `progress` (a share, 0..1) of `size` bytes; `stop` ends it from another thread."""

    def __init__(
        self,
        size: int,
        progress: Progress = unseen,
        stop: threading.Event | None = None,
    ) -> None:
        self._size = size
        self._progress = progress
        self._stop = stop or threading.Event()

    def so_far(self, n_bytes: int) -> None:
        """So many bytes of the file are here.

        Raises:
            AssetError: it was told to stop; what is here stays for the next time.
        """
        self._progress(min(1.0, n_bytes / self._size))
        if self._stop.is_set():
            raise AssetError("the download was stopped; it goes on at the next start")

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than until it shall stop."""
        self._stop.wait(seconds)
