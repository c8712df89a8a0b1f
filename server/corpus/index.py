"""The vectors of all passages, kept in Chroma and read into memory for searching.

Every generation has a store of its own, sealed when it is complete; only then is the older one
deleted. Whatever interrupts a build leaves the older one, whose vectors the next build takes over.
A store is closed again after reading: a few thousand vectors are compared faster in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from server.corpus.chunk import Chunk
from server.corpus.embed import Embedder, Matrix, TokenEmbedder
from server.corpus.generation import (
    Plan,
    Progress,
    Row,
    Stamp,
    Wanted,
    build,
    delete_others,
    has_complete,
    known,
    read,
    stamp_of,
)
from server.corpus.lock import FolderLock
from server.corpus.retrieve import Vectors
from server.corpus.seal import Sealed, sealed_in
from server.corpus.states import Keeping, StateStore
from server.errors import IndexStaleError, PassageIndexError

# Above, the units' vectors are held in half precision: 100,000 of them take 77 MB instead of 154.
MANY_UNITS = 20_000


class PassageIndex:
    """The index in a folder, or on a Chroma server when `chroma_url` is given.

    Holds the folder's lock until `close`.

    Raises:
        PassageIndexError: another process holds the folder, or the server does not answer.
    """

    def __init__(self, folder: Path, *, chroma_url: str = "") -> None:
        self._folder = folder
        self._url = chroma_url
        self._lock = None if chroma_url else FolderLock(folder)

    def close(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            self._lock.release()

    def is_whole(self) -> bool:
        """Whether what was built lies in the folder as it was left; reads all of it.

        On a Chroma server, which looks after its own files, always.
        """
        if self._url:
            return True
        return any(one.is_whole() for one in sealed_in(self._folder))

    def vectors(
        self,
        chunks: Sequence[Chunk],
        embedder: Embedder,
        *,
        progress: Progress | None = None,
    ) -> Vectors:
        """The vectors of these passages: read when they are there, else made and kept.

        `progress` is called with the number of texts that have a vector, and of all. Vectors of
        passages that an older generation of the same model holds are taken over from it. A
        damaged generation is moved aside and built anew; one that was not finished leaves the
        older one as it is.

        Raises:
            PassageIndexError: the embedding model failed, or the store refused twice.
        """
        told = progress or (lambda done, total: None)
        states = StateStore(self._folder / "states", embedder.name)
        texts = [chunk.searched for chunk in chunks]
        keeping = Keeping(embedder, states, texts) if isinstance(embedder, TokenEmbedder) else None
        plan = Plan(stamp_of(chunks, embedder), Wanted.of(chunks), keeping or embedder, told)
        rows = self._on_server(plan) if self._url else self._in_folder(plan)
        n, n_rows = len(chunks), len(plan.wanted.ids)
        if keeping is not None:
            keeping.complete(lambda: told(n_rows, n_rows))
            states.forget_others(texts)
        told(n_rows, n_rows)
        owner = np.array(plan.wanted.owner, np.int64)
        units = rows[n:] if len(owner) <= MANY_UNITS else rows[n:].astype(np.float16)
        passages = rows[:n].copy()
        return Vectors(plan.stamp.embedding, passages, units, owner, states if keeping else None)

    def _on_server(self, plan: Plan) -> Matrix:
        with _opened(self._client) as client:
            if not has_complete(client, plan):
                build(client, plan, known(client, plan.stamp))
            rows = read(client, plan)
            delete_others(client, plan.stamp)
        return rows

    def _in_folder(self, plan: Plan) -> Matrix:
        here = Sealed(self._folder / plan.stamp.collection)
        try:
            if not here.is_whole():
                here.put_away()
                self._build(here, plan)
            return self._read(here, plan)
        except IndexStaleError:
            here.put_away()
        self._build(here, plan)
        return self._read(here, plan)

    def _build(self, here: Sealed, plan: Plan) -> None:
        old = self._known(plan.stamp)
        with _opened(partial(_persistent, here.store)) as client:
            build(client, plan, old)
        here.seal()

    def _read(self, here: Sealed, plan: Plan) -> Matrix:
        with _opened(partial(_persistent, here.store)) as client:
            rows = read(client, plan)
        here.seal()  # opening a store writes to it
        for other in sealed_in(self._folder):
            if other.folder != here.folder:
                other.delete()
        return rows

    def _known(self, stamp: Stamp) -> dict[str, Row]:
        """The vectors of an older generation that is whole; a damaged one is not opened."""
        for other in sealed_in(self._folder):
            if not other.is_whole():
                continue
            try:
                with _opened(partial(_persistent, other.store)) as client:
                    found = known(client, stamp)
            except IndexStaleError:
                continue
            other.seal()
            if found:
                return found
        return {}

    def _client(self) -> Any:
        import chromadb  # heavy: it must not delay the first healthy answer

        url = urlsplit(self._url)
        ssl = url.scheme == "https"
        port = url.port or (443 if ssl else 8000)
        try:
            return chromadb.HttpClient(url.hostname or "", port, ssl=ssl, settings=_settings())
        except Exception as error:  # the store's own errors share no base class
            raise _unopened(PassageIndexError, self._url, error) from error


@contextmanager
def _opened(client_of: Callable[[], Any]) -> Iterator[Any]:
    client = client_of()
    try:
        yield client
    except PassageIndexError:
        raise
    except Exception as error:  # the store's own errors share no base class
        raise IndexStaleError(f"the vector store failed: {error}") from error
    finally:
        client.close()


def _persistent(store: Path) -> Any:
    import chromadb  # heavy: it must not delay the first healthy answer

    try:
        store.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(str(store), settings=_settings())
    except Exception as error:  # the store's own errors share no base class
        raise _unopened(IndexStaleError, str(store), error) from error


def _settings() -> Any:
    from chromadb.config import Settings  # heavy, as above

    return Settings(anonymized_telemetry=False)


def _unopened(kind: type[PassageIndexError], place: str, error: Exception) -> PassageIndexError:
    from chromadb.api.shared_system_client import SharedSystemClient  # heavy, as above

    # A store that failed to open stays in the library's cache under its path.
    SharedSystemClient.clear_system_cache()
    return kind(f"the vector store at {place} does not open: {error}")
