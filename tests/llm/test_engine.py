import asyncio
import hashlib
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from server.errors import AssetError, ModelUnreachableError, NotReadyError
from server.llm import child, engine
from server.llm.assets import Asset, present
from server.llm.engine import Engine, EngineOptions
from server.llm.fetching import Progress

STAND_IN = Path(__file__).with_name("stand_in_engine.py")
ASSET = Asset("answers", "Invented", "weights", "Apache-2.0", "answers.gguf", 4, "0" * 64)
Starter = Callable[..., Engine]


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Starter]:
    started: list[Engine] = []

    def begin(weights: Asset | Path, **more: object) -> Engine:
        options = EngineOptions(tmp_path / "models", tmp_path / "engine.log", program=STAND_IN)
        made = Engine(weights, options, **more)  # type: ignore[arg-type]
        made.start()
        started.append(made)
        return made

    yield begin
    for made in started:
        await made.stop()


async def until(true: Callable[[], bool], within_s: float = 5.0) -> None:
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_loaded_engine_answers_on_loopback_under_a_secret(start: Starter) -> None:
    running = start(Path("answers.gguf"))
    endpoint = await running.endpoint()
    assert running.state == "ready" and running.pid
    assert endpoint.base_url.startswith("http://127.0.0.1:")
    assert endpoint.base_url.endswith("/v1") and len(endpoint.base_url) > 40
    assert len(endpoint.api_key) >= 32
    assert (endpoint.model, endpoint.provider) == ("answers", "local")


async def test_two_runs_share_no_key(start: Starter) -> None:
    one, two = start(Path("answers.gguf")), start(Path("answers.gguf"))
    assert (await one.endpoint()).api_key != (await two.endpoint()).api_key


async def test_an_engine_that_is_killed_comes_back_at_a_new_address(start: Starter) -> None:
    running = start(Path("answers.gguf"))
    before, pid = await running.endpoint(), running.pid
    assert pid
    os.kill(pid, signal.SIGKILL)
    await until(lambda: running.pid not in (pid, None))
    after = await running.endpoint()
    assert running.state == "ready"
    assert after != before


async def test_a_request_waits_while_the_engine_comes_back(start: Starter) -> None:
    running = start(Path("answers.gguf"))
    await running.endpoint()
    assert running.pid
    os.kill(running.pid, signal.SIGKILL)
    await until(lambda: running.state == "loading")
    assert (await running.endpoint()).base_url
    assert running.state == "ready"


async def test_an_engine_that_cannot_load_says_why(start: Starter) -> None:
    running = start(Path("refuses.gguf"))
    await until(lambda: running.state == "unreachable")
    with pytest.raises(ModelUnreachableError, match="libgomp1"):
        await running.endpoint()


async def test_an_engine_that_aborts_while_loading_leaves_the_service_up(start: Starter) -> None:
    running = start(Path("dies_while_loading.gguf"))
    await until(lambda: running.state == "unreachable")
    with pytest.raises(ModelUnreachableError, match="SIGABRT"):
        await running.endpoint()


async def test_an_engine_that_stops_answering_is_replaced(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "HEALTH_EVERY_S", 0.02)
    monkeypatch.setattr(child, "HEALTH_ANSWER_S", 0.1)
    monkeypatch.setattr(child, "STOP_S", 0.1)
    running = start(Path("answers.gguf"))
    await running.endpoint()
    pid = running.pid
    assert pid
    await asyncio.sleep(0.2)
    assert running.pid == pid
    os.kill(pid, signal.SIGSTOP)
    await until(lambda: running.pid not in (pid, None))
    assert not alive(pid)


@pytest.mark.parametrize("model", ["answers", "clings_to_life"])
async def test_stopping_ends_the_process(
    start: Starter, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "STOP_S", 0.3)
    running = start(Path(f"{model}.gguf"))
    await running.endpoint()
    pid = running.pid
    assert pid and alive(pid)
    await running.stop()
    assert not alive(pid)


async def test_stopping_before_the_start_is_harmless(tmp_path: Path) -> None:
    await Engine(Path("x.gguf"), EngineOptions(tmp_path, tmp_path / "engine.log")).stop()


async def test_the_engine_inherits_no_secret(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    monkeypatch.setenv("GREENROOM_TOKEN", "canary")
    running = start(Path("answers.gguf"))
    endpoint = await running.endpoint()
    environment = Path(f"/proc/{running.pid}/environ")
    if not environment.exists():
        pytest.skip("this system shows no environment of a process")
    assert b"canary" not in environment.read_bytes()
    command = Path(f"/proc/{running.pid}/cmdline").read_bytes().decode()
    assert endpoint.api_key not in command


def fetching(release: threading.Event) -> Callable[..., Path]:
    def fetched(asset: Asset, folder: Path, progress: Progress, stop: threading.Event) -> Path:
        progress(0.25)
        while not release.wait(0.01):
            if stop.is_set():
                raise AssetError("the download was stopped")
        progress(1.0)
        return folder / asset.file

    return fetched


async def test_a_request_during_the_download_hears_how_far_it_is(start: Starter) -> None:
    release = threading.Event()
    running = start(ASSET, fetched=fetching(release))
    await until(lambda: running.progress == 0.25)
    assert running.state == "downloading"
    with pytest.raises(NotReadyError, match="25%") as caught:
        await running.endpoint()
    assert caught.value.progress == 0.25
    release.set()
    await until(lambda: running.state == "ready")
    assert running.progress is None


async def test_verified_weights_are_loaded_at_once(start: Starter, tmp_path: Path) -> None:
    asset = replace(ASSET, sha256=hashlib.sha256(b"GGUF").hexdigest())
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / asset.file).write_bytes(b"GGUF")
    assert present(asset, tmp_path / "models")
    running = start(asset)
    assert running.state == "loading"
    assert (await running.endpoint()).model == "answers"


async def test_stopping_ends_a_download(start: Starter) -> None:
    running = start(ASSET, fetched=fetching(threading.Event()))
    await until(lambda: running.progress == 0.25)
    await asyncio.wait_for(running.stop(), 2)
    assert running.pid is None


async def test_a_failed_download_is_tried_again(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BACKOFF_S", (0.0, 0.3))
    failures = iter([AssetError("no network"), None])

    def fetched(asset: Asset, folder: Path, *_: object) -> Path:
        failure = next(failures)
        if failure:
            raise failure
        return folder / asset.file

    running = start(ASSET, fetched=fetched)
    await until(lambda: running.state == "unreachable")
    assert running.fault == "no network"
    await until(lambda: running.state == "ready")


async def test_a_waiting_request_gives_up_in_the_end(
    start: Starter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LOAD_WAIT_S", 0.02)
    running = start(Path("answers.gguf"))
    with pytest.raises(NotReadyError, match="still loading"):
        await running.endpoint()
