"""Who may run now: one turn per session, so many at the model, the rest in an honest queue."""

from __future__ import annotations

import asyncio
import math
import statistics
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from server.errors import BusyError, ConflictError, NotReadyError

# How often a waiting learner is told their place anew, when it changed.
NOTICE_S = 1.0
# How long the last so many answers took tells how long the next will take, in steps of STEP_S.
REMEMBERED = 20
STEP_S = 5
# Before anything was measured: when to come back to a full queue; and never later than MOST_S.
UNMEASURED_S, MOST_S = 5, 120
# Ending the running turns may take so long, also with a disk that does not take them.
STOP_WITHIN_S = 5.0


class Slots:
    """Places at the model, given out in the order of asking."""

    def __init__(self, places: int, *, max_waiting: int) -> None:
        self._places = self._free = places
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._max_waiting = max_waiting
        self._held_s: deque[float] = deque(maxlen=REMEMBERED)

    @property
    def taken(self) -> int:
        """How many places are in use."""
        return self._places - self._free

    @property
    def waiting(self) -> int:
        """How many are waiting for a place."""
        return len(self._waiting)

    def check_room(self) -> None:
        """Refuse a turn that could only wait without end.

        Raises:
            BusyError: the queue is full.
        """
        if self._free == 0 and len(self._waiting) >= self._max_waiting:
            wait_s = min(MOST_S, self.about_s(1) or UNMEASURED_S)
            raise BusyError(
                f"{len(self._waiting)} answers are already waiting; yours is still on the page:"
                f" send it again in about {wait_s} seconds",
                retry_after_s=wait_s,
            )

    def about_s(self, ahead: int) -> int | None:
        """Seconds until a place is free behind so many others; None before any was measured.

        By the median time of the last answers, rounded up to STEP_S.
        """
        if not self._held_s:
            return None
        wait_s = statistics.median(self._held_s) * ahead / self._places
        return STEP_S * max(1, math.ceil(wait_s / STEP_S))

    async def take(self, told: Callable[[int], Awaitable[None]]) -> None:
        """Wait for a place; `told` hears how many are ahead whenever that changes."""
        if self._free > 0:
            self._free -= 1
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await self._wait(place, told)
        except BaseException:
            self._give_up(place)
            raise

    def release(self, held_s: float | None = None) -> None:
        """Hand the place to the next in the queue; it was held for so many seconds."""
        if held_s is not None:
            self._held_s.append(held_s)
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
        self._free += 1

    async def _wait(
        self, place: asyncio.Future[None], told: Callable[[int], Awaitable[None]]
    ) -> None:
        ahead = -1
        while not place.done():
            now = self._waiting.index(place) + 1 if place in self._waiting else 0
            if now != ahead:
                ahead = now
                await told(ahead)
            await asyncio.wait({place}, timeout=NOTICE_S)

    def _give_up(self, place: asyncio.Future[None]) -> None:
        if place in self._waiting:
            self._waiting.remove(place)
        elif place.done() and not place.cancelled():
            # The place was handed over at the moment of leaving: pass it on.
            self.release()


@dataclass
class _Claim:
    """A session's running turn; `known` is set once its id is, or the claim is given up."""

    turn_id: str = ""
    task: asyncio.Task[None] | None = None
    known: asyncio.Event = field(default_factory=asyncio.Event)


class RunningTurns:
    """The turns that run now, by session; a second one in the same session is refused."""

    def __init__(self) -> None:
        self._by_session: dict[str, _Claim] = {}
        self._closed = False

    def reserve(self, session_id: str) -> None:
        """Claim a session for a turn.

        Raises:
            ConflictError: a turn is already running there.
            NotReadyError: the service stops.
        """
        if self._closed:
            raise NotReadyError(
                "Greenroom is stopping; your text stays on the page: send it again when it runs"
            )
        if session_id in self._by_session:
            raise ConflictError(
                "an answer is already being written in this session; wait for it or stop it first",
                turn_id=self._by_session[session_id].turn_id or None,
            )
        self._by_session[session_id] = _Claim()

    def started(self, session_id: str, turn_id: str, task: asyncio.Task[None]) -> None:
        """The claimed session's turn and the task that writes it."""
        claim = self._by_session[session_id]
        claim.turn_id, claim.task = turn_id, task
        claim.known.set()
        task.add_done_callback(lambda _: self.free(session_id))
        if self._closed:
            task.cancel()

    def free(self, session_id: str) -> None:
        """Give up the claim."""
        claim = self._by_session.pop(session_id, None)
        if claim:
            claim.known.set()

    def running(self, session_id: str) -> str | None:
        """The id of the turn that runs in a session, None when there is none."""
        claim = self._by_session.get(session_id)
        return claim.turn_id if claim else None

    async def known(self, session_id: str) -> str | None:
        """The id of the session's turn, waited for while its words are being stored."""
        claim = self._by_session.get(session_id)
        if claim is None:
            return None
        await claim.known.wait()
        return claim.turn_id or None

    async def stop(self, session_id: str, turn_id: str) -> bool:
        """End a running turn and wait until it is stored; False when it does not run."""
        claim = self._by_session.get(session_id)
        if claim is None or claim.turn_id != turn_id or claim.task is None:
            return False
        claim.task.cancel()
        await asyncio.wait({claim.task})
        return True

    async def stop_all(self) -> None:
        """Let no turn begin any more, and end every running one; each is stored as partial."""
        self._closed = True
        tasks = [claim.task for claim in self._by_session.values() if claim.task]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_WITHIN_S)
