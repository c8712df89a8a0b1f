"""Stories and noise as the training sees them: sentences, rows, labels, vectors."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.run import told
from evals.star_cases import Story, gold_labels
from server.corpus.embed import LocalEmbedder
from server.judging.parts import split
from server.judging.star_evidence import shown
from server.judging.star_reading import KINDS
from server.judging.star_weights import PROBE

Array = Any


@dataclass(frozen=True)
class Told:
    """One story of the training. `vectors` are those of its sentences."""

    story: Story
    texts: list[str]
    labels: list[int]
    vectors: Array


@dataclass(frozen=True)
class Material:
    """Stories, sentences of the kinds that tell nothing, and the vector of the probe."""

    stories: list[Told]
    noise: list[tuple[str, int, Array]]  # text, index in KINDS, vector
    probe: Array

    @property
    def voices(self) -> list[str]:
        """The voice of each story."""
        return [s.story.voice for s in self.stories]

    def chosen(self, picks: Sequence[int]) -> Material:
        """Some of the stories, and all the noise."""
        return Material([self.stories[i] for i in picks], self.noise, self.probe)


def material_from(
    stories: Sequence[Story], noise: Path, embedder: LocalEmbedder, cache: Path
) -> Material:
    """The stories with their vectors; `cache` keeps these between runs."""
    splits = [[one.text for one in split(s.text)] for s in stories]
    read = {t: shown(t) for own in splits for t in own}
    lines = [json.loads(line) for line in noise.read_text(encoding="utf-8").splitlines()]
    # What tells nothing is learnt as it is written and as it is read.
    empty = dict.fromkeys((t, n["kind"]) for n in lines for t in (n["text"], shown(n["text"])))
    texts = [PROBE, *read.values(), *(text for text, _ in empty)]
    known = _vectors(texts, embedder, cache)
    told_ones = [
        Told(
            s,
            [read[t] for t in own],
            gold_labels(s, split(s.text)),
            np.stack([known[read[t]] for t in own]),
        )
        for s, own in zip(stories, splits, strict=True)
    ]
    kinds = [(text, KINDS.index(kind), known[text]) for text, kind in empty]
    return Material(told_ones, kinds, known[PROBE])


def _vectors(texts: Sequence[str], embedder: LocalEmbedder, cache: Path) -> dict[str, Array]:
    keys = {t: hashlib.sha256(t.encode()).hexdigest() for t in texts}
    known: dict[str, Array] = {}
    if cache.is_file():
        with np.load(cache) as stored:
            known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    missing = [t for t, key in keys.items() if key not in known]
    if missing:
        told(f"embedding {len(missing)} sentences")
        known |= dict(zip([keys[t] for t in missing], embedder.embed(missing), strict=True))
        kept = {"keys": np.array(list(known)), "vectors": np.array(list(known.values()))}
        np.savez_compressed(cache, **kept)
    return {t: np.asarray(known[key], np.float32) for t, key in keys.items()}
