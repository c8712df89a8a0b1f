"""How strong each part of a story is, 0..4, by stated features; the features are the reasons.

0 missing, 1 vague, 2 partial, 3 specific, 4 specific and quantified or technical. A level rises
only with evidence that `star_evidence` counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from server.judging import star_proof as proof
from server.judging import star_words as cues
from server.judging.parts import PARTS, Labelled, StoryPart
from server.judging.star_advice import ASK
from server.judging.star_evidence import Evidence, evidence
from server.judging.star_features import body, is_opinion, unmarked

Bar = Literal["junior", "senior"]
MAX_QUOTES = 2


@dataclass(frozen=True)
class PartLevel:
    """The level of one part, the features it rests on, and sentences of the story that show it.

    `quotes` are exact substrings of the story, at most MAX_QUOTES, in story order. `missing` is
    what keeps the level down, None at 4.
    """

    part: StoryPart
    level: int
    reasons: tuple[str, ...]
    missing: str | None
    quotes: tuple[str, ...]

    @property
    def advice(self) -> str:
        """The reason in words, and what to ask oneself."""
        if self.missing is None:
            return f"{self.reasons[-1]} {ASK[self.part]['keep'][1]}"
        reason, question = ASK[self.part][self.missing]
        return f"{reason} {question}"


@dataclass(frozen=True)
class Told:
    """One part of a story: its sentences and their evidence, index by index."""

    sentences: tuple[Labelled, ...]
    evidence: tuple[Evidence, ...]

    @property
    def content(self) -> frozenset[str]:
        """Stems of every word of the part that says something."""
        return frozenset().union(*(e.content for e in self.evidence))

    def count(self, name: str) -> int:
        """The sum of a field of the evidence over the sentences."""
        return sum(int(getattr(e, name)) for e in self.evidence)

    def shows(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern occurs in one of the sentences."""
        return any(pattern.search(body(s.text)) for s in self.sentences)


@dataclass(frozen=True)
class Grade:
    """A level on its way: what was found, what is missing."""

    level: int
    reasons: tuple[str, ...]
    missing: str | None = None


def told(sentences: Sequence[Labelled], part: StoryPart) -> Told:
    """The sentences of a part with their evidence; orders and mere opinions hold none."""
    chosen = tuple(s for s in sentences if s.part == part)
    empty = [s.ordered or is_opinion(s.text) for s in chosen]
    held = zip(chosen, empty, strict=True)
    return Told(chosen, tuple(evidence(s.text, senseless=e) for s, e in held))


def levels(sentences: Sequence[Labelled], *, bar: Bar = "junior") -> dict[StoryPart, PartLevel]:
    """The level of every part; the senior bar is never easier than the junior one."""
    return {part: _level(told(sentences, part), part, bar) for part in PARTS}


def _level(part_told: Told, part: StoryPart, bar: Bar) -> PartLevel:
    if not part_told.sentences:
        reason = ASK[part]["absent"][0]
        return PartLevel(part, 0, (reason,), "absent", ())
    if part == "action":
        grade = _action(part_told, bar)
    elif part == "task":
        grade = _task(part_told)
    else:
        grade = _situation(part_told) if part == "situation" else _result(part_told)
    return PartLevel(part, grade.level, grade.reasons, grade.missing, _quotes(part_told))


def _situation(part: Told) -> Grade:
    """Who and where, what was wrong, how much: two kinds of detail for 3, and a figure for 4."""
    if len(part.content) < 3:
        return Grade(1, ("Only general words.",), "vague")
    details = {
        "A figure shows the scale.": part.count("figures") > 0,
        "Time or place is named.": part.shows(proof.DATE) or part.shows(proof.PLACE),
        "What was wrong is said.": part.shows(cues.TROUBLE),
        "A system is named.": part.count("terms") > 0,
    }
    reasons = tuple(reason for reason, there in details.items() if there)
    if len(part.content) < 7 or len(reasons) < 2:
        return Grade(2, reasons or ("The setting is named.",), _lacking_in_situation(details))
    if not part.count("figures"):
        return Grade(3, reasons, "no_figure")
    return Grade(4, reasons) if len(reasons) >= 3 else Grade(3, reasons, "no_stake")


def _lacking_in_situation(details: dict[str, bool]) -> str:
    return "no_stake" if not details["What was wrong is said."] else "thin"


def _task(part: Told) -> Grade:
    """Whose duty, what exactly, by when or within what limit, and a figure for 4."""
    content = part.content - proof.DUTY_STEMS
    opened = {body(s.text).split(" ")[0].strip(":,") for s in part.sentences}
    own = part.shows(cues.I_SELF) or bool(opened & cues.LEADING_DUTY) or not part.shows(cues.WE)
    aimed = part.shows(proof.TARGET) and (len(content) >= 2 or part.shows(proof.TAKEN_UP))
    dated = part.shows(proof.DATE)
    limited = dated or aimed or part.shows(proof.CONSTRAINT)
    if len(content) < 2 and not aimed:
        return Grade(1, ("Only general words.",), "vague")
    if not own:
        return Grade(2, ('Only "we" in the task.',), "not_mine")
    reasons = ("The duty is yours.",) + (("A limit is named.",) if limited else ())
    if not (aimed and dated) and (len(content) < 3 or not (limited or len(content) >= 5)):
        return Grade(2, reasons, "no_limit")
    if len(content) < 2 or not (aimed or part.count("figures")) or not limited:
        return Grade(3, reasons, "no_figure" if not aimed else "no_object")
    return Grade(4, (*reasons, "The target has a figure."))


def _action(part: Told, bar: Bar) -> Grade:
    """Concrete steps of one's own: one for 2, two for 3; for 4 more by the bar.

    Junior: a trade-off, or a method with a figure. Senior: both.
    """
    own, ours = part.count("own_step"), part.count("our_step")
    if own + ours == 0:
        return Grade(1, ("No concrete step.",), "vague")
    if own == 0:
        return Grade(2, ('Only "we" or others in the action.',), "not_mine")
    reasons: tuple[str, ...] = (f"{own} concrete step{'s' * (own > 1)} of yours.",)
    if own + ours < 2:
        return Grade(2, reasons, "one_step")
    traded, deep = part.count("trade_off") > 0, part.count("terms") > 0
    reasons += (("A trade-off is named.",) if traded else ()) + (
        ("A system or method is named.",) if deep else ()
    )
    deep = deep and part.count("figures") > 0
    enough = traded and deep if bar == "senior" else traded or deep
    if own < 2 or not enough:
        return Grade(3, reasons, "no_trade_off" if not traded else "no_method")
    return Grade(4, reasons)


def _result(part: Told) -> Grade:
    """What changed: told for 2, a figure for 3, for 4 its baseline and its time or a second one."""
    told_of = frozenset().union(*(e.content for e in part.evidence if e.verbal)) - proof.MOOD_STEMS
    if len(told_of) < 2 or not part.count("changes"):
        return Grade(1, ("Only a mood or an adjective.",), "vague")
    figures = part.count("figures")
    if not figures:
        return Grade(2, ("No number in the result.",), "no_figure")
    if not part.count("baseline"):
        return Grade(3, ("A figure with its unit.",), "no_baseline")
    if figures < 2 and not part.shows(proof.TIME_FRAME) and not part.shows(proof.DATE):
        return Grade(3, ("A figure with its baseline.",), "no_time")
    return Grade(4, ("A figure with its baseline and its time or a second figure.",))


def _quotes(part: Told) -> tuple[str, ...]:
    """The sentences that carry most evidence, in story order; the weakest parts show theirs too."""
    ranked = sorted(
        zip(part.sentences, part.evidence, strict=True),
        key=lambda pair: (-pair[1].weight, pair[0].index),
    )
    best = sorted((s for s, _ in ranked[:MAX_QUOTES] if not s.ordered), key=lambda s: s.index)
    return tuple(unmarked(s.text) for s in best)
