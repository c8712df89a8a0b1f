"""Has a local model read long fixed prompts before a learner needs them.

An engine that keeps what it has read then reads only a question's own words: the examples of
the prompt that judges lines are some 1,900 tokens, 25 seconds on two cores.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog

from server.admission import Slots
from server.errors import GreenroomError
from server.llm.client import ChatClient, ChatRequest
from server.prompting.library import PromptLibrary

_LOG = structlog.get_logger(__name__)
LOOK_EVERY_S = 0.1


async def warm(
    prompts: PromptLibrary,
    refs: Iterable[str],
    client: ChatClient,
    slots: Slots,
    *,
    ready: Callable[[], Awaitable[Any]],
) -> None:
    """Send each prompt with empty inputs, one token long, once `ready` has returned.

    Gives way to the first learner at once: the model has one slot, and theirs comes first.
    """
    try:
        await ready()
        for ref in refs:
            await _unless_taken(_read(prompts, ref, client), slots)
    except GreenroomError as error:
        _LOG.info("not warmed", reason=str(error))


async def _unless_taken(reading: Awaitable[None], slots: Slots) -> None:
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


async def _read(prompts: PromptLibrary, ref: str, client: ChatClient) -> None:
    inputs = dict.fromkeys(prompts.prompt(ref).inputs, "")
    rendered = prompts.render(ref, inputs)
    sampling = dict(rendered.sampling) | {"max_tokens": 1}
    async for _ in client.stream(ChatRequest(rendered.messages, sampling)):
        pass
