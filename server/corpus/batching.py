"""The search as an asyncio service: two worker threads, whatever waits goes in small batches."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from server.corpus.embed import Embedder
from server.corpus.retrieve import Query, Retriever
from server.records import Found

# A question costs the same alone or in a batch, so small batches answer the first ones sooner.
MAX_BATCH = 4
WORKERS = 2


class SearchDesk:
    """Takes searches from many turns at once and answers them in batches.

    A search that finds a thread free starts at once; those that arrive meanwhile wait and are
    embedded together. `retriever` may be replaced at any time; a batch uses one of them.
    """

    def __init__(self, retriever: Retriever, *, embedder: Embedder | None = None) -> None:
        self.retriever = retriever
        self.embedder = embedder
        self._waiting: deque[tuple[Query, asyncio.Future[Found]]] = deque()
        self._serving: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(WORKERS, thread_name_prefix="search")

    async def search(self, query: Query) -> Found:
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
        found = await self._in_thread(self.embedder.embed, list(texts))
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
                queries = [query for query, _ in wanted]
                found = await self._in_thread(self.retriever.search, queries)
            except Exception as error:  # whoever waits must hear of it, a bug included
                for _, future in wanted:
                    if not future.done():
                        future.set_exception(error)
                continue
            for (_, future), one in zip(wanted, found, strict=True):
                if not future.done():
                    future.set_result(one)
