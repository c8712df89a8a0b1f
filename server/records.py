"""The frozen records that the parts of Greenroom hand to each other.

A mode is a generator: it yields one of the steps below and gets the answer named in the
step's docstring at the `yield`. It does no I/O itself.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Severity = Literal["fail", "warn", "pass"]
Status = Literal["complete", "partial", "failed"]

# The one learner of an installation where no proxy names others.
THE_LEARNER = "learner"


def learner_named(name: str) -> str:
    """The learner that a trusted proxy names; the one learner when it names none."""
    return f"user:{name}" if name else THE_LEARNER


@dataclass(frozen=True)
class Passage:
    """A citable piece of a chapter. `score` is any number; higher is nearer.

    From a search, `nearness` has a number for each line of `text`: the best cosine of the
    question with the line (0 where only the lexical half ran) plus the idf-weighted share of the
    question's stems that the line holds under its headings. Of a comparison it is the higher of
    both sides', and `side_nearness` has either's. `follows` is the passage right before it,
    where a list or table goes on from there.
    """

    id: str
    chapter: str
    heading_path: tuple[str, ...]
    text: str
    href: str
    score: float = 0.0
    nearness: tuple[float, ...] = ()
    side_nearness: tuple[tuple[float, ...], ...] = ()
    follows: str = ""


@dataclass(frozen=True)
class Found:
    """What a search gave: passages best first, and how near the best of them is.

    `cosine` is the best cosine between the question and any passage or unit (-1..1, None
    when only the lexical half ran); `coverage` is the idf-weighted share (0..1) of the
    question's stems that occur in the first passage. Of a comparison, which is searched for
    either side, the best of both cosines, and the share in the first passage of either. `more`
    are passages in which a list or table of one of `passages` goes on; `unknown` are the
    question's own words, spelling corrected, that no chapter holds in any form. `contrast` is
    higher the nearer the question is to questions that the chapters are known to answer, against
    such that they are known not to (nats; None where none are known). `answerable` is the log-odds
    that it is answered, by a model trained on such questions; `nearest` is how near the nearest
    line of any passage is by what is known of the lines (in the scale of cosines), `lead` how much
    nearer than the next. All three are None where the best passage's chapter has none.
    """

    query: str
    passages: tuple[Passage, ...]
    cosine: float | None = None
    coverage: float = 0.0
    more: tuple[Passage, ...] = ()
    unknown: tuple[str, ...] = ()
    contrast: float | None = None
    answerable: float | None = None
    nearest: float | None = None
    lead: float | None = None


@dataclass(frozen=True)
class Message:
    """One chat message as the model reads it."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Finding:
    """One verdict of one check on one reply."""

    check: str  # "keeps_numbers"
    severity: Severity
    span: tuple[int, int] | None  # character offsets into the reply, end exclusive
    message: str  # shown to the user as it is


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


# --- steps: what a mode asks for -------------------------------------------------------------


@dataclass(frozen=True)
class Search:
    """Ask for passages; answered with a `Found`. `context` is what a follow-up leans on.

    `learner` is filled in by whoever runs the turn; a mode does not know it.
    """

    query: str
    k: int = 3
    chapters: tuple[str, ...] | None = None
    context: str = ""
    learner: str = ""


@dataclass(frozen=True)
class Embed:
    """Ask for vectors; answered with a list of lists of float, or None when there are none."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Show:
    """Send a result to the learner now, before words; answered with None."""

    result: Mapping[str, Any]


class _Prompted:
    """A step that goes to the model: `prompt` is ``name@version``, `inputs` its variables."""

    def __init__(self, prompt: str, /, *, optional: bool = False, **inputs: Any) -> None:
        self.prompt = prompt
        self.optional = optional
        self.inputs = inputs

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.prompt!r}, {self.inputs!r})"


class Say(_Prompted):
    """Text for the learner; answered with `Written`.

    Streamed as it comes, unless `held`: then nothing of it is shown, and the mode's Reply is.
    `thread`: earlier threaded exchanges of the session stand before this one, word for word,
    so that the engine's cache holds them. `optional`: a failing model is answered with
    ``Written("", finish="failed")`` and the mode goes on; the turn then ends `partial`.
    """

    def __init__(
        self,
        prompt: str,
        /,
        *,
        held: bool = False,
        thread: bool = False,
        optional: bool = False,
        **inputs: Any,
    ) -> None:
        super().__init__(prompt, optional=optional, **inputs)
        self.held = held
        self.thread = thread


class Call(_Prompted):
    """Text for the mode alone, often JSON; answered with `Written`."""


class Choose(_Prompted):
    """One of `among`; answered with a `Choice`."""

    def __init__(
        self,
        prompt: str,
        /,
        *,
        among: Sequence[str],
        thread: bool = False,
        optional: bool = False,
        **inputs: Any,
    ) -> None:
        super().__init__(prompt, optional=optional, **inputs)
        self.among = tuple(among)
        self.thread = thread


@dataclass(frozen=True)
class Written:
    """A model's finished text. `findings` are those of the prompt's contract after a repair.

    `finish` is "stop", "length" (cut by the token limit) or "failed" (an optional step only).
    """

    text: str
    finish: str = "stop"
    findings: tuple[Finding, ...] = ()
    repaired: bool = False


@dataclass(frozen=True)
class Choice:
    """The chosen option; `log_probs` of each option where the engine gives them, else None.

    `best` is "" when the model failed (optional steps only) or named none of the options.
    """

    best: str
    log_probs: Mapping[str, float] | None = None


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


Step = Search | Embed | Show | Say | Call | Choose
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
    that voice weighs; the plan is chosen when it weighs anything.
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
