"""A story judged as a whole: labels, levels, problems, questions, outline; no model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from server.judging.levels import Bar, Both, PartLevel, levels
from server.judging.outline import outline
from server.judging.parts import PARTS, Label, Labelled, Labels, StoryPart, labelled
from server.judging.problems import Problem, Read, problems
from server.judging.star_advice import ASK, PROBLEM
from server.judging.star_vote import Vote, second_say
from server.judging.star_weights import Vectors

MAX_QUESTIONS = 3


@dataclass(frozen=True)
class Verdict:
    """What code says of a story. `outline` is None when it is no story."""

    is_story: bool
    sentences: tuple[Labelled, ...]
    levels: Mapping[StoryPart, PartLevel]
    problems: tuple[Problem, ...]
    questions: tuple[str, ...]
    outline: str | None


def verdict(
    story: str,
    *,
    bar: Bar = "junior",
    tags: Mapping[int, Label] | None = None,
    vectors: Vectors | None = None,
    vote: Vote | None = None,
) -> Verdict:
    """Judge a story; a learner's own `tags` (sentence index -> part) win over the labels.

    `vectors` are those of `server.judging.parts.embedded_texts`, or None where there are none.

    A text that tells nothing that happened gets no labels and level 0 throughout, unless the
    learner tagged a sentence as a part. `vote` is a stronger model's, weighed; without weight it
    changes nothing.
    """
    given, odds = (vote.labels, vote.odds) if vote else ({}, 0.0)
    labels = labelled(story, tags, vectors=vectors, voted=given, odds=odds)
    return verdict_on(story, labels, bar=bar, vote=vote)


def verdict_on(
    story: str,
    labels: Labels,
    *,
    bar: Bar = "junior",
    using: Both | None = None,
    vote: Vote | None = None,
) -> Verdict:
    """Judge a story whose sentences have their labels; `using` are other points of the levels."""
    told, sentences = labels.is_story, labels.sentences
    if not told:
        sentences = tuple(replace(s, part="none") for s in sentences)
    second = partial(second_say, vote) if vote and vote.share and told else None
    graded = levels(replace(labels, sentences=sentences), bar=bar, using=using, second=second)
    found = problems(story, Read(sentences, graded, bar, labels.traits))
    return Verdict(
        is_story=told,
        sentences=sentences,
        levels=graded,
        problems=found,
        questions=_questions(found, graded),
        outline=outline(sentences, graded) if told else None,
    )


def _questions(
    found: tuple[Problem, ...], graded: Mapping[StoryPart, PartLevel]
) -> tuple[str, ...]:
    """One to three questions: of the problems first, then of the lowest parts."""
    asked = [PROBLEM[problem.code][1] for problem in found]
    if not found:
        lowest = min(PARTS, key=lambda part: graded[part].level)
        asked = [ASK[lowest][graded[lowest].missing or "keep"][1]]
    return tuple(dict.fromkeys(asked))[:MAX_QUESTIONS]
