"""What every turn works with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from server.admission import Slots
from server.exchange import Tools
from server.records import Found, Reading, Search
from server.store.store import Store


class Searcher(Protocol):
    """Finds passages."""

    async def search(self, query: Search, /) -> Found:
        """The passages nearest to the query."""

    async def embed(self, texts: Sequence[str]) -> list[list[float]] | None:
        """A vector a text; None where there is no embedding model."""


class Reader(Protocol):
    """A language model that can tell what it makes of a text."""

    async def read(self, text: str) -> Reading | None:
        """The text as read; None where it could not be."""


@dataclass(frozen=True)
class Bench:
    """Everything a turn works with, built once; without a `reader` no text is read."""

    tools: Tools
    searcher: Searcher
    study: Mapping[str, Any]
    slots: Slots
    store: Store
    idle_s: float
    reader: Reader | None = None
