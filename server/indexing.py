"""The chapters of everybody, kept, searched and indexed while the service runs.

A new chapter is on the disk and found by its words before its upload is answered; its vectors
follow. Each learner is searched in an index of their own chapters and the built-in ones, so that
nobody's ranking depends on what somebody else has brought.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import structlog

from server.corpus.batching import SearchDesk
from server.corpus.carry import Known
from server.corpus.chapter import Chapter
from server.corpus.chunk import Chunk
from server.corpus.places import Dense, Room
from server.corpus.retrieve import Retriever
from server.corpus.shelf import Shelf, Upload
from server.errors import (
    ConflictError,
    GreenroomError,
    NotFoundError,
    PassageIndexError,
    TooLargeError,
)

log = structlog.get_logger()

# After a failure (no network, no disk) everything is tried again.
RETRY_S = 120.0


@dataclass
class _Own:
    """One learner's chapters by id, in their order."""

    uploads: dict[str, Upload] = field(default_factory=dict)
    chapters: dict[str, Chapter] = field(default_factory=dict)


class Indexing:
    """Keeps the shelf, what the desk searches, and the index of vectors in step.

    `state` and `progress` (0..1) are those of the vectors; `failure` says why there are none.
    `dense` is asked for once, in the background: it may have to fetch the embedding model.
    """

    def __init__(
        self,
        built_in: Sequence[Chapter],
        shelf: Shelf,
        desk: SearchDesk,
        dense: Callable[[], Awaitable[Dense]],
        room: Room,
    ) -> None:
        self._built_in = tuple(built_in)
        self._shelf = shelf
        self._desk = desk
        self._make_dense = dense
        self._room = room
        self._dense: Dense | None = None
        self._known: Known | None = None
        self._own: dict[str, _Own] = {}
        self._changing = asyncio.Lock()
        self._changed = asyncio.Event()
        self._working: asyncio.Task[None] | None = None
        self._leaving = False
        self.state: Literal["building", "ready"] = "building"
        self.progress: float | None = None
        self.failure: str | None = None
        self.started = False  # the first build has ended, well or not

    async def start(self) -> None:
        """Read what is kept and make it searchable by words; vectors follow."""
        await self._read_shelf()
        self._changed.set()
        self._working = asyncio.create_task(self._work())

    async def _read_shelf(self) -> None:
        for upload in await asyncio.to_thread(self._shelf.uploads):
            own = self._own.setdefault(upload.learner, _Own())
            own.uploads[upload.id] = upload
            own.chapters[upload.id] = await asyncio.to_thread(upload.chapter)
        for name in self._shelf.damaged:
            log.warning("chapter_damaged", file=name)
        for learner in self._own:
            await asyncio.to_thread(self._publish, learner)

    async def stop(self) -> None:
        """End the build that runs; what is kept stays whole, the next start completes it."""
        self._leaving = True
        if self._working:
            self._working.cancel()
            await asyncio.gather(self._working, return_exceptions=True)
        if self._dense:
            self._dense.index.close()

    # --- what learners bring

    async def add(self, upload: Upload) -> Chapter:
        """Keep a chapter and make it searchable; one that is there already stays as it is.

        Raises:
            TooLargeError: the learner has no room for it.
            StoreError: it could not be kept.
        """
        chapter = await asyncio.to_thread(upload.chapter)
        async with self._changing:
            own = self._own.get(upload.learner, _Own())
            if upload.id in own.chapters:
                return own.chapters[upload.id]
            self._check_room(upload.learner, len(own.chapters), upload)
            await asyncio.to_thread(self._shelf.keep, upload)
            self._own[upload.learner] = own
            own.uploads[upload.id] = upload
            own.chapters[upload.id] = chapter
            await self._take_over(upload.learner)
        return chapter

    async def remove(self, learner: str, chapter_id: str) -> None:
        """Forget a learner's chapter; searches that run finish with it.

        Raises:
            ConflictError: it is a built-in one.
            NotFoundError: there is none of that id, or it is somebody else's.
        """
        if any(chapter.id == chapter_id for chapter in self._built_in):
            raise ConflictError("this chapter belongs to Greenroom and cannot be deleted")
        async with self._changing:
            own = self._own.get(learner, _Own())
            if chapter_id not in own.chapters:
                raise NotFoundError(f"there is no chapter {chapter_id!r}")
            await asyncio.to_thread(self._shelf.remove, chapter_id)
            del own.uploads[chapter_id], own.chapters[chapter_id]
            await self._take_over(learner)

    def uploads_of(self, learner: str) -> list[Upload]:
        """A learner's own chapters as they are kept, in their order."""
        return list(self._own.get(learner, _Own()).uploads.values())

    def is_free(self, learner: str, chapter_id: str) -> bool:
        """Whether no other learner has a chapter of this id, nor Greenroom itself."""
        others = (own for name, own in self._own.items() if name != learner)
        built_in = any(chapter.id == chapter_id for chapter in self._built_in)
        return not built_in and not any(chapter_id in own.chapters for own in others)

    async def reload(self) -> None:
        """Take over what another process has changed on the shelf."""
        async with self._changing:
            for learner in self._own:
                self._desk.publish(learner, None)
            self._own.clear()
            await self._read_shelf()
        self.state = "building"
        self._changed.set()

    def pending(self, learner: str) -> set[str]:
        """The ids of the chapters that are found by their words alone as yet."""
        chunks, known = self._desk.retriever_of(learner).chunks, self._known
        return {c.passage.chapter for c in chunks if known is None or not known.has(c)}

    @property
    def counts(self) -> Mapping[str, int]:
        """All chapters, and the passages in them."""
        base = self._desk.retriever_of("").chunks
        n_own = [self._desk.retriever_of(name).chunks for name in self._own]
        return {
            "chapters": len(self._built_in) + sum(len(own.chapters) for own in self._own.values()),
            "passages": len(base) + sum(len(chunks) - len(base) for chunks in n_own),
        }

    def _check_room(self, learner: str, n_chapters: int, upload: Upload) -> None:
        passages = self._desk.retriever_of(learner).chunks
        if n_chapters >= self._room.max_chapters or len(passages) >= self._room.max_passages:
            raise TooLargeError(
                f"there is no room for {upload.name}: {n_chapters:,} chapters with"
                f" {len(passages):,} passages are here, at most {self._room.max_chapters:,} and"
                f" {self._room.max_passages:,} may be. Delete some first"
            )

    async def _take_over(self, learner: str) -> None:
        """Search what changed by words at once, and have the vectors follow."""
        await asyncio.to_thread(self._publish, learner)
        self.state = "building"
        self._changed.set()

    def _publish(self, learner: str) -> None:
        """A new generation of one learner's index in place of the old one."""
        own = self._own[learner].chapters
        made = Retriever([*self._built_in, *own.values()])
        self._desk.publish(learner, self._with_vectors(made) if own else None)

    def _with_vectors(self, retriever: Retriever) -> Retriever:
        vectors = self._known.vectors_for(retriever.chunks) if self._known else None
        if vectors is None or self._dense is None:
            return retriever
        return retriever.with_vectors(self._dense.embedder, vectors)

    # --- vectors, behind the answers

    async def _work(self) -> None:
        while True:
            await self._something_to_do()
            self._changed.clear()
            self.state, self.progress = "building", 0.0
            try:
                await self._build()
                self.failure = None
            except (GreenroomError, OSError) as error:
                log.warning("lexical_search_only", reason=str(error))
                self.failure = str(error)
            if not self._changed.is_set():
                self.state, self.progress, self.started = "ready", None, True

    async def _something_to_do(self) -> None:
        """Wait for a change, for the time of another try, or for damage in what is kept.

        Searches go on in memory whatever happens to the files; the next start needs them.
        """
        while True:
            wait_s = RETRY_S if self.failure else self._room.look_every_s
            try:
                # Not wait_for: in Python 3.11 it loses a cancellation that comes as the wait ends.
                async with asyncio.timeout(wait_s):
                    await self._changed.wait()
                return
            except TimeoutError:
                if self.failure or not self._dense:
                    return
            try:
                if await asyncio.to_thread(self._dense.index.is_whole):
                    continue
            except OSError as error:
                log.warning("index_unreadable", reason=str(error))
            log.warning("index_damaged", doing="building it anew")
            return

    async def _build(self) -> None:
        if self._dense is None:
            self._dense = await self._make_dense()
        dense = self._dense
        chunks = self._all_chunks()
        vectors = await asyncio.to_thread(
            dense.index.vectors, chunks, dense.embedder, progress=self._told
        )
        # The first embedding loads the model; the learner's first question must not wait for it.
        await asyncio.to_thread(dense.embedder.embed, [self._built_in[0].title])
        async with self._changing:
            self._known = await asyncio.to_thread(Known, chunks, vectors)
            for learner in ("", *(name for name, own in self._own.items() if own.chapters)):
                found = self._desk.retriever_of(learner)
                self._desk.publish(learner, await asyncio.to_thread(self._with_vectors, found))
            self._desk.embedder = dense.embedder

    def _all_chunks(self) -> tuple[Chunk, ...]:
        base = self._desk.retriever_of("").chunks
        own = [
            chunk
            for learner in self._own
            for chunk in self._desk.retriever_of(learner).chunks[len(base) :]
        ]
        return (*base, *own)

    def _told(self, done: int, total: int) -> None:
        """Called from the build's thread, every few passages."""
        if self._leaving:
            raise PassageIndexError("the service stops; the next start completes the index")
        self.progress = done / total if total else None
