"""Has a local model read long fixed prompts before a learner needs them.

An engine that keeps what it has read then reads only a question's own words: the examples of
the prompt that judges lines are some 1,900 tokens, 25 seconds on two cores. What was read once
is kept on the disk, and taken back at the next start in less than a second.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Iterable
from typing import Protocol

import structlog

from server.admission import Slots
from server.errors import GreenroomError
from server.llm.client import ChatClient, ChatRequest
from server.prompting.library import PromptLibrary

_LOG = structlog.get_logger(__name__)
LOOK_EVERY_S = 0.1


class Kept(Protocol):
    """Where what an engine has read is kept; `server.llm.slot_states.SlotStates` is one."""

    async def restore(self, text: str) -> bool:
        """Whether the engine now holds what was kept of a text."""

    async def save(self, text: str) -> bool:
        """Keep what the engine holds, under the text it was read from; whether it was kept."""

    def forget_others(self, texts: Collection[str]) -> None:
        """Delete what is kept of any other text."""


async def warm(
    prompts: PromptLibrary,
    refs: Iterable[str],
    client: ChatClient,
    slots: Slots,
    *,
    ready: Callable[[], Awaitable[None]],
    kept: Kept,
) -> None:
    """Have each prompt read with empty inputs, once `ready` has returned.

    Gives way to the first learner at once: the model has one slot, and theirs comes first.
    """
    try:
        await ready()
        requests = {_text(one): one for one in (_request(prompts, ref) for ref in refs)}
        kept.forget_others(requests)
        for text, request in requests.items():
            if slots.taken or await kept.restore(text):
                continue
            if await _unless_taken(_read(request, client), slots) and not slots.taken:
                await kept.save(text)
    except GreenroomError as error:
        _LOG.info("not warmed", reason=str(error))


async def _unless_taken(reading: Awaitable[None], slots: Slots) -> bool:
    """Whether it came to its end."""
    task = asyncio.ensure_future(reading)
    try:
        while not task.done():
            if slots.taken:
                task.cancel()
            await asyncio.wait([task], timeout=LOOK_EVERY_S)
    finally:
        task.cancel()
    if not task.cancelled() and task.exception():
        raise task.exception() or AssertionError
    return not task.cancelled()


def _request(prompts: PromptLibrary, ref: str) -> ChatRequest:
    inputs = dict.fromkeys(prompts.prompt(ref).inputs, "")
    rendered = prompts.render(ref, inputs)
    return ChatRequest(rendered.messages, dict(rendered.sampling) | {"max_tokens": 1})


def _text(request: ChatRequest) -> str:
    return json.dumps([[message.role, message.content] for message in request.messages])


async def _read(request: ChatRequest, client: ChatClient) -> None:
    async for _ in client.stream(request):
        pass
