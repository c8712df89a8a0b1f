"""The lines of found passages: what is read for a question is made of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.judging.wording import (
    figures,
    is_item,
    is_lead,
    is_title,
    label_of_item,
    leading_lines,
    stems_of,
)
from server.records import Passage

MIN_LINE_WORDS = 3
MAX_OVER_WORDS = 8
OF_A_QUESTION = 0.3
OF_AN_EXERCISE = 1.0
OF_A_LIST_OF_TOPICS = 0.3
OF_A_DEFINITION = 0.35
OF_ITS_LEAD = 0.6
MAX_DEFINED_WORDS = 7
_ASKS_FOR_MEANING = re.compile(
    r"\bdefin(?:e|ed|es|ition)\b|\bmean(?:s|ing|t)?\b|\bstands? for\b|\bthe term\b"
    r"|\bin a nutshell\b|\bwhat(?:['’]?s| is| are) (?:an? |the )?[\w/-]+(?: [\w/-]+){0,3}\s*\??$",
    re.IGNORECASE,
)
_IS = re.compile(r"\s(?:is|are|means|mean)\s")
_TOPICS = frozenset(("concepts covered", "contents", "table of contents", "prerequisites"))


@dataclass(frozen=True)
class Line:
    """A line of a passage: `marker` is the passage's number from 1, `at` the line's from 0.

    `text` is the line as it stands there, `shown` what is read of it: the same but for rows,
    which are cut to the columns that are asked for. `near` is higher for nearer ones, `sides`
    has its value for either side of a comparison. `over` is the title over it and the line that
    leads into its list, where these are short.
    """

    marker: int
    at: int
    text: str
    shown: str
    near: float
    sides: tuple[float, ...] = ()
    over: str = ""

    @property
    def n_words(self) -> int:
        """Words of what is read."""
        return len(self.shown.split())


@dataclass(frozen=True)
class Listing:
    """A list with the line that leads into it; `heading` is the leading line's."""

    lead: Line
    items: tuple[Line, ...]
    heading: str


@dataclass(frozen=True)
class Reading:
    """The lines to read, nearest first.

    `listing` or `rows` answer by themselves where they are asked for; `sides` are the lines
    for a comparison, the best of either side first, and `halves` the question for each of these
    two. `compares`: the question is a comparison, whether or not each side has a line.
    """

    passages: tuple[Passage, ...]
    lines: tuple[Line, ...]
    listing: Listing | None = None
    rows: tuple[Line, ...] = ()
    sides: tuple[Line, ...] = ()
    halves: tuple[str, ...] = ()
    compares: bool = False

    def heading(self, line: Line) -> str:
        """The nearest heading above a line."""
        path = self.passages[line.marker - 1].heading_path
        return path[-1] if path else ""

    def text(self) -> str:
        """The lines in the passages' order, under their number and headings."""
        parts = []
        for marker, passage in enumerate(self.passages, start=1):
            own = sorted((li for li in self.lines if li.marker == marker), key=lambda li: li.at)
            if own:
                head = f"[{marker}] {' > '.join(passage.heading_path)}"
                parts.append("\n".join([head, *(line.shown for line in own)]))
        return "\n\n".join(parts)


def lines_of(passages: Sequence[Passage]) -> list[Line]:
    """Every line that is worth reading, in order; headings of their own are not."""
    return [line for at, passage in enumerate(passages, start=1) for line in _lines(passage, at)]


def without_questions(line: Line) -> Line:
    """A line that only asks lies farther, and so does an exercise: they are seldom an answer."""
    if line.over.endswith("?"):
        return farther(line, OF_AN_EXERCISE)
    return farther(line, OF_A_QUESTION) if line.text.endswith("?") else line


def without_topics(line: Line, passages: Sequence[Passage]) -> Line:
    """A line of a list of topics lies farther: what it names is told elsewhere."""
    path = passages[line.marker - 1].heading_path
    named = bool(path) and path[-1].lower() in _TOPICS
    return farther(line, OF_A_LIST_OF_TOPICS) if named else line


def asks_for_meaning(question: str) -> bool:
    """Whether a question asks what something is."""
    return bool(_ASKS_FOR_MEANING.search(question))


def with_meaning(line: Line, question: str) -> Line:
    """A line that says what the thing asked about is lies nearer: "A dual track is ..."."""
    hit = _IS.search(line.text)
    if hit is None or len(line.text[: hit.start()].split()) > MAX_DEFINED_WORDS:
        return line
    named = stems_of(line.text[: hit.start()])
    return farther(line, -OF_A_DEFINITION) if named and named <= stems_of(question) else line


def told_apart(every: Sequence[Line], question: str) -> list[Line]:
    """Items of one name in several lists ("Q3: ..."), where the question has that name.

    They lie nearer, the more of their list's lead it has too.
    """
    labels = [label_of_item(line.text) if line.over else "" for line in every]
    asked = stems_of(question) | figures(question)
    shared = {
        label
        for label, n in Counter(labels).items()
        if n > 1 and label and stems_of(label) | figures(label) <= asked
    }
    return [
        farther(line, -OF_ITS_LEAD * _share(line.over, asked)) if label in shared else line
        for line, label in zip(every, labels, strict=True)
    ]


def _share(text: str, asked: frozenset[str]) -> float:
    own = stems_of(text)
    return len(own & asked) / len(own) if own else 0.0


def farther(line: Line, by: float) -> Line:
    """The line, less near by so much."""
    return replace(line, near=line.near - by, sides=tuple(near - by for near in line.sides))


def within(ranked: Sequence[Line], max_words: int) -> list[Line]:
    """The first lines that fit."""
    kept: list[Line] = []
    n = 0
    for line in ranked:
        if kept and n + line.n_words > max_words:
            continue
        kept.append(line)
        n += line.n_words
    return kept


def _lines(passage: Passage, marker: int) -> list[Line]:
    texts = passage.text.split("\n")
    near = passage.nearness or (0.0,) * len(texts)
    sides = [tuple(side) for side in zip(*passage.side_nearness, strict=True)]
    over = [text if len(text.split()) <= MAX_OVER_WORDS else "" for text in leading_lines(texts)]
    return [
        Line(marker, at, text, text, near[at], sides[at] if sides else (), over[at])
        for at, text in enumerate(texts)
        if (len(text.split()) >= MIN_LINE_WORDS or is_item(text) or is_lead(text))
        and not (at == 0 and len(texts) > 1 and is_title(text))
    ]
