"""One turn: drives a mode's generator; the only place where all parts meet.

A turn runs in a task of its own and tells what happens through a bounded queue of events. Who
listens may leave: then the task is cancelled, which ends the upstream request, and what was
written so far is stored as partial.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

from server import clock, ending
from server.bench import Bench
from server.errors import GreenroomError, ModelError, ModelTimeoutError, NotReadyError
from server.events import Event, Events
from server.exchange import Exchange
from server.problem import STOPPED, problem, problem_of, traced
from server.records import (
    Call,
    Choice,
    Choose,
    Embed,
    Fields,
    Finding,
    History,
    Mode,
    PastTurn,
    Read,
    Reading,
    Reply,
    Say,
    Search,
    Session,
    Show,
    Step,
    Steps,
    Turn,
    Written,
)

# With more answers than this being written, events of one answer are told together.
CROWD = 8


def history_before(session: Session, index: int) -> History:
    """What a mode may know of the session before the turn at `index`."""
    names = PastTurn.__dataclass_fields__
    past = [t for t in session.turns if t.index < index]
    turns = tuple(PastTurn(**{name: getattr(t, name) for name in names}) for t in past)
    return History(turns, clock.now())


# Of the learner's words in a session, from which judging them may take more than a moment.
LONG_CHARS = 4_000


def _next(steps: Steps, answer: Any) -> Step | Reply:
    """What a mode wants next, or the reply that it ends with."""
    try:
        return steps.send(answer)
    except StopIteration as stop:
        reply: Reply = stop.value
        return reply


def _unasked(error: GreenroomError) -> Finding:
    """A choice that the model could not be asked for: the answer stands, one check is missing."""
    return Finding("asks_the_model", "warn", None, f"One check could not be made: {error}.")


class TurnRun:
    """The running of one stored turn. `turn` is its newest state."""

    def __init__(self, bench: Bench, mode: Mode, session: Session, turn: Turn) -> None:
        self._bench = bench
        self._mode = mode
        self._session = session
        self.turn = turn
        self._events = Events(lambda: bench.slots.taken > CROWD, bench.idle_s)
        earlier = [t.thread for t in session.turns if t.thread and t.index < turn.index]
        self._exchange = Exchange(bench.tools, self, self._admitted, earlier)
        self._placed_at: float | None = None
        self._began = time.monotonic()
        self._first_s: float | None = None
        self._drafted = ""
        self._result: Mapping[str, Any] | None = None
        self._failure: dict[str, Any] | None = None
        self._failure_of_optional: dict[str, Any] | None = None
        self._unasked: list[Finding] = []
        self._silence: ModelTimeoutError | None = None

    def events(self, quiet_s: float | None = None) -> AsyncIterator[list[Event]]:
        """What happens, until the turn has been stored; an empty list after `quiet_s` seconds."""
        return self._events.heard(quiet_s)

    def close(self) -> None:
        """Nothing more is told."""
        self._events.close()

    async def run(self) -> None:
        """Run the turn to its end and store how it ended; the task's body."""
        reply: Reply | None = None
        self._failure = problem(500, "Greenroom failed on this turn; it can be sent again")
        try:
            reply = await self._reply()
            await self._show_reply(reply.text)
        except GreenroomError as error:
            self._failure = problem_of(error)
        except asyncio.CancelledError:
            self._failure = problem(STOPPED, "the answer was stopped", retryable=True)
        finally:
            if self._placed_at is not None:
                self._bench.slots.release(time.monotonic() - self._placed_at)
            try:
                await ending.come_to(self._end(reply))
            finally:
                self._events.close()

    # --- the mode's requests

    async def _reply(self) -> Reply:
        history = history_before(self._session, self.turn.index)
        fields = Fields(self.turn.message, self.turn.action, self.turn.options)
        study = {name: self._bench.study[name] for name in self._mode.study}
        if "audiences" in study:
            own = await self._bench.store.audiences.all(self._session.learner)
            study["audiences"] = {**study["audiences"], **own}
        steps = self._mode.turn(fields, history, **study)
        told = (fields.message, *(t.message for t in history.turns))
        long = sum(map(len, told)) > LONG_CHARS
        answer: Any = None
        while True:
            # Judging a long text takes a while; others are served meanwhile.
            send = asyncio.to_thread(_next, steps, answer) if long else None
            step = await send if send else _next(steps, answer)
            if isinstance(step, Reply):
                # What was put in the place of a cut text is whole.
                cut = None if step.repaired else self._cut()
                self._failure = self._failure_of_optional or cut
                return step
            answer = await self._answer(step)

    async def _answer(self, step: Step) -> Any:
        if isinstance(step, Search):
            await self.stage("retrieve", "Searching the chapter")
            owned = replace(step, learner=self._session.learner)
            return await self._bench.searcher.search(owned)
        if isinstance(step, Embed):
            return await self._embedded(step)
        if isinstance(step, Read):
            return await self._read(step)
        if isinstance(step, Show):
            self._result = step.result
            return await self._events.tell("result", step.result)
        return await self._prompted(step)

    async def _embedded(self, step: Embed) -> list[list[float]] | None:
        """Vectors, or None: a mode does without a failing embedding model as without any."""
        try:
            return await self._bench.searcher.embed(step.texts)
        except GreenroomError:
            return None

    async def _read(self, step: Read) -> Reading | None:
        if self._bench.reader is None:
            return None
        await self._admitted()
        return await self._bench.reader.read(step.text)

    async def _prompted(self, step: Say | Call | Choose) -> Written | Choice:
        try:
            return await self._exchanged(step)
        except (ModelError, NotReadyError) as error:
            if not step.optional:
                raise
            if isinstance(step, Choose):
                self._unasked.append(_unasked(error))
                return Choice("")
            self._failure_of_optional = problem_of(error)
            return Written("", finish="failed")

    async def _exchanged(self, step: Say | Call | Choose) -> Written | Choice:
        """A model that let one deadline pass is not waited for again in the same turn."""
        if self._silence:
            raise self._silence
        try:
            if isinstance(step, Choose):
                return await self._exchange.choose(step)
            return await self._exchange.write(step)
        except ModelTimeoutError as error:
            self._silence = error
            raise

    async def _admitted(self) -> None:
        """Wait for a place at the model, once a turn."""
        if self._placed_at is not None:
            return
        await self._bench.slots.take(self._waits)
        self._placed_at = time.monotonic()
        await self.stage("think", "Thinking")

    async def _waits(self, ahead: int) -> None:
        about_s = self._bench.slots.about_s(ahead)
        about = f", about {about_s} s" if about_s else ""
        await self.stage("queue", f"{ahead} ahead of you{about}")

    def _cut(self) -> dict[str, Any] | None:
        if not self._exchange.cut:
            return None
        return problem(502, "the answer was longer than allowed and ends early", retryable=True)

    # --- what is told while it goes on

    async def stage(self, name: str, detail: str) -> None:
        """Tell a stage of the turn."""
        await self._events.tell("stage", {"name": name, "detail": detail})

    async def draft(self, text: str) -> None:
        """Tell more of the visible text, and keep it."""
        if self._first_s is None:
            self._first_s = time.monotonic()
        self._drafted += text
        await self._events.tell("draft", {"text": text})
        self._bench.store.save_draft(self.turn.id, self._drafted)

    async def replace(self, text: str) -> None:
        """Tell the visible text anew."""
        self._drafted = text
        await self._events.tell("replace", {"text": text})
        self._bench.store.save_draft(self.turn.id, text)

    # --- how it ends

    async def _end(self, reply: Reply | None) -> None:
        self.turn = self._ended(reply)
        try:
            await ending.keep(self._bench.store, self.turn)
            if reply and (reply.finishes_session or reply.title):
                status = "finished" if reply.finishes_session else None
                await self._bench.store.change_session(
                    self._session.id, self._session.learner, title=reply.title, status=status
                )
        except GreenroomError as error:
            self.turn = replace(self.turn, status="partial", problem=ending.unkept(error))
        finally:
            ending.tell_log(self.turn, self._mode.name)

    async def _show_reply(self, text: str) -> None:
        """A held text is shown now; a shown one that the mode changed is replaced."""
        if not self._drafted and text:
            await self.draft(text)
        elif self._drafted.strip() != text.strip():
            await self.replace(text)

    def _ended(self, reply: Reply | None) -> Turn:
        text = reply.text if reply else self._drafted.strip()
        result = reply.result if reply and reply.result is not None else self._result
        first = self._first_s
        return replace(
            self.turn,
            reply=text,
            status=self._status(reply, text),
            result=dict(result) if result is not None else None,
            findings=(*self._unasked, *(reply.findings if reply else ())),
            repaired=self._exchange.repaired or bool(reply and reply.repaired),
            calls=tuple(self._exchange.calls),
            thread=self._exchange.thread if reply else None,
            first_token_ms=None if first is None else round((first - self._began) * 1000),
            total_ms=round((time.monotonic() - self._began) * 1000),
            problem=traced(self._failure),
        )

    def _status(self, reply: Reply | None, text: str) -> Any:
        if reply is not None and self._failure is None:
            return "complete"
        return "partial" if text else "failed"
