"""Puts the system clock of a Python process off by as many seconds as a file says, at any time."""

import datetime
import os
import time
from pathlib import Path

_FILE = Path(os.environ.get("CLOCK_OFF_BY", "/nowhere"))
_TIME = time.time
_REAL = datetime.datetime


def _off_s() -> float:
    try:
        return float(_FILE.read_text() or 0)
    except (OSError, ValueError):
        return 0.0


class _Kind(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _REAL)


class Stepped(_REAL, metaclass=_Kind):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:
        return _REAL.now(tz) + datetime.timedelta(seconds=_off_s())

    @classmethod
    def utcnow(cls) -> datetime.datetime:
        return _REAL.utcnow() + datetime.timedelta(seconds=_off_s())


if "CLOCK_OFF_BY" in os.environ:
    time.time = lambda: _TIME() + _off_s()
    datetime.datetime = Stepped  # type: ignore[misc]
