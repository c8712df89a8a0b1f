"""Requests per minute: each caller has a bucket that fills as time goes by.

A burst of a whole minute's requests is let through, so that a page with all its files, or a
client that catches up, is never slowed; only who goes on asking faster than that is told to wait.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

MAX_CALLERS = 10_000  # buckets kept; the one longest unused goes first, and is full when it is back


class Rate:
    """`per_minute` requests of each caller, 0: no limit. `clock` gives seconds that only grow."""

    def __init__(self, per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        # What is left in each bucket, and when that was so.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, caller: str) -> int:
        """0 where the request is let in, and counts; else the seconds until one will be."""
        if not self._most:
            return 0
        now = self._clock()
        left, then = self._left.pop(caller, (self._most, now))
        left = min(self._most, left + (now - then) * self._most / 60)
        wait = 0 if left >= 1 else math.ceil((1 - left) * 60 / self._most)
        self._left[caller] = (left if wait else left - 1, now)
        if len(self._left) > MAX_CALLERS:
            self._left.popitem(last=False)
        return wait
