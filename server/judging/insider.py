"""Which parts of a sentence are for colleagues alone, told by what they mean and how they are put.

A sentence is read in parts, at its commas, brackets, dashes and conjunctions, so that a fact can
stay where an aside beside it goes. A linear judge reads each part by its own embedding, those of
its sentence, of the parts around it and of the sentence before, and by cues of form. The cues
that `omission_cues` and `inside` know are evidence among others here: "penalty" or "at our own
expense" is no verdict by itself. The weights are trained by `evals.rewrite_training` on messages
in which authors marked what a customer must not read; docs/rewrite.md tells how well it reads
messages that it never saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from server.judging import inside
from server.judging import omission_cues as known
from server.judging.reading import inside as inside_by_states
from server.judging.reading import is_known
from server.steps import Reading

Floats = npt.NDArray[np.float32]
Vectors = Sequence[Sequence[float]]
PATH = Path(__file__).with_name("insider_weights.npz")
# Embedded with every message: its vector tells whether the model is the one of the training.
PROBE = "Our team moved the old records on Sunday night."
SAME_MODEL = 0.97  # cosine; quantised weights differ a little between processors
# How much a step of each embedding, and of a cue, weighs in training. By cross-validation.
OWN, WHOLE, BESIDE, BEFORE, CUED, CUED_WHOLE = 3.3, 2.0, 1.0, 1.0, 1.2, 0.6

# A part ends at a comma, a bracket, a dash, a colon, and before a word that opens a clause.
_BREAK = re.compile(
    r"(?<=[,;])\s+|(?<!\s)\s+(?=\()|(?<=\))\s*(?=[\s,])|(?<!\s)\s+[–—-]\s+|(?<=:)\s+(?=\S+\s+\S)"
    r"|(?<!\s)(?<!as soon)(?<!as long)(?<!as well)(?<!as far)\s+(?=(?:because|which|who"
    r"|since(?! \d)|although|though|while|whereas|until|unless|after|before|so that|so|but|and|or"
    r"|if|as|when|where|whose|plus|whatever|thanks to|due to|despite|in spite of|provided)\s)",
    re.IGNORECASE,
)
_CUES = (
    *(
        re.compile(cue, re.IGNORECASE)
        for cue in (
            r"\byou(?:r|rs)?\b",
            r"\bwe\b",
            r"\b(?:i|me|my)\b",
            r"\b(?:they|them|their)\b",
            r"\b(?:he|she|his|her|him)\b",
            r"[€$£]|\beur\b|\beuros?\b|(?<!\d)\d+k\b",
            r"\b(?:please|kindly)\b",
            r"\d",
            r"\?$",
            r"\b(?:not|nobody|no one|never)\b",
            r"\bour\b",
            r"(?-i:(?<!^)(?<![.!?] )\b[A-Z][a-z]+)",
            r"\b(?:because|since|due to)\b",
            r"\b(?:someone|somebody|nobody|colleagues?|team|crew|staff)\b",
            r"\bus\b",
            r"\bwill\b|\bfrom \d",
            r"\b(?:customer|client|account)s?\b",
        )
    ),
    known.OPINION,
    known.INNER_COST,
    known.INNER_CAUSE,
    known.AMONG_OURSELVES,
    known.ASK_OF_COLLEAGUES,
    known.OTHER_CUSTOMERS,
    known.SECRET_OUTSIDE,
    known.TO_COLLEAGUES,
    known.CAUSE_LABEL,
    known.INNER_ACTOR,
    *inside.CUES,
)
_BRACKET = re.compile(r"\([^()]*\)")
_LEADS = re.compile(r"(?:and|but|or|so|only|if|because|since|after|before|plus)\b", re.IGNORECASE)
FEW = 3  # words
_SPEAKERS = 5  # the first of them tell who speaks of whom
_LONG = 20.0  # words


@dataclass(frozen=True)
class Part:
    """A part of a sentence, text[start:end], and how likely (0..1) it is for colleagues alone."""

    start: int
    end: int
    odds: float = 0.0


def parts_of(sentence: str) -> tuple[Part, ...]:
    """The parts of a sentence in order; white space and dashes between them belong to none.

    A bracket is one part. Less than FEW words are none: they go with their neighbour.
    """
    if not re.search(r"\w", sentence):
        return ()
    closed = [hit.span() for hit in _BRACKET.finditer(sentence)]
    parts: list[Part] = []
    at = 0
    for gap in _BREAK.finditer(sentence):
        if gap.start() > at and not any(a < gap.start() < b for a, b in closed):
            parts.append(Part(at, gap.start()))
            at = gap.end()
    parts.append(Part(at, len(sentence)))
    return _with_few_words(sentence, parts)


def _with_few_words(sentence: str, parts: Sequence[Part]) -> tuple[Part, ...]:
    out: list[Part] = []
    for part in parts:
        short = bool(out) and _few(sentence, out[-1]) and not _ends(sentence, out[-1])
        apart = _opens(sentence, part) or (out and sentence[out[-1].start] == "(")
        if out and (short or (_few(sentence, part) and not apart)):
            out[-1] = Part(out[-1].start, part.end)
        else:
            out.append(part)
    return tuple(out)


def _few(sentence: str, part: Part) -> bool:
    least = FEW - (sentence[part.start] == "(")
    return len(re.findall(r"\w+", sentence[part.start : part.end])) < least


def _ends(sentence: str, part: Part) -> bool:
    return sentence[part.end - 1] in ",;:)"


def _opens(sentence: str, part: Part) -> bool:
    """Whether a short part leads into the next one: "but only if ...", not "and year."."""
    leads = bool(_LEADS.match(sentence, part.start)) and not _ends(sentence, part)
    return leads and bool(sentence[part.end :].strip())


def embedded_texts(sentences: Sequence[str]) -> tuple[str, ...]:
    """What to embed so that `odds_of` can judge the sentences."""
    return (PROBE, *dict.fromkeys(_texts(sentences)))


def _texts(sentences: Sequence[str]) -> Iterator[str]:
    for sentence in sentences:
        yield sentence
        yield from (sentence[p.start : p.end] for p in parts_of(sentence))


def features(sentences: Sequence[str], at: int, known_as: Mapping[str, Floats]) -> list[Floats]:
    """What is known of each part of sentences[at], one row a part.

    `known_as` are the vectors of `embedded_texts`, by their text.
    """
    sentence = sentences[at]
    parts = [sentence[p.start : p.end] for p in parts_of(sentence)]
    nothing = np.zeros_like(known_as[sentence])
    before = known_as[sentences[at - 1]] if at else nothing
    around = [nothing, *(known_as[p] for p in parts), nothing]
    whole = _cues(sentence)
    # Who "they" and "he" are depends on whether the reader is spoken to or spoken of.
    spoken_to = sum(bool(_CUES[0].search(s)) for s in sentences) / len(sentences)
    return [
        np.concatenate(
            [
                OWN * known_as[part],
                WHOLE * known_as[sentence],
                BESIDE * around[n],
                BESIDE * around[n + 2],
                BEFORE * before,
                CUED * np.array([*_cues(part), *_place(sentence, part, n, len(parts))]),
                CUED_WHOLE * whole,
                CUED * spoken_to * _cues(part)[:_SPEAKERS],
                CUED * np.array([_inner_figure(part), spoken_to, at / len(sentences)]),
            ]
        ).astype(np.float32)
        for n, part in enumerate(parts)
    ]


def _cues(text: str) -> Floats:
    return np.array([float(bool(cue.search(text))) for cue in _CUES], np.float32)


def _inner_figure(part: str) -> float:
    """Whether a figure stands beside a word of cost, of effort or of money spent inside."""
    figure = re.search(r"\d", part)
    return float(bool(figure and (known.INNER_COST.search(part) or inside.EFFORT.search(part))))


def _place(sentence: str, part: str, n: int, parts: int) -> tuple[float, ...]:
    words = min(2.0, len(part.split()) / _LONG)
    return (
        float(n == 0),
        float(n == parts - 1),
        float(part.startswith("(")),
        float(parts == 1),
        words,
    )


@dataclass(frozen=True)
class Weights:
    """The judge, and the vector of PROBE in training."""

    of: Floats  # (numbers of a row of `features`,)
    bias: float
    probe: Floats


@cache
def weights() -> Weights:
    """The weights of this installation, read once."""
    with np.load(PATH) as stored:
        of, probe = stored["of"].astype(np.float32), stored["probe"].astype(np.float32)
        return Weights(of, float(stored["bias"]), probe)


def odds_of(
    sentences: Sequence[str],
    vectors: Vectors | None,
    source: str = "",
    reading: Reading | None = None,
) -> dict[str, tuple[Part, ...]]:
    """The parts of each sentence of a message, each with its odds.

    `vectors` are those of `embedded_texts`; without them, or with another model's, nothing is
    told of any sentence. `reading` is of the `source` that the sentences stand in, in order.
    """
    kept, texts = weights(), embedded_texts(sentences)
    if vectors is None or len(vectors) != len(texts) or len(vectors[0]) != len(kept.probe):
        return {}
    found = np.asarray(vectors, np.float32)
    if float(found[0] @ kept.probe) <= SAME_MODEL * float(np.linalg.norm(found[0])):
        return {}
    known_as = dict(zip(texts, found, strict=True))
    read = reading if is_known(reading) else None
    out, start = {}, 0
    for at, sentence in enumerate(sentences):
        rows = np.stack(features(sentences, at, known_as))
        score: Floats = rows @ kept.of + kept.bias
        parts = parts_of(sentence)
        found_at = source.find(sentence, start)
        if read and found_at >= 0:
            start = found_at
            score = inside_by_states(read, [(start + p.start, start + p.end) for p in parts], score)
        odds = 1 / (1 + np.exp(-score))
        out[sentence] = tuple(
            Part(p.start, p.end, float(o)) for p, o in zip(parts, odds, strict=True)
        )
    return out
