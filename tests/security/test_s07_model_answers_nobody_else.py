"""S7: the local model answers nobody but the service.

That two runs share no key and the engine inherits no secret is tested in
tests/llm/test_engine.py, with an engine that stands in.
"""

import sys
import types
from typing import Any
from urllib.parse import urlsplit

import pytest

from server.llm import engine_process
from tests.security.service import Service
from tests.security.sockets import family, sockets_of

LISTENING = "0A"


def test_s7_the_service_listens_on_one_socket_its_own(service: Service) -> None:
    port = urlsplit(service.address).port
    listening = [
        (kind, own)
        for pid in family(service.pid)
        for kind, state, own, _ in sockets_of(pid)
        if (kind.startswith("tcp") and state == LISTENING) or kind.startswith("udp")
    ]
    assert listening == [("tcp", ("127.0.0.1", port))]


class Params:
    """Takes whatever the engine is given."""

    def __init__(self) -> None:
        self.model, self.cpuparams = types.SimpleNamespace(), types.SimpleNamespace()
        self.cpuparams_batch = types.SimpleNamespace()


def test_s7_the_engine_is_started_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = types.ModuleType("xllamacpp")
    given: list[Any] = []
    engine.CommonParams = Params  # type: ignore[attr-defined]
    engine.Server = given.append  # type: ignore[attr-defined]
    pooling = types.SimpleNamespace(LLAMA_POOLING_TYPE_NONE=0)
    engine.llama_pooling_type = pooling  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xllamacpp", engine)
    engine_process._served(
        {"model": "m", "name": "n", "key": "k" * 32, "prefix": "/" + "p" * 22,
         "context_tokens": 512, "threads": 1, "states": ""}
    )  # fmt: skip
    params = given[0]
    assert params.hostnames == ["127.0.0.1"] and params.port == 0
    assert params.api_keys == ["k" * 32] and params.api_prefix == "/" + "p" * 22
    assert (params.ui, params.cors_origins, params.cors_credentials) == (False, "", False)
    assert params.endpoint_slots is False
