"""What the engine has read is saved and restored by its own address, and lost without harm."""

import json
from pathlib import Path

import httpx2
import pytest

from server.llm.endpoint import Endpoint
from server.llm.slot_states import SlotStates

WHERE = Endpoint("http://127.0.0.1:9/secret/v1", "key", "m", "local")


async def where() -> Endpoint:
    return WHERE


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[httpx2.Request]:
    """An engine that writes the file it is told to, and refuses to restore a broken one."""
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        path = tmp_path / json.loads(request.content)["filename"]
        if request.url.params["action"] == "save":
            path.write_bytes(b"state")
            return httpx2.Response(200)
        return httpx2.Response(200 if path.read_bytes() == b"state" else 400)

    real = httpx2.AsyncClient
    monkeypatch.setattr(
        httpx2,
        "AsyncClient",
        lambda **more: real(transport=httpx2.MockTransport(answer), **more),
    )
    return asked


async def test_a_saved_state_is_restored_under_the_engines_secret(
    engine: list[httpx2.Request], tmp_path: Path
) -> None:
    states = SlotStates(where, tmp_path, model="m 8192")
    assert not await states.restore("a prompt") and engine == []
    assert await states.save("a prompt") and await states.restore("a prompt")
    assert {request.url.path for request in engine} == {"/secret/slots/0"}
    assert {request.headers["Authorization"] for request in engine} == {"Bearer key"}


async def test_another_models_state_is_not_taken(
    engine: list[httpx2.Request], tmp_path: Path
) -> None:
    await SlotStates(where, tmp_path, model="m 8192").save("a prompt")
    assert not await SlotStates(where, tmp_path, model="m 4096").restore("a prompt")


async def test_a_state_that_the_engine_refuses_is_thrown_away(
    engine: list[httpx2.Request], tmp_path: Path
) -> None:
    states = SlotStates(where, tmp_path, model="m")
    await states.save("a prompt")
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"half a sta")
    assert not await states.restore("a prompt")
    assert list(tmp_path.iterdir()) == []


async def test_older_prompts_are_forgotten(engine: list[httpx2.Request], tmp_path: Path) -> None:
    states = SlotStates(where, tmp_path, model="m")
    await states.save("an older prompt")
    await states.save("a prompt")
    states.forget_others(["a prompt"])
    assert len(list(tmp_path.iterdir())) == 1 and await states.restore("a prompt")


async def test_an_engine_that_is_gone_keeps_nothing_and_raises_nothing(tmp_path: Path) -> None:
    assert not await SlotStates(where, tmp_path, model="m").save("a prompt")
