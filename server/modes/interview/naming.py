"""Questions that follow from no words of the candidate: the model puts them to this very thing.

The thing is what the problem is `called`, or the parts that the candidate has named. Whatever the
model writes has to be the plain question with that name in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from server.checks import interviewer as checks
from server.checks.naming import NO_PLACES, names, only_names
from server.judging.evidence import claims, content_overlap, telling_stems
from server.judging.evidence_words import VAGUE
from server.modes.interview.phrasing import allowed_text, secrets_of
from server.modes.interview.probe import Probe
from server.modes.interview.scene import Scene
from server.records import Finding, Say, Written
from server.text import STOP_WORDS, folded, stem

PROMPT = "interview-naming@2"
KINDS = ("opener", "missing", "closing", "change")  # of questions that lean on nothing said before
MAX_PARTS = 2
# Questions about how a design bears up are put to its parts. One that looks back on the whole of it
# ("which of your decisions") would be of a part alone, and is put to what was asked for.
_WHOLE = re.compile(
    r"\b(?:your design|under load|at ten times|this design|first week after launch)\b",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:this|here|your (?:design|proposal|answer|reasoning|advice|project))\b", re.IGNORECASE
)
FEW = 2  # stems with a meaning of their own up to which a question is about nothing of its own
FEW_HERE = 3  # ... where it says "here", "this" or "your design"
# Words that stand for something said before, and those that stand for the thing itself.
_REFERS = re.compile(r"\b(?:it|its|they|them|those|that|their|this can)\b", re.IGNORECASE)
_OWN_IT = re.compile(
    r"\bbehind it\b|\bdid it (?:matter|end|look)\b|\bin it\b|\bwas it about\b|\bcame of it\b|"
    r"\bwhen it was over\b|\bwhat would it hear\b|\bwhat did it cost\b|\bhow is it looked up\b|"
    r"\bthat decide where it lives\b|\bthat nobody has shown\b|\bof them\b|\bchanges with that\b|"
    r"\bknow that\b|\bthrough them\b|\bbuild for them\b|\badvice to them\b|"
    r"\btest that could\b|\bwould it move\b",
    re.IGNORECASE,
)
_ABOUT_PARTS = ("scaling", "tradeoffs", "wrap_up")
_PART = re.compile(
    r"\b(?:a|an|the|my|our|one)\s+((?:[a-z]+[- ])[a-z]*[- ]?"
    r"(?:service|table|store|queue|cache|index|server|database|gateway|ledger|"
    r"counter|dashboard|log))\b"
)
_NO_NAMES = frozenset(
    """new wide single big small other whole same ready second first separate simple good own
    central main fast slow message data this that each every and or""".split()
)


def thing_for(scene: Scene, probe: Probe) -> str:
    """What a question may be put to; "" where it names it already or nothing has a name.

    An open point's question is mostly about something of its own, and is left as it is; so is one
    that speaks of what was just said ("each way this can turn out").
    """
    if probe.kind not in KINDS or probe.kind == "missing" and not _is_general(scene, probe.plain):
        return ""
    if _REFERS.search(_OWN_IT.sub(" ", probe.plain)):
        return ""
    parts = parts_named(scene) if scene.problem.round == "system_design" else ()
    whole = _WHOLE.search(probe.plain) and (scene.phase.name in _ABOUT_PARTS or not probe.about)
    called = scene.problem.called
    if whole and parts:
        return " and ".join(f"your {part}" for part in parts)
    if called and not content_overlap(called, probe.plain):
        return called
    return ""


def _is_general(scene: Scene, question: str) -> bool:
    if scene.problem.round == "behavioral":
        return False
    own = len(telling_stems(question))
    return own <= (FEW_HERE if _GENERAL.search(question) else FEW)


def parts_named(scene: Scene) -> tuple[str, ...]:
    """The last parts that the candidate has named, in their order, two at most."""
    found: dict[str, None] = {}
    for answer in reversed(scene.transcript.answers):
        for clause in reversed(claims(answer.message)):
            for hit in reversed(list(_PART.finditer(folded(clause.text)))):
                if _is_name(hit[1]):
                    found.setdefault(hit[1])
    heads: dict[str, str] = {}
    for part in found:
        heads.setdefault(part.split()[-1], part)
    return tuple(reversed(list(heads.values())[:MAX_PARTS]))


def _is_name(part: str) -> bool:
    *kind, _ = re.split(r"[- ]", part)
    return all(w not in STOP_WORDS and w not in _NO_NAMES and stem(w) not in VAGUE for w in kind)


def asking(probe: Probe, thing: str) -> Say:
    """The step that asks the model to put the probe's question to the thing."""
    return Say(PROMPT, held=True, optional=True, thing=thing, question=probe.plain)


def passes(written: Written, scene: Scene, probe: Probe, thing: str) -> bool:
    """Whether the model's question may stand in for the plain one."""
    question = tidy(written.text, thing)
    if not question or written.finish != "stop":
        return False
    return not any(findings(question, scene, probe, thing))


def findings(question: str, scene: Scene, probe: Probe, thing: str) -> Iterator[Finding]:
    """What the model's question does wrong."""
    yield from checks.asks_one_question(question)
    yield from names(question, thing)
    yield from only_names(question, probe.plain, thing)
    yield from checks.withholds(question, secrets_of(scene, probe))
    known = f"{allowed_text(scene, probe)}\n{scene.problem.title}\n{thing}"
    yield from checks.gives_nothing_away(question, known)


def tidy(text: str, thing: str) -> str:
    """One line, with a capital, without quotation marks around it; "this" thing is "the" thing.

    A design is one "for" what was asked for, "with" parts of its own. At the head of a question
    something happened "in" an event of the candidate's, and was done "with" a promise or a problem.
    """
    line = " ".join(text.strip().strip('"“”').split())
    if thing.startswith("the "):
        line = re.sub(rf"\bthis {re.escape(thing[4:])}\b", thing, line)
    if not thing.startswith("your "):
        line = line.replace(f"your design with {thing}", f"your design for {thing}")
    if thing.startswith("that ") and line.lower().startswith(f"for {thing},"):
        line = f"{'With' if thing.split()[-1] in NO_PLACES else 'In'}{line[3:]}"
    return f"{line[:1].upper()}{line[1:]}"
