"""`greenroom eval NAME`: finds the evaluation of that name beside this file and runs it.

An evaluation is a module `evals.<name>` with ``report(options: Options) -> str``, which gives
Markdown. Its cases are `evals/cases/<name>.<split>.jsonl`; nothing is tuned on "held_out".
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.config import Settings
from server.errors import ConfigurationError

HERE = Path(__file__).parent
CASES = HERE / "cases"
RESULTS = HERE / "results"


@dataclass(frozen=True)
class Options:
    """What to measure: which split, at most `limit` of its cases (0: all), with which settings.

    With a limit, every n-th case is taken, so that all kinds stay in. `arguments` are the
    evaluation's own, as they were given.
    """

    settings: Settings
    split: str = "dev"
    limit: int = 0
    arguments: tuple[str, ...] = ()


def known() -> list[str]:
    """The names of all evaluations: the modules here that have a `report`."""
    names = sorted(p.stem for p in HERE.glob("*.py") if not p.stem.startswith("_"))
    return [n for n in names if hasattr(importlib.import_module(f"evals.{n}"), "report")]


def run(name: str, options: Options) -> str:
    """The report of one evaluation.

    Raises:
        ConfigurationError: there is none of this name, or no such split.
    """
    if importlib.util.find_spec(f"evals.{name}") is None or name not in known():
        raise ConfigurationError(f"there is no evaluation {name!r}; there are {', '.join(known())}")
    report: str = importlib.import_module(f"evals.{name}").report(options)
    return report


def cases(name: str, options: Options) -> list[dict[str, Any]]:
    """The cases of an evaluation, in the file's order, thinned to the limit.

    Raises:
        ConfigurationError: the split has no file, or a line of it is no JSON object.
    """
    path = CASES / f"{name}.{options.split}.jsonl"
    if not path.is_file():
        splits = sorted(p.name.split(".")[1] for p in CASES.glob(f"{name}.*.jsonl"))
        raise ConfigurationError(f"{name} has no split {options.split!r}; it has {splits}")
    lines = path.read_text(encoding="utf-8").splitlines()
    return thinned([json.loads(line) for line in lines if line.strip()], options.limit)


def thinned(found: Sequence[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """At most `limit` of the cases, evenly spread over them; all when it is 0."""
    if not limit or limit >= len(found):
        return list(found)
    return [found[at * len(found) // limit] for at in range(limit)]


def told(text: str) -> None:
    """A line of progress, to stderr: stdout is the report's."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
