"""A better version that holds only the learner's own sentences, with blanks where facts lack."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from server.judging.levels import PartLevel
from server.judging.parts import PARTS, Labelled, StoryPart
from server.judging.star_advice import ASK
from server.judging.star_features import unmarked
from server.text import content_stems, words

_BLANK = re.compile(r"\[blank: [^\]\[]*\]")
_OPEN_END = re.compile(r"\s*:? ____\?$")
_LABEL = re.compile(r"^\*\*(?:Situation|Task|Action|Result)\.\*\*", re.MULTILINE)
# A clause of the sentence before it.
_GOES_ON = re.compile(r"(?:and|but|so|then|because|since|which|who|or|yet)\b")


def outline(sentences: Sequence[Labelled], levels: Mapping[StoryPart, PartLevel]) -> str:
    """The story in the order S, T, A, R, as Markdown with a paragraph per part.

    Sentences are the learner's, without bullets and labels; what tells no part is left out. A
    part that is missing or below 2, and a result without a figure, gets `[blank: question]`.
    """
    return "\n\n".join(_paragraph(part, sentences, levels[part]) for part in PARTS)


def _paragraph(part: StoryPart, sentences: Sequence[Labelled], level: PartLevel) -> str:
    own = [unmarked(s.text) for s in sentences if s.part == part and not s.ordered]
    unmeasured = part == "result" and level.missing in ("no_figure", "loose_figure")
    if level.missing and (level.level < 2 or unmeasured):
        own.append(_blank(part, level.missing))
    told = [_ended(text, after) for text, after in pairwise(own)]
    return " ".join([f"**{part.capitalize()}.**", *told, *own[-1:]])


def _ended(text: str, after: str) -> str:
    """A sentence that another follows, with a stop where the writer set none.

    None is set where the other only goes on with it ("and I think ...").
    """
    if _GOES_ON.match(after):
        return text
    return text if text[-1:] in '.!?…:;,"”)]–—-' else f"{text}."


def _blank(part: StoryPart, missing: str) -> str:
    question = _OPEN_END.sub("?", ASK[part][missing][1])
    return f"[blank: {question}]"


def added_words(text: str, story: str) -> tuple[str, ...]:
    """Words of an outline, outside blanks and part labels, that the story does not hold."""
    own = _LABEL.sub("", _BLANK.sub("", text))
    known = set(content_stems(story)) | {w.lower() for w in words(story)}
    return tuple(w for w in words(own) if not _known(w, known))


def _known(word: str, known: set[str]) -> bool:
    return word.lower() in known or set(content_stems(word)) <= known
