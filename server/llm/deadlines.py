"""How long a model may take, and when a refused request is sent once more."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from server.errors import ModelError, ModelTimeoutError, ModelUnreachableError

# One more attempt, before the first byte alone, and never after a longer wait than this.
MAX_RETRY_WAIT_S = 10.0
RETRY_WAIT_S = 0.5


@dataclass(frozen=True)
class Limits:
    """Deadlines in seconds, and the longest reply in characters."""

    first_token_s: float = 120
    idle_s: float = 30
    total_s: float = 300
    max_reply_chars: int = 32_000


class Clock:
    """The deadlines of one request, on the event loop's clock.

    Silence is counted while Greenroom waits for the endpoint, not while the reader of the
    answer is slow.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._now = asyncio.get_running_loop().time
        self._tokens = 0
        self._end = self._quiet = math.inf

    def start(self) -> None:
        """Begin to count; a second attempt goes on counting."""
        if self._end == math.inf:
            self._end = self._now() + self._limits.total_s
            self._quiet = self._now() + self._limits.first_token_s

    @property
    def until(self) -> float:
        """When the wait for the next bytes ends (the loop's time, seconds)."""
        return min(self._end, self._quiet)

    @property
    def left_s(self) -> float:
        """Seconds until then."""
        return self.until - self._now()

    def heard(self, tokens: int) -> None:
        """So many tokens came so far; comments and empty events are no sign of life."""
        if tokens > self._tokens:
            self._tokens = tokens
            self._quiet = self._now() + self._limits.idle_s

    def error(self) -> ModelTimeoutError:
        """Which of the deadlines ended the wait."""
        if self._end <= self._quiet:
            return ModelTimeoutError(
                f"the model was not done after {self._limits.total_s:g} seconds; try again"
            )
        if not self._tokens:
            return ModelTimeoutError(
                f"the model did not begin to answer within {self._limits.first_token_s:g}"
                " seconds; try again"
            )
        return ModelTimeoutError(
            f"the model fell silent for {self._limits.idle_s:g} seconds in mid-answer; try again"
        )


def retry_wait_s(error: ModelError, attempt: int, clock: Clock) -> float | None:
    """Seconds to wait before the second attempt; None when there shall be none."""
    unreached = isinstance(error, ModelUnreachableError)
    passing = error.status is not None and (error.status == 429 or error.status >= 500)
    if attempt > 1 or not (unreached or passing):
        return None
    asked_s = _retry_after_s(error)
    wait_s = RETRY_WAIT_S if asked_s is None else asked_s
    return wait_s if wait_s <= MAX_RETRY_WAIT_S and wait_s < clock.left_s else None


def _retry_after_s(error: ModelError) -> float | None:
    """What the refusing endpoint asked for, in seconds; None when it said nothing sensible."""
    response = getattr(error.__cause__, "response", None)
    asked = response.headers.get("retry-after", "") if response is not None else ""
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
