"""What is wrong with a story, by rules, most harmful first; at most three."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from server.judging import star_proof as proof
from server.judging import star_words as cues
from server.judging.levels import Bar, PartLevel
from server.judging.parts import PARTS, Labelled, StoryPart
from server.judging.star_advice import ASK, PROBLEM
from server.judging.star_evidence import evidence
from server.judging.star_features import (
    body,
    is_past,
    leading_verb,
    step_of,
    unmarked,
)
from server.judging.star_marks import told
from server.text import words

MAX_PROBLEMS = 3
MAX_WORDS = 250  # about two minutes of speech
MIN_UNLINKED = 4  # content stems below which a result is too short to tell


@dataclass(frozen=True)
class Problem:
    """One problem: its code, the sentence that shows it (exact, None if nothing can), advice."""

    code: str
    quote: str | None
    advice: str


@dataclass(frozen=True)
class Read:
    """A story as judged so far."""

    sentences: tuple[Labelled, ...]
    levels: Mapping[StoryPart, PartLevel]
    bar: Bar
    traits: frozenset[str] = frozenset()

    def of(self, part: StoryPart) -> list[Labelled]:
        """The sentences of a part."""
        return [s for s in self.sentences if s.part == part]

    def weakest(self, part: StoryPart) -> str | None:
        """The sentence of a part with the least evidence, without its bullet."""
        held = [s for s in self.of(part) if not s.ordered]
        worst = min(held, key=lambda s: evidence(s.text).weight, default=None)
        return unmarked(worst.text) if worst else None

    def strongest(self, part: StoryPart) -> str | None:
        """The sentence of a part with the most evidence, without its bullet."""
        held = [s for s in self.of(part) if not s.ordered]
        best = max(held, key=lambda s: evidence(s.text).weight, default=None)
        return unmarked(best.text) if best else None


def problems(story: str, read: Read) -> tuple[Problem, ...]:
    """The problems of a story in order of harm, at most MAX_PROBLEMS.

    A text in which no sentence tells a part is no story.
    """
    if all(s.part == "none" for s in read.sentences):
        return (_problem("not_a_story", None),)
    found = [p for rule in RULES for p in rule(story, read)]
    if not found or (len(found) == 1 and found[0].code != "missing_situation"):
        found += _no_learning(story, read)
    return tuple(found[:MAX_PROBLEMS])


def _problem(code: str, quote: str | None, reason: str = "") -> Problem:
    usual, question = PROBLEM[code]
    return Problem(code, quote, f"{reason or usual} {question}")


def _missing(_: str, read: Read) -> list[Problem]:
    order: tuple[StoryPart, ...] = ("action", "result", "task", "situation")
    return [_problem(f"missing_{p}", None) for p in order if not read.levels[p].level]


def _task_is_action(_: str, read: Read) -> list[Problem]:
    announced = (s for part in ("task", "action") for s in read.of(part))
    told_so = next((s for s in announced if _announces_a_step(s.text.lower())), None)
    return [_problem("task_is_action", unmarked(told_so.text))] if told_so else []


def _announces_a_step(low: str) -> bool:
    """Whether a sentence calls a thing its task, and tells a step instead."""
    hit = cues.TASK_ANNOUNCED.search(low)
    rest = low[hit.end() :] if hit else ""
    if not hit or cues.DUTY.search(rest):
        return False
    lead = leading_verb(rest)
    if lead is not None and is_past(lead):
        return lead not in cues.LEADING_DUTY
    return step_of(rest) is not None


def _vague_action(_: str, read: Read) -> list[Problem]:
    if read.levels["action"].level != 1:
        return []
    return [_problem("vague_action", read.weakest("action"))]


def _team_not_i(_: str, read: Read) -> list[Problem]:
    """The action has no step of one's own, and at least one of "we", others or nobody."""
    acted = read.of("action")
    if not acted or any(_own(body(s.text)) for s in acted):
        return []
    ours = [s for s in acted if _of_others(body(s.text))]
    return [_problem("team_not_I", unmarked(ours[0].text))] if ours else []


def _own(low: str) -> bool:
    if cues.I_SELF.search(low):
        return True
    return leading_verb(low) is not None and not cues.WE.search(low)


def _of_others(low: str) -> bool:
    return any(p.search(low) for p in (cues.WE, cues.TEAM_SUBJECT, cues.PASSIVE))


def _vague_result(_: str, read: Read) -> list[Problem]:
    if read.levels["result"].level != 1:
        return []
    return [_problem("vague_result", read.weakest("result"))]


# What a result lacks that is not measured; with figure and baseline it lacks something else.
_UNMEASURED = ("no_figure", "loose_figure", "no_baseline")


def _no_metric(_: str, read: Read) -> list[Problem]:
    if read.levels["result"].level != 2 or read.levels["result"].missing not in _UNMEASURED:
        return []
    outcome = [s for s in read.sentences if not cues.LESSON.search(body(s.text))]
    shows = replace(read, sentences=tuple(outcome)).strongest("result")
    missing = read.levels["result"].missing or "no_figure"
    return [_problem("no_metric", shows or read.strongest("result"), ASK["result"][missing][0])]


def _result_not_linked(_: str, read: Read) -> list[Problem]:
    """A concrete result that shares no word with the rest, and no word that ties it."""
    result = told(read.sentences, "result")
    if read.levels["result"].level < 2 or not read.levels["action"].level:
        return []
    before = [told(read.sentences, p).content for p in PARTS if p != "result"]
    shared = result.content & frozenset().union(*before)
    if shared or len(result.content) < MIN_UNLINKED or result.shows(proof.LINK):
        return []
    return [_problem("result_not_linked", read.strongest("result"))]


def _no_technical_specifics(_: str, read: Read) -> list[Problem]:
    """Junior: no technical trait in task or action; senior: no term that counts in the action."""
    if not read.levels["action"].level:
        return []
    named = "technical" in read.traits
    if read.bar == "senior":
        named = named and told(read.sentences, "action").count("terms") > 0
    return [] if named else [_problem("no_technical_specifics", read.strongest("action"))]


def _no_tradeoff(_: str, read: Read) -> list[Problem]:
    """Asked of every story at the senior bar; of a junior one when its steps are concrete."""
    due = 1 if read.bar == "senior" else 3
    if read.levels["action"].level < due or "weighed" in read.traits:
        return []
    return [_problem("no_tradeoff", read.strongest("action"))]


def _too_long(_: str, read: Read) -> list[Problem]:
    strays = [s for s in read.sentences if cues.DIGRESSION.search(body(s.text))]
    length = sum(len(words(s.text)) for s in read.sentences if not s.ordered)
    if length <= MAX_WORDS and len(strays) < 2:
        return []
    return [_problem("too_long", unmarked(strays[0].text) if strays else None)]


def _no_learning(_: str, read: Read) -> list[Problem]:
    polished = all(read.levels[part].level >= 2 for part in PARTS)
    told_one = any(cues.LESSON.search(body(s.text)) for s in read.sentences if not s.inert)
    if not polished or told_one or "lesson" in read.traits:
        return []
    return [_problem("no_learning", None)]


# Most harmful first.
RULES: tuple[Callable[[str, Read], list[Problem]], ...] = (
    _missing,
    _task_is_action,
    _vague_action,
    _team_not_i,
    _vague_result,
    _result_not_linked,
    _no_metric,
    _no_technical_specifics,
    _no_tradeoff,
    _too_long,
)
