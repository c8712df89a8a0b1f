"""The time of day that never steps: what is stored with it stays in order, and lasts as long.

A system clock may be set an hour forward or back while somebody sits in a timed interview. The
time here is the system's at the start of the process, and from then on what a clock says that
nobody sets. It runs on while the machine sleeps.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

# Linux's clock that counts sleep; elsewhere (macOS) the monotonic one does.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_BEGAN_S = time.clock_gettime(_STEADY)
_BEGAN = datetime.now(UTC)


def now() -> datetime:
    """The moment, in UTC."""
    return _BEGAN + timedelta(seconds=time.clock_gettime(_STEADY) - _BEGAN_S)
