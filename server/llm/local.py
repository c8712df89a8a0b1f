"""The models that run on this machine: the language model's engine, the embedding model's files."""

from __future__ import annotations

import threading
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from server.config import Settings
from server.llm.assets import EMBEDDING, catalogue, fetch, weights_for
from server.llm.endpoint import Endpoint
from server.llm.engine import Engine, EngineOptions
from server.llm.reading import EngineReader
from server.llm.slot_states import SlotStates


class LocalModel:
    """The model inside Greenroom, fetched and started behind the first answers."""

    provider: Literal["local"] = "local"
    where = "on this machine"

    def __init__(self, name: str, settings: Settings) -> None:
        options = EngineOptions(
            folder=settings.home / "models",
            log=settings.home / "engine.log",
            context_tokens=settings.context_tokens,
            threads=settings.threads,
            states=settings.home / "engine-states",
        )
        self.engine = Engine(weights_for(name), options)
        self.states = SlotStates(
            self.engine.endpoint,
            settings.home / "engine-states",
            model=f"{self.engine.name} {settings.context_tokens} {version('xllamacpp')}",
        )
        self.reader = EngineReader(self.engine.endpoint, lambda: self.engine.state == "ready")

    @property
    def name(self) -> str:
        """The weights' name."""
        return self.engine.name

    @property
    def state(self) -> str:
        """One of "downloading", "loading", "ready" and "unreachable"."""
        return self.engine.state

    @property
    def progress(self) -> float | None:
        """The share of the weights that is here (0..1) while they are fetched."""
        return self.engine.progress

    @property
    def fault(self) -> str:
        """Why it is unreachable, in words; empty while it is not."""
        return self.engine.fault

    async def start(self) -> None:
        """Begin to fetch and load; returns at once."""
        self.engine.start()

    async def stop(self) -> None:
        """End the engine and any download."""
        await self.engine.stop()

    async def endpoint(self) -> Endpoint:
        """Where the engine answers now."""
        return await self.engine.endpoint()


def fetch_embedding_model(folder: Path, stop: threading.Event | None = None) -> Path:
    """The folder that holds the embedding model's files, fetched when they are not there; blocks.

    Raises:
        AssetError: a file could not be fetched or verified.
    """
    files = [fetch(catalogue()[name], folder, stop=stop) for name in EMBEDDING]
    return files[0].parent
