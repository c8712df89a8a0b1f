"""The model's share of a turn: a question or a reflection, checked before it counts."""

from __future__ import annotations

from collections.abc import Iterator

from server.checks import interviewer as checks
from server.checks.shape import no_new_figures
from server.modes.interview.questions import Probe, open_points
from server.modes.interview.scene import Scene
from server.records import Finding, Say, Written

PROMPT = "interview-question@1"
REFLECTION = "interview-reflection@1"
MAX_WORDS = 50
# The kinds of question that the model may put in words, and what it is told to ask for.
PHRASED = {"no_reason": "the reason", "no_number": "a figure", "bare_figure": "the reason"}


def reflection_in(written: Written, point: str) -> str:
    """The candidate's point in the model's words, "" unless it keeps its contract."""
    text = tidy(written.text)
    if not text or written.finish != "stop":
        return ""
    found = [
        *checks.says_back(text, point),
        *checks.only_says_back(text, point),
        *checks.gives_nothing_away(text, point),
        *checks.no_praise(text),
        *checks.stays_in_role(text),
        *checks.speaks_to_you(text),
        *no_new_figures(text, point),
    ]
    return "" if found else text.rstrip(".!") + "."


def reflecting(point: str) -> Say:
    """The step that asks the model to say a point back."""
    return Say(REFLECTION, held=True, optional=True, answer=point)


def asking(probe: Probe, phrase: str) -> Say:
    """The step that asks the model for the probe's question about a phrase."""
    return Say(PROMPT, held=True, optional=True, phrase=phrase, wish=PHRASED[probe.kind])


def passes(written: Written, scene: Scene, probe: Probe, phrase: str) -> bool:
    """Whether the model's question may stand in for the plain one."""
    question = tidy(written.text)
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
    yield from checks.asks_for(question, PHRASED[probe.kind])


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


def tidy(text: str) -> str:
    """One line, without quotation marks around it."""
    return " ".join(text.strip().strip('"“”').split())
