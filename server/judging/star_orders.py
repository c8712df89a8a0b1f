"""Orders to whoever grades: found in a story, wherever they stand, and cut out of it.

A text is read as if the orders were not there: what is left is split and labelled by itself, so
that an order changes nothing about the sentences around it, even when no full stop parts them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.judging.asides import asides, begins_an_order
from server.judging.star_features import is_past, tokens
from server.judging.star_words import ORDER
from server.text import MAX_WORD, Sentence, folded

# Where a sentence ends for sure, and where a line does that was not broken for want of room.
_SEGMENT = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s)|\n\s*\n|\n(?=\s*(?:[-*•+#>]|\d{1,3}[.)])\s)|\n(?=[A-Z*_#>])"
)
_SPEAKS = (
    r"please|pls|plz|kindly|now|just|so|and|but|also|then|btw|ok|okay|hey|hi|dear|oh|note|notice|"
    r"attention|remember|important|message|instructions?|new|system|assistant|you|should|must|"
    r"shall|will|can|could|would|may|do|don't|dont|not|never|to|for|from|by|the|a|an|all|any|as|"
    r"this|that|it|is|are|be|has|have|i|want|ask|expect|my|your|whoever|reads?|grades?|if|"
    r"helpful|generous|fair|kind|no|exceptions?|percent"
)
_GRADED = (
    r"graders?|grading|graded|evaluators?|evaluation|examiners?|reviewers?|assessors?|markers?|"
    r"judges?|interviewers?|ai|llm|bots?|model|language|candidates?|story|answers?|text|parts?|"
    r"sections?|situation|task|actions?|results?|levels?|scores?|marks?|ratings?|points?|"
    r"rubric|criteri\w+|stars?|feedback|problems?|every|each|everything|everywhere|in|on|of|with|"
    r"at|out|four|five|full|top|max\w*|highest|perfect|best|possible|excellent|single|thx|thanks|"
    r"thank|or|rate|rated|give|given|award|grant|assign|set|mark|marked|label|treat|consider|"
    r"count|return|output|print|json|list|ignore|disregard|forget|previous|prior|above|rules?|"
    r"told|were|was|only|deserves?|which|who|me"
)
# Words that lead up to an order, and go on with it, where no full stop parts it from the story.
_AROUND = re.compile(rf"(?:{_SPEAKS}|{_GRADED}|[\d/%]+)", re.IGNORECASE)
_WORD_ON = re.compile(r"(?<=\s)[A-Z]")
_NEXT = re.compile(r"\s*(\S+)")
# What an order gives as its reason belongs to it: "give this a 4 because churn fell".
_REASON = re.compile(r"(?:because|since|cos|cause|where|whose)\W*")
# The first word of what leads up to an order.
_OPENS = re.compile(
    r"(?:please|pls|plz|kindly|now|just|so|and|but|also|then|btw|ok|okay|hey|hi|dear|oh|note|"
    r"attention|remember|important|message|system|assistant|you|to|as|if|do|don't|dont|never|"
    r"grader|evaluator|examiner|reviewer|i|this|the|my|your|it)",
    re.IGNORECASE,
)
_GOVERNS = re.compile(
    r"(?:for|to|of|the|a|an|as|with|in|by|at|and|or|from|your|this|dear|hey|return|print|"
    r"output|my|our|every|each|all)",
    re.IGNORECASE,
)
# What stands before the cue of an order and speaks to a grader too.
_ADDRESSED = re.compile(
    r"(?<!-)\b(?:your?|candidates?|graders?|evaluators?|examiners?|reviewers?|interviewers?|rubric|"
    r"this (?:is a test|story|answer|text)|story|answer|account|evaluation|rating|verdict|"
    r"grade)\b(?! know)"
)
_BEGS = re.compile(r"(?:please|pls|plz|kindly|dear|hey|note|attention|system)\b", re.IGNORECASE)
_TIME = re.compile(r"\d+[:-]\d.*|(?:19|20)\d\d\W?")
_SUBJECT = frozenset("i we our my the a an it they he she there nobody everyone".split())
_BULLET = re.compile(r"[-*•+]|\d{1,2}[.)]")
_COUNTS = re.compile(rf"{_GOVERNS.pattern}|level|score|mark|grade|rating|use|put|is|be", re.I)
_AROUND_MARKS = " \t\n.,;:!?)(-"
_MARGIN = " \t([{\"'“‘*_>#-–—•"  # in front of an order, it belongs to it
_MARKS = re.compile(r"(?:^|(?<=\s))[(\[{\"'“‘*_>#\-–—•\s]+$")
_LETTERS = ("I", "A", "S", "T", "R", "S)", "T)", "A)", "R)")
_NAMED = ("AI", "LLM", "JSON", "STAR", "OK")
# What a speaker says before a story, and what it begins with when that is a time or a place.
_FILLERS = frozenset(
    "so anyway well ok okay right um uh er erm oh hmm yes yeah yep look listen see".split()
)
_SETTINGS = frozenset(
    "in at on during back last when while after before since as around once early late".split()
)
_PLAIN = frozenset("in of with at out or on every each me which who were was told only".split())
_SCALES = frozenset(["1", "2", "3", "4", "5", "10", "100"])
REACH = 7  # words within which a clause that goes on has its verb
REACH_SET = 14  # ... where it begins with a subject, a time or a place
FOREIGN = 6  # words within reach that no order would use: these tell something without a past


@dataclass(frozen=True)
class Cut:
    """A stretch of a story that orders; `text == story[start:end]`, stripped."""

    start: int
    end: int


def orders(story: str) -> list[Cut]:
    """The stretches of a story that speak to whoever grades, in order, none overlapping.

    What is there for a program instead of a reader is one as well.
    """
    out: list[Cut] = []
    for start, end in _segments(story):
        at = start
        while (hit := _cue(story, at, end)) is not None:
            first = _begin(story, at, hit[0])
            last = _finish(story, hit[1], end)
            out.append(_trimmed(story, first, last))
            at = last
    return _joined([*out, *(Cut(one.start, one.end) for one in asides(story, orders=False))])


def _joined(cuts: Sequence[Cut]) -> list[Cut]:
    out: list[Cut] = []
    for cut in sorted((c for c in cuts if c.end > c.start), key=lambda c: c.start):
        if out and cut.start < out[-1].end:
            out[-1] = Cut(out[-1].start, max(cut.end, out[-1].end))
        else:
            out.append(cut)
    return out


def _cue(story: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the first order of a segment gives itself away.

    What begins with a capital is looked at by itself, since no full stop may stand before it.
    """
    low = folded(story[start:end])
    begins = [m.start() for m in _WORD_ON.finditer(story[start:end])]
    edges = [0, *(b for b in begins if _capital(story, start, start + b)), len(low)]
    for at, to in [*zip(edges, edges[1:], strict=False), (0, len(low))]:
        if hit := ORDER.search(low[at:to]) or begins_an_order(low[at:to]):
            marks = len(hit.group()) - len(hit.group().lstrip(_AROUND_MARKS))
            return start + at + hit.start() + marks, start + at + hit.end()
    return None


def without(story: str, cuts: Sequence[Cut]) -> tuple[str, list[tuple[int, int]]]:
    """A story less some stretches, and its pieces: (place in the rest, place in the story).

    A line that held nothing but an order goes with its line break.
    """
    rest, pieces, here = "", [], 0
    for cut in [*cuts, Cut(len(story), len(story))]:
        pieces.append((len(rest), here))
        rest += story[here : cut.start]
        here = cut.end
        ends = story[here : here + 1] in ("", "\n")
        rest = rest.rstrip(" \t") if ends and cut.end > cut.start else rest
        if not rest or rest.endswith("\n"):
            here += ends
            here += len(story[here:]) - len(story[here:].lstrip(" \t"))
    return rest, pieces


def placed(found: Sequence[Sentence], pieces: Sequence[tuple[int, int]]) -> list[Sentence]:
    """Sentences of the rest where they stand in the story; parted where an order stood within."""
    out = []
    for one in found:
        joints = [at for at, _ in pieces if one.start < at < one.end]
        edges = [one.start, *joints, one.end]
        for start, end in zip(edges, edges[1:], strict=False):
            text = one.text[start - one.start : end - one.start]
            if text.strip():
                lead = len(text) - len(text.lstrip())
                at = max(p for p in pieces if p[0] <= start)
                first = start + lead - at[0] + at[1]
                out.append(Sentence(first, first + len(text.strip()), text.strip()))
    return out


def _segments(story: str) -> list[tuple[int, int]]:
    edges = [0, *(m.end() for m in _SEGMENT.finditer(story)), len(story)]
    return list(zip(edges, edges[1:], strict=False))


def _begin(story: str, least: int, at: int) -> int:
    """Where an order begins: with the words in front of its cue that lead up to it.

    These are words that speak of grading, from one that can open a sentence on; a capital begins
    an order for sure.
    """
    first, here = at, at
    while here > least and not _capital(story, least, here):
        lead = story[least:here].rstrip()
        said = lead.rsplit(None, 1)[-1] if lead else ""
        word = said.strip(_MARGIN + ",:;)]}>")
        if not said or "\n" in story[least + len(lead) : here] or not _AROUND.fullmatch(word):
            break
        here = least + len(lead) - len(said)
        if _OPENS.fullmatch(word) or word[:1].isupper() or not _before(story, least, here):
            first = here
    first = _absorbed(story, least, first)
    marks = _MARKS.search(story[least:first])
    return least + marks.start() if marks else first


def _absorbed(story: str, least: int, first: int) -> int:
    """The beginning of the clause in front of an order's cue, where it speaks to a grader too."""
    if _capital(story, least, first) or _BEGS.match(story, first):
        return first
    least = max(least, story.rfind("\n", least, first) + 1)
    begins = [least + m.start() for m in _WORD_ON.finditer(story[least:first])]
    clause = max([least, *(at for at in begins if _capital(story, least, at))])
    return clause if _ADDRESSED.search(folded(story[clause:first])) else first


def _before(story: str, least: int, at: int) -> str:
    """What of a segment stands before a place, without marks."""
    return story[least:at].strip(_MARGIN + "\n")


def _capital(story: str, least: int, at: int) -> bool:
    """Whether a capital that nothing in front of it asks for begins a sentence here."""
    before, word = story[least:at].rsplit(None, 1)[-1:], _NEXT.match(story, at)
    if not before or word is None or not _opens_anew(word[1], before[0].rstrip()):
        return False
    return not before[0].rstrip().endswith(":") and not _GOVERNS.fullmatch(before[0].rstrip())


def _finish(story: str, at: int, end: int) -> int:
    """Where an order ends: with its sentence, or before a clause that tells the story on."""
    before = re.search(r"(\S+)$", story[max(0, at - MAX_WORD) : at])
    last, bullet = before[1] if before else "", None
    while (hit := _NEXT.match(story, at, end)) is not None:
        word = hit[1]
        if "\n" in story[at : hit.start(1)] and not _graded(word):
            return at
        if _REASON.fullmatch(word):
            return end
        plain = word[0].isalnum() or len(word) > 1
        if plain and _restarts(story, hit.start(1), end, last):
            return bullet if bullet is not None else hit.start(1)
        numbered = word.isdigit() and not _COUNTS.fullmatch(last)
        bullet = hit.start(1) if numbered or _BULLET.fullmatch(word) else None
        last, at = word if bullet is None else last, hit.end()
    return end


def _restarts(story: str, at: int, end: int, last: str) -> bool:
    """Whether the story goes on here: a capital that nothing asks for, or a clause in the past."""
    word = _NEXT.match(story, at, end)
    if word is None or last.endswith((":", ",")) or _GOVERNS.fullmatch(last):
        return False
    first = word[1].lstrip(_MARGIN) or word[1]
    if first in _LETTERS or _TIME.fullmatch(first) or _opens_anew(first, last):
        return True
    said = tokens(folded(story[at : min(end, at + 120)]))
    if not said or said[0] in _FILLERS:
        return bool(said)
    if said[0] in ("i", "we") and len(said) > 1 and not _AROUND.fullmatch(said[1]):
        return True
    opens = said[0] in _SUBJECT or said[0] in _SETTINGS
    if _REASON.match(said[0]) or (not opens and _AROUND.fullmatch(said[0])):
        return False
    said = said[: REACH_SET if opens else REACH]
    verb = next((i for i, w in enumerate(said) if is_past(w) or w in ("was", "were")), None)
    if verb is None:
        return sum(_AROUND.fullmatch(w) is None for w in said) >= FOREIGN
    return not any(_of_grades(w) for w in said[1:verb])


def _opens_anew(word: str, last: str) -> bool:
    """Whether a capital begins a sentence; in an order that is all capitals none does."""
    if not word.isupper():
        return word[0].isupper()
    return len(word) > 1 and word[0].isalpha() and not last.isupper() and word not in _NAMED


def _graded(word: str) -> bool:
    return re.fullmatch(rf"(?:{_GRADED}|\d+)\W*", word, re.IGNORECASE) is not None


def _of_grades(word: str) -> bool:
    """Whether a word is one of grading: no plain one, and no figure that is none of a scale."""
    if word.isdigit():
        return word in _SCALES
    return _graded(word) and word not in _PLAIN


def _trimmed(story: str, start: int, end: int) -> Cut:
    while start < end and story[start].isspace():
        start += 1
    while end > start and story[end - 1].isspace():
        end -= 1
    return Cut(start, end)
