"""Which part of a story each sentence tells: the trained labeller, and what a writer announced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from server.judging.splitting import plain_sentences
from server.judging.star_evidence import shown
from server.judging.star_features import HEADING, body, is_opinion, is_past, label_of, tokens
from server.judging.star_orders import orders, placed, without
from server.judging.star_reading import Reading, reading
from server.judging.star_rows import is_own_question
from server.judging.star_weights import PROBE, Vectors, Weights
from server.judging.star_words import ORDER
from server.text import Sentence, folded, words

StoryPart = Literal["situation", "task", "action", "result"]
Label = Literal["situation", "task", "action", "result", "none"]
PARTS: tuple[StoryPart, ...] = get_args(StoryPart)
LABELS: tuple[Label, ...] = get_args(Label)
_NONE = LABELS.index("none")

MIN_ANNOUNCED = 2  # words after a label; "Task: great" tells no task
ANNOUNCED = 8.0  # added for a label that the writer put in front of the sentence
MIN_ODDS = 0.6  # above which a text tells something that happened
MIN_ODDS_WITHOUT = 1.5  # ... when no embedding was read
TAGGED = 1_000.0  # added for the learner's own label
NEVER = 50.0  # added for none: bare headings, blanks that were not filled in
_PLANNED = re.compile(
    r"\b(?:i|we|it|they|he|she)(?:'ll| will| would| am going to| are going to| plan to)\b"
)
_IF = re.compile(r"(?:if|suppose|imagine|say)\b")
# Past forms that are present forms as well.
_PRESENT_TOO = frozenset(
    "cut put set read let hit shut cost quit spread split become come run".split()
)
_BLANK = re.compile(r"\W*\[blank\b[^\]]*\]\W*")


@dataclass(frozen=True)
class Labelled:
    """A sentence of a story in place, and the part it tells."""

    index: int
    start: int
    end: int
    text: str
    part: Label
    announced: bool = False  # the writer named the part in front of the sentence
    ordered: bool = False  # speaks to whoever grades, not of the story
    inert: bool = False  # tells nothing that happened, whatever its part: holds no evidence
    tagged: bool = False  # the learner set the label


@dataclass(frozen=True)
class Labels:
    """A text's sentences with their parts, whether it tells something that happened, its traits.

    `traits` are of `star_traits.TRAITS`; `wording` is what the wording of each part adds to its
    points, `plain` the same by the reader that sees words alone, and `with_vectors` tells whether
    embeddings were read.
    """

    sentences: tuple[Labelled, ...]
    is_story: bool
    traits: frozenset[str]
    wording: Mapping[StoryPart, float]
    plain: Mapping[StoryPart, float]
    with_vectors: bool


def split(story: str) -> tuple[Sentence, ...]:
    """The sentences of a story as they are labelled; between them lies white space alone.

    An order to whoever grades is a sentence of its own, and the rest is split as without it.
    """
    return tuple(one for one, _ in _split(story))


@lru_cache(maxsize=64)
def _split(story: str) -> tuple[tuple[Sentence, bool], ...]:
    """The sentences, and whether each is an order."""
    cuts = orders(story)
    rest, pieces = without(story, cuts)
    told = placed(plain_sentences(rest), pieces)
    out = [(one, is_order(one.text)) for one in told]
    out += [(Sentence(c.start, c.end, story[c.start : c.end]), True) for c in cuts]
    return tuple(sorted(out, key=lambda pair: pair[0].start))


def embedded_texts(story: str) -> tuple[str, ...]:
    """What to embed for `labelled`: the sentences that are no orders, then the weights' probe.

    Vectors differ a little with the texts that are embedded beside them, so orders are not. A
    list of names in brackets would move the vector of its sentence, and is left out.
    """
    return (*(shown(one.text) for one, ordered in _split(story) if not ordered), PROBE)


def labelled(
    story: str,
    tags: Mapping[int, Label] | None = None,
    *,
    vectors: Vectors | None = None,
    voted: Mapping[int, Label] | None = None,
    odds: float = 0.0,
    using: Weights | None = None,
) -> Labels:
    """The sentences of a story with their parts; the learner's own `tags` win, by index.

    `vectors` are those of `embedded_texts`; without them the labels are a little worse. A bare
    heading ("Result") is labelled none and lends its part to the sentence after it. `voted` are
    labels that another reader gives, which count for `odds` each.
    """
    found = _split(story)
    tags = tags or {}
    told = [i for i, (_, ordered) in enumerate(found) if not ordered]
    texts = [found[i][0].text for i in told]
    own = {told.index(i): part for i, part in tags.items() if i in told}
    vote = _vote([(voted or {}).get(i) for i in told], odds)
    told_texts = [shown(t) for t in texts]
    read = reading(told_texts, vectors, favour=_favour(texts, own), vote=vote, using=using)
    place = {i: at for at, i in enumerate(told)}
    sentences = tuple(
        _labelled(i, one, read, place.get(i), tags.get(i)) for i, (one, _) in enumerate(found)
    )
    return Labels(
        sentences,
        _happened(sentences, read),
        read.traits,
        dict(zip(PARTS, read.wording, strict=True)),
        dict(zip(PARTS, read.plain, strict=True)),
        read.with_vectors,
    )


def _happened(sentences: Sequence[Labelled], read: Reading) -> bool:
    """Whether a text tells something that happened, or the learner says it does."""
    if any(s.tagged and s.part != "none" for s in sentences):
        return True
    least = MIN_ODDS if read.with_vectors else MIN_ODDS_WITHOUT
    told = [s.text for s in sentences if s.part != "none" and not _untold(s.text)]
    # A story may be told in the present, but then not in one sentence, nor beside views and habits.
    views = any(is_opinion(s.text) for s in sentences if not s.ordered)
    happened = any(map(_past, told)) or (len(told) > 1 and not views)
    return happened and read.story_odds > least


def _labelled(
    i: int, sentence: Sentence, read: Reading, at: int | None, tag: Label | None
) -> Labelled:
    """A sentence with its part; `at` is its place among those that were read, None of an order."""
    part: Label = "none" if at is None else LABELS[read.labels[at]]
    inert = at is None or read.kinds[at] != "told" or is_blank(sentence.text)
    return Labelled(
        i,
        sentence.start,
        sentence.end,
        sentence.text,
        tag or part,
        announced=label_of(sentence.text) == (tag or part),
        ordered=at is None or read.kinds[at] == "order",
        inert=inert and tag is None,
        tagged=tag is not None,
    )


def is_order(text: str) -> bool:
    """Whether the words of a sentence speak to whoever grades."""
    return ORDER.search(body(text)) is not None


def _untold(text: str) -> bool:
    """Whether a sentence tells a view, or what will be, and nothing that was."""
    if is_opinion(text):
        return True
    low = body(text)
    return _PLANNED.search(low) is not None and (not _past(text) or _IF.match(low) is not None)


def _past(text: str) -> bool:
    return any(is_past(t) and t not in _PRESENT_TOO for t in tokens(body(text)))


def is_blank(text: str) -> bool:
    """Whether a sentence is a place of an outline that was not filled in."""
    return _BLANK.fullmatch(text.strip()) is not None


def _vote(voted: Sequence[Label | None], odds: float) -> npt.NDArray[np.float32] | None:
    """What another reader's labels add to the scores, shape (n, 5)."""
    if not odds or not any(voted):
        return None
    out = np.zeros((len(voted), len(LABELS)), np.float32)
    for i, part in enumerate(voted):
        if part:
            out[i, LABELS.index(part)] = odds
    return out


def _favour(texts: Sequence[str], tags: Mapping[int, Label]) -> npt.NDArray[np.float32]:
    """What the writer's own labels add to the scores, shape (n, 5)."""
    out = np.zeros((len(texts), len(LABELS)), np.float32)
    heading: str | None = None
    for i, text in enumerate(texts):
        named = label_of(text)
        bare = HEADING.match(folded(text)) is not None
        empty = named is not None and len(words(body(text))) < MIN_ANNOUNCED
        if is_blank(text) or is_own_question(text) or bare or empty:
            out[i, _NONE] += NEVER
        elif part := named or heading:
            out[i, LABELS.index(part)] += ANNOUNCED
        heading = named if bare else None
    for i, part in tags.items():
        if 0 <= i < len(texts):
            out[i, LABELS.index(part)] += TAGGED
    return out
