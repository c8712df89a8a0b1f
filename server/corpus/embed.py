"""Text to vectors: the local model, or an OpenAI-compatible endpoint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from server.errors import PassageIndexError

Matrix = npt.NDArray[np.float32]

MAX_TOKENS = 256  # what all-MiniLM-L6-v2 was trained to read; the rest of a text is left out
# Larger batches are no faster on one thread, and cost memory: the chapter took 566 MB resident with
# batches of 32 and the arena, 235 MB like this, both in 5 s.
BATCH = 4
# An index is made by so many threads at once; a question is read by one.
WORKERS = 2
MIN_SHARED_BATCHES = 8
_MAX_STRETCH = 1.25
_ENDPOINT_BATCH = 128


class Embedder(Protocol):
    """Anything that turns texts into unit vectors of `dimension` numbers."""

    @property
    def name(self) -> str:
        """Names model and weights: vectors of another name are not comparable."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def embed(self, texts: Sequence[str]) -> Matrix:
        """One row of length 1 a text, shape (len(texts), dimension), float32."""


@dataclass(frozen=True)
class Reading:
    """A text as the model read it: its vector, and the state of each word piece.

    `states` has a row of length 1 for each piece, `words` the word that the piece is part of.
    """

    vector: Matrix
    states: Matrix
    words: tuple[str, ...]


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that also gives what it made of every word piece."""

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The texts as read; the vectors are those of `embed`."""


class LocalEmbedder:
    """all-MiniLM-L6-v2 with 8-bit weights, run by onnxruntime on one thread.

    Needs `model.onnx` and `tokenizer.json` in `folder`; loads them at the first `embed`.

    Raises:
        PassageIndexError: a file is missing or cannot be loaded.
    """

    dimension = 384

    def __init__(self, folder: Path) -> None:
        self._model = folder / "model.onnx"
        self._tokens = folder / "tokenizer.json"
        missing = [path.name for path in (self._model, self._tokens) if not path.is_file()]
        if missing:
            raise PassageIndexError(f"the embedding model lacks {', '.join(missing)} in {folder}")
        with self._model.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        self.name = f"all-MiniLM-L6-v2-int8@{digest[:12]}"
        self._session: Any = None
        self._tokenizer: Any = None

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Mean of the token states, normalised; texts of like length share a batch."""
        self._load()
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        read = [one.ids for one in self._tokenizer.encode_batch(list(texts))]

        def fill(batch: list[int]) -> None:
            states, mask = self._states([read[at] for at in batch])
            out[batch] = _mean(states, mask)

        batches = list(_batches([len(ids) for ids in read]))
        if len(batches) < MIN_SHARED_BATCHES:
            for batch in batches:
                fill(batch)
            return out
        # A run gives the interpreter free, so two batches keep two cores busy.
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(fill, batches))
        return out

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The texts with the states of their word pieces; the marks at both ends left out."""
        self._load()
        read = self._tokenizer.encode_batch(list(texts))
        out: dict[int, Reading] = {}
        for batch in _batches([len(one.ids) for one in read]):
            states, mask = self._states([read[at].ids for at in batch])
            for row, at in enumerate(batch):
                own = states[row, 1 : len(read[at].ids) - 1]
                vector = _mean(states[row : row + 1], mask[row : row + 1])[0]
                out[at] = Reading(vector, normalised(own), _words(texts[at], read[at]))
        return [out[at] for at in range(len(texts))]

    def _load(self) -> None:
        if self._session is not None:
            return
        # Heavy: they must not delay the first healthy answer.
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(self._tokens))
            self._tokenizer.enable_truncation(MAX_TOKENS)
            self._tokenizer.no_padding()
            self._session = onnxruntime.InferenceSession(
                str(self._model), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # both libraries raise bare exceptions of their own
            raise PassageIndexError(f"the embedding model cannot be loaded: {error}") from error

    def _states(self, read: list[list[int]]) -> tuple[Matrix, Matrix]:
        """States of shape (texts, longest, dimension), and which of them are no padding."""
        ids = np.zeros((len(read), max(len(one) for one in read)), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, one in enumerate(read):
            ids[row, : len(one)] = one
            mask[row, : len(one)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, inputs)[0]
        return states, mask[:, :, None].astype(np.float32)


class EndpointEmbedder:
    """Vectors from an OpenAI-compatible endpoint: `client.embeddings.create`, synchronous.

    The dimension is learnt from the first answer.
    """

    def __init__(self, client: Any, model: str) -> None:
        self._client = client
        self._name = model
        self._dimension = 0

    @property
    def name(self) -> str:
        """The endpoint's name of the model."""
        return self._name

    @property
    def dimension(self) -> int:
        """Numbers in a vector; asks the endpoint when nothing was embedded yet."""
        if not self._dimension:
            self.embed(["dimension"])
        return self._dimension

    def embed(self, texts: Sequence[str]) -> Matrix:
        """One vector a text, in the order of the texts.

        Raises:
            PassageIndexError: the endpoint failed, or its vectors are missing, not numbers, or
                of another length than before.
        """
        parts = [
            self._asked(list(texts[at : at + _ENDPOINT_BATCH]))
            for at in range(0, len(texts), _ENDPOINT_BATCH)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, self._dimension), np.float32)

    def _asked(self, texts: list[str]) -> Matrix:
        try:
            answer = self._client.embeddings.create(
                model=self._name, input=texts, encoding_format="float"
            )
            items = sorted(answer.data, key=lambda item: int(item.index))
            order = [int(item.index) for item in items]
            rows = np.array([item.embedding for item in items], dtype=np.float32)
        except Exception as error:  # the SDK lets errors of its transport through
            raise PassageIndexError(
                f"the embeddings endpoint failed for {self._name}: {type(error).__name__}: {error}"
            ) from error
        if order != list(range(len(texts))):
            raise PassageIndexError(
                f"{self._name} was asked for {len(texts)} vectors and answered with {len(order)}"
                f" (indexes {order[:5]}...)"
            )
        self._checked(rows)
        return normalised(rows)

    def _checked(self, rows: Matrix) -> None:
        if rows.ndim != 2 or not rows.shape[1] or not np.isfinite(rows).all():
            raise PassageIndexError(f"{self._name} answered with vectors that are not numbers")
        self._dimension = self._dimension or rows.shape[1]
        if rows.shape[1] != self._dimension:
            raise PassageIndexError(
                f"{self._name} answered with {rows.shape[1]} numbers a vector,"
                f" {self._dimension} before; build the index anew"
            )


def _mean(states: Matrix, mask: Matrix) -> Matrix:
    return normalised((states * mask).sum(axis=1) / mask.sum(axis=1))


def _words(text: str, encoding: Any) -> tuple[str, ...]:
    """For each word piece between the marks, the whole word."""
    spans: dict[int, tuple[int, int]] = {}
    for word, (start, end) in zip(encoding.word_ids, encoding.offsets, strict=True):
        if word is not None:
            spans[word] = (spans.get(word, (start, end))[0], end)
    inner = [word for word in encoding.word_ids if word is not None]
    return tuple(text[slice(*spans[word])] for word in inner)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indexes in batches of texts of nearly the same length: padding costs what text costs."""
    batch: list[int] = []
    for at in sorted(range(len(lengths)), key=lambda at: lengths[at]):
        if batch and (len(batch) == BATCH or lengths[at] > _MAX_STRETCH * lengths[batch[0]]):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch


def normalised(rows: Matrix) -> Matrix:
    """The rows at length 1; a row of zeros stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths == 0, 1, lengths), dtype=np.float32)
