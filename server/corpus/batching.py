"""The search as an asyncio service: two worker threads, whatever waits goes in small batches."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from server.corpus.embed import Embedder
from server.corpus.remembered import RememberedVectors
from server.corpus.retrieve import Query, Retriever
from server.records import Found

# A question costs the same alone or in a batch, so small batches answer the first ones sooner.
MAX_BATCH = 4
WORKERS = 2


class OwnedQuery(Query, Protocol):
    """A question with the name of whoever asks."""

    @property
    def learner(self) -> str:
        """Whose own chapters are searched beside the built-in ones."""


class SearchDesk:
    """Takes searches from many turns at once and answers them in batches.

    A search that finds a thread free starts at once; those that arrive meanwhile wait and are
    embedded together. Whoever brought chapters of their own is searched in a retriever of their
    own, everybody else in `retriever`; both may be replaced at any time.
    """

    def __init__(self, retriever: Retriever, *, embedder: Embedder | None = None) -> None:
        self.retriever = retriever
        self.embedder = embedder
        self._remembered = RememberedVectors()
        self._own: dict[str, Retriever] = {}
        self._waiting: deque[tuple[OwnedQuery, asyncio.Future[Found]]] = deque()
        self._serving: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="search")

    def retriever_of(self, learner: str) -> Retriever:
        """What this learner is searched in; the name of nobody gives the built-in chapters."""
        return self._own.get(learner, self.retriever)

    @property
    def by_words_alone(self) -> bool:
        """Whether there are no vectors, or the last search of anybody had to do without them."""
        retrievers = (self.retriever, *self._own.values())
        return self.retriever.embedding is None or any(one.failure for one in retrievers)

    def publish(self, learner: str, retriever: Retriever | None) -> None:
        """Search this learner in another retriever from now on; None: as everybody is."""
        if not learner and retriever is not None:
            self.retriever = retriever
        elif retriever is None or retriever is self.retriever:
            self._own.pop(learner, None)
        else:
            self._own[learner] = retriever

    async def search(self, query: OwnedQuery) -> Found:
        """The passages for one query."""
        future: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self._waiting.append((query, future))
        if len(self._serving) < WORKERS:
            serving = asyncio.create_task(self._serve())
            self._serving.add(serving)
            serving.add_done_callback(self._serving.discard)
        return await future

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """A vector of length 1 a text, or None where there is no embedding model.

        Raises:
            PassageIndexError: the embedding model failed.
        """
        if self.embedder is None:
            return None
        found = await self._in_thread(self._remembered.of, list(texts), self.embedder)
        return [[float(number) for number in row] for row in found]

    def close(self) -> None:
        """Stop the threads after the batches that are running."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, function, *arguments)

    async def _serve(self) -> None:
        while self._waiting:
            n = min(MAX_BATCH, len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(n)]
            wanted = [(query, future) for query, future in batch if not future.done()]
            try:
                found = await self._in_thread(self._found, [query for query, _ in wanted])
            except BaseException as error:  # whoever waits must hear of it, a bug included
                for _, future in wanted:
                    if not future.done():
                        future.set_exception(error)
                if isinstance(error, asyncio.CancelledError):
                    raise
                continue
            for (_, future), one in zip(wanted, found, strict=True):
                if not future.done():
                    future.set_result(one)

    def _found(self, queries: Sequence[OwnedQuery]) -> list[Found]:
        """The answers in order; questions that are searched in the same place go together."""
        places = [self.retriever_of(query.learner) for query in queries]
        found: dict[int, Found] = {}
        for place in dict.fromkeys(places):
            own = [at for at, other in enumerate(places) if other is place]
            answers = place.search([queries[at] for at in own])
            found |= dict(zip(own, answers, strict=True))
        return [found[at] for at in range(len(queries))]
