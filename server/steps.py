"""What a mode asks for, and what it is answered with.

A mode is a generator: it yields one of the steps below and gets the answer named in the
step's docstring at the `yield`. It does no I/O itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["fail", "warn", "pass"]


# --- what steps are answered with -------------------------------------------------------------


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
class Finding:
    """One verdict of one check on one reply."""

    check: str  # "keeps_numbers"
    severity: Severity
    span: tuple[int, int] | None  # character offsets into the reply, end exclusive
    message: str  # shown to the user as it is


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


@dataclass(frozen=True, eq=False)
class Reading:
    """What the language model made of a text: a state for each of its tokens.

    `places` are the tokens' (start, end) in characters; `states` has a row for each, shape
    (tokens, dimension), float32, as the last layer of `model` gives them.
    """

    model: str

    places: tuple[tuple[int, int], ...]
    states: Any


@dataclass(frozen=True)
class Read:
    """Have the language model read a text; answered with a `Reading`, or None.

    None where the model is not on this machine, is not ready, or the text is too long for it.
    """

    text: str


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


Step = Search | Embed | Read | Show | Say | Call | Choose
