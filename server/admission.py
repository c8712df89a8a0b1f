"""Who may run now: one turn per session, so many at the model, the rest in an honest queue."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from server.errors import BusyError, ConflictError

# How often a waiting learner is told their place anew, when it changed.
NOTICE_S = 1.0


class Slots:
    """Places at the model, given out in the order of asking."""

    def __init__(self, places: int, *, max_waiting: int) -> None:
        self._places = self._free = places
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._max_waiting = max_waiting

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
            raise BusyError(
                f"{len(self._waiting)} answers are already waiting; yours is still on the page:"
                " send it again in a few seconds",
                retry_after_s=5,
            )

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

    def release(self) -> None:
        """Hand the place to the next in the queue."""
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


class RunningTurns:
    """The turns that run now, by session; a second one in the same session is refused."""

    def __init__(self) -> None:
        self._by_session: dict[str, tuple[str, asyncio.Task[None] | None]] = {}

    def reserve(self, session_id: str) -> None:
        """Claim a session for a turn.

        Raises:
            ConflictError: a turn is already running there.
        """
        if session_id in self._by_session:
            raise ConflictError(
                "an answer is already being written in this session; wait for it or stop it first",
                turn_id=self._by_session[session_id][0] or None,
            )
        self._by_session[session_id] = ("", None)

    def started(self, session_id: str, turn_id: str, task: asyncio.Task[None]) -> None:
        """The claimed session's turn and the task that writes it."""
        self._by_session[session_id] = (turn_id, task)
        task.add_done_callback(lambda _: self.free(session_id))

    def free(self, session_id: str) -> None:
        """Give up the claim."""
        self._by_session.pop(session_id, None)

    def running(self, session_id: str) -> str | None:
        """The id of the turn that runs in a session, None when there is none."""
        entry = self._by_session.get(session_id)
        return entry[0] if entry else None

    async def stop(self, session_id: str, turn_id: str) -> bool:
        """End a running turn and wait until it is stored; False when it does not run."""
        found, task = self._by_session.get(session_id, ("", None))
        if found != turn_id or task is None:
            return False
        task.cancel()
        await asyncio.wait({task})
        return True

    async def stop_all(self) -> None:
        """End every turn; each is stored as partial."""
        tasks = [task for _, task in self._by_session.values() if task]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=8)
