"""One chat completion from any OpenAI-compatible endpoint: deltas, usage, typed failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server.errors import GreenroomError, ModelError
from server.llm.deadlines import Clock, Limits, retry_wait_s
from server.llm.endpoint import Endpoint
from server.llm.failures import failure_of, log_failure, unexpected_body
from server.llm.stream import CompletionStream, Usage
from server.records import Message

if TYPE_CHECKING:
    from openai import AsyncOpenAI

__all__ = ["ChatClient", "ChatRequest", "Delta", "Finished", "Limits", "Usage", "body"]

CONNECT_S = 5.0
MAX_CONNECTIONS = 512
# llama.cpp and uvicorn close a connection that was idle for 5 s; one that is about to be closed
# must not be taken for the next request.
KEEP_ALIVE_S = 3.0
# Every idle connection is looked at whenever a request begins or ends.
MAX_IDLE = 8
# After the finish reason only usage and the closing mark are still to come; after the mark only
# the end of the connection's answer, without which the connection is not used again.
TAIL_S = 2.0
DRAIN_S = 0.2


@dataclass(frozen=True)
class ChatRequest:
    """The messages and the sampling settings, named as the API names them."""

    messages: tuple[Message, ...]
    sampling: Mapping[str, Any]


@dataclass(frozen=True)
class Delta:
    """More text; tokens that arrive together share one."""

    text: str


@dataclass(frozen=True)
class Finished:
    """The end: "stop" or "length", what it cost, and who wrote it.

    `first_log_probs` maps the first token's alternatives to natural logarithms, where asked for
    and given.
    """

    reason: str
    usage: Usage | None
    first_log_probs: Mapping[str, float] | None
    provider: str = ""
    model: str = ""


def body(request: ChatRequest, model: str) -> dict[str, Any]:
    """The JSON body that is sent for a request, complete."""
    return {
        "model": model,
        "messages": [{"role": m.role, "content": m.content} for m in request.messages],
        **request.sampling,
        "stream": True,
        "stream_options": {"include_usage": True},
    }


class ChatClient:
    """Completions from an endpoint.

    `endpoint` is awaited before each request, so that an engine that was started again is found
    at its new port; it may wait while the engine loads.
    """

    def __init__(self, endpoint: Callable[[], Awaitable[Endpoint]], limits: Limits) -> None:
        self._endpoint = endpoint
        self._limits = limits
        self._open: tuple[Endpoint, AsyncOpenAI] | None = None

    async def stream(self, request: ChatRequest) -> AsyncGenerator[Delta | Finished, None]:
        """The answer as it is written; exactly one `Finished`, last.

        Closing the iterator cancels the request. What was yielded before a failure is good.

        Raises:
            NotReadyError: the engine inside Greenroom is still being fetched or started.
            ModelUnreachableError: no connection.
            ModelTimeoutError: no first token, silence, or over the total deadline.
            ModelRefusedError: the endpoint answered with an error status.
            ModelBrokenError: the stream was cut, malformed, empty, too long, or no answer.
        """
        clock = Clock(self._limits)
        completion = CompletionStream(max_chars=self._limits.max_reply_chars)
        async with AsyncExitStack() as stack:
            endpoint, response = await self._opened(request, clock, stack)
            chunks = await stack.enter_async_context(aclosing(response.aiter_raw()))
            while not completion.closed:
                chunk = await _received(chunks, clock, completion, endpoint)
                text = completion.feed(chunk) if chunk else completion.close()
                if text:
                    yield Delta(text)
                clock.heard(completion.alive)
                if completion.failure:
                    log_failure(completion.failure, completion.said, endpoint)
                    raise completion.failure
        yield Finished(
            completion.finish or "",
            completion.usage,
            completion.first_log_probs,
            endpoint.provider,
            endpoint.model,
        )

    async def warm(self) -> None:
        """Import the SDK and make the client ahead of the first request: most of a second."""
        await asyncio.to_thread(__import__, "openai.resources.chat.completions")
        # An engine that is still being fetched has no address yet.
        with suppress(GreenroomError):
            await self._client(await self._endpoint())

    async def aclose(self) -> None:
        """Close all connections."""
        if self._open:
            await self._open[1].close()
            self._open = None

    async def _opened(
        self, request: ChatRequest, clock: Clock, stack: AsyncExitStack
    ) -> tuple[Endpoint, Any]:
        """The endpoint and its HTTP response, after at most one more attempt."""
        for attempt in (1, 2):
            endpoint = await self._endpoint()
            try:
                return endpoint, await self._response(request, endpoint, clock, stack)
            except ModelError as error:
                wait_s = retry_wait_s(error, attempt, clock)
                if wait_s is None:
                    raise
            await asyncio.sleep(wait_s)
        raise AssertionError("the second attempt returns or raises")

    async def _response(
        self,
        request: ChatRequest,
        endpoint: Endpoint,
        clock: Clock,
        stack: AsyncExitStack,
    ) -> Any:
        sent = body(request, endpoint.model)
        with _boundary(endpoint, clock, began=False):
            client = await self._client(endpoint)
            clock.start()
            # As extra body, what is sent is not walked through and copied part by part.
            call = client.chat.completions.with_streaming_response.create(
                model=endpoint.model, messages=[], extra_body=sent
            )
            async with asyncio.timeout_at(clock.until):
                response = (await stack.enter_async_context(call)).http_response
        wrong = unexpected_body(response.headers)
        if wrong:
            raise wrong
        return response

    async def _client(self, endpoint: Endpoint) -> AsyncOpenAI:
        if self._open and self._open[0] == endpoint:
            return self._open[1]
        outdated = self._open
        # The SDK takes most of a second to import; the service must answer before that.
        import httpx2
        from openai import AsyncOpenAI

        transport = httpx2.AsyncClient(
            timeout=httpx2.Timeout(None, connect=CONNECT_S),
            limits=httpx2.Limits(
                max_connections=MAX_CONNECTIONS,
                max_keepalive_connections=_kept_alive(endpoint),
                keepalive_expiry=KEEP_ALIVE_S,
            ),
            follow_redirects=False,
            trust_env=not endpoint.loopback,
        )
        client = AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key or "none",
            max_retries=0,
            http_client=transport,
            default_headers={"Accept-Encoding": "identity"},
        )
        self._open = (endpoint, client)
        if outdated:
            await outdated[1].close()
        return client


def _kept_alive(endpoint: Endpoint) -> int:
    """How many idle connections are kept.

    None to the engine inside: it hangs up unannounced, and connecting again takes no time.
    """
    return 0 if endpoint.provider == "local" else MAX_IDLE


async def _received(
    chunks: Any, clock: Clock, completion: CompletionStream, endpoint: Endpoint
) -> bytes:
    """The next bytes; none at the end of the stream.

    Once the finish reason came, a connection that breaks or dawdles loses nothing.
    """
    until = clock.until
    if completion.finish:
        patience_s = DRAIN_S if completion.ended else TAIL_S
        until = min(until, asyncio.get_running_loop().time() + patience_s)
    try:
        with _boundary(endpoint, clock, began=True):
            async with asyncio.timeout_at(until):
                return bytes(await anext(chunks, b""))
    except ModelError:
        if completion.finish:
            return b""
        raise


@contextmanager
def _boundary(endpoint: Endpoint, clock: Clock, *, began: bool) -> Iterator[None]:
    """Whatever the SDK lets through leaves here as one of Greenroom's own errors."""
    try:
        yield
    except GreenroomError:
        raise
    except TimeoutError:
        raise clock.error() from None
    except Exception as error:
        raise failure_of(error, endpoint, began=began) from error
