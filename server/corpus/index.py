"""The vectors of all passages, kept in Chroma and read into memory for searching.

The store is closed again after reading: a few thousand vectors are compared faster in memory.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from server.corpus.chunk import Chunk
from server.corpus.embed import Embedder, TokenEmbedder
from server.corpus.generation import (
    Progress,
    Stamp,
    Wanted,
    build,
    delete_others,
    has_complete,
    read,
    stamp_of,
)
from server.corpus.lock import FolderLock
from server.corpus.retrieve import Vectors
from server.corpus.seal import is_whole, seal
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
        self._store = folder / "chroma"
        self._seal = folder / "seal.json"
        self._url = chroma_url
        self._lock = None if chroma_url else FolderLock(folder)

    def close(self) -> None:
        """Give the folder free."""
        if self._lock is not None:
            self._lock.release()

    def vectors(
        self,
        chunks: Sequence[Chunk],
        embedder: Embedder,
        *,
        progress: Progress | None = None,
    ) -> Vectors:
        """The vectors of these passages: read when they are there, else made and kept.

        `progress` is called with the number of texts that have a vector, and of all. Vectors of
        passages that an older index of the same model holds are taken over from it. A damaged
        store is moved aside and built anew.

        Raises:
            PassageIndexError: the embedding model failed, or the store refused twice.
        """
        told = progress or (lambda done, total: None)
        stamp = stamp_of(chunks, embedder)
        self._move_aside_if_damaged()
        try:
            return self._read_or_built(stamp, chunks, embedder, told)
        except IndexStaleError:
            self._discard()
        return self._read_or_built(stamp, chunks, embedder, told)

    def _read_or_built(
        self, stamp: Stamp, chunks: Sequence[Chunk], embedder: Embedder, told: Progress
    ) -> Vectors:
        wanted = Wanted.of(chunks)
        states = StateStore(self._folder / "states", embedder.name)
        texts = [chunk.searched for chunk in chunks]
        keeping = Keeping(embedder, states, texts) if isinstance(embedder, TokenEmbedder) else None
        with self._opened() as client:
            if not has_complete(client, stamp, len(wanted.ids)):
                build(client, stamp, wanted, keeping or embedder, told)
            rows = read(client, stamp, wanted)
            delete_others(client, stamp)
        if not self._url:
            seal(self._store, self._seal)
        if keeping is not None:
            keeping.complete(lambda: told(len(wanted.ids), len(wanted.ids)))
            states.forget_others(texts)
        told(len(wanted.ids), len(wanted.ids))
        n, owner = len(chunks), np.array(wanted.owner, np.int64)
        units = rows[n:] if len(owner) <= MANY_UNITS else rows[n:].astype(np.float16)
        return Vectors(stamp.embedding, rows[:n].copy(), units, owner, states if keeping else None)

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        client = self._client()
        try:
            yield client
        except PassageIndexError:
            raise
        except Exception as error:  # the store's own errors share no base class
            raise IndexStaleError(f"the vector store failed: {error}") from error
        finally:
            client.close()

    def _client(self) -> Any:
        # Heavy: it must not delay the first healthy answer.
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        try:
            if not self._url:
                self._store.mkdir(parents=True, exist_ok=True)
                return chromadb.PersistentClient(str(self._store), settings=settings)
            url = urlsplit(self._url)
            ssl = url.scheme == "https"
            port = url.port or (443 if ssl else 8000)
            return chromadb.HttpClient(url.hostname or "", port, ssl=ssl, settings=settings)
        except Exception as error:  # the store's own errors share no base class
            # A store that failed to open stays in the library's cache under its path.
            SharedSystemClient.clear_system_cache()
            place = self._url or self._store
            kind = PassageIndexError if self._url else IndexStaleError
            raise kind(f"the vector store at {place} does not open: {error}") from error

    def _move_aside_if_damaged(self) -> None:
        if self._url or not self._store.exists() or is_whole(self._store, self._seal):
            return
        self._discard()

    def _discard(self) -> None:
        """Put the store away under another name, for whoever wants to look at it."""
        if self._url:
            return
        self._seal.unlink(missing_ok=True)
        aside = self._folder / "damaged"
        shutil.rmtree(aside, ignore_errors=True)
        if self._store.exists():
            self._store.rename(aside)
