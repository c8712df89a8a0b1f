"""Which of the searched passages have lines that are known, and how near these are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from server.corpus.chapter import Chapter
from server.corpus.chunk import Chunk
from server.corpus.embed import Reading
from server.corpus.known_lines import Floats, KnownLines, digest_of


class LineScores:
    """The known lines of some passages; none where a chapter has none for this embedding.

    A passage with a single line that is not known counts as not known.
    """

    def __init__(
        self, chunks: Sequence[Chunk], chapters: Mapping[str, Chapter], embedding: str | None
    ) -> None:
        fitting = {
            id: chapter.known_lines
            for id, chapter in chapters.items()
            if chapter.known_lines is not None and chapter.known_lines.fits(embedding)
        }
        self._places = {
            id: _places(known, {r: c for r, c in enumerate(chunks) if c.passage.chapter == id})
            for id, known in fitting.items()
        }
        self._known = fitting

    def near(self, reading: Reading | None) -> dict[int, Floats]:
        """For each row that is known, how near its lines are to the question, in their order."""
        if reading is None:
            return {}
        found: dict[int, Floats] = {}
        for id, known in self._known.items():
            near = known.nearness(reading.vector)
            found |= {row: near[at] for row, at in self._places[id].items()}
        return found


def _places(known: KnownLines, chunks: Mapping[int, Chunk]) -> dict[int, np.ndarray]:
    place = {digest: at for at, digest in enumerate(known.digests)}
    found = {}
    for row, chunk in chunks.items():
        passage = chunk.passage
        digests = [digest_of(passage.heading_path, line) for line in passage.text.split("\n")]
        if all(digest in place for digest in digests):
            found[row] = np.array([place[digest] for digest in digests])
    return found
