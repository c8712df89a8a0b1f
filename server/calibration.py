"""`greenroom calibrate`: which plan the configured model deserves, found out on labelled cases.

Each plan of a mode runs every case of `corpus/calibration/<mode>.yaml` through the very code that
answers learners, in a home of its own; what passed is kept per model in GREENROOM_HOME. A run that
was stopped goes on behind the last case it finished.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from server.coach import submission_digest
from server.config import ROOT, Settings
from server.errors import ConfigurationError
from server.plans import Measured, keep
from server.records import Mode, Turn
from server.store.store import Submission
from server.turn import TurnRun
from server.wiring import Parts

LEARNER = "calibration"
UNFINISHED = "calibration-unfinished.json"  # in GREENROOM_HOME, while a run is under way
READY_WITHIN_S = 900
Told = Callable[[str], None]


def calibrate(settings: Settings, *, only: str = "", limit: int = 0, told: Told) -> str:
    """Measure every plan of every mode that has several, or of `only`; a sentence a mode.

    Raises:
        ConfigurationError: the mode has no plans or no cases, or the model is not ready.
    """
    return asyncio.run(_calibrate(settings, only, limit, told))


async def _calibrate(settings: Settings, only: str, limit: int, told: Told) -> str:
    lines = []
    finished = _Finished(settings.home / UNFINISHED)
    async with running_aside(settings) as parts:
        modes = [m for m in parts.modes.values() if m.plans and only in ("", m.name)]
        if not modes:
            raise ConfigurationError(f"there is no mode {only!r} with several plans")
        for mode in modes:
            cases = cases_of(mode.name)[: limit or None]
            runs = {p: await _run(parts, mode, p, cases, told, finished) for p in mode.plans}
            measured = {p: run.measured for p, run in runs.items()}
            last = runs[mode.plans[-1]].results
            weights = mode.weighs(cases, last) if mode.weighs else None
            lacking = mode.lacks(last) if mode.lacks else ""
            at = datetime.now(UTC).isoformat(timespec="seconds")
            name = parts.model.name
            chosen = keep(settings.home, name, mode.name, measured, at, weights, lacking)
            rates = ", ".join(f"{p} {m.passed} of {m.of}" for p, m in measured.items())
            finished.forget()
            why = f" ({lacking})" if lacking else ""
            lines.append(f"{mode.name} with {name}: {rates} passed; {chosen} it is{why}")
    return "\n".join(lines)


def cases_of(mode: str, root: Path = ROOT) -> list[dict[str, Any]]:
    """The labelled cases of a mode.

    Raises:
        ConfigurationError: there are none.
    """
    path = root / "corpus" / "calibration" / f"{mode}.yaml"
    if not path.is_file():
        raise ConfigurationError(f"{path} is missing; a mode with plans needs labelled cases")
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


class _Finished:
    """The cases that a run has finished: seconds and result, kept in a file until it ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self.known = {}

    @staticmethod
    def key(model: str, mode: Mode, plan: str, case: Mapping[str, Any]) -> str:
        """What a finished case is found by; another model, plan or wording makes it another."""
        whole = json.dumps([model, mode.name, plan, case], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    def note(self, key: str, seconds: float, result: Mapping[str, Any], *, whole: bool) -> None:
        """Remember a case, and write it down for a later run where it is whole."""
        self.known[key] = {"seconds": seconds, "result": result, "whole": whole}
        kept = {key: one for key, one in self.known.items() if one.get("whole")}
        self.path.write_text(json.dumps(kept), encoding="utf-8")

    def forget(self) -> None:
        """The run has ended."""
        self.known = {}
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Run:
    """A plan on all cases: how it did, and its results."""

    measured: Measured
    results: list[Mapping[str, Any]]


async def _run(
    parts: Parts,
    mode: Mode,
    plan: str,
    cases: Sequence[Mapping[str, Any]],
    told: Told,
    finished: _Finished,
) -> _Run:
    why = "it is being calibrated"
    parts.study["plans"][mode.name] = {"plan": plan, "why": why, "calibrating": True}
    passed, seconds, results = 0, [], []
    assert mode.passes  # a mode with plans tells good results from bad ones
    for at, case in enumerate(cases, start=1):
        key = finished.key(parts.model.name, mode, plan, case)
        if key not in finished.known:
            began = time.monotonic()
            turn = await _turn(parts, mode, case)
            # One that the model failed in counts as it is, but is asked again by the next run.
            whole = turn.problem is None
            finished.note(key, time.monotonic() - began, turn.result or {}, whole=whole)
        seconds.append(float(finished.known[key]["seconds"]))
        results.append(finished.known[key]["result"])
        passed += mode.passes(case, results[-1])
        told(f"{mode.name}, {plan}: {at} of {len(cases)}, {passed} passed")
    middle = round(median(seconds), 1) if seconds else 0.0
    return _Run(Measured(passed, len(cases), middle), results)


async def _turn(parts: Parts, mode: Mode, case: Mapping[str, Any]) -> Turn:
    options = {n: s.get("default") for n, s in mode.options.items()} | dict(case["options"])
    session = await parts.coach.open_session(LEARNER, mode, options)
    digest = submission_digest(case["message"], "say", options)
    submission = Submission(case["message"], "say", options, None, digest)
    run = await parts.coach.submit(session, submission)
    assert isinstance(run, TurnRun)  # the session is new, so nothing was submitted before
    async for _ in run.events():
        pass
    return run.turn


@asynccontextmanager
async def running_aside(settings: Settings) -> AsyncIterator[Parts]:
    """The parts, the model ready, in a home of their own that shares the usual one's models.

    Raises:
        ConfigurationError: the model was not ready in time, or does not answer.
    """
    with TemporaryDirectory(prefix="greenroom-aside-") as place:
        home, models = Path(place), settings.home / "models"
        models.mkdir(parents=True, exist_ok=True)
        (home / "models").symlink_to(models)
        parts = Parts(settings.model_copy(update={"home": home, "database_url": ""}))
        await parts.start()
        try:
            await _until_ready(parts)
            yield parts
        finally:
            await parts.stop()


async def _until_ready(parts: Parts) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while parts.readiness()["model"]["state"] in ("downloading", "loading"):
        if time.monotonic() > until:
            raise ConfigurationError("the model was not ready in time")
        await asyncio.sleep(0.2)
    if parts.model.fault:
        raise ConfigurationError(f"the model does not answer: {parts.model.fault}")
