"""The maps under which a question lies near the line that answers it.

Trained on the questions of corpus/asks.yaml and those of ask's splits that tuning may see, and
reported on each split by maps that were trained without it, beside the best cosine with a line or
a question of asks.yaml. The argument `write` stores what all of them give in
corpus/known_lines.npz. Needs the embedding model and no language model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.answerable import EMBEDDING, asked
from evals.figures import table
from evals.line_maps import fitted
from evals.retrieval import model_folder
from evals.run import Options, cases
from server.config import ROOT
from server.corpus.chunk import chunks_of, units_of
from server.corpus.embed import LocalEmbedder
from server.corpus.known_lines import KnownLines, digest_of
from server.sources import edition, questions_of_lines

SPLITS = (
    *("labelled", "grouped", "paired", "followed", "loose"),
    *("dev", "plain", "chatty", "gate", "tuning"),
)
PATH = ROOT / "corpus" / "known_lines.npz"
Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Told:
    """Texts with their vectors of shape (n, dimension), and the lines that each belongs to."""

    vectors: Floats
    lines: tuple[tuple[int, ...], ...]

    @property
    def first(self) -> Numbers:
        """The first line of each, shape (n,)."""
        return np.array([lines[0] for lines in self.lines], dtype=np.int64)


class Corpus:
    """The built-in chapter's lines, with what is read for training from `embedder`."""

    def __init__(self, embedder: LocalEmbedder) -> None:
        self._embedder = embedder
        self._texts: list[str] = []
        self.digests: list[str] = []
        units: list[tuple[str, tuple[int, ...]]] = []
        for chunk in chunks_of(edition()):
            own = iter(chunk.units)
            for line in chunk.passage.text.split("\n"):
                units += [(next(own), (len(self._texts),)) for _ in units_of(line)]
                self._texts.append(" ".join(line.lower().split()))
                self.digests.append(digest_of(chunk.passage.heading_path, line))
        self.own = self._told(units)

    def written(self) -> Told:
        """The questions that were written for single lines."""
        known = [hint for hint in questions_of_lines() if hint.answered]
        return self._told(
            [(words, self._holding([hint.holds])) for hint in known for words in hint.wordings]
        )

    def split(self, name: str, options: Options) -> Told:
        """A split's questions that one line answers."""
        found = cases("ask", Options(options.settings, split=name))
        pairs = [(asked(case), self._gold(case)) for case in found]
        return self._told([(text, gold) for text, gold in pairs if gold])

    def _gold(self, case: dict[str, Any]) -> tuple[int, ...]:
        """The lines that answer a case; none for what needs two, or is not answered."""
        one = case["answerable"] and len(case["gold"]) == 1
        return self._holding(case["gold"][0]) if one else ()

    def _holding(self, phrases: Sequence[str]) -> tuple[int, ...]:
        wanted = [" ".join(phrase.lower().split()) for phrase in phrases]
        return tuple(
            at for at, text in enumerate(self._texts) if any(one in text for one in wanted)
        )

    def _told(self, pairs: Sequence[tuple[str, tuple[int, ...]]]) -> Told:
        vectors = np.asarray(self._embedder.embed([text for text, _ in pairs]), dtype=np.float32)
        return Told(vectors, tuple(lines for _, lines in pairs))

    def maps(self, sets: Sequence[Told]) -> KnownLines:
        """What is kept of these questions and of the lines' own sentences."""
        vectors = np.concatenate([told.vectors for told in sets])
        lines = [own for told in sets for own in told.lines]
        gold = np.zeros((len(lines), len(self._texts)), dtype=bool)
        for at, own in enumerate(lines):
            gold[at, list(own)] = True
        belongs = np.concatenate([self.own.first, *(told.first for told in sets)])
        maps = fitted(vectors, gold, np.concatenate([self.own.vectors, vectors]), belongs)
        digests = tuple(self.digests)
        return KnownLines(
            EMBEDDING, maps.of_questions, maps.turned, belongs, digests, maps.sharpness
        )


def report(options: Options) -> str:
    """How often the right line is the nearest, or among three, by cosine and by the maps."""
    corpus = Corpus(LocalEmbedder(model_folder(options)))
    written = corpus.written()
    splits = {name: corpus.split(name, options) for name in SPLITS}
    rows = []
    for name, held in splits.items():
        others = [written, *(told for other, told in splits.items() if other != name)]
        learned = corpus.maps(others)
        by_maps = np.stack([learned.nearness(vector) for vector in held.vectors])
        plain = _shares(_by_cosine([corpus.own, written], held), held)
        rows.append((name, len(held.lines), *plain, *_shares(by_maps, held)))
    if "write" in options.arguments:
        store(corpus.maps([written, *splits.values()]))
    return table(("split", "n", "cosine @1", "@3", "MRR", "by maps @1", "@3", "MRR"), rows)


def store(maps: KnownLines) -> None:
    """The maps as a file."""
    step = float(np.abs(maps.known).max()) / 127
    np.savez_compressed(
        PATH,
        embedding=maps.embedding,
        turn=maps.turn.astype(np.float16),
        known=np.round(maps.known / step).astype(np.int8),
        step=step,
        line=maps.line.astype(np.int16),
        digests=np.array(maps.digests),
        sharpness=maps.sharpness,
    )


def _by_cosine(sets: Sequence[Told], of: Told) -> Floats:
    """For each question and line the best cosine with what belongs to it."""
    near = np.full((len(of.lines), 1 + max(told.first.max() for told in sets)), -1.0, np.float32)
    for told in sets:
        cosines = of.vectors @ told.vectors.T
        np.maximum.at(near.T, told.first, cosines.T)
    return near


def _shares(near: Floats, of: Told) -> tuple[str, str, str]:
    """Of the questions, the share whose line is nearest, among three, and the mean 1/rank."""
    order = np.argsort(-near, axis=1)
    ranks = [
        1 + int(np.flatnonzero(np.isin(row, lines))[0])
        for row, lines in zip(order, of.lines, strict=True)
    ]
    found = np.array(ranks)
    first, third, mean = (found <= 1).mean(), (found <= 3).mean(), (1 / found).mean()
    return f"{first:.2f}", f"{third:.2f}", f"{mean:.2f}"
