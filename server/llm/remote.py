"""A model behind an address of the learner's choosing."""

from __future__ import annotations

import asyncio
from typing import Literal
from urllib.parse import urlsplit

from server.llm.endpoint import Endpoint

PROBE_S = 30.0
CONNECT_S = 5.0


class RemoteModel:
    """An OpenAI-compatible endpoint; `state` is what the last look at its port said.

    Only a connection is opened: a look costs no tokens, sends no key, and works with endpoints
    that list no models.
    """

    provider: Literal["openai"] = "openai"
    progress: float | None = None
    states = None  # what it has read is its own matter
    reader = None  # it answers in words alone
    fault = ""

    def __init__(self, base_url: str, api_key: str, model: str) -> None:
        self.name = model
        self._endpoint = Endpoint(base_url.rstrip("/"), api_key, model, "openai")
        self.state: Literal["ready", "unreachable"] = "ready"
        self._probing: asyncio.Task[None] | None = None

    @property
    def where(self) -> str:
        """Where the learner's text goes, in words."""
        host = urlsplit(self._endpoint.base_url).netloc.rpartition("@")[2]
        return f"on this machine, {host}" if self._endpoint.loopback else f"sent to {host}"

    async def start(self) -> None:
        """Look whether anybody answers, now and then again."""
        await self._probe()
        self._probing = asyncio.create_task(self._probe_on())

    async def stop(self) -> None:
        """Stop looking."""
        if self._probing:
            self._probing.cancel()

    async def endpoint(self) -> Endpoint:
        """The address with its key."""
        return self._endpoint

    async def _probe_on(self) -> None:
        while True:
            await asyncio.sleep(PROBE_S)
            await self._probe()

    async def _probe(self) -> None:
        url = urlsplit(self._endpoint.base_url)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            async with asyncio.timeout(CONNECT_S):
                _, writer = await asyncio.open_connection(url.hostname, port)
            writer.close()
        except (OSError, TimeoutError):
            self.state = "unreachable"
            self.fault = f"nobody answers at {url.netloc.rpartition('@')[2]}; check OPENAI_BASE_URL"
        else:
            self.state, self.fault = "ready", ""
