"""Builds the parts once, starts and stops them; refuses to start on an unknown prompt or check."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from server.admission import Slots
from server.bench import Bench, Reader
from server.checks import checks, require
from server.coach import Coach
from server.config import ROOT, Settings
from server.corpus.batching import SearchDesk
from server.corpus.embed import Embedder
from server.corpus.extract import Extractor
from server.corpus.places import Index, Room
from server.corpus.retrieve import Retriever
from server.corpus.study import study_material
from server.errors import NotReadyError
from server.exchange import Tools
from server.indexing import Indexing
from server.library import Library
from server.llm.client import ChatClient, Limits
from server.llm.remote import RemoteModel
from server.modes import modes
from server.plans import chosen
from server.prompting.library import PromptLibrary
from server.records import Mode
from server.sources import built_in_chapter, dense, prepare_home, shelf_of
from server.store.store import Store
from server.warming import LOOK_EVERY_S, Kept, warm


class Model(Protocol):
    """Where answers come from."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def state(self) -> str:
        """One of "ready", "downloading", "loading" and "unreachable"."""

    @property
    def progress(self) -> float | None:
        """The share of the weights that is here (0..1) while they are fetched."""

    @property
    def fault(self) -> str:
        """Why it is unreachable, in words."""

    @property
    def provider(self) -> str:
        """Either "local" or "openai"."""

    @property
    def where(self) -> str:
        """Where the learner's text goes, in words."""

    @property
    def states(self) -> Kept | None:
        """Where what it has read is kept; None for a model that looks after that itself."""

    @property
    def reader(self) -> Reader | None:
        """What tells how it reads a text; None for a model that answers in words alone."""

    async def start(self) -> None:
        """Get ready, in the background where that takes long."""

    async def stop(self) -> None:
        """Let go of whatever was started."""

    async def endpoint(self) -> Any:
        """Where to send a request now."""


class Parts:
    """The parts of one running service."""

    def __init__(
        self,
        settings: Settings,
        *,
        embedder: Embedder | None = None,
        index: Index | None = None,
    ) -> None:
        self.settings = settings
        prepare_home(settings.home)
        self.study: dict[str, Any] = dict(study_material(ROOT))
        self.modes = {n: _with_choices(mode, self.study) for n, mode in modes().items()}
        self.store = Store(settings.database)
        built_in = [built_in_chapter(settings.embeddings)]
        self.searcher = SearchDesk(Retriever(built_in))
        self.library = Library(self.searcher.retriever_of)
        self.extractor = Extractor()
        self.indexing = Indexing(
            built_in,
            shelf_of(settings),
            self.searcher,
            lambda: dense(settings, embedder, index),
            Room(settings.max_chapters, settings.max_passages, settings.index_check_s),
        )
        self.model = _model(settings)
        self.study["plans"] = chosen(settings.home, self.model.name, self.modes)
        self.client = ChatClient(self.model.endpoint, _limits(settings))
        self.prompts = _prompts(settings, self.modes)
        self._slots = Slots(settings.turns_at_once, max_waiting=settings.max_queue)
        self.coach = Coach(
            self._bench(self.prompts),
            self.modes,
            check_model=self._check_model,
            max_message_chars=settings.max_message_chars,
        )
        self._preparing: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Open the store; get index and model ready behind the first answers."""
        await self.store.open()
        await self.indexing.start()
        self._preparing = [
            asyncio.create_task(self.model.start()),
            asyncio.create_task(self.client.warm()),
        ]
        if self.model.states:
            self._preparing.append(asyncio.create_task(self._warm(self.model.states)))

    async def stop(self) -> None:
        """End what runs, in the order that loses nothing."""
        await self.coach.running.stop_all()
        for task in self._preparing:
            task.cancel()
        await asyncio.gather(*self._preparing, return_exceptions=True)
        await self.client.aclose()
        await self.model.stop()
        await self.indexing.stop()
        self.searcher.close()
        await self.store.close()

    async def _warm(self, kept: Kept) -> None:
        refs = [ref for mode in self.modes.values() for ref in mode.warms]
        ready = self._model_ready
        await warm(self.prompts, refs, self.client, self._slots, ready=ready, kept=kept)

    async def _model_ready(self) -> None:
        while self.model.state != "ready":
            await asyncio.sleep(LOOK_EVERY_S)

    def readiness(self) -> dict[str, Any]:
        """What is ready, what is still starting; the body of /readyz."""
        return {
            "status": self._status(),
            "model": {
                "provider": self.model.provider,
                "name": self.model.name,
                "state": self.model.state,
                "progress": self.model.progress,
                "where": self.model.where,
                "fault": self.model.fault,
            },
            "index": {
                "state": self.indexing.state,
                "progress": self.indexing.progress,
                **self.indexing.counts,
                "embedding": self.searcher.retriever.embedding,
            },
            "store": {"backend": self.store.backend},
        }

    def notes(self) -> list[str]:
        """What a person at the terminal should know, a line each."""
        words_alone, fault = self.indexing.failure, self.model.fault
        notes = [f"The search goes by words alone: {words_alone}"] if words_alone else []
        return [*notes, f"The model does not answer: {fault}"] if fault else notes

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The interview problems as they are listed."""
        names = ("id", "round", "title", "prompt")
        return [
            {name: problem[name] for name in names} | {"levels": ["junior", "senior"]}
            for problem in self.study["problems"].values()
            if not problem.get("own")
        ]

    def _status(self) -> str:
        if self.model.state in ("downloading", "loading") or not self.indexing.started:
            return "starting"
        if self.model.state == "unreachable" or self.searcher.by_words_alone:
            return "degraded"
        return "ready"

    def _bench(self, prompts: PromptLibrary) -> Bench:
        settings = self.settings
        return Bench(
            tools=Tools(prompts, checks(), self.client, settings.context_tokens),
            searcher=self.searcher,
            study=self.study,
            slots=self._slots,
            store=self.store,
            idle_s=settings.idle_s,
            reader=self.model.reader,
        )

    def _check_model(self) -> None:
        if self.model.state == "downloading":
            done = f" ({self.model.progress:.0%})" if self.model.progress is not None else ""
            raise NotReadyError(
                f"the model is still being fetched{done}; your text stays on the page. Searching"
                " and reading the chapter, and story feedback, work meanwhile",
                progress=self.model.progress,
            )


def _with_choices(mode: Mode, study: Mapping[str, Any]) -> Mode:
    """The mode with the choices that only study data knows, such as the problems' ids."""
    options = {name: dict(schema) for name, schema in mode.options.items()}
    for schema in options.values():
        if material := schema.get("x-study"):
            known = [i for i, entry in study[material].items() if not entry.get("own")]
            schema["enum"] = [None, *known]
    return replace(mode, options=options)


def _prompts(settings: Settings, found: Mapping[str, Any]) -> PromptLibrary:
    """The prompts; every check that a contract names must be one that exists."""
    library = PromptLibrary(ROOT / "prompts", fence_key=_secret(settings.home / "secret"))
    for prompt in library.prompts:
        require(prompt.output.checks, of=str(prompt.path))
    return library


def _secret(path: Path) -> bytes:
    """The installation's own key, made once, whole, readable by its owner alone."""
    if not path.exists() or not path.stat().st_size:
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_bytes(secrets.token_bytes(32))
        new.replace(path)
    return path.read_bytes()


def _limits(settings: Settings) -> Limits:
    return Limits(
        first_token_s=settings.first_token_s,
        idle_s=settings.idle_s,
        total_s=settings.total_s,
        max_reply_chars=settings.max_reply_chars,
    )


def _model(settings: Settings) -> Model:
    if not settings.local:
        key = settings.openai_api_key.get_secret_value()
        return RemoteModel(settings.openai_base_url, key, settings.model_name)
    from server.llm.local import LocalModel  # only where the model runs here

    return LocalModel(settings.model_name, settings)
