"""The model's share of a turn: it joins the question to the candidate's words, and is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.checks import interviewer as checks
from server.checks.shape import no_new_figures
from server.judging.evidence import content_overlap, telling_stems
from server.modes.interview.probe import Probe, open_points
from server.modes.interview.scene import Scene
from server.modes.interview.voice import to_you
from server.records import Finding, Say, Written
from server.text import content_stems, folded

PROMPT = "interview-question@2"
MAX_WORDS = 50
_JOINT = re.compile(r"[\s,;:.-]*(?:\b(?:so|and|then))?[\s,;:.-]*$", re.IGNORECASE)
_SO = re.compile(r"\bso[\s,]*$", re.IGNORECASE)
_ASKS = re.compile(r"(?:how|what|which|who|whom|where|why)\b", re.IGNORECASE)
TAKEN_UP = 0.5  # share of the phrase's telling words that the question must take up


def asking(probe: Probe, phrase: str) -> Say:
    """The step that asks the model for the probe's question, joined to a phrase."""
    return Say(PROMPT, held=True, optional=True, phrase=to_you(phrase), question=probe.plain)


def joins(probe: Probe, phrase: str) -> bool:
    """Whether a question may be joined to the candidate's words: nothing else stands between."""
    if probe.kind == "pending" or probe.lead and probe.kind != "missing":
        return False
    return bool(content_stems(phrase))


def passes(written: Written, scene: Scene, probe: Probe, phrase: str) -> bool:
    """Whether the model's question may stand in for the plain one."""
    question = tidy(written.text, probe.plain)
    if not question or written.finish != "stop" or len(question.split()) > MAX_WORDS:
        return False
    return not any(findings(question, scene, probe, phrase))


def findings(question: str, scene: Scene, probe: Probe, phrase: str) -> Iterator[Finding]:
    """What the model's question does wrong."""
    pieces = (phrase, probe.plain)
    yield from checks.asks_one_question(question)
    yield from checks.keeps_question(question, probe.plain)
    yield from checks.only_joins(question, pieces)
    yield from no_new_figures(question, " ".join(pieces))
    yield from checks.gives_nothing_away(question, allowed_text(scene, probe))
    yield from checks.withholds(question, secrets_of(scene, probe))
    yield from checks.no_praise(question)
    yield from checks.stays_in_role(question)
    if not checks.speaks_to_you(probe.plain):
        yield from checks.speaks_to_you(question)
    yield from checks.picks_up(question, phrase)
    own = telling_stems(phrase)
    if content_overlap(question, phrase) < TAKEN_UP * len(own):
        yield Finding("picks_up", "fail", None, f"take up the candidate's words “{phrase}”")


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


def tidy(text: str, question: str) -> str:
    """One line, without quotation marks around it; the joint before the question made even.

    "So" stays before a question word; any other joint becomes a colon.
    """
    line = " ".join(text.strip().strip('"“”').split())
    at = folded(line).rfind(folded(question))
    if at <= 0:
        return line
    said, joint = line[:at].rstrip(), ": "
    if _SO.search(said) and _ASKS.match(question):
        joint = ", so "
    said = _JOINT.sub("", said)
    own = question if question.startswith("I ") else question[0].lower() + question[1:]
    return f"{said[:1].upper()}{said[1:]}{joint}{own}"
