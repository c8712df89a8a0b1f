"""One generation of the index: a Chroma collection, complete or not there.

A collection is built under the name of its stamp, marked complete last, and only then are the
others deleted, so that whatever interrupts a build leaves the old one or none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from server.corpus.chunk import CHUNKER, Chunk
from server.corpus.embed import Embedder, Matrix
from server.corpus.seal import PREFIX
from server.errors import IndexStaleError

Progress = Callable[[int, int], None]

_BATCH = 64
_READ = 2_000
_MAX_LENGTH_ERROR = 1e-3


@dataclass(frozen=True)
class Stamp:
    """What an index was built from; any difference means another index."""

    chapters_sha256: str
    chunker: str
    embedding: str
    dimension: int

    @property
    def collection(self) -> str:
        """The collection's name: the same stamp always has the same."""
        written = "\x1f".join(str(part) for part in asdict(self).values())
        return PREFIX + hashlib.sha256(written.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Row:
    """A text and its vector, as an older collection holds them."""

    text: str
    vector: Matrix


def stamp_of(chunks: Sequence[Chunk], embedder: Embedder) -> Stamp:
    """The stamp for these passages, in whatever order: digests stand for the chapters' text."""
    digest = hashlib.sha256()
    for one in sorted(map(_digest, chunks)):
        digest.update(one)
    return Stamp(digest.hexdigest(), CHUNKER, embedder.name, embedder.dimension)


def _digest(chunk: Chunk) -> bytes:
    digest = hashlib.sha256()
    for part in (chunk.passage.chapter, chunk.passage.id, chunk.searched, *chunk.units):
        digest.update(part.encode("utf-8", "replace") + b"\x1f")
    return digest.digest()


@dataclass(frozen=True)
class Wanted:
    """Ids, texts and metadata of all rows: first the passages, then the units."""

    ids: list[str]
    texts: list[str]
    metadata: list[dict[str, str | int]]
    owner: list[int]

    @classmethod
    def of(cls, chunks: Sequence[Chunk]) -> Wanted:
        """The rows for these passages."""
        wanted = cls([], [], [], [])
        for chunk in chunks:
            place = {"chapter": chunk.passage.chapter, "passage": chunk.passage.id}
            wanted.ids.append(f"{chunk.passage.chapter}/{chunk.passage.id}")
            wanted.texts.append(chunk.searched)
            wanted.metadata.append({"kind": "passage", **place})
        for row, chunk in enumerate(chunks):
            place = {"chapter": chunk.passage.chapter, "passage": chunk.passage.id}
            for n, unit in enumerate(chunk.units):
                wanted.ids.append(f"{wanted.ids[row]}/{n}")
                wanted.texts.append(unit)
                wanted.metadata.append({"kind": "unit", **place})
                wanted.owner.append(row)
        return wanted


@dataclass(frozen=True)
class Plan:
    """A generation that is wanted: what of, by which model, and whom to tell how far it is."""

    stamp: Stamp
    wanted: Wanted
    embedder: Embedder
    told: Progress


def _collections(client: Any) -> list[Any]:
    """Our collections on this client; a shared server may hold others."""
    return [one for one in client.list_collections() if one.name.startswith(PREFIX)]


def has_complete(client: Any, plan: Plan) -> bool:
    """Whether the stamp's collection is there, whole."""
    for one in _collections(client):
        if one.name == plan.stamp.collection:
            complete = bool((one.metadata or {}).get("complete"))
            return complete and one.count() == len(plan.wanted.ids)
    return False


def known(client: Any, stamp: Stamp) -> dict[str, Row]:
    """Text and vector of every row of another complete collection of the same model and chunker."""
    for one in _collections(client):
        told = one.metadata or {}
        same = all(told.get(k) == getattr(stamp, k) for k in ("chunker", "embedding", "dimension"))
        if same and told.get("complete") and one.name != stamp.collection:
            return dict(_rows(one))
    return {}


def _rows(collection: Any) -> Iterator[tuple[str, Row]]:
    for at in range(0, collection.count(), _READ):
        found = collection.get(limit=_READ, offset=at, include=["embeddings", "documents"])
        for id, text, vector in zip(
            found["ids"], found["documents"], found["embeddings"], strict=True
        ):
            yield id, Row(text, np.asarray(vector, dtype=np.float32))


def build(client: Any, plan: Plan, old: Mapping[str, Row]) -> None:
    """A new collection with a vector for every row, marked complete when all are in.

    Rows that `old` holds with the same text take its vectors over.
    """
    stamp, wanted = plan.stamp, plan.wanted
    if any(one.name == stamp.collection for one in _collections(client)):
        client.delete_collection(stamp.collection)
    made = client.create_collection(
        stamp.collection,
        embedding_function=None,
        configuration={"hnsw": {"space": "cosine"}},
        metadata={**asdict(stamp), "complete": 0},
    )
    for at in range(0, len(wanted.ids), _BATCH):
        plan.told(at, len(wanted.ids))
        part = slice(at, at + _BATCH)
        made.add(
            ids=wanted.ids[part],
            embeddings=_vectors_for(plan, part, old),
            metadatas=wanted.metadata[part],
            documents=wanted.texts[part],
        )
    made.modify(metadata={**asdict(stamp), "complete": 1})


def _vectors_for(plan: Plan, part: slice, old: Mapping[str, Row]) -> Matrix:
    wanted, embedder = plan.wanted, plan.embedder
    ids, texts = wanted.ids[part], wanted.texts[part]
    out = np.zeros((len(ids), embedder.dimension), dtype=np.float32)
    missing = []
    for at, (id, text) in enumerate(zip(ids, texts, strict=True)):
        row = old.get(id)
        if row is not None and row.text == text:
            out[at] = row.vector
        else:
            missing.append(at)
    if missing:
        out[missing] = embedder.embed([texts[at] for at in missing])
    return out


def read(client: Any, plan: Plan) -> Matrix:
    """All vectors in the order of the rows, shape (rows, dimension).

    Raises:
        IndexStaleError: a row is missing, of the wrong length or not a unit vector.
    """
    stamp, wanted = plan.stamp, plan.wanted
    collection = client.get_collection(stamp.collection, embedding_function=None)
    row_of = {id: row for row, id in enumerate(wanted.ids)}
    out = np.zeros((len(wanted.ids), stamp.dimension), dtype=np.float32)
    for at in range(0, len(wanted.ids), _READ):
        found = collection.get(ids=wanted.ids[at : at + _READ], include=["embeddings"])
        rows = np.asarray(found["embeddings"], dtype=np.float32)
        if rows.shape != (len(wanted.ids[at : at + _READ]), stamp.dimension):
            raise IndexStaleError(f"{stamp.collection} holds vectors of shape {rows.shape}")
        out[[row_of[id] for id in found["ids"]]] = rows
    lengths = np.linalg.norm(out, axis=1)
    if not np.isfinite(lengths).all() or (np.abs(lengths - 1) > _MAX_LENGTH_ERROR).any():
        raise IndexStaleError(f"{stamp.collection} holds damaged vectors")
    return out


def delete_others(client: Any, stamp: Stamp) -> None:
    """Delete every collection of ours but the stamp's."""
    for one in _collections(client):
        if one.name != stamp.collection:
            client.delete_collection(one.name)
