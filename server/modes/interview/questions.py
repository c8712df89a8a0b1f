"""What to ask next: chosen by code from the problem's own list, about what is still open."""

from __future__ import annotations

from collections.abc import Iterator

from server.checks.interviewer import not_asked_before, withholds
from server.judging.evidence import Clause, claims, depth_of
from server.judging.points import Point, bare_lists, mentions
from server.modes.interview.candidate import ONE_WORD, is_filler
from server.modes.interview.doubts import (
    bare_figure,
    called,
    contradiction,
    derives_a_figure,
    unexplained,
    unexplained_part,
    without_figure,
)
from server.modes.interview.grounds import asks_for_told, fitting
from server.modes.interview.phases import WRAP_UP
from server.modes.interview.probe import (
    SURELY_MADE,
    Ground,
    Probe,
    key_of,
    open_points,
    unanswered,
)
from server.modes.interview.problem import Dimension
from server.modes.interview.secrets import telling_terms
from server.modes.interview.voice import phrase_in
from server.text import words

# Dimensions in which an answer without a figure is asked for one.
_WANT_NUMBERS = frozenset(("requirements", "data_model", "scaling", "metrics", "experiment",
                           "question", "results", "result"))  # fmt: skip
# Dimensions in which a change of requirement makes sense.
_BEAR_CHANGE = frozenset(("scaling", "tradeoffs", "constraints", "hypotheses", "decision", "design",
                          "decisions", "action", "technical_detail"))  # fmt: skip
MAX_PARTS = 2  # in one interview
MAX_NAMED = 12  # words of a list that are quoted
# Dimensions in which a part that was named has to be explained.
_HAVE_PARTS = frozenset(("architecture", "data_model", "scaling", "design", "technical_detail",
                         "solution"))  # fmt: skip
_WHICH_HOLDS = "Which of the two figures holds?"
_COMES_FROM = "Where does that figure come from?"
_MEASURED = "How was that figure measured?"
SURE = 1  # steps of doubt up to which an open point is asked for before anything else
MADE = 2  # points of a dimension from which it needs no opening question
WELL_MADE = 3  # ... from which a change of requirement may come as its first question
ENOUGH = 0.7  # share of a dimension's points from which the wrap-up leaves it alone
_FURTHER = (
    "What would you add to that now?",
    "How would you take that further?",
    "What else belongs to that?",
    "What comes on top of that?",
)
_MORE = (
    "What would you add here?",
    "What else matters to you here?",
    "What have you left out here on purpose?",
)
_SPEED = ("fast", "quick", "slow", "low latency", "often")
_WHAT_FOR = "What would that do for you here?"
_EXPLAIN = "Which one of these matters most here, and what is it for?"
_LAST = (
    "Is there anything you want to add before you finish?",
    "What have we not touched that you would want on the table?",
    "Which one sentence should stay with me from your answers?",
    "What would you like to take back or correct?",
)


def next_probe(ground: Ground) -> Probe:
    """The next question: never one whose point has been made or that was asked before."""
    used = ground.transcript.keys()
    earlier = [a.question for a in ground.transcript.asked if a.question]
    fallback = None
    for probe in _candidates(ground):
        if probe.key in used:
            continue
        if not not_asked_before(probe.plain, earlier):
            return probe
        fallback = fallback or probe
    turn = len(ground.transcript.asked)
    return fallback or Probe(ground.phase, "closing", f"last/{turn}", _LAST[turn % len(_LAST)])


def _candidates(ground: Ground) -> Iterator[Probe]:
    yield from _contradictions(ground)
    dimension = ground.problem.dimension(ground.phase)
    if dimension is None:
        yield from _closing(ground)
        return
    yield from _bare_terms(dimension, ground)
    n_asked = ground.transcript.asked_in(ground.phase)
    n_made = sum(m.point.dimension == dimension.name for m in ground.made)
    if n_asked == 0 and n_made < MADE:
        yield from _opening(dimension, ground)
    follow_ups = list(_follow_ups(dimension, ground)) if n_asked else []
    changes = list(_changes(dimension, ground)) if n_asked or n_made >= WELL_MADE else []
    if n_asked:
        yield from _doubts(dimension, ground)
    if n_asked % 2 == 1:
        yield from follow_ups
    if n_asked + n_made >= MADE:
        yield from changes
    yield from _missing(dimension, ground, safe=True)
    yield from follow_ups
    yield from changes
    yield from _missing(dimension, ground)
    if not ground.so_far.claims.get(dimension.name):
        yield from _openers(dimension, ground)
    for n, ask in enumerate(_MORE):
        yield Probe(dimension.name, "further", f"{dimension.name}/more/{n}", ask)
    yield from _closing(ground)


def _contradictions(ground: Ground) -> Iterator[Probe]:
    """Two figures for one thing, the second in the newest words: asked about at once."""
    if not ground.message:
        return
    changed = [a.turn for a in ground.transcript.asked if a.kind == "change"]
    found = contradiction(ground.transcript.answers, since=max(changed, default=-1) + 1)
    if found:
        before, now = found
        lead = f"Earlier you said “{before.text}”, now “{now.text}”."
        key = "contradiction/" + "/".join(now.of)
        yield Probe(ground.phase, "contradiction", key, _WHICH_HOLDS, lead, quoted=True)


def _doubts(dimension: Dimension, ground: Ground) -> Iterator[Probe]:
    """A part never explained, and a figure from nowhere."""
    if dimension.name in _HAVE_PARTS and ground.message:
        used = {a.key.partition("/")[2] for a in ground.transcript.asked if a.kind == "part"}
        found = unexplained_part(ground.transcript.answers, ground.made, used)
        if found and len(used) < MAX_PARTS:
            part, clause = found
            ask = f"What is {called(part)} there to do?"
            about = clause.text
            yield Probe(dimension.name, "part", f"part/{part}", ask, about=about, quoted=True)
    asked = ground.transcript.asked
    # A figure after a change of requirement is the change's own.
    changed = bool(asked) and asked[-1].kind == "change"
    bare = None if changed else bare_figure(ground.message, _told(ground))
    if bare and dimension.name in _WANT_NUMBERS:
        ask = _MEASURED if dimension.name in ("result", "results") else _COMES_FROM
        yield Probe(dimension.name, "bare_figure", f"{dimension.name}/figure", ask, about=bare.text)


def _bare_terms(dimension: Dimension, ground: Ground) -> Iterator[Probe]:
    """Terms without a purpose, many or one."""
    listed = bare_lists([(0, ground.message)], ground.problem.points)
    if listed and not claims(ground.message):
        key = f"{dimension.name}/terms"
        named = ",".join(listed[0].text.split(",")[:3]).rstrip(" .!;:")
        lead = f"You listed “{named}”." if len(words(named)) <= MAX_NAMED else ""
        yield Probe(
            dimension.name, "terms", key, _EXPLAIN, lead, about=listed[0].text, quoted=bool(lead)
        )
    if 0 < len(words(ground.message)) <= ONE_WORD and not is_filler(ground.message):
        yield Probe(dimension.name, "terms", f"{dimension.name}/term", _WHAT_FOR)


def _told(ground: Ground) -> str:
    """Where figures may come from without an account: the problem and all its facts."""
    facts = (f.text for f in ground.problem.facts)
    return "\n".join((ground.problem.prompt, *ground.problem.changes, *facts))


def _opening(dimension: Dimension, ground: Ground) -> Iterator[Probe]:
    """The first question of a phase; where the candidate ran ahead, what they would add to it."""
    own = [m for m in ground.made if m.point.dimension == dimension.name]
    ahead = [m.clause for m in own if m.odds >= SURELY_MADE]
    phrase = phrase_in(ahead[0].text) if ahead else ""
    if phrase:
        for n, ask in enumerate(_FURTHER):
            lead = f"On this you said “{phrase}”."
            key = f"{dimension.name}/further/{n}"
            yield Probe(dimension.name, "further", key, ask, lead)
    if ground.so_far.claims.get(dimension.name):
        yield from _missing(dimension, ground)
    yield from _openers(dimension, ground)


def _openers(dimension: Dimension, ground: Ground) -> Iterator[Probe]:
    secrets = _secrets(dimension, ground)
    asks = enumerate(dimension.openers[ground.level])
    for n, ask in sorted(asks, key=lambda one: bool(withholds(one[1], secrets))):
        key = f"{dimension.name}/opener/{ground.level}/{n}"
        yield Probe(dimension.name, "opener", key, ask)


def _missing(dimension: Dimension, ground: Ground, *, safe: bool = False) -> Iterator[Probe]:
    """The open points' questions: those that tell nothing first, and of these what is surely open.

    Then basic ones, and then what the newest answer leads to; what was most likely answered is not
    asked. `safe`: only what tells nothing and is surely open.
    """
    secrets = _secrets(dimension, ground)
    left = unanswered(dimension, ground.so_far, ground.level)
    if safe:
        left = tuple(p for p in left if ground.doubt(p) <= SURE and not withholds(p.ask, secrets))

    def rank(point: Point) -> tuple[bool, int, str, float]:
        tells = bool(withholds(point.ask, secrets))
        return tells, ground.doubt(point), point.level, -ground.threads.get(point.id, 0.0)

    for point in sorted((p for p in left if not asks_for_told(p.ask, ground.told)), key=rank):
        yield Probe(dimension.name, "missing", key_of(dimension, point), point.ask)


def _secrets(dimension: Dimension, ground: Ground) -> tuple[str, ...]:
    """The terms of the dimension's open points that neither candidate nor problem has named."""
    known = f"{ground.problem.prompt}\n{ground.transcript.words}"
    return telling_terms(open_points(dimension, ground.made, "senior"), known)


def _follow_ups(dimension: Dimension, ground: Ground) -> Iterator[Probe]:
    """A question about the newest claim: its reason where it has none, its figure likewise."""
    vague, bare = without_figure(ground.message), unexplained(ground.message, ground.elsewhere)
    wants_figure = dimension.name in _WANT_NUMBERS
    asks = []
    # A figure that is told in this turn is not asked for in the same breath.
    told = any(depth_of(fact).number for fact in ground.told)
    if vague and wants_figure and not told and _fits(vague, dimension):
        asks.append(("no_number", dimension.no_number, vague))
    # Where figures are wanted and one came with its account, the claims beside it are left alone.
    if bare and not (wants_figure and derives_a_figure(ground.message)):
        asks.append(("no_reason", dimension.no_reason, bare))
    for kind, options, clause in asks:
        if any(a.kind == kind and a.dimension == dimension.name for a in ground.transcript.asked):
            continue
        n = fitting(options, len(ground.transcript.asked) % len(options), clause.text)
        if n is not None:
            key = f"{dimension.name}/{kind}/{n}"
            yield Probe(dimension.name, kind, key, options[n], about=clause.text)


def _fits(vague: Clause, dimension: Dimension) -> bool:
    """Whether a quantity that was left vague is one that this dimension asks the figure of."""
    return dimension.name != "data_model" or not mentions(vague.text, _SPEED)


def _changes(dimension: Dimension, ground: Ground) -> Iterator[Probe]:
    if dimension.name not in _BEAR_CHANGE:
        return
    here = any(
        a.kind == "change" and a.dimension == dimension.name for a in ground.transcript.asked
    )
    for n, change in enumerate(ground.problem.changes):
        if not here:
            ask = "What in your answer changes with that?"
            lead = f"A change: {change}" if not change.startswith("Imagine") else change
            yield Probe(dimension.name, "change", f"change/{n}", ask, lead=lead)


def _closing(ground: Ground) -> Iterator[Probe]:
    """Wrap-up: the weakest dimension first, then the round's closing questions."""
    if ground.phase == WRAP_UP:
        yield from _weakest(ground)
    for n, ask in enumerate(ground.problem.wrap_up):
        yield Probe(ground.phase, "closing", f"wrap_up/{n}", ask)
    for n, ask in enumerate(_LAST):
        yield Probe(ground.phase, "closing", f"last/{n}", ask)


def _weakest(ground: Ground) -> Iterator[Probe]:
    """An open question of the dimension with the smallest share of its points made.

    Only one of each interview: what is left of the clock belongs to the candidate.
    """
    if any(a.dimension == WRAP_UP for a in ground.transcript.asked):
        return
    spoken = {a.dimension for a in ground.transcript.asked}
    for dimension in sorted(ground.problem.dimensions, key=lambda d: _share_made(d, ground)):
        if _share_made(dimension, ground) >= ENOUGH:
            return
        asks = [] if dimension.name in spoken else [next(_openers(dimension, ground))]
        for probe in (*asks, *_missing(dimension, ground)):
            lead = f"One thing on {dimension.title} is still open."
            yield Probe(WRAP_UP, probe.kind, probe.key, probe.plain, lead)


def _share_made(dimension: Dimension, ground: Ground) -> float:
    n_open = len(open_points(dimension, ground.made, ground.level))
    n_made = sum(m.point.dimension == dimension.name for m in ground.made)
    return n_made / max(1, n_made + n_open)
