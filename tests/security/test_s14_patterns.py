"""S14: no pattern of the judging code takes the square of a row's length to read it.

Each is fed as the code uses it, with rows of one sign. What takes long at 5,000 characters is fed
20,000: the square of it takes 16 times as long, a straight line four times. Rows in whole texts,
job by job, are in test_s14_long_rows.py.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import server.checks
import server.judging
import server.modes

SIZE = 5_000
# Seconds of the processor; what is quadratic and at this bound takes 0.4 for the longest message.
LIMIT = 0.025
LONGER, GROWTH = 4, 8.0  # how much longer, and the growth that tells a square from a line
ROWS = ("a", "7", " ", "\n", "(", "[", "-", "<", "a-", "a, ", "7,", "Ab ", "it is ", "We did it. ")
# Never given a whole row: what they are given is cut before, or is our own.
BOUNDED = {
    "server.judging.doubtful._BEFORE": "a window of one word's length",
    "server.judging.chunks._LEFT": "a window of 60 characters",
    "server.judging.chunks._BELONGS": "a window of 60 characters",
    "server.judging.outline._OPEN_END": "the questions of our own",
    "server.judging.star_": "stories whose long rows are bounded (`server.text.bounded`)",
}
_WAYS = r"\b{}\b(?:\[[^\]]*\])?\.(match|fullmatch|search|finditer|findall|sub|split)\("


def compiled() -> Iterator[tuple[str, re.Pattern[str], frozenset[str]]]:
    """Each pattern of a module's own, its name, and the methods that are called on it there."""
    for package in (server.checks, server.judging, server.modes):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            source = inspect.getsource(module)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and f"{name} = re.compile(" in source:
                    ways = frozenset(re.findall(_WAYS.format(re.escape(name)), source))
                    yield f"{found.name}.{name}", value, ways


PATTERNS = list(compiled())


def is_square(pattern: re.Pattern[str], ways: frozenset[str], row: str) -> bool:
    """Whether a pattern is slow on a row, and grows with it faster than the row."""
    took = seconds(pattern, ways, row)
    return took >= LIMIT and seconds(pattern, ways, row, SIZE * LONGER) >= GROWTH * took


def seconds(pattern: re.Pattern[str], ways: frozenset[str], row: str, size: int = SIZE) -> float:
    """The least of three readings, so that a moment in which another ran does not count."""
    text = (row * size)[:size]
    least = float("inf")
    for _ in range(3):
        began = time.process_time()
        if ways and ways <= {"match", "fullmatch"}:
            for way in ways:
                getattr(pattern, way)(text)
        else:
            for _hit in pattern.finditer(text):
                pass
        least = min(least, time.process_time() - began)
        if least < LIMIT:
            break
    return least


@pytest.mark.parametrize("row", ROWS)
def test_s14_no_pattern_is_quadratic_on_a_row(row: str) -> None:
    slow = [
        name
        for name, pattern, ways in PATTERNS
        if not name.startswith(tuple(BOUNDED)) and is_square(pattern, ways, row)
    ]
    assert slow == []


def test_s14_what_is_quadratic_is_seen() -> None:
    assert is_square(re.compile(r"\s*(?:x|y+)z"), frozenset({"search"}), " ")
    assert len(PATTERNS) > 150
