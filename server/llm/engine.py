"""The embedded model: fetched, loaded in a process of its own, started again when it dies."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import structlog

from server.errors import AssetError, ModelUnreachableError, NotReadyError
from server.llm.assets import Asset, fetch, verified
from server.llm.child import PROGRAM, EngineChild, Load
from server.llm.endpoint import Endpoint
from server.llm.fetching import Progress, unseen

_LOG = structlog.get_logger(__name__)

State = Literal["downloading", "loading", "ready", "unreachable"]
Fetch = Callable[[Asset, Path, Progress, threading.Event], Path]

# How long a request waits for an engine that is loading; 1.1 GB from a cold disk take 3 to 30 s.
LOAD_WAIT_S = 60.0
# Waits before the next attempt, by how often in a row it ended soon.
BACKOFF_S = (0.0, 1.0, 2.0, 5.0, 15.0, 30.0)
GOOD_RUN_S = 60.0
# So many early ends of an engine that did load are put right without a word.
QUIET_ENDS = 4


@dataclass(frozen=True)
class EngineOptions:
    """`folder` takes the weights, `log` what the engine says; the rest as in `Load`."""

    folder: Path
    log: Path
    context_tokens: int = 8192
    threads: int = 0
    states: Path | None = None
    program: Path = PROGRAM


class Engine:
    """A local model's life: `state`, `progress` (0..1 while downloading), `fault` (why not).

    `weights` is an asset, fetched when it is missing, or the path of a GGUF file. `progress`
    hears the share of bytes that is here, from another thread.
    """

    def __init__(
        self,
        weights: Asset | Path,
        options: EngineOptions,
        *,
        progress: Progress = unseen,
        fetched: Fetch | None = None,
    ) -> None:
        self.name = weights.name if isinstance(weights, Asset) else weights.stem
        if isinstance(weights, Asset) and verified(weights, options.folder):
            weights = options.folder / weights.file
        self._weights = weights
        self._options = options
        self._tell = progress
        self._fetched = fetched or _fetched
        self._stopping = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._child: EngineChild | None = None
        self._endpoint: Endpoint | None = None
        self._changed = asyncio.Event()
        self.state: State = "downloading" if isinstance(weights, Asset) else "loading"
        self.progress: float | None = 0.0 if isinstance(weights, Asset) else None
        self.fault = ""

    @property
    def pid(self) -> int | None:
        """The engine's process id; None while it does not run."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Begin to fetch, load and watch; returns at once."""
        self._task = asyncio.get_running_loop().create_task(self._live(), name="engine")

    async def stop(self) -> None:
        """End the engine, and any download; what was fetched stays."""
        self._stopping.set()
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def endpoint(self) -> Endpoint:
        """Where the model answers; waits up to LOAD_WAIT_S while it loads.

        Raises:
            NotReadyError: it is still being fetched or loaded.
            ModelUnreachableError: it cannot be run; the message says why.
        """
        until = asyncio.get_running_loop().time() + LOAD_WAIT_S
        while self._endpoint is None:
            if self.state == "downloading":
                raise NotReadyError(
                    f"the model is still being fetched ({self.progress or 0:.0%}); everything that"
                    " needs no model already works",
                    progress=self.progress,
                )
            if self.state == "unreachable":
                raise ModelUnreachableError(self.fault)
            await self._change(until)
        return self._endpoint

    async def _change(self, until: float) -> None:
        try:
            async with asyncio.timeout_at(until):
                await self._changed.wait()
        except TimeoutError:
            raise NotReadyError("the model is still loading; try again in a moment") from None

    def _become(self, state: State, *, endpoint: Endpoint | None = None, fault: str = "") -> None:
        self.state, self._endpoint, self.fault = state, endpoint, fault
        self.progress = None
        self._changed.set()
        self._changed = asyncio.Event()
        _LOG.info("local model", state=state, fault=fault or None)

    async def _live(self) -> None:
        path = await self._weights_here()
        load = Load(
            path,
            self.name,
            self._options.log,
            context_tokens=self._options.context_tokens,
            threads=self._options.threads,
            states=self._options.states,
            program=self._options.program,
        )
        self._become("loading")
        ends = 0
        while True:
            began = asyncio.get_running_loop().time()
            fault = await self._run(load)
            lasted = asyncio.get_running_loop().time() - began > GOOD_RUN_S
            ends = 1 if lasted else ends + 1
            quietly = self.state == "ready" and ends <= QUIET_ENDS
            self._become("loading" if quietly else "unreachable", fault=fault)
            await asyncio.sleep(BACKOFF_S[min(ends, len(BACKOFF_S)) - 1])

    async def _run(self, load: Load) -> str:
        """One life of the engine's process; gives the reason of its end."""
        self._child = await EngineChild.spawned(load)
        try:
            endpoint = await self._child.loaded()
            self._become("ready", endpoint=endpoint)
            return await self._child.ended(endpoint)
        except ModelUnreachableError as error:
            return str(error)
        finally:
            # Whoever asks from now on shall wait for the next one.
            self._endpoint = None
            await self._child.end()
            self._child = None

    async def _weights_here(self) -> Path:
        if isinstance(self._weights, Path):
            return self._weights
        attempt = 0
        while True:
            try:
                return await asyncio.to_thread(
                    self._fetched,
                    self._weights,
                    self._options.folder,
                    self._fetching,
                    self._stopping,
                )
            except AssetError as error:
                attempt += 1
                self._become("unreachable", fault=str(error))
                await asyncio.sleep(BACKOFF_S[min(attempt, len(BACKOFF_S) - 1)])

    def _fetching(self, share: float) -> None:
        # A part that is unpacked gives its packed bytes back; a bar does not go backwards.
        self.state, self.progress = "downloading", max(share, self.progress or 0.0)
        self._tell(share)


def _fetched(asset: Asset, folder: Path, progress: Progress, stop: threading.Event) -> Path:
    return fetch(asset, folder, progress, stop=stop)
