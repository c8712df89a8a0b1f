"""Which part of a story each sentence tells: cue scores, decoded along the order S, T, A, R."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from server.judging.star_features import HEADING, body, features, label_of
from server.text import Sentence, folded, sentences, words

StoryPart = Literal["situation", "task", "action", "result"]
Label = Literal["situation", "task", "action", "result", "none"]
PARTS: tuple[StoryPart, ...] = get_args(StoryPart)
LABELS: tuple[Label, ...] = get_args(Label)

# Log-linear weights of the cues per label, set by hand on sixteen stories written for it
# (tests/judging/fixtures/tuning_stories.txt). A later, trained model has the same shape.
WEIGHTS: Mapping[str, Mapping[Label, float]] = {
    "bias": {"none": -1.5, "task": -0.6},
    "order": {"none": 20.0},
    "praise": {"none": 5.0},
    "generic": {"none": 4.8, "action": -1.0},
    "digression": {"none": 6.0},
    "duty": {"task": 3.2, "action": -0.8},
    "own_step": {"action": 2.8},
    "our_step": {"action": 2.0},
    "leading_verb": {"action": 2.6},
    "by_me": {"action": 2.8},
    "team_step": {"action": 0.6},
    "passive": {"action": 0.7},
    "decision": {"action": 0.7},
    "change": {"result": 1.2},
    "measured_change": {"result": 2.8},
    "outcome": {"result": 1.4},
    "mood": {"result": 1.0},
    "lesson": {"result": 2.6, "none": -2.0},
    "background": {"situation": 2.0},
    "progressive": {"situation": 0.9},
    "trouble": {"situation": 0.9},
    "early": {"situation": 1.8},
    "late": {"result": 1.6},
    "middle": {"action": 0.4, "task": 0.2},
}
# Costs of going from one part to the next, as log weights; a step back costs more than a skip.
TRANSITIONS: Mapping[StoryPart, tuple[float, float, float, float]] = {
    "situation": (0.0, -0.2, -0.6, -1.6),
    "task": (-1.4, -0.3, 0.0, -1.4),
    "action": (-2.0, -1.8, 0.3, -0.4),
    "result": (-1.0, -2.0, -1.3, 0.3),
}
START = (0.4, -0.6, -1.4, -0.8)
MIN_ANNOUNCED = 2  # words after a label; "Task: great" tells no task
ANNOUNCED = 6.0  # weight of a label that the writer put in front of the sentence


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


def labelled(story: str, tags: Mapping[int, Label] | None = None) -> tuple[Labelled, ...]:
    """The sentences of a story with their parts; the learner's own `tags` win, by index.

    A bare heading ("Result") is labelled none and lends its part to the sentence after it.
    """
    found = sentences(story)
    scores = _scores(found)
    for index, part in (tags or {}).items():
        if 0 <= index < len(found):
            scores[index][part] = scores[index].get(part, 0.0) + 100.0
    labels = decoded(scores)
    return tuple(
        Labelled(
            i,
            s.start,
            s.end,
            s.text,
            label,
            announced=label_of(s.text) == label,
            ordered="order" in features(s.text, position=0.5),
        )
        for i, (s, label) in enumerate(zip(found, labels, strict=True))
    )


def _scores(found: Sequence[Sentence]) -> list[dict[Label, float]]:
    """The score of each label for each sentence; a label that is not scored counts 0."""
    out: list[dict[Label, float]] = []
    heading: str | None = None
    for i, sentence in enumerate(found):
        cues = features(sentence.text, position=i / max(1, len(found) - 1))
        score = emission(cues)
        bare = HEADING.match(folded(sentence.text)) is not None
        named = label_of(sentence.text)
        if bare:
            score["none"] += 2 * ANNOUNCED
        elif named and len(words(body(sentence.text))) < MIN_ANNOUNCED:
            score["none"] += ANNOUNCED
        elif named or heading:
            part = cast(Label, named or heading)
            score[part] += ANNOUNCED
        heading = named if bare else None
        out.append(score)
    return out


def emission(cues: Mapping[str, float]) -> dict[Label, float]:
    """The score of each label from a sentence's cues: a weighted sum."""
    score: dict[Label, float] = dict.fromkeys(LABELS, 0.0)
    for name, value in {"bias": 1.0, **cues}.items():
        for label, weight in WEIGHTS[name].items():
            score[label] += weight * value
    return score


def decoded(scores: Sequence[Mapping[Label, float]]) -> list[Label]:
    """The best sequence of labels (Viterbi over the four parts; none keeps the part it is in)."""
    if not scores:
        return []
    best = list(START)
    back: list[list[tuple[int, Label]]] = []
    for i, score in enumerate(scores):
        moves = [_move(best, score, state, first=i == 0) for state in range(4)]
        best = [value for value, _, _ in moves]
        back.append([(source, label) for _, source, label in moves])
    state = max(range(4), key=best.__getitem__)
    labels: list[Label] = []
    for row in reversed(back):
        state, label = row[state]
        labels.append(label)
    return labels[::-1]


def _move(
    best: Sequence[float], score: Mapping[Label, float], state: int, *, first: bool
) -> tuple[float, int, Label]:
    """The best way into a state: its value, the state before, the label given on the way."""
    part = PARTS[state]
    stay = best[state] + score.get("none", 0.0)
    if first:
        enter, source = best[state] + score.get(part, 0.0), state
    else:
        ways = [best[s] + TRANSITIONS[PARTS[s]][state] for s in range(4)]
        source = max(range(4), key=ways.__getitem__)
        enter = ways[source] + score.get(part, 0.0)
    return (stay, state, "none") if stay > enter else (enter, source, part)
