"""What counts in a part of a story: stated features of its sentences, each worth points.

A mark is 1 where the feature is there and 0 where it is not; only evidence that `star_evidence`
counts makes one. The points of a mark are never negative (`star_levels.json`), so that a level
rises with evidence alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.judging import star_proof as proof
from server.judging import star_words as cues
from server.judging.parts import Labelled, StoryPart
from server.judging.star_counts import none_of
from server.judging.star_evidence import Evidence, evidence, shown, terms_in
from server.judging.star_features import body, is_opinion, unmarked
from server.judging.star_links import linked

Marks = dict[str, float]

_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][\w-]+")
_CONCERNED = re.compile(
    r"\b(customers?|users?|clients?|patients?|nurses?|drivers?|buyers?|analysts?|teams?|"
    r"merchants?|agents?|people|engineers?|developers?|support|sales|finance|auditors?|tenants?|"
    r"members?|readers?|students?|subscribers?|staff|colleagues|stores?|revenue|contract)\b"
)
_REASONED = re.compile(r"\b(because|since|so that|although|but|instead|rather)\b")
_SIZES = (3, 5, 8, 12, 18, 25, 35)  # stems that say something
_COUNTS = (1, 2, 3)


@dataclass(frozen=True)
class Told:
    """One part of a story: its sentences and their evidence, index by index."""

    sentences: tuple[Labelled, ...]
    evidence: tuple[Evidence, ...]

    @property
    def content(self) -> frozenset[str]:
        """Stems of every word of the part that says something."""
        return frozenset().union(*(e.content for e in self.evidence))

    @property
    def held(self) -> tuple[Labelled, ...]:
        """The sentences that hold evidence at all."""
        pairs = zip(self.sentences, self.evidence, strict=True)
        return tuple(s for s, e in pairs if e.content)

    @property
    def none(self) -> bool:
        """Whether one of the sentences that hold evidence counts a thing as none."""
        return any(none_of(body(shown(s.text))) for s in self.held)

    def count(self, name: str) -> int:
        """The sum of a field of the evidence over the sentences."""
        return sum(int(getattr(e, name)) for e in self.evidence)

    def shows(self, pattern: re.Pattern[str]) -> bool:
        """Whether a pattern occurs in one of the sentences that hold evidence."""
        return any(pattern.search(body(shown(s.text))) for s in self.held)


def told(sentences: Sequence[Labelled], part: StoryPart) -> Told:
    """The sentences of a part with their evidence; orders and mere opinions hold none.

    `sentences` are those of the whole story: a result's figure may be told against another's.
    """
    chosen = tuple(s for s in sentences if s.part == part)
    found = [evidence(s.text, senseless=_senseless(s)) for s in chosen]
    if part == "result":
        others = [s for s in sentences if s.part != "none" and not _senseless(s)]
        beside = [[o.text for o in others if o.index != s.index] for s in chosen]
        pairs = zip(found, chosen, beside, strict=True)
        found = [linked(e, s.text, near) if not _senseless(s) else e for e, s, near in pairs]
    return Told(chosen, tuple(found))


def _senseless(sentence: Labelled) -> bool:
    return sentence.ordered or sentence.inert or is_opinion(sentence.text)


def marks(part: StoryPart, found: Told) -> Marks:
    """The marks of a part that are there, each 1, by name."""
    own = {
        "situation": _of_situation,
        "task": _of_task,
        "action": _of_action,
        "result": _of_result,
    }[part](found)
    named = (m for s in found.held for m in _NAME.findall(unmarked(s.text)))
    names = {m for m in named if not m.isupper() and not terms_in(m)}
    shared = (
        _steps("content", len(found.content), _SIZES)
        | _steps("figures", found.count("figures"), _COUNTS)
        | _steps("terms", found.count("terms"), _COUNTS)
        | _steps("names", len(names), (1, 2))
    )
    own |= {"dated": found.shows(proof.DATE), "concerned": found.shows(_CONCERNED)}
    return shared | {name: 1.0 for name, there in own.items() if there}


def _steps(name: str, n: int, steps: Sequence[int]) -> Marks:
    return {f"{name} {step}": 1.0 for step in steps if n >= step}


def _of_situation(found: Told) -> dict[str, bool]:
    return {
        "place": found.shows(proof.PLACE),
        "trouble": found.shows(cues.TROUBLE),
        "going on": found.shows(cues.PROGRESSIVE),
    }


def _of_task(found: Told) -> dict[str, bool]:
    content = found.content - proof.DUTY_STEMS
    aimed = found.shows(proof.TARGET) and (len(content) >= 2 or found.shows(proof.TAKEN_UP))
    return {
        "own": owned(found),
        "aimed": aimed,
        "limited": aimed or found.shows(proof.CONSTRAINT) or found.shows(proof.DATE),
        "aimed and dated": aimed and found.shows(proof.DATE),
        **{f"object {n}": len(content) >= n for n in (2, 3, 5, 8)},
    }


def owned(found: Told) -> bool:
    """Whether a duty is told as the person's own, or of nobody else."""
    opened = {body(s.text).split(" ")[0].strip(":,") for s in found.sentences}
    own = found.shows(cues.I_SELF) or bool(opened & cues.LEADING_DUTY)
    return own or not found.shows(cues.WE)


def _of_action(found: Told) -> dict[str, bool]:
    own = found.count("own_step")
    both = own + found.count("our_step")
    return {
        "trade-off": found.count("trade_off") > 0,
        "reasoned": found.shows(_REASONED),
        "method with figure": found.count("terms") > 0 and found.count("figures") > 0,
        **{f"own step {n}": own >= n for n in (1, 2, 3, 4, 5)},
        **{f"step {n}": both >= n for n in (1, 2, 3)},
    }


def _of_result(found: Told) -> dict[str, bool]:
    verbal = (e.content for e in found.evidence if e.verbal)
    told_of = frozenset().union(*verbal) - proof.MOOD_STEMS
    figures, baseline = found.count("figures"), found.count("baseline") > 0
    timed = found.shows(proof.TIME_FRAME) or found.shows(proof.DATE)
    return {
        "changes": found.count("changes") > 0,
        "baseline": baseline,
        "baseline and time": baseline and timed,
        "baseline and second figure": baseline and figures >= 2,
        "timed figure": figures > 0 and timed,
        "none counted": found.none,
        "rise or fall": found.shows(cues.RISE_OR_FALL),
        "lesson": found.shows(cues.LESSON),
        **{f"told of {n}": len(told_of) >= n for n in (1, 2, 4, 7)},
    }
