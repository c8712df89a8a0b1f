"""How near each line of a chapter lies to a question, learned from questions that it answers.

An embedding model sees that two questions are alike where it does not see that a line answers
one. For one chapter and one model, two linear maps were trained so that a question lies near the
lines that answer it and near other questions with the same answer (`greenroom eval line_choice`);
the lines and these questions are kept, turned already.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from server.corpus.trained import known_of, trained_in

Floats = npt.NDArray[np.float32]
DIGEST = 12  # hex digits that tell the lines of a chapter apart


@dataclass(frozen=True, eq=False)
class KnownLines:
    """What is kept of a chapter's lines, for vectors of models whose name holds `embedding`.

    A question's vector of shape (dimension,) is turned by `turn`, shape (dimension, d). `known`,
    shape (n, d) with rows of length 1, are the lines' sentences and the questions that they
    answer; `line`, shape (n,), is the place in `digests` of the line that each belongs to.
    `sharpness` is that of the soft maximum over what belongs to a line.
    """

    embedding: str
    turn: Floats
    known: Floats
    line: npt.NDArray[np.int64]
    digests: tuple[str, ...]
    sharpness: float

    def fits(self, embedding: str | None) -> bool:
        """Whether this is for the vectors of that model."""
        return embedding is not None and self.embedding in embedding

    def nearness(self, vector: Floats) -> Floats:
        """For each line the soft maximum of its cosines with a question, in their scale.

        The order of the lines is that of `digests`; the values, times `sharpness`, are
        log-likelihoods of the lines up to a constant.
        """
        turned = vector @ self.turn
        length = float(np.linalg.norm(turned))
        scores = self.sharpness * (self.known @ turned) / max(length, 1e-9)
        top = float(scores.max())
        sums = np.bincount(self.line, np.exp(scores - top), len(self.digests))
        near: Floats = ((np.log(sums + 1e-9) + top) / self.sharpness).astype(np.float32)
        return near


def digest_of(heading_path: tuple[str, ...], line: str) -> str:
    """What a line is known by: its words under their headings."""
    told = "\n".join((*heading_path, line))
    return hashlib.sha256(told.encode()).hexdigest()[:DIGEST]


def known_lines_in(path: Path) -> KnownLines:
    """The lines of an .npz file with the fields of KnownLines.

    `known` is kept there in 8 bits, with the `step` of one.

    Raises:
        ConfigurationError: it holds no such thing.
    """
    return trained_in(path, "known lines", _known_lines)


def _known_lines(kept: Mapping[str, Any]) -> KnownLines:
    known, turn = known_of(kept), kept["turn"].astype(np.float32)
    line = kept["line"].astype(np.int64)
    digests = tuple(map(str, kept["digests"]))
    if known.shape != (len(line), turn.shape[1]) or int(line.max()) >= len(digests):
        raise ValueError("the shapes do not go together")
    known /= np.linalg.norm(known, axis=1, keepdims=True)
    sharpness = float(kept["sharpness"])
    return KnownLines(str(kept["embedding"]), turn, known, line, digests, sharpness)
