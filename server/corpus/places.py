"""Where vectors come from, where they are kept, and how much of it one learner may have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from server.corpus.chunk import Chunk
from server.corpus.embed import Embedder
from server.corpus.retrieve import Vectors


class Index(Protocol):
    """Where the vectors of the passages are kept."""

    def vectors(
        self,
        chunks: Sequence[Chunk],
        embedder: Embedder,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Vectors:
        """The vectors of these passages, read or made."""

    def is_whole(self) -> bool:
        """Whether what was kept is still there as it was left."""

    def close(self) -> None:
        """Let go of the place where they are kept."""


@dataclass(frozen=True)
class Dense:
    """What vectors come from and where they are kept."""

    embedder: Embedder
    index: Index


@dataclass(frozen=True)
class Room:
    """How much one learner may bring."""

    max_chapters: int
    max_passages: int
    look_every_s: float = 300.0  # how soon a damaged index is seen while it serves
