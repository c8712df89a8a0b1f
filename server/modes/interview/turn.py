"""One turn of an interview: code decides what is asked, the model may phrase it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from server.judging.sketch import newest_sketch
from server.modes.interview import indirect, naming, rewording, voice
from server.modes.interview.candidate import Kind, asks_at_the_end, facts_for, kind_of, meta_of
from server.modes.interview.moves import Move, move_of
from server.modes.interview.phases import WRAP_UP, shown
from server.modes.interview.phrasing import asking, joins, passes, tidy
from server.modes.interview.probe import Ground, Probe, open_points
from server.modes.interview.questions import next_probe
from server.modes.interview.scene import Scene
from server.modes.interview.ties import about_problem, elsewhere, threads, words_behind
from server.records import Reply, Say, Step, Steps, Written

_PENDING: tuple[Kind, ...] = ("question", "again", "wait")  # kinds that leave the question open


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
    move = Move(scene.phase, scene.entered_s)
    pending = Probe(move.phase.name, "pending", "", question)
    return Reply(said.strip(), result=result_of(scene, move, pending, question))


def hinted(scene: Scene) -> Reply:
    """One hint for the dimension at hand, stronger each time; counted."""
    phase = scene.phase
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
    result = result_of(scene, Move(phase, scene.entered_s), probe, question)
    hints_by = dict(result["hints"])
    hints_by[phase.name] = hints_by.get(phase.name, 0) + counted
    result |= {"hints": hints_by, "hints_used": sum(hints_by.values())}
    return Reply(f"{said}\n\n{question}", result=result)


def asked(scene: Scene) -> Steps:
    """Say, silence and next_phase: meet the turn, pick the question, let the model phrase it."""
    message = scene.fields.message if scene.fields.action == "say" else ""
    kind = kind_of(message, scene.problem) if scene.fields.action == "say" else "answer"
    move = move_of(scene, kind, message, scene.in_a_row(kind))
    probe = _probe(scene, kind, move, message)
    quotable = kind in ("answer", "one_word") and not probe.quoted
    phrase = voice.phrase_in(probe.about or message) if quotable else ""
    worded = yield from _worded(scene, probe, kind, message, enters=bool(move.words))
    before = _before(scene, move, kind, message)
    follows = bool(probe.about) and not (move.words or probe.lead)
    noted = voice.acknowledgement(phrase, worded.question, scene.turn, follows=follows)
    noted = "" if worded.joined or (phrase and phrase in probe.lead) else noted
    if scene.fields.action == "skip":
        before.insert(0, voice.SKIPPED)
    elif kind == "answer" and not (noted or worded.joined) and newest_sketch((message,)):
        before.append(voice.SEES_SKETCH)
    parts = [*before, noted, move.words, probe.lead, worded.question]
    result = result_of(scene, move, probe, worded.question, kind=kind)
    result |= {"phrased_by": "model" if worded.by_model else "list"}
    return Reply(" ".join(p for p in parts if p), result=result, repaired=worded.repaired)


@dataclass(frozen=True)
class _Worded:
    """A question as it is asked: in whose words, and whether it is joined to the candidate's."""

    question: str
    by_model: bool = False
    joined: bool = False
    repaired: bool = False


def _worded(
    scene: Scene, probe: Probe, kind: Kind, message: str, *, enters: bool
) -> Generator[Step, Any, _Worded]:
    """The question by the model where it may word it and what it writes passes, else the plain one.

    A model that cannot be reached is not asked again in the same turn.
    """
    for way in _ways(scene, probe, kind, message, enters=enters):
        written = yield way.step
        question = way.read(written)
        if question:
            return _Worded(question, True, way.joins, way.joins and written.repaired)
        if written.finish == "failed":
            break
    return _Worded(probe.plain)


@dataclass(frozen=True)
class _Way:
    """A step of the model, and how its text is read: the question, "" where it does not pass."""

    step: Say
    read: Callable[[Written], str]
    joins: bool = False


def _ways(scene: Scene, probe: Probe, kind: Kind, message: str, *, enters: bool) -> Iterator[_Way]:
    """How the model may word the question, at most two ways, the closest to the answer first.

    A question that enters a phase is put to the thing in hand; others are joined to the words that
    they follow from, and put to the thing where there are none. What is left is said in another
    order; what does not pass is put indirectly.
    """
    answers = kind == "answer" and about_problem(scene, message)
    tied = words_behind(scene, probe, message) if answers else ""
    thing = naming.thing_for(scene, probe)
    reorders = _reordering(scene, probe, enters=enters) if rewording.can_be(probe) else None
    opening = indirect.opening_for(scene, probe)
    if joins(probe, tied) and not (enters and probe.kind == "opener"):
        yield _Way(asking(probe, tied), partial(_joined, scene, probe, tied), joins=True)
        reorders = None
    elif thing:
        yield _Way(naming.asking(probe, thing), partial(_named, scene, probe, thing))
    elif reorders:
        yield reorders
    if opening:
        yield _Way(indirect.asking(probe, opening), partial(_indirect, probe, opening))
    elif reorders and thing:
        yield reorders


def _joined(scene: Scene, probe: Probe, tied: str, written: Written) -> str:
    return tidy(written.text, probe.plain) if passes(written, scene, probe, tied) else ""


def _named(scene: Scene, probe: Probe, thing: str, written: Written) -> str:
    good = naming.passes(written, scene, probe, thing)
    return naming.tidy(written.text, thing) if good else ""


def _reordering(scene: Scene, probe: Probe, *, enters: bool) -> _Way:
    def read(written: Written) -> str:
        good = rewording.passes(written, scene, probe, enters=enters)
        return rewording.tidy(written.text) if good else ""

    return _Way(rewording.asking(probe), read)


def _indirect(probe: Probe, opening: str, written: Written) -> str:
    good = indirect.passes(written, probe, opening)
    return indirect.tidy(written.text, opening) if good else ""


def _probe(scene: Scene, kind: Kind, move: Move, message: str) -> Probe:
    """The next question; the open one where the candidate only asked for time, words or a fact."""
    asks_again = meta_of(message) == "asks_answer" and not scene.in_a_row(kind)
    if (kind in _PENDING or (kind == "meta" and asks_again)) and not move.words:
        question = str(scene.transcript.last.get("question", ""))
        if kind == "question":
            n_before = sum(a.met == kind for a in scene.transcript.asked)
            question = voice.floor_back(n_before, told=bool(facts_for(message, scene.problem)))
        return Probe(move.phase.name, "pending", "", question)
    usable = message if kind in ("answer", "question", "one_word") else ""
    usable = usable if about_problem(scene, message) else ""
    return next_probe(_ground(scene, move.phase.name, usable))


def _ground(scene: Scene, phase: str, message: str) -> Ground:
    return Ground(
        problem=scene.problem,
        transcript=scene.transcript,
        so_far=scene.so_far,
        phase=phase,
        level=scene.level,
        message=message,
        elsewhere=elsewhere(scene, message, phase),
        threads=threads(scene, message, phase),
        told=tuple(f.text for f in facts_for(message, scene.problem)),
    )


def _before(scene: Scene, move: Move, kind: Kind, message: str) -> list[str]:
    """How the turn is met before the question: facts asked for, odd turns, the clock."""
    n_before = sum(a.met == kind for a in scene.transcript.asked)
    out = [voice.met(kind, n_before, message)]
    facts = facts_for(message, scene.problem)
    out += [f.text for f in facts]
    if kind == "question" and not facts:
        out.append(voice.assumed(n_before))
    elif kind == "answer" and not facts:
        out.append(voice.question_met(asks_at_the_end(message), scene.turn))
    if move.phase.name == WRAP_UP:
        out.append(voice.time_up(scene.clock))
    return out


def result_of(
    scene: Scene, move: Move, probe: Probe, question: str, *, kind: Kind = "answer"
) -> dict[str, Any]:
    """The result of a turn, with what the next turn needs to go on from it."""
    hints = dict(scene.transcript.last.get("hints", {}))
    n_before = scene.in_a_row(kind)
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
                "by": m.by,
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
        "skipped": int(scene.transcript.last.get("skipped", 0)) + (scene.fields.action == "skip"),
    }
