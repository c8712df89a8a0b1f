"""The chapters as they are read and listed, and where one may go on from a passage."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from server.corpus.markdown import Chapter
from server.corpus.retrieve import Retriever
from server.errors import NotFoundError
from server.markup import chapter_html
from server.records import Passage

MAX_NAMED = 5


class Library:
    """The chapters that a learner may read: the built-in ones and their own.

    `retriever` gives what a learner is searched in now; without a learner's name, the built-in
    chapters are all there is.
    """

    def __init__(self, retriever: Callable[[str], Retriever]) -> None:
        self._retriever = retriever
        self._html = lru_cache(maxsize=32)(chapter_html)

    def chapters(self, learner: str = "") -> list[dict[str, Any]]:
        """Every chapter with its sections, as the HTTP contract lists them."""
        return [
            {
                "id": summary.id,
                "title": summary.title,
                "version": summary.version,
                "origin": summary.origin,
                "sections": [
                    {"id": s.id, "heading_path": list(s.heading_path)} for s in summary.sections
                ],
                "passages": summary.passages,
            }
            for summary in self._retriever(learner).chapters()
        ]

    def chapter(self, chapter_id: str, learner: str = "") -> Chapter:
        """One chapter.

        Raises:
            NotFoundError: no such chapter; names those that there are.
        """
        known = self._retriever(learner).chapters_read
        if chapter_id not in known:
            some = ", ".join(list(known)[:MAX_NAMED])
            raise NotFoundError(f"there is no chapter {chapter_id!r}; there are {some}")
        return known[chapter_id]

    def chapter_html(self, chapter_id: str, learner: str = "") -> str:
        """A chapter as sanitised HTML with an anchor per passage.

        Raises:
            NotFoundError: no such chapter.
        """
        return self._html(self.chapter(chapter_id, learner))

    def passage(self, chapter_id: str, passage_id: str, learner: str = "") -> Passage:
        """One passage.

        Raises:
            NotFoundError: no such chapter, or no such passage in it.
        """
        return self._retriever(learner).passage(chapter_id, passage_id)
