"""The frozen records that the parts of Greenroom hand to each other.

Steps and what they are answered with stand in `server.steps`, and are had from here as well.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from server.steps import Call as Call
from server.steps import Choice as Choice
from server.steps import Choose as Choose
from server.steps import Embed as Embed
from server.steps import Finding as Finding
from server.steps import Found as Found
from server.steps import Passage as Passage
from server.steps import Read as Read
from server.steps import Reading as Reading
from server.steps import Say as Say
from server.steps import Search as Search
from server.steps import Severity as Severity
from server.steps import Show as Show
from server.steps import Step as Step
from server.steps import Written as Written

Status = Literal["complete", "partial", "failed"]

# The one learner of an installation where no proxy names others.
THE_LEARNER = "learner"


def learner_named(name: str) -> str:
    """The learner that a trusted proxy names; the one learner when it names none."""
    return f"user:{name}" if name else THE_LEARNER


@dataclass(frozen=True)
class Message:
    """One chat message as the model reads it."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Field:
    """A text box of a mode: the learner's `message`."""

    name: str
    label: str
    placeholder: str = ""
    help: str = ""
    max_chars: int = 20_000
    rows: int = 4


@dataclass(frozen=True)
class Fields:
    """What the learner sent this turn; `options` are validated, defaults filled in."""

    message: str
    action: str = "say"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PastTurn:
    """An earlier turn of the session, as a mode may read it."""

    index: int
    action: str
    message: str
    reply: str
    result: Mapping[str, Any] | None
    status: Status
    created_at: datetime


@dataclass(frozen=True)
class History:
    """The session before this turn, oldest first; `now` is the reading of the clock (UTC)."""

    turns: tuple[PastTurn, ...]
    now: datetime

    @property
    def last_result(self) -> Mapping[str, Any] | None:
        """The newest result of any earlier turn, None when there is none."""
        return next((t.result for t in reversed(self.turns) if t.result), None)


@dataclass(frozen=True)
class Reply:
    """What a mode hands back: Markdown for the learner, its result, its own findings.

    `title` renames the session, for a mode that knows a better name than the first words.
    """

    text: str
    result: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    repaired: bool = False
    finishes_session: bool = False
    title: str | None = None


Steps = Generator[Step, Any, Reply]


@dataclass(frozen=True)
class Mode:
    """A coaching mode, found by the registry under its name.

    `options` maps an option's name to its JSON Schema (with `title` and `default`). `study`
    names the study data that `turn` takes as keyword arguments. `opens`: creating a session
    runs ``turn`` once with action "open" and an empty message. `silence`: an empty message is
    allowed. `needs_model`: no turn is taken while the model is still coming. `plans` are ways to
    the same end, the most careful first; `passes` tells whether a result is good for a case of
    `corpus/calibration/<name>.yaml`, by which `greenroom calibrate` chooses among them. Where the
    freest plan only adds a voice of the model's, `weighs` tells from the cases and its results what
    that voice weighs; the plan is chosen when it weighs anything. `lacks` tells from the results
    what the endpoint does not give that the voice needs, "" where nothing is lacking.
    """

    name: str
    title: str
    description: str
    turn: Callable[..., Steps]
    fields: tuple[Field, ...]
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    actions: tuple[str, ...] = ("say",)
    study: tuple[str, ...] = ()
    opens: bool = False
    silence: bool = False
    needs_model: bool = True
    examples: tuple[Mapping[str, Any], ...] = ()  # {"title", "message", "options"}, one click each
    # Prompts whose fixed beginning is long: a local model reads it before it is needed.
    warms: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    passes: Callable[[Mapping[str, Any], Mapping[str, Any]], bool] | None = None
    weighs: Callable[[Sequence[Any], Sequence[Any]], Mapping[str, float]] | None = None
    lacks: Callable[[Sequence[Any]], str] | None = None


# --- what is stored ---------------------------------------------------------------------------


@dataclass(frozen=True)
class CallRecord:
    """One request to a model, as kept with its turn. `inputs` render the same messages again."""

    prompt: str  # name@version
    file_sha256: str
    messages_sha256: str
    provider: str
    model: str
    sampling: Mapping[str, Any]
    usage: Mapping[str, int]  # prompt_tokens, completion_tokens, cached_tokens
    attempt: int
    total_ms: int
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """One exchange of a session. A stored turn is `partial` until it ends otherwise.

    `thread` is the exchange as the model read and wrote it, kept for the next turn's prefix.
    `problem` is the stored problem+json of a failed or partial turn.
    """

    id: str
    session_id: str
    index: int
    action: str
    message: str
    options: Mapping[str, Any]
    created_at: datetime
    client_id: str | None = None
    digest: str = ""
    reply: str = ""
    status: Status = "partial"
    result: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    repaired: bool = False
    calls: tuple[CallRecord, ...] = ()
    thread: tuple[str, str] | None = None
    first_token_ms: int | None = None
    total_ms: int | None = None
    problem: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Session:
    """A conversation in one mode; `turns` are oldest first, empty in a listing."""

    id: str
    learner: str
    mode: str
    options: Mapping[str, Any]
    title: str
    status: Literal["open", "finished"]
    created_at: datetime
    updated_at: datetime
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class SessionPage:
    """Sessions newest first; `next` is the cursor of the following page, None at the end."""

    sessions: tuple[Session, ...]
    next: str | None


@dataclass(frozen=True)
class Story:
    """A story of a learner's bank. `result` is the newest verdict, as a `star` turn shows it.

    `tags` are of `server.judging.star_bank.TAGS`; `session_id` is where it was practised, or None.
    """

    id: str
    learner: str
    title: str
    text: str
    tags: tuple[str, ...]
    result: Mapping[str, Any]
    session_id: str | None
    created_at: datetime
    updated_at: datetime
