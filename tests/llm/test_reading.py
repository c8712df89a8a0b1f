"""What the engine makes of a text is asked for by its own addresses, kept, and done without."""

import json
from typing import Any

import httpx2
import numpy as np
import pytest

from server.errors import ModelUnreachableError
from server.llm.endpoint import Endpoint
from server.llm.reading import KEPT, MOST_CHARS, EngineReader, reading_of
from server.steps import Reading

WHERE = Endpoint("http://127.0.0.1:9/secret/v1", "key", "m", "local")
TEXT = "Zoë waits"
# The second letter with two dots is two bytes, and two tokens here.
PIECES: list[str | list[int]] = ["Zo", [0xC3], [0xAB], " waits"]


async def where() -> Endpoint:
    return WHERE


async def nowhere() -> Endpoint:
    raise ModelUnreachableError("the engine is gone")


def states(text: str) -> list[list[float]]:
    return [[float(n), float(len(text))] for n in range(len(PIECES))]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> list[httpx2.Request]:
    """An engine that reads TEXT, and refuses all else."""
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        body: dict[str, Any] = json.loads(request.content)
        if request.url.path.endswith("tokenize"):
            tokens = [{"id": 1, "piece": piece} for piece in PIECES]
            return httpx2.Response(200, json={"tokens": tokens})
        if request.url.path.endswith("completion"):
            return httpx2.Response(200, json={"content": "B"})
        if TEXT not in body["input"]:
            return httpx2.Response(500, json={"error": "refused"})
        return httpx2.Response(200, json=[{"index": 0, "embedding": states(body["input"])}])

    real = httpx2.AsyncClient
    monkeypatch.setattr(
        httpx2,
        "AsyncClient",
        lambda **more: real(transport=httpx2.MockTransport(answer), **more),
    )
    return asked


async def test_a_text_is_read_once_under_the_engines_secret(engine: list[httpx2.Request]) -> None:
    reader = EngineReader(where, lambda: True)
    found = await reader.read(TEXT)
    assert found is not None and found.model == "m"
    assert found.places == ((0, 2), (2, 2), (2, 3), (3, 9)) and found.states.shape == (4, 2)
    assert await reader.read(TEXT) is found
    assert [request.url.path for request in engine] == [
        "/secret/tokenize",
        "/secret/completion",
        "/secret/embeddings",
    ]
    assert {request.headers["Authorization"] for request in engine} == {"Bearer key"}


async def test_what_was_read_long_ago_is_forgotten(engine: list[httpx2.Request]) -> None:
    reader = EngineReader(where, lambda: True)
    first = await reader.read(TEXT)
    for n in range(KEPT):
        reader.keep(f"other {n}", Reading("m", (), np.zeros((0, 2))))
    assert await reader.read(TEXT) is not first


@pytest.mark.parametrize("text", ["", "  ", "refuse this", TEXT + "x" * MOST_CHARS])
async def test_what_cannot_be_read_is_none(engine: list[httpx2.Request], text: str) -> None:
    assert await EngineReader(where, lambda: True).read(text) is None


async def test_an_engine_that_is_not_ready_is_not_asked(engine: list[httpx2.Request]) -> None:
    assert await EngineReader(where, lambda: False).read(TEXT) is None and not engine


async def test_an_engine_that_is_gone_is_done_without(engine: list[httpx2.Request]) -> None:
    assert await EngineReader(nowhere, lambda: True).read(TEXT) is None


def test_states_of_other_tokens_are_no_reading() -> None:
    tokens = [{"piece": piece} for piece in PIECES]
    assert reading_of("m", TEXT, tokens, states(TEXT)[1:]) is None
    assert reading_of("m", TEXT + "!", tokens, states(TEXT)) is None
    found = reading_of("m", TEXT, tokens, states(TEXT))
    assert found is not None and found.states.dtype == np.float32
