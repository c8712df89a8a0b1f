"""The service in this process, as the evaluations use it: the very code that answers learners."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from server.calibration import running_aside
from server.coach import submission_digest
from server.config import Settings
from server.errors import ConfigurationError
from server.records import Turn
from server.store.store import Submission
from server.turn import TurnRun
from server.wiring import Parts

READY_WITHIN_S = 900
LEARNER = "evaluation"


@dataclass(frozen=True)
class Answered:
    """A finished turn, and when its parts came: seconds since it was sent, None for never."""

    turn: Turn
    shown_s: float | None
    first_words_s: float | None
    total_s: float


class Service:
    """The modes of a running service; each question has a session of its own."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def model(self) -> str:
        """The name of the model that answers."""
        return self._parts.model.name

    @property
    def parts(self) -> Parts:
        """The parts themselves, for evaluations of one of them."""
        return self._parts

    async def turn(
        self,
        mode: str,
        message: str,
        *,
        options: Mapping[str, Any] | None = None,
        history: Sequence[Mapping[str, str]] = (),
    ) -> Answered:
        """One turn after a history of finished ones, each `{"message", "reply"}`."""
        found, store = self._parts.modes[mode], self._parts.store
        chosen = {n: s["default"] for n, s in found.options.items() if "default" in s}
        chosen |= dict(options or {})
        session = await store.create_session(LEARNER, mode, chosen, found.title)
        for past in history:
            accepted = await store.accept_turn(session, _submission(past["message"], chosen))
            await store.finish_turn(
                replace(accepted.turn, reply=past["reply"], status="complete", total_ms=1)
            )
        session = await store.session(session.id, LEARNER)
        begun = time.perf_counter()
        run = await self._parts.coach.submit(session, _submission(message, chosen))
        assert isinstance(run, TurnRun)
        return await _heard(run, begun)


async def _heard(run: TurnRun, begun: float) -> Answered:
    times: dict[str, float] = {}
    async for events in run.events():
        for event in events:
            times.setdefault(event.name, time.perf_counter() - begun)
    total = time.perf_counter() - begun
    return Answered(run.turn, times.get("result"), times.get("draft"), total)


def _submission(message: str, options: Mapping[str, Any]) -> Submission:
    digest = submission_digest(message, "say", options)
    return Submission(message, "say", dict(options), None, digest)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Service]:
    """The service, ready, in a home of its own that shares the usual one's models.

    Raises:
        ConfigurationError: it was not ready in time; says what was missing.
    """
    async with running_aside(settings) as parts:
        await _until_ready(parts)
        yield Service(parts)


async def _until_ready(parts: Parts) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while (readiness := parts.readiness())["status"] == "starting":
        if time.monotonic() > until:
            raise ConfigurationError(f"the service was not ready in time: {readiness}")
        await asyncio.sleep(0.2)
    if readiness["status"] != "ready":
        raise ConfigurationError(f"not everything answers: {readiness}")
