"""What a local engine has read, kept on the disk: a restart need not read it again.

llama.cpp writes the state of its slot (28 KB a token for the default model) to a file in the
folder it was started with, and takes it back in a fraction of a second. Only prompts with empty
inputs are kept, so nothing of a learner's is in these files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import structlog

from server.llm.endpoint import Endpoint

_LOG = structlog.get_logger(__name__)
ANSWER_S = 30.0
SUFFIX = ".state"


class SlotStates:
    """Saves and restores the one slot of the engine that answers at `endpoint`.

    `model` names all that a state depends on beside the text: weights, context, engine.
    Nothing here raises for an engine that refuses or a disk that is full: what cannot be kept
    is read again.
    """

    def __init__(
        self, endpoint: Callable[[], Awaitable[Endpoint]], folder: Path, *, model: str
    ) -> None:
        self._endpoint = endpoint
        self._folder = folder
        self._model = model

    async def restore(self, text: str) -> bool:
        """Whether the slot now holds what was kept of a text."""
        path = self._path(text)
        if not path.is_file():
            return False
        restored = await self._asked("restore", path.name)
        if not restored:
            path.unlink(missing_ok=True)
        return restored

    async def save(self, text: str) -> bool:
        """Keep what the slot holds, under the text it was read from; whether it was kept."""
        return await self._asked("save", self._path(text).name)

    def forget_others(self, texts: Collection[str]) -> None:
        """Delete what is kept of any other text, or was another model's."""
        wanted = {self._path(text).name for text in texts}
        for path in self._folder.glob(f"*{SUFFIX}"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)

    def _path(self, text: str) -> Path:
        whole = f"{self._model}\x1f{text}".encode("utf-8", "replace")
        return self._folder / f"{hashlib.sha256(whole).hexdigest()[:32]}{SUFFIX}"

    async def _asked(self, action: str, name: str) -> bool:
        # Heavy: it must not delay the first healthy answer.
        import httpx2

        endpoint = await self._endpoint()
        headers = {"Authorization": f"Bearer {endpoint.api_key}"}
        try:
            async with httpx2.AsyncClient(timeout=ANSWER_S, trust_env=False) as client:
                response = await client.post(
                    _slot_address(endpoint),
                    params={"action": action},
                    json={"filename": name},
                    headers=headers,
                )
        except httpx2.HTTPError as error:
            _LOG.info("slot state", action=action, failed=repr(error))
            return False
        _LOG.info("slot state", action=action, status=response.status_code)
        return bool(response.status_code == 200)


def _slot_address(endpoint: Endpoint) -> str:
    where = urlsplit(endpoint.base_url)
    return urlunsplit((where.scheme, where.netloc, f"{where.path[: -len('/v1')]}/slots/0", "", ""))
