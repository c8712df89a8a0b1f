"""Whether the interview stays in its phase, goes on, or follows the candidate."""

from __future__ import annotations

from dataclasses import dataclass

from server.judging.other_words import all_made
from server.modes.interview import voice
from server.modes.interview.candidate import Kind
from server.modes.interview.phases import Phase, index_of, questions_in
from server.modes.interview.probe import key_of, open_points, unanswered
from server.modes.interview.scene import Scene

LEADS_BY = 2  # points of a later dimension with which a candidate moves the interview there
SILENT_TURNS = 3  # in a row, then the interviewer goes on


@dataclass(frozen=True)
class Move:
    """The phase this turn is in, and the words with which it was entered."""

    phase: Phase
    entered_s: int
    words: str = ""


def move_of(scene: Scene, kind: Kind, message: str, n_before: int) -> Move:
    """Stay, go on, or follow the candidate to a later phase."""
    now = scene.phase
    here = index_of(scene.phases, now.name)
    over = scene.clock.elapsed_s - scene.entered_s > now.minutes * 60
    last = len(scene.phases) - 1
    if here == last:
        return Move(now, scene.entered_s)
    if scene.clock.remaining_s == 0:
        return _to(scene, now, last, over=True)
    if over or scene.fields.action == "next_phase" or _exhausted(scene, now):
        return _to(scene, now, here + 1, over=over)
    if kind == "silence" and (n_before + 1) % SILENT_TURNS == 0:
        return _to(scene, now, here + 1, over=False)
    led = _led_to(scene, message, here)
    return _to(scene, now, led, over=False) if led else Move(now, scene.entered_s)


def _to(scene: Scene, left: Phase, index: int, *, over: bool) -> Move:
    entered = scene.phases[index]
    return Move(entered, scene.clock.elapsed_s, voice.moving_on(left, entered, over=over))


def _exhausted(scene: Scene, phase: Phase) -> bool:
    """Enough questions asked, or nothing left that the level expects."""
    n_asked = scene.transcript.asked_in(phase.name)
    dimension = scene.problem.dimension(phase.name)
    if n_asked >= questions_in(phase) or dimension is None:
        return True
    left = open_points(dimension, scene.made, scene.level)
    open_ = unanswered(dimension, scene.so_far, scene.level)
    used = scene.transcript.keys()
    fresh = [p for p in open_ if key_of(dimension, p) not in used]
    return n_asked >= (2 if left else 1) and not fresh


def _led_to(scene: Scene, message: str, here: int) -> int:
    """The later phase that the newest answer was about, 0 when it stayed where it was asked."""
    new = all_made([(scene.turn, message)], scene.problem.points, scene.vectors)
    counts = [sum(m.point.dimension == p.name for m in new) for p in scene.phases]
    if counts[here] or not any(counts[here + 1 :]):
        return 0
    best = max(range(here + 1, len(counts)), key=lambda i: counts[i])
    return best if counts[best] >= LEADS_BY else 0
