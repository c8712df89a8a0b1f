"""Fit which ends of sentences are ornamental tails: part of `python -m evals.star_training`.

`cases/star_tails.txt` has tails without evidence, a line each, as they are put behind a sentence.
Each is put behind vague sentences of the training voices; against them stand the places of all
other labelled sentences at which a tail could begin.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.run import CASES
from evals.star_cases import Story, gold_labels
from evals.star_fit import matrix
from server.judging.parts import LABELS, PARTS, split
from server.judging.star_dressing import does_something
from server.judging.star_tails import PATH, rows
from server.judging.star_weights import Row

Array = Any
Place = tuple[str, Row]  # whose (a voice, a tail), what the end of a sentence shows
TAILS = CASES / "star_tails.txt"
HEADS = 6  # vague sentences behind which each tail is put
MIN_GROUPS = 3  # a name counts when so many voices and tails show it
SHRINK = 1.0


def write_tails(stories: Sequence[Story], path: Path = PATH) -> int:
    """Fit the tails and write them; the bytes written."""
    names, weights = fitted(added(stories), ends(stories))
    columns = weights[:, None].astype(np.float16)
    np.savez_compressed(path, names=np.array(names), columns=columns)
    return path.stat().st_size


def added(stories: Sequence[Story], tails: Sequence[str] | None = None) -> list[Place]:
    """Every tail behind some vague sentences, chosen once and for all."""
    chosen = tails or TAILS.read_text(encoding="utf-8").rstrip("\n").split("\n")
    heads = [text for _, text, level in _told(stories) if level == 1]
    rng = random.Random(5)
    put = [(t, *_behind(head, t)) for t in chosen for head in rng.sample(heads, HEADS)]
    return [(t, row) for t, text, begins in put for at, row in rows(text) if at == begins]


def _behind(head: str, tail: str) -> tuple[str, int]:
    head = head.rstrip(" .!")
    begins = re.match(r"[\s,;:(\[{–—#-]*", tail)
    return f"{head}{tail}.", len(head) + (begins.end() if begins else 0)


def ends(stories: Sequence[Story]) -> list[Place]:
    """Every place of a sentence, in a part that is more than vague, where a tail could begin.

    The tools behind a step that says what it was done to are evidence, so the tails that name
    tools stand here too, behind such steps.
    """
    told = [(voice, text) for voice, text, level in _told(stories) if level > 1]
    steps = [(voice, text.rstrip(" .!")) for voice, text in told if does_something(text)]
    tails = [t for t in TAILS.read_text(encoding="utf-8").split("\n") if _TOOLS.match(t)]
    rng = random.Random(6)
    put = [(voice, f"{text}{t}.") for t in tails for voice, text in rng.sample(steps, HEADS)]
    return [(voice, row) for voice, text in told + put for _, row in rows(text)]


_TOOLS = re.compile(r",? (?:using|via|with|in|on|through|leveraging) .*[A-Z]")


def _told(stories: Sequence[Story]) -> Iterator[tuple[str, str, int]]:
    """The sentences of the parts of stories: voice, text, level of the part."""
    for story in (s for s in stories if s.is_story):
        own = split(story.text)
        for one, label in zip(own, gold_labels(story, own), strict=True):
            part = LABELS[label]
            if part in PARTS:
                yield story.voice, one.text, story.levels[part]


def fitted(tails: Sequence[Place], others: Sequence[Place]) -> tuple[list[str], Array]:
    """Names and their weights: above 0 they speak for a tail."""
    from sklearn.linear_model import LogisticRegression  # of the dev extra

    places = [*tails, *others]
    users: dict[str, set[str]] = {}
    for who, row in places:
        for name in row:
            users.setdefault(name, set()).add(who)
    names = sorted(name for name, by in users.items() if len(by) >= MIN_GROUPS)
    gold = [1] * len(tails) + [0] * len(others)
    model = LogisticRegression(C=1 / SHRINK, max_iter=3_000, fit_intercept=False)
    return names, model.fit(matrix([row for _, row in places], names), gold).coef_[0]
