"""Stored vectors of the default embedding model: the same on every processor."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tests.recorder import RECORDINGS, RecordingMissedError

PATH = RECORDINGS / "vectors.npz"
DIMENSION = 384


class StoredVectors:
    """An embedder that knows the texts of the tests by their digest."""

    name = "stored-all-MiniLM-L6-v2-int8"
    dimension = DIMENSION

    def __init__(self, path: Path = PATH, *, recording: bool) -> None:
        self._path = path
        self._recording = recording
        self._known: dict[str, npt.NDArray[np.float16]] = {}
        self._used: set[str] = set()
        if path.exists():
            stored = np.load(path)
            self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        keys = [hashlib.sha256(t.encode()).hexdigest()[:32] for t in texts]
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in self._known}
        if missing and not self._recording:
            raise RecordingMissedError(
                f"no stored vector for {next(iter(missing.values()))!r}; run: make record"
            )
        if missing:
            self._add(missing)
        self._used.update(keys)
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        rows = np.stack([self._known[k] for k in keys]).astype(np.float32)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def _add(self, missing: dict[str, str]) -> None:
        from server.corpus.embed import LocalEmbedder

        folder = Path(os.environ["GREENROOM_RECORD_EMBEDDER"])
        vectors = LocalEmbedder(folder).embed(list(missing.values()))
        self._known |= dict(zip(missing, vectors.astype(np.float16), strict=True))

    def close(self, *, whole_suite: bool) -> None:
        """While recording, write what is known; drop the unused when all tests ran."""
        if not self._recording:
            return
        kept = {k: v for k, v in sorted(self._known.items()) if not whole_suite or k in self._used}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            self._path, keys=np.array(list(kept)), vectors=np.array(list(kept.values()))
        )


class UnkeptIndex:
    """Vectors straight from the embedder, without a store."""

    def vectors(self, chunks, embedder, *, progress=None):  # type: ignore[no-untyped-def]
        from server.corpus.retrieve import Vectors

        units = [(row, unit) for row, chunk in enumerate(chunks) for unit in chunk.units]
        return Vectors(
            embedder.name,
            embedder.embed([c.searched for c in chunks]),
            embedder.embed([u for _, u in units]),
            np.array([row for row, _ in units], np.int64),
        )

    def is_whole(self) -> bool:
        return True

    def close(self) -> None:
        return None
