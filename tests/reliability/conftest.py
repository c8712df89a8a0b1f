"""A misbehaving endpoint, and a server on it that the tests of a file share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.faults.upstream import Upstream
from tests.reliability.service import Service

# Short enough to wait for, long enough for a busy machine.
LIMITS = {
    "GREENROOM_FIRST_TOKEN_S": "4",
    "GREENROOM_IDLE_S": "3",
    "GREENROOM_TOTAL_S": "10",
}
# How often the long tests do what they do: RELIABILITY_ROUNDS=200 for the figures in the docs.
ROUNDS = int(os.environ.get("RELIABILITY_ROUNDS", "0"))
SEED = int(os.environ.get("RELIABILITY_SEED", "8"))


# What the tests measured, printed at the end.
MEASURED = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for line in config.stash.get(MEASURED, []):
        terminalreporter.write_line(line)


@pytest.fixture
def measured(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Takes a line for the end of the run."""
    return pytestconfig.stash.setdefault(MEASURED, []).append


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/reliability/" in str(item.path):
            item.add_marker(pytest.mark.reliability)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture
def upstream(endpoint: Upstream) -> Upstream:
    endpoint.heal()
    return endpoint


@pytest.fixture(scope="module")
def service(endpoint: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(tmp_path_factory.mktemp("served") / "home", endpoint, **LIMITS)
    try:
        running.start()
        running.until_indexed()
        yield running
    finally:
        running.close()


@pytest.fixture
def home_of_its_own(
    endpoint: Upstream, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """For a test that may not share: not started yet."""
    running = Service(tmp_path_factory.mktemp("alone") / "home", endpoint, **LIMITS)
    yield running
    running.close()
