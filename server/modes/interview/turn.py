"""One turn of an interview: code decides what is asked, the model may phrase it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.checks import interviewer as checks
from server.checks.shape import no_new_figures
from server.judging.points import Made, points_made
from server.modes.interview import voice
from server.modes.interview.candidate import Kind, facts_for, kind_of
from server.modes.interview.clock import Clock, clock_at
from server.modes.interview.phases import (
    WRAP_UP,
    Phase,
    index_of,
    phases_of,
    questions_in,
    shown,
)
from server.modes.interview.problem import Problem, problem_id, problem_of
from server.modes.interview.questions import Ground, Probe, next_probe, open_points
from server.modes.interview.transcript import (
    Transcript,
    made_so_far,
    next_index,
    transcript_of,
)
from server.records import Fields, Finding, History, Reply, Say, Steps, Written

PROMPT = "interview-question@1"
REFLECTION = "interview-reflection@1"
MIN_WORDS_TO_REFLECT = 6  # a shorter answer is quoted as it is
MAX_WORDS = 50
LEADS_BY = 2  # points of a later dimension with which a candidate moves the interview there
# The kinds of question that the model may put in words, and what it is told to ask for.
_PHRASED = {"no_reason": "the reason", "no_number": "a figure"}
SILENT_TURNS = 3  # in a row, then the interviewer goes on


@dataclass(frozen=True)
class Scene:
    """Where the interview stands when the interviewer opens their mouth."""

    problem: Problem
    transcript: Transcript
    made: tuple[Made, ...]
    phases: tuple[Phase, ...]
    clock: Clock
    level: str
    turn: int
    fields: Fields

    @property
    def minutes(self) -> int:
        """The clock's length as it was chosen."""
        return sum(p.minutes for p in self.phases)


@dataclass(frozen=True)
class Move:
    """The phase this turn is in, and the words with which it was entered."""

    phase: Phase
    entered_s: int
    words: str = ""


def scene_of(
    fields: Fields,
    history: History,
    problems: Mapping[str, Mapping[str, Any]],
    done: Collection[str] = (),
) -> Scene:
    """Everything a turn rests on, rebuilt from the stored turns."""
    transcript = transcript_of(fields, history)
    options = fields.options
    id_ = str(transcript.last.get("problem") or problem_id(options, problems, done))
    own = options.get("prompt") if problems[id_].get("own") else None
    problem = problem_of(id_, problems, prompt=own)
    minutes = int(options.get("minutes", 45))
    return Scene(
        problem=problem,
        transcript=transcript,
        made=made_so_far(problem, transcript),
        phases=phases_of(problem, minutes),
        clock=clock_at(history, minutes=minutes, action=fields.action),
        level=str(options.get("level", "junior")),
        turn=next_index(history),
        fields=fields,
    )


def opened(scene: Scene) -> Reply:
    """Turn 0: the problem, the clock's rules, the first question."""
    first = scene.phases[0]
    probe = next_probe(_ground(scene, first.name, ""))
    text = voice.opening(scene.problem, scene.phases, scene.minutes, probe.plain)
    result = result_of(scene, Move(first, 0), probe, probe.plain)
    return Reply(text, result=result, title=scene.problem.title)


def clock_action(scene: Scene) -> Reply:
    """Pause, resume, extend: the clock changes, the open question stays."""
    question = str(scene.transcript.last.get("question", ""))
    left = voice.minutes_left(scene.clock)
    said = {
        "pause": f"The clock is stopped, {left}. Resume when you are ready.",
        "resume": f"The clock runs again, {left}. {question}",
        "extend": f"Five minutes added, {left}. {question}",
    }[scene.fields.action]
    move = Move(_phase(scene), _entered_s(scene))
    pending = Probe(move.phase.name, "pending", "", question)
    return Reply(said.strip(), result=result_of(scene, move, pending, question))


def hinted(scene: Scene) -> Reply:
    """One hint for the dimension at hand, stronger each time; counted."""
    phase = _phase(scene)
    dimension = scene.problem.dimension(phase.name)
    given = int(scene.transcript.last.get("hints", {}).get(phase.name, 0))
    missing = open_points(dimension, scene.made, scene.level) if dimension else ()
    hints = list(dimension.hints) if dimension else []
    if missing:
        hints.append(
            f"Strong answers do this here: {missing[0].text[0].lower()}{missing[0].text[1:]}."
        )
    if given < len(hints):
        said, counted = f"Hint {given + 1} of {len(hints)}: {hints[given]}", 1
    else:
        said, counted = "There is no further hint here, so say it as well as you can.", 0
    asks = ("With that in mind, how would you go on?", "What do you make of that?",
            "How does that change what you would say?")  # fmt: skip
    question = asks[given % len(asks)]
    probe = Probe(phase.name, "pending", "", question)
    result = result_of(scene, Move(phase, _entered_s(scene)), probe, question)
    hints_by = dict(result["hints"])
    hints_by[phase.name] = hints_by.get(phase.name, 0) + counted
    result |= {"hints": hints_by, "hints_used": sum(hints_by.values())}
    return Reply(f"{said}\n\n{question}", result=result)


def asked(scene: Scene) -> Steps:
    """Say, silence and next_phase: meet the turn, pick the question, let the model phrase it."""
    message = scene.fields.message if scene.fields.action == "say" else ""
    kind = kind_of(message, scene.problem) if scene.fields.action == "say" else "answer"
    n_before = _in_a_row(scene, kind)
    move = _move(scene, kind, message, n_before)
    usable = message if kind in ("answer", "question") else ""
    probe = next_probe(_ground(scene, move.phase.name, usable))
    phrase = voice.phrase_in(probe.about or message) if kind in ("answer", "one_word") else ""
    question, by_model, repaired = probe.plain, False, False
    if kind == "answer" and phrase and probe.kind in _PHRASED:
        written = yield _say(probe, phrase)
        if passes(written, scene, probe, phrase):
            question, by_model = _tidy(written.text), True
            repaired = written.repaired
    before = _before(scene, move, kind, message)
    follows = not (move.words or probe.lead)
    noted = voice.acknowledgement(phrase, question, scene.turn, follows=follows)
    if kind == "answer" and noted and len(message.split()) >= MIN_WORDS_TO_REFLECT:
        point = voice.telling_sentence(message, phrase)
        said_back = yield Say(REFLECTION, held=True, optional=True, answer=point)
        noted = reflection_in(said_back, point) or noted
        repaired = repaired or said_back.repaired
    parts = [*before, noted, move.words, probe.lead, question]
    result = result_of(scene, move, probe, question, kind=kind)
    result |= {"phrased_by": "model" if by_model else "list"}
    return Reply(" ".join(p for p in parts if p), result=result, repaired=repaired)


def reflection_in(written: Written, point: str) -> str:
    """The candidate's point in the model's words, "" unless it keeps its contract."""
    text = _tidy(written.text)
    if not text or written.finish != "stop":
        return ""
    found = [
        *checks.says_back(text, point),
        *checks.gives_nothing_away(text, point),
        *checks.no_praise(text),
        *checks.stays_in_role(text),
        *checks.speaks_to_you(text),
        *no_new_figures(text, point),
    ]
    return "" if found else text.rstrip(".!") + "."


def _say(probe: Probe, phrase: str) -> Say:
    return Say(PROMPT, held=True, optional=True, phrase=phrase, wish=_PHRASED[probe.kind])


def passes(written: Written, scene: Scene, probe: Probe, phrase: str) -> bool:
    """Whether the model's question may stand in for the plain one."""
    question = _tidy(written.text)
    if not question or written.finish != "stop" or len(question.split()) > MAX_WORDS:
        return False
    return not any(_findings(question, scene, probe, phrase))


def _findings(question: str, scene: Scene, probe: Probe, phrase: str) -> Iterator[Finding]:
    earlier = [a.question for a in scene.transcript.asked if a.question]
    yield from checks.asks_one_question(question)
    yield from checks.gives_nothing_away(question, allowed_text(scene, probe))
    yield from checks.withholds(question, secrets_of(scene, probe))
    yield from checks.no_praise(question)
    yield from checks.stays_in_role(question)
    yield from checks.speaks_to_you(question)
    yield from checks.not_asked_before(question, earlier)
    yield from checks.picks_up(question, phrase)
    yield from checks.asks_for(question, _PHRASED[probe.kind])


def allowed_text(scene: Scene, probe: Probe) -> str:
    """What a question may draw its terms from: the candidate, the problem, the plain question."""
    return "\n".join((scene.transcript.words, scene.problem.prompt, probe.plain))


def secrets_of(scene: Scene, probe: Probe) -> tuple[str, ...]:
    """Terms of the points still open in the dimension that nobody has said yet."""
    dimension = scene.problem.dimension(probe.dimension)
    if dimension is None:
        return ()
    known = allowed_text(scene, probe)
    left = open_points(dimension, scene.made, "senior")
    terms = dict.fromkeys(t for p in left for t in p.terms if len(t) > 2 and t != "#")
    return tuple(t for t in terms if not checks.withholds(known, [t]))


def _tidy(text: str) -> str:
    return " ".join(text.strip().strip('"“”').split())


def _ground(scene: Scene, phase: str, message: str) -> Ground:
    return Ground(scene.problem, scene.transcript, scene.made, phase, scene.level, message)


def _phase(scene: Scene) -> Phase:
    return scene.phases[index_of(scene.phases, scene.transcript.phase)]


def _entered_s(scene: Scene) -> int:
    return int(scene.transcript.last.get("entered_s", 0))


def _title(scene: Scene, name: str) -> str:
    return scene.phases[index_of(scene.phases, name)].title


def _in_a_row(scene: Scene, kind: Kind) -> int:
    """How many turns of this kind went directly before."""
    last = scene.transcript.last
    return int(last.get("in_a_row", 0)) if last.get("candidate") == kind else 0


def _move(scene: Scene, kind: Kind, message: str, n_before: int) -> Move:
    """Stay, go on, or follow the candidate to a later phase."""
    now = _phase(scene)
    here = index_of(scene.phases, now.name)
    over = scene.clock.elapsed_s - _entered_s(scene) > now.minutes * 60
    last = len(scene.phases) - 1
    if here == last:
        return Move(now, _entered_s(scene))
    if scene.clock.remaining_s == 0:
        return _to(scene, now, last, over=True)
    if over or scene.fields.action == "next_phase" or _exhausted(scene, now):
        return _to(scene, now, here + 1, over=over)
    if kind == "silence" and (n_before + 1) % SILENT_TURNS == 0:
        return _to(scene, now, here + 1, over=False)
    led = _led_to(scene, message, here)
    return _to(scene, now, led, over=False) if led else Move(now, _entered_s(scene))


def _to(scene: Scene, left: Phase, index: int, *, over: bool) -> Move:
    entered = scene.phases[index]
    return Move(entered, scene.clock.elapsed_s, voice.moving_on(left, entered, over=over))


def _exhausted(scene: Scene, phase: Phase) -> bool:
    """Enough questions asked, or nothing left that the level expects."""
    n_asked = scene.transcript.asked_in(phase.name)
    dimension = scene.problem.dimension(phase.name)
    if n_asked >= questions_in(phase) or dimension is None:
        return True
    return n_asked >= 1 and not open_points(dimension, scene.made, scene.level)


def _led_to(scene: Scene, message: str, here: int) -> int:
    """The later phase that the newest answer was about, 0 when it stayed where it was asked."""
    new = points_made([(scene.turn, message)], scene.problem.points)
    counts = [sum(m.point.dimension == p.name for m in new) for p in scene.phases]
    if counts[here] or not any(counts[here + 1 :]):
        return 0
    best = max(range(here + 1, len(counts)), key=lambda i: counts[i])
    return best if counts[best] >= LEADS_BY else 0


def _before(scene: Scene, move: Move, kind: Kind, message: str) -> list[str]:
    """How the turn is met before the question: facts asked for, odd turns, the clock."""
    out = [voice.met(kind, sum(a.met == kind for a in scene.transcript.asked))]
    facts = facts_for(message, scene.problem)
    out += [f.text for f in facts]
    if kind == "question" and not facts:
        out.append("That is for you to assume: say the value you take and go on.")
    if move.phase.name == WRAP_UP:
        out.append(voice.time_up(scene.clock))
    return out


def result_of(
    scene: Scene, move: Move, probe: Probe, question: str, *, kind: Kind = "answer"
) -> dict[str, Any]:
    """The result of a turn, with what the next turn needs to go on from it."""
    hints = dict(scene.transcript.last.get("hints", {}))
    n_before = _in_a_row(scene, kind)
    return {
        "kind": "interview",
        "problem": scene.problem.id,
        "round": scene.problem.round,
        "level": scene.level,
        "phase": move.phase.name,
        "phases": shown(scene.phases, move.phase.name),
        "elapsed_s": scene.clock.elapsed_s,
        "remaining_s": scene.clock.remaining_s,
        "paused": scene.clock.paused,
        "covered": [
            {
                "dimension": m.point.dimension,
                "point": m.point.text,
                "quote": m.clause.text,
                "turn": m.clause.turn,
            }
            for m in scene.made
        ],
        "question": question,
        "asked": {"dimension": move.phase.name, "key": probe.key, "kind": probe.kind},
        "entered_s": move.entered_s,
        "candidate": kind,
        "in_a_row": n_before + 1,
        "hints": hints,
        "hints_used": sum(hints.values()),
    }
