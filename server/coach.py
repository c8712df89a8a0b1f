"""Takes a learner's turn in: checks it, stores the words, starts the run; retries and stops it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from server.admission import RunningTurns
from server.bench import Bench
from server.errors import ConflictError, InvalidFieldError, NotFoundError
from server.records import Mode, Session, Turn
from server.store.store import Store, Submission
from server.turn import TurnRun

_LOG = structlog.get_logger(__name__)
TITLE_CHARS = 60


class Coach:
    """The turns of all sessions. `check_model` raises NotReadyError while no model can answer."""

    def __init__(
        self,
        bench: Bench,
        modes: Mapping[str, Mode],
        *,
        check_model: Callable[[], None],
        max_message_chars: int,
    ) -> None:
        self._bench = bench
        self._modes = modes
        self._check_model = check_model
        self._max_chars = max_message_chars
        self.running = RunningTurns()

    @property
    def store(self) -> Store:
        """Where sessions and turns are kept."""
        return self._bench.store

    def mode(self, name: str) -> Mode:
        """A mode by its name.

        Raises:
            InvalidFieldError: there is none; names those that there are.
        """
        if name not in self._modes:
            known = ", ".join(self._modes)
            raise InvalidFieldError("mode", f"there is no mode {name!r}; there are {known}")
        return self._modes[name]

    async def open_session(self, learner: str, mode: Mode, options: dict[str, Any]) -> Session:
        """A new session, with its opening turn where the mode has one."""
        session = await self.store.create_session(learner, mode.name, options, mode.title)
        if mode.opens:
            run = await self._start(session, mode, Submission("", "open", options, None, ""))
            if isinstance(run, TurnRun):
                await _drained(run)
        return await self.store.session(session.id, learner)

    async def submit(self, session: Session, submission: Submission) -> TurnRun | Turn:
        """Store the learner's words and start the turn; a repeated submission's stored turn.

        Raises:
            ConflictError: a turn runs in this session, or the client_id had other content.
            InvalidFieldError: no such action, or an empty or overlong message.
            BusyError: too many turns are waiting.
            NotReadyError: the model is still coming, and this mode cannot do without.
        """
        mode = self.mode(session.mode)
        self._check(mode, submission)
        repeated = await self._repeated(session, submission)
        if repeated:
            return repeated
        if mode.needs_model:
            self._check_model()
        self._bench.slots.check_room()
        return await self._start(session, mode, submission)

    async def retry(self, session: Session, turn: Turn) -> TurnRun:
        """Run a failed or partial turn again under the same id.

        Raises:
            ConflictError: the turn is complete, or a turn runs in this session.
            NotReadyError: the model is still coming.
        """
        if self.running.running(session.id):
            self.running.reserve(session.id)
        if turn.status == "complete":
            raise ConflictError("this answer is complete; only a failed or partial one is retried")
        mode = self.mode(session.mode)
        if mode.needs_model:
            self._check_model()
        self._bench.slots.check_room()
        self.running.reserve(session.id)
        try:
            await self.store.begin_again(turn.id)
        except BaseException:
            self.running.free(session.id)
            raise
        blank = replace(turn, reply="", result=None, findings=(), calls=(), problem=None)
        return self._run(session, mode, replace(blank, first_token_ms=None, total_ms=None))

    async def cancel(self, session: Session, turn: Turn) -> Turn:
        """Stop a running turn; one that does not run is given back as it is."""
        await self.running.stop(session.id, turn.id)
        return await self.store.turn(session.id, turn.id, session.learner)

    def _check(self, mode: Mode, submission: Submission) -> None:
        if submission.action not in mode.actions:
            known = ", ".join(mode.actions)
            raise InvalidFieldError(
                "action", f"{mode.name} has no action {submission.action!r}; it has {known}"
            )
        limit = min([self._max_chars, *(f.max_chars for f in mode.fields)])
        if len(submission.message) > limit:
            raise InvalidFieldError(
                "message",
                f"message: {len(submission.message):,} characters; at most {limit:,} are read."
                " Shorten it, or send it in parts",
            )
        needed = submission.action in ("say", "new", "answer") and not mode.silence
        if needed and not submission.message.strip():
            raise InvalidFieldError("message", "message: it is empty; write something first")

    async def _repeated(self, session: Session, submission: Submission) -> Turn | None:
        """The turn that this submission was stored as before."""
        if submission.client_id is None:
            return None
        for turn in session.turns:
            if turn.client_id == submission.client_id:
                if turn.digest != submission.digest:
                    raise ConflictError(
                        "this client_id was already used with another message; send a new one",
                        turn_id=turn.id,
                    )
                return self._settled(session, turn)
        return None

    def _settled(self, session: Session, turn: Turn) -> Turn:
        if self.running.running(session.id) == turn.id:
            raise ConflictError("this very turn is still being answered", turn_id=turn.id)
        return turn

    async def _start(self, session: Session, mode: Mode, submission: Submission) -> TurnRun | Turn:
        await self._reserve(session)
        try:
            untitled = session.title == mode.title
            title = title_of(submission.message) if untitled else None
            accepted = await self.store.accept_turn(session, submission, title=title)
        except BaseException:
            self.running.free(session.id)
            raise
        if accepted.repeated:
            # Stored and ended between the reading of the session and now.
            self.running.free(session.id)
            return accepted.turn
        return self._run(session, mode, accepted.turn)

    async def _reserve(self, session: Session) -> None:
        """Claim the session; a refusal names the turn in the way, once it has been stored."""
        try:
            self.running.reserve(session.id)
        except ConflictError as error:
            turn_id = error.turn_id or await self.running.known(session.id)
            raise ConflictError(str(error), turn_id=turn_id) from None

    def _run(self, session: Session, mode: Mode, turn: Turn) -> TurnRun:
        run = TurnRun(self._bench, mode, session, turn)
        task = asyncio.create_task(run.run())
        task.add_done_callback(_tell_fault)
        # One that was stopped before its first step has told nobody so.
        task.add_done_callback(lambda _: run.close())
        self.running.started(session.id, turn.id, task)
        return run


def _tell_fault(task: asyncio.Task[None]) -> None:
    """A fault of our own in a turn goes to the log, with the request's id."""
    if not task.cancelled() and task.exception():
        _LOG.error("turn failed", exc_info=task.exception())


async def _drained(run: TurnRun) -> None:
    async for _ in run.events():
        pass


def title_of(message: str) -> str:
    """A session's title: the first words of what the learner said."""
    line = " ".join(message.split())
    if len(line) <= TITLE_CHARS:
        return line
    return line[:TITLE_CHARS].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def submission_digest(message: str, action: str, options: Mapping[str, Any]) -> str:
    """The same for the same content: SHA-256 of it as canonical JSON."""
    canonical = json.dumps([message, action, dict(options)], sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def stored_turn(session: Session, turn_id: str) -> Turn:
    """A turn of a loaded session.

    Raises:
        NotFoundError: the session has no such turn.
    """
    for turn in session.turns:
        if turn.id == turn_id:
            return turn
    raise NotFoundError("there is no such turn in this session")
