"""What a sentence of a story shows: cues named, each 0..1; no word lists beyond star_words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from server.judging import star_proof as proof
from server.judging import star_words as cues
from server.text import bounded, folded, stem

_NAMES = (
    "situation|context|background|challenge|problem|task|goal|mission|objective|actions?|approach|"
    "steps|results?|outcome|impact"
)
LABEL = re.compile(rf"^\W*({_NAMES}|s|t|a|r)\s*(?:\*\*)?\s*[:)\]-]+(?:\*\*)?(?:\s+|$)")
HEADING = re.compile(rf"^\W*(?:the )?({_NAMES})\W*$")
LETTERS = {
    "situation": "situation",
    "context": "situation",
    "background": "situation",
    "s": "situation",
    "task": "task",
    "goal": "task",
    "mission": "task",
    "objective": "task",
    "challenge": "situation",
    "problem": "situation",
    "approach": "action",
    "steps": "action",
    "impact": "result",
    "t": "task",
    "action": "action",
    "actions": "action",
    "a": "action",
    "result": "result",
    "results": "result",
    "outcome": "result",
    "r": "result",
}
_TOKEN = re.compile(r"[a-z0-9]+(?:['.-][a-z0-9]+)*")
_LEAD_IN = re.compile(r"^(?:[^,:]{1,40}[,:]\s+)(?=\S)")
_MEASURE = re.compile(
    r"\bfrom .{1,40} to\b|\d\s*(?:%|percent)|\bby (?:a |an )?(?:\d|" + proof.NUMBER_WORD + r"\b)"
    r"|\b(?:down|up) (?:from|to|\d)|\d[\d.,]*\s*(?:k\b|ms\b|s\b|x\b|min\w*|hours?|days?|weeks?|"
    r"euros?)"
    r"|[$€£]\s?\d|\bzero\b|\b0 "
)
_MARKS = re.compile(r"^[\s\-*•+]*(?:\d{1,2}[.)]\s+)?")


def label_of(text: str) -> str | None:
    """The part a sentence announces itself as ("Action: ..."), None when it does not."""
    low = folded(text)
    hit = LABEL.match(low) or HEADING.match(low)
    return LETTERS[hit[1]] if hit else None


@lru_cache(maxsize=2_000)
def body(text: str) -> str:
    """The sentence folded, without bullet, label, and typographic marks in front."""
    low = folded(bounded(text))
    low = LABEL.sub("", low)
    return re.sub(r"^[\s\-*•+#>\"'(]*(?:\d{1,2}[.)]\s+)?", "", low)


def unmarked(text: str) -> str:
    """The sentence as written, without the bullet, number or part label in front of it."""
    start = _MARKS.match(text).end()  # type: ignore[union-attr]
    label = LABEL.match(folded(text))
    start = max(start, label.end() if label else 0)
    return text[start:] if text[start:].strip() else text


def tokens(text: str) -> list[str]:
    """The words of folded text, contractions split from their pronoun ("i've" -> i, 've)."""
    split = re.sub(r"\b(i|we|you|they|he|she|it)'(ve|d|m|ll|re|s)\b", r"\1 '\2", text)
    return [t for t in re.findall(r"'(?:ve|d|m|ll|re|s)\b|" + _TOKEN.pattern, split)]


def is_past(word: str) -> bool:
    """Whether a word has the form of a past tense or past participle."""
    if word in cues.IRREGULAR_PAST or word.removeprefix("re") in cues.IRREGULAR_PAST:
        return True
    return word.endswith("ed") and len(word) > 3 and word not in cues.NOT_PAST


@dataclass(frozen=True)
class Step:
    """A verb that tells a step, and how surely it does, 0..1."""

    verb: str
    sureness: float


def step_of(text: str, subjects: tuple[str, ...] = ("i",)) -> Step | None:
    """The surest step told of a subject: past 1, past perfect 0.5, present 0.7.

    The verb is the first word after the subject that is no adverb; verbs of state or post
    count for nothing, a subordinate clause ("when I joined") for a third.
    """
    words = tokens(text)
    best: Step | None = None
    for at, word in enumerate(words):
        if word not in subjects:
            continue
        verb, perfect = _verb_after(words, at)
        if not verb or verb in cues.STATIVE:
            continue
        weight = _weight(verb, words[at + 1] if perfect else "")
        if at and words[at - 1] in cues.SUBORDINATE:
            weight /= 3
        # Of equals the first, but a verb that says something before one that does not.
        vaguer = best is not None and stem(best.verb) in proof.VAGUE_STEMS
        if weight > (best.sureness if best else 0.0) or (
            best and vaguer and weight == best.sureness and stem(verb) not in proof.VAGUE_STEMS
        ):
            best = Step(verb, weight)
    return best


def is_opinion(text: str) -> bool:
    """Whether a sentence tells a view, a habit or an if; no step taken, no duty that was given."""
    low = body(text)
    if proof.CHARGED.search(low):
        return False
    step = step_of(low) or step_of(low, ("we",))
    taken = step is not None and step.sureness >= 1.0
    return cues.GENERIC.search(low) is not None and not taken


def step_verb(text: str) -> str | None:
    """The verb of the step a sentence tells, by "I", "we" or without subject; None if none."""
    found = step_of(text) or step_of(text, ("we",))
    if found and found.sureness >= 0.5:
        return found.verb
    return None if opens_with_duty(text) else leading_verb(text)


def _sureness(step: Step | None) -> float:
    return step.sureness if step else 0.0


def _verb_after(words: list[str], at: int) -> tuple[str, bool]:
    """The verb of the subject at an index, and whether an auxiliary stands before it."""
    perfect = False
    for word in words[at + 1 : at + 6]:
        if word in cues.BETWEEN_SUBJECT_AND_VERB or (word.endswith("ly") and len(word) > 4):
            continue
        if word in ("have", "has", "had", "'ve", "'d"):
            perfect = True
            continue
        if perfect and word in ("been", "a", "an", "the", "to", "no", "big", "some"):
            return "", True
        return word, perfect
    return "", perfect


def _weight(verb: str, auxiliary: str) -> float:
    """How surely a verb after "I" is a step: past 1, past perfect 0.5, bare present 0.7."""
    if is_past(verb):
        return 0.5 if auxiliary in ("had", "'d") else 1.0
    bare = verb.isalpha() and len(verb) > 1 and not verb.endswith("ing")
    return 0.7 if bare and not auxiliary else 0.0


def leading_verb(text: str) -> str | None:
    """The verb that opens a line without a subject ("Split findings", "Sitting next to").

    Time words, adverbs and a short phrase before a comma or colon may stand in front of it.
    """
    for candidate in (text, _LEAD_IN.sub("", text, count=1)):
        words = tokens(candidate)
        while words and (words[0] in cues.FILLERS or words[0].endswith("ly")):
            words = words[1:]
        if words and _opens(words):
            return words[0]
    return None


def opens_with_duty(text: str) -> bool:
    """Whether a subjectless line tells a duty: "Asked to", "Tasked with"; not "Asked them"."""
    hit = re.match(r"\W*([a-z]+)\W*([a-z]*)", text)
    if not hit or hit[1] not in cues.LEADING_DUTY:
        return False
    return hit[1] not in cues.GIVEN or hit[2] in (
        "to",
        "by",
        "with",
        "in",
        "as",
        "on",
        "me",
        "that",
    )


def _opens(words: list[str]) -> bool:
    first, second = words[0], words[1] if len(words) > 1 else ""
    if second in ("is", "was", "are", "were", "by"):
        return False
    if first.endswith("ing") and len(first) > 4:
        return first not in cues.NOT_ING
    return is_past(first)


def features(text: str, *, position: float) -> dict[str, float]:
    """Every cue of a sentence by name, 0..1; `position` runs from 0 (first) to 1 (last)."""
    low = body(text)
    lead = leading_verb(low)
    given = opens_with_duty(low)
    duty = bool(cues.DUTY.search(low)) or given
    change = bool(cues.RISE_OR_FALL.search(low))
    own = _sureness(step_of(low))
    together = _sureness(step_of(low, ("we",)))
    led = float(lead is not None and not given)
    measured = change and bool(_MEASURE.search(low))
    team = cues.TEAM_SUBJECT.search(low) is not None and any(map(is_past, tokens(low)))
    found: dict[str, float] = {
        "order": bool(cues.ORDER.search(low)),
        "praise": bool(cues.PRAISE.search(low)),
        "generic": bool(cues.GENERIC.search(low)) * (0.4 if own == 1.0 else 1.0),
        "digression": bool(cues.DIGRESSION.search(low)),
        "duty": duty,
        "own_step": own,
        "our_step": together,
        "leading_verb": led * (0.4 if measured else 1.0),
        "by_me": bool(cues.BY_ME.search(low)),
        "team_step": team and not own,
        "passive": bool(cues.PASSIVE.search(low)) and not duty and not own,
        "decision": bool(cues.DECISION.search(low)),
        "change": change and not own and not led,
        "measured_change": measured and (not own or not cues.DECISION.search(low)),
        "outcome": bool(cues.OUTCOME.search(low)),
        "mood": bool(cues.MOOD.search(low)),
        "lesson": bool(cues.LESSON.search(low)),
        "background": bool(cues.BACKGROUND.search(low)),
        "progressive": bool(cues.PROGRESSIVE.search(low)),
        "trouble": bool(cues.TROUBLE.search(low)) and not own,
        "early": 0.0 if measured and (own or together or led) else max(0.0, 1 - 2.5 * position),
        "late": max(0.0, 2.5 * position - 1.5),
        "middle": 1 - abs(2 * position - 1),
    }
    return {name: float(value) for name, value in found.items() if value}
