"""The states of passages' word pieces on the disk: a file of 8-bit numbers for each text.

384 numbers a word piece, so 50 KB for a passage of 130 pieces. Rows are scaled to their own
largest number and brought back to length 1 when they are read, so no scale is kept.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from server.corpus.embed import Matrix, TokenEmbedder, normalised

_HELD = 128  # texts in memory: 25 MB, at 130 word pieces each
_BATCH = 16


class StateStore:
    """States in a folder, by text; those of another model are not found."""

    def __init__(self, folder: Path, embedding: str) -> None:
        self._folder = folder
        self._embedding = embedding
        self._read = lru_cache(maxsize=_HELD)(self._from_disk)

    def of(self, text: str) -> Matrix | None:
        """A row of length 1 for each word piece; None when there are none, or not readable."""
        return self._read(text)

    def has(self, text: str) -> bool:
        """Whether there is a file for the text."""
        return self._path(text).is_file()

    def keep(self, text: str, rows: Matrix) -> None:
        """Write the states of a text, whole or not at all."""
        path = self._path(text)
        self._folder.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        with new.open("wb") as file:
            np.save(file, _small(rows))
        os.replace(new, path)

    def forget_others(self, texts: Iterable[str]) -> None:
        """Delete the files of all texts but these."""
        wanted = {self._path(text).name for text in texts}
        for path in self._folder.glob("*"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)

    def _path(self, text: str) -> Path:
        whole = f"{self._embedding}\x1f{text}".encode("utf-8", "replace")
        return self._folder / f"{hashlib.sha256(whole).hexdigest()[:32]}.npy"

    def _from_disk(self, text: str) -> Matrix | None:
        try:
            rows = np.load(self._path(text), allow_pickle=False)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, EOFError):
            # Made anew at the next start.
            self._path(text).unlink(missing_ok=True)
            return None
        whole = rows.ndim == 2 and rows.dtype == np.int8
        return normalised(rows.astype(np.float32)) if whole else None


class Keeping:
    """An embedder that keeps the states of the `wanted` texts as it embeds them."""

    def __init__(self, embedder: TokenEmbedder, store: StateStore, wanted: Iterable[str]) -> None:
        self._embedder = embedder
        self._store = store
        self._wanted = frozenset(wanted)
        self.name = embedder.name
        self.dimension = embedder.dimension

    def embed(self, texts: Sequence[str]) -> Matrix:
        """One row of length 1 a text, as the embedder gives it."""
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        kept = [at for at, text in enumerate(texts) if text in self._wanted]
        other = [at for at, text in enumerate(texts) if text not in self._wanted]
        if other:
            out[other] = self._embedder.embed([texts[at] for at in other])
        for at, reading in zip(kept, self._embedder.read([texts[at] for at in kept]), strict=True):
            out[at] = reading.vector
            self._store.keep(texts[at], reading.states)
        return out

    def complete(self, told: Callable[[], None]) -> None:
        """Make the states that are missing, as for vectors that were there before them."""
        missing = sorted(text for text in self._wanted if not self._store.has(text))
        for at in range(0, len(missing), _BATCH):
            told()
            self.embed(missing[at : at + _BATCH])


def _small(rows: Matrix) -> npt.NDArray[np.int8]:
    largest = np.abs(rows).max(axis=1, keepdims=True, initial=1e-9)
    return np.asarray(np.round(rows / largest * 127), dtype=np.int8)
