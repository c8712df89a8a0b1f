"""Verdicts on labelled stories, scored: labels, levels, problems; one row a story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.figures import mean, share, table
from evals.star_cases import Story, gold_labels, kappa
from server.judging.parts import LABELS, PARTS, split
from server.judging.verdict import Verdict


@dataclass(frozen=True)
class Scored:
    """One story: its labels, levels and problems, as given and as they should be."""

    story: Story
    labels: tuple[tuple[int, int], ...]  # (given, gold) a sentence
    levels: tuple[tuple[int, int], ...]  # (given, gold) a part, in the order of PARTS
    problems: tuple[frozenset[str], frozenset[str]]
    is_story: tuple[bool, bool]
    exact: bool  # every quote stands in the story, and the sentences give it back


def scored(story: Story, verdict: Verdict) -> Scored:
    """A verdict against the labels of a story."""
    given = [LABELS.index(s.part) for s in verdict.sentences]
    gold = gold_labels(story, split(story.text))
    levels = [(verdict.levels[p].level, story.levels[p]) for p in PARTS]
    quotes = [q for p in PARTS for q in verdict.levels[p].quotes]
    quotes += [p.quote for p in verdict.problems if p.quote]
    joined = "".join(s.text for s in verdict.sentences)
    whole = "".join(joined.split()) == "".join(story.text.split())
    return Scored(
        story,
        tuple(zip(given, gold, strict=True)),
        tuple(levels),
        (frozenset(p.code for p in verdict.problems), frozenset(story.problems)),
        (verdict.is_story, story.is_story),
        whole and all(q in story.text for q in quotes),
    )


def figures(found: Sequence[Scored]) -> dict[str, float]:
    """The measures of the goals over some stories."""
    labels = [pair for s in found for pair in s.labels]
    levels = [pair for s in found for pair in s.levels]
    return {
        "label accuracy": mean([float(a == b) for a, b in labels]),
        "level error": mean([abs(a - b) for a, b in levels]),
        "level bias": mean([a - b for a, b in levels]),
        "quadratic kappa": kappa(*map(list, zip(*levels, strict=True)), quadratic=True),
        "problems F1": f1([s.problems for s in found]),
        "story or not": mean([float(a == b) for a, b in (s.is_story for s in found)]),
        "quotes exact": mean([float(s.exact) for s in found]),
    }


def f1(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> float:
    """Micro F1 of sets of codes, given and gold."""
    both = sum(len(a & b) for a, b in pairs)
    total = sum(len(a) + len(b) for a, b in pairs)
    return 2 * both / total if total else 1.0


def main_table(found: Sequence[Scored]) -> str:
    """The goals' measures with intervals over stories."""
    by_story = {
        "label accuracy (a sentence)": [float(a == b) for s in found for a, b in s.labels],
        "level error (a part)": [float(abs(a - b)) for s in found for a, b in s.levels],
        "level bias (a part)": [float(a - b) for s in found for a, b in s.levels],
        "story or not": [float(a == b) for a, b in (s.is_story for s in found)],
        "quotes exact": [float(s.exact) for s in found],
    }
    whole = figures(found)
    rows = [(name, share(values)) for name, values in by_story.items()]
    rows += [(name, f"{whole[name]:.2f}") for name in ("quadratic kappa", "problems F1")]
    return table(("measure", "value [95 % interval]"), rows)


def by_voice(found: Sequence[Scored]) -> str:
    """The measures voice by voice."""
    rows = []
    for voice in dict.fromkeys(s.story.voice for s in found):
        own = [s for s in found if s.story.voice == voice]
        rows.append((voice, len(own), *_short(figures(own))))
    return table(("voice", "n", "labels", "error", "bias", "kappa", "problems"), rows)


def by_part(found: Sequence[Scored]) -> str:
    """Levels part by part, and how often each label is found (recall) and right (precision)."""
    rows = []
    for at, part in enumerate(PARTS):
        pairs = [s.levels[at] for s in found]
        labels = [pair for s in found for pair in s.labels]
        recall = [float(a == at) for a, b in labels if b == at]
        precision = [float(b == at) for a, b in labels if a == at]
        error = mean([abs(a - b) for a, b in pairs])
        bias = mean([a - b for a, b in pairs])
        rows.append((part, *(f"{v:.2f}" for v in (mean(precision), mean(recall), error, bias))))
    return table(("part", "precision", "recall", "level error", "bias"), rows)


def by_code(found: Sequence[Scored]) -> str:
    """Each problem's hits, false alarms and misses."""
    codes = sorted({c for s in found for side in s.problems for c in side})
    rows = []
    for code in codes:
        hit = sum(code in a and code in b for a, b in (s.problems for s in found))
        false = sum(code in a and code not in b for a, b in (s.problems for s in found))
        missed = sum(code not in a and code in b for a, b in (s.problems for s in found))
        rows.append((code, hit, false, missed))
    return table(("problem", "found", "false alarms", "missed"), rows)


def _short(values: Mapping[str, float]) -> list[str]:
    names = ("label accuracy", "level error", "level bias", "quadratic kappa", "problems F1")
    return [f"{values[n]:.2f}" for n in names]
