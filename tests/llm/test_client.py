import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import httpcore2
import httpx
import pytest
import respx

from server.errors import (
    ModelBrokenError,
    ModelError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnreachableError,
)
from server.llm import deadlines
from server.llm.client import ChatClient, ChatRequest, Delta, Finished, Limits, body
from server.llm.endpoint import Endpoint
from server.llm.stream import Usage
from server.records import Message
from tests.llm.completions import ANSWER, arriving, end, text

BASE = "http://model.test/v1"
URL = f"{BASE}/chat/completions"
KEY = "sk-canary-42"
REQUEST = ChatRequest(
    (Message("system", "Be brief."), Message("user", "What are the two tracks?")),
    {"temperature": 0, "max_tokens": 64, "seed": 7},
)
SSE = {"content-type": "text/event-stream"}
# Long enough for the first call of a process on a busy machine; who tests a limit sets it short.
PATIENT = Limits(first_token_s=30, idle_s=30, total_s=60, max_reply_chars=1_000)


@pytest.fixture
def endpoint() -> respx.Router:
    with respx.mock(using="httpcore2", assert_all_called=False) as router:
        yield router


@pytest.fixture
async def client() -> AsyncIterator[ChatClient]:
    made = client_for(PATIENT)
    yield made
    await made.aclose()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadlines, "RETRY_WAIT_S", 0.01)


def client_for(limits: Limits, base_url: str = BASE) -> ChatClient:
    async def where() -> Endpoint:
        return Endpoint(base_url, KEY, "some-model", "openai")

    return ChatClient(where, limits)


def answering(*pieces: bytes | Exception, **headers: str) -> httpx.Response:
    return httpx.Response(200, headers=SSE | headers, stream=Pieces(*pieces))


class Pieces(httpx.AsyncByteStream):
    """A response body that arrives in these pieces; None is a silence without end."""

    def __init__(self, *pieces: bytes | Exception | None) -> None:
        self._pieces = pieces
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            if piece is None:
                await asyncio.sleep(60)
                continue
            async for received in arriving(piece):
                yield received

    async def aclose(self) -> None:
        self.closed = True


async def read(client: ChatClient) -> tuple[str, Finished]:
    parts = [part async for part in client.stream(REQUEST)]
    assert [type(p) for p in parts].count(Finished) == 1
    finished = parts[-1]
    assert isinstance(finished, Finished)
    return "".join(p.text for p in parts if isinstance(p, Delta)), finished


async def failing(client: ChatClient) -> tuple[str, ModelError]:
    """The text before the failure, and the failure."""
    got = ""
    with pytest.raises(ModelError) as caught:
        async for part in client.stream(REQUEST):
            got += part.text if isinstance(part, Delta) else ""
    return got, caught.value


async def test_an_answer_is_streamed_and_finished_once(
    endpoint: respx.Router, client: ChatClient
) -> None:
    route = endpoint.post(URL).mock(return_value=answering(ANSWER))
    said, finished = await read(client)
    assert said == "Two tracks meet at the API."
    assert finished == Finished("stop", Usage(31, 3, 27), None, "openai", "some-model")
    assert route.called and route.call_count == 1


async def test_what_is_sent_is_the_documented_body(
    endpoint: respx.Router, client: ChatClient
) -> None:
    route = endpoint.post(URL).mock(return_value=answering(ANSWER))
    await read(client)
    sent = route.calls.last.request
    assert json.loads(sent.content) == body(REQUEST, "some-model")
    assert body(REQUEST, "some-model")["stream"] is True
    assert sent.headers["accept-encoding"] == "identity"
    assert sent.headers["authorization"] == f"Bearer {KEY}"


async def test_sampling_goes_out_as_it_is_given(endpoint: respx.Router, client: ChatClient) -> None:
    route = endpoint.post(URL).mock(return_value=answering(ANSWER))
    schema = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
    sampling = {"response_format": schema, "logprobs": True, "top_logprobs": 5, "stop": ["\n"]}
    async for _ in client.stream(ChatRequest(REQUEST.messages, sampling)):
        pass
    assert json.loads(route.calls.last.request.content).items() >= sampling.items()


async def test_a_call_that_nothing_answers_fails_and_leaves_no_trace(
    endpoint: respx.Router, client: ChatClient
) -> None:
    """The SDK's transport is under the mock: an unmocked call cannot reach the network."""
    route = endpoint.post("http://elsewhere.test/v1/chat/completions")
    _, error = await failing(client)
    assert isinstance(error, ModelUnreachableError)
    chain = f"{error.__cause__!r} {error.__cause__.__cause__!r}"
    assert "not mocked" in chain
    assert not route.called


async def test_a_length_finish_is_no_failure(endpoint: respx.Router, client: ChatClient) -> None:
    endpoint.post(URL).mock(return_value=answering(text("cut sho"), end("length")))
    said, finished = await read(client)
    assert (said, finished.reason) == ("cut sho", "length")


async def test_closing_the_iterator_ends_the_request(
    endpoint: respx.Router, client: ChatClient
) -> None:
    pieces = Pieces(text("Two "), None)
    endpoint.post(URL).mock(return_value=httpx.Response(200, headers=SSE, stream=pieces))
    parts = client.stream(REQUEST)
    assert await anext(parts) == Delta("Two ")
    assert not pieces.closed
    await parts.aclose()
    assert pieces.closed


async def test_cancelling_the_reader_ends_the_request(
    endpoint: respx.Router, client: ChatClient
) -> None:
    pieces = Pieces(text("Two "), None)
    endpoint.post(URL).mock(return_value=httpx.Response(200, headers=SSE, stream=pieces))
    task = asyncio.create_task(read(client))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert pieces.closed


@pytest.mark.parametrize(
    "cut",
    [httpcore2.RemoteProtocolError("peer closed"), httpcore2.ReadError("reset"), OSError("gone")],
)
async def test_a_cut_stream_keeps_its_text_and_is_not_asked_for_again(
    endpoint: respx.Router, client: ChatClient, cut: Exception
) -> None:
    route = endpoint.post(URL).mock(return_value=answering(text("Two "), text("tracks"), cut))
    said, error = await failing(client)
    assert said == "Two tracks"
    assert isinstance(error, ModelBrokenError) and error.retryable
    assert route.call_count == 1


async def test_a_cut_after_the_finish_reason_loses_nothing(
    endpoint: respx.Router, client: ChatClient
) -> None:
    cut = httpcore2.ReadError("reset")
    endpoint.post(URL).mock(return_value=answering(text("done"), end(), cut))
    assert (await read(client))[0] == "done"


async def test_silence_before_the_first_token_is_a_timeout(endpoint: respx.Router) -> None:
    endpoint.post(URL).mock(
        return_value=httpx.Response(200, headers=SSE, stream=Pieces(b": ping\n\n", None))
    )
    _, error = await failing(client_for(replace(PATIENT, first_token_s=0.2)))
    assert isinstance(error, ModelTimeoutError)
    assert "did not begin" in str(error)


async def test_silence_in_mid_answer_is_a_timeout(endpoint: respx.Router) -> None:
    endpoint.post(URL).mock(
        return_value=httpx.Response(200, headers=SSE, stream=Pieces(text("Two "), None))
    )
    said, error = await failing(client_for(replace(PATIENT, idle_s=0.2)))
    assert said == "Two "
    assert isinstance(error, ModelTimeoutError)
    assert "fell silent" in str(error)


async def test_pings_do_not_keep_a_silent_model_alive(endpoint: respx.Router) -> None:
    class Pinging(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.02)
                yield b": ping\n\n"

    endpoint.post(URL).mock(return_value=httpx.Response(200, headers=SSE, stream=Pinging()))
    _, error = await failing(client_for(Limits(first_token_s=0.1, idle_s=5, total_s=5)))
    assert isinstance(error, ModelTimeoutError)


async def test_the_total_deadline_ends_a_slow_answer(endpoint: respx.Router) -> None:
    class Slow(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.02)
                yield text("word ")

    endpoint.post(URL).mock(return_value=httpx.Response(200, headers=SSE, stream=Slow()))
    said, error = await failing(client_for(replace(PATIENT, total_s=2)))
    assert said.startswith("word ")
    assert "not done after 2 seconds" in str(error)


async def test_a_slow_reader_does_not_run_into_the_silence_limit(endpoint: respx.Router) -> None:
    endpoint.post(URL).mock(return_value=answering(text("a"), text("b"), end()))
    got = []
    async for part in client_for(replace(PATIENT, idle_s=0.2)).stream(REQUEST):
        got.append(part)
        await asyncio.sleep(0.3)
    assert [p.text for p in got if isinstance(p, Delta)] == ["a", "b"]


@pytest.mark.parametrize(
    ("status", "said", "retryable"),
    [
        (401, "OPENAI_API_KEY", False),
        (404, "GREENROOM_MODEL", False),
        (400, "GREENROOM_MODEL", False),
        (302, "OPENAI_BASE_URL", False),
        (429, "too often", True),
        (500, "error of its own", True),
        (503, "loading", True),
    ],
)
async def test_a_refusal_names_what_to_do(
    endpoint: respx.Router, client: ChatClient, status: int, said: str, retryable: bool
) -> None:
    refusal = httpx.Response(status, json={"error": {"message": f"bad {KEY}"}})
    endpoint.post(URL).mock(return_value=refusal)
    _, error = await failing(client)
    assert isinstance(error, ModelRefusedError)
    assert (error.status, error.retryable) == (status, retryable)
    assert said in str(error)


async def test_the_key_stands_in_no_message_and_no_log(
    endpoint: respx.Router,
    client: ChatClient,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    refusal = httpx.Response(401, json={"error": {"message": f"Incorrect key: {KEY}"}})
    endpoint.post(URL).mock(return_value=refusal)
    with caplog.at_level(logging.DEBUG):
        _, error = await failing(client)
    printed = capsys.readouterr()
    assert KEY not in f"{error}{printed.out}{printed.err}{caplog.text}"
    assert KEY not in repr(Endpoint(BASE, KEY, "m", "openai"))


async def test_a_prompt_that_is_too_long_is_said_to_be(
    endpoint: respx.Router, client: ChatClient
) -> None:
    refusal = {"message": "too many", "type": "exceed_context_size_error"}
    endpoint.post(URL).mock(return_value=httpx.Response(400, json={"error": refusal}))
    _, error = await failing(client)
    assert "too long" in str(error) and not error.retryable


async def test_a_redirect_is_not_followed(endpoint: respx.Router, client: ChatClient) -> None:
    away = endpoint.post("http://elsewhere.test/").mock(return_value=answering(ANSWER))
    endpoint.post(URL).mock(
        return_value=httpx.Response(302, headers={"location": "http://elsewhere.test/"})
    )
    _, error = await failing(client)
    assert isinstance(error, ModelRefusedError) and error.status == 302
    assert not away.called


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_passing_refusal_is_tried_once_more(
    endpoint: respx.Router, client: ChatClient, status: int
) -> None:
    route = endpoint.post(URL).mock(side_effect=[httpx.Response(status), answering(ANSWER)])
    assert (await read(client))[0] == "Two tracks meet at the API."
    assert route.call_count == 2


async def test_a_lasting_refusal_is_asked_twice_and_no_more(
    endpoint: respx.Router, client: ChatClient
) -> None:
    route = endpoint.post(URL).mock(return_value=httpx.Response(500))
    _, error = await failing(client)
    assert isinstance(error, ModelRefusedError)
    assert route.call_count == 2


async def test_the_endpoint_is_asked_for_again_before_the_second_attempt(
    endpoint: respx.Router,
) -> None:
    """An engine that was started again answers at another port."""
    ports = iter((1, 2))

    async def where() -> Endpoint:
        return Endpoint(f"http://model.test:{next(ports)}/v1", KEY, "m", "local")

    endpoint.post("http://model.test:1/v1/chat/completions").mock(
        side_effect=httpx.ConnectError("refused")
    )
    endpoint.post("http://model.test:2/v1/chat/completions").mock(return_value=answering(ANSWER))
    assert (await read(ChatClient(where, Limits())))[0] == "Two tracks meet at the API."


@pytest.mark.parametrize(
    ("retry_after", "calls"), [("0.02", 2), ("soon", 2), ("11", 1), ("86400", 1)]
)
async def test_a_wait_is_kept_to_but_never_a_long_one(
    endpoint: respx.Router, client: ChatClient, retry_after: str, calls: int
) -> None:
    refusal = httpx.Response(429, headers={"retry-after": retry_after})
    route = endpoint.post(URL).mock(return_value=refusal)
    _, error = await failing(client)
    assert error.status == 429
    assert route.call_count == calls


async def test_an_unauthorised_call_is_not_repeated(
    endpoint: respx.Router, client: ChatClient
) -> None:
    route = endpoint.post(URL).mock(return_value=httpx.Response(401))
    await failing(client)
    assert route.call_count == 1


async def test_nobody_there_is_unreachable(endpoint: respx.Router, client: ChatClient) -> None:
    endpoint.post(URL).mock(side_effect=httpx.ConnectError("refused"))
    _, error = await failing(client)
    assert isinstance(error, ModelUnreachableError) and error.retryable
    assert "OPENAI_BASE_URL" in str(error)


async def test_a_web_page_is_no_answer(endpoint: respx.Router, client: ChatClient) -> None:
    page = httpx.Response(200, html="<title>Sign in</title>")
    endpoint.post(URL).mock(return_value=page)
    _, error = await failing(client)
    assert isinstance(error, ModelBrokenError)
    assert "web page" in str(error)


async def test_a_packed_answer_is_not_unpacked(endpoint: respx.Router, client: ChatClient) -> None:
    pieces = Pieces(b"\x1f\x8b" + b"0" * 100)
    headers = {"content-encoding": "gzip"}
    endpoint.post(URL).mock(return_value=httpx.Response(200, headers=headers, stream=pieces))
    _, error = await failing(client)
    assert isinstance(error, ModelBrokenError)
    assert "packed" in str(error)


async def test_a_reply_without_end_is_stopped(endpoint: respx.Router, client: ChatClient) -> None:
    pieces = Pieces(*[text("x" * 400)] * 1_000)
    endpoint.post(URL).mock(return_value=httpx.Response(200, headers=SSE, stream=pieces))
    said, error = await failing(client)
    assert len(said) == 1_000
    assert "more than 1,000 characters" in str(error)
    assert pieces.closed


async def test_a_hundred_and_fifty_answers_may_stream_at_once(endpoint: respx.Router) -> None:
    client = client_for(Limits())
    endpoint.post(URL).mock(side_effect=lambda _: answering(ANSWER))
    answers = await asyncio.gather(*(read(client) for _ in range(150)))
    assert {said for said, _ in answers} == {"Two tracks meet at the API."}
    await client.aclose()
