"""One real service for all promises, with a proxy's header, and one behind a token."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.scripted import Scripted, scripted
from tests.security.service import TOKEN, USER, Service, serving


@pytest.fixture(scope="session")
def upstream() -> Iterator[Scripted]:
    with scripted() as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory, upstream: Scripted) -> Iterator[Service]:
    """Learners are named by a header, the log is JSON."""
    folder = tmp_path_factory.mktemp("service")
    with serving(folder, upstream, GREENROOM_USER_HEADER=USER, GREENROOM_LOG="json") as running:
        yield running


@pytest.fixture(scope="session")
def locked(tmp_path_factory: pytest.TempPathFactory, upstream: Scripted) -> Iterator[Service]:
    """Nobody comes in without the token; the log is text."""
    with serving(tmp_path_factory.mktemp("locked"), upstream, GREENROOM_TOKEN=TOKEN) as running:
        yield running


@pytest.fixture(autouse=True)
def _spoken_anew(request: pytest.FixtureRequest) -> Iterator[None]:
    """What one test had the model say is forgotten before the next."""
    yield
    if {"upstream", "service", "locked"} & set(request.fixturenames):
        endpoint: Scripted = request.getfixturevalue("upstream")
        endpoint.say("So it is.")
        endpoint.asked.clear()
        endpoint.headers.clear()
