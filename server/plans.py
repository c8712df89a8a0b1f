"""Which plan a mode runs: the careful one, unless a freer one was measured to be better.

What was measured lies in GREENROOM_HOME/calibration.json, under the model's name and the mode's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog

from server.records import Mode

log = structlog.get_logger()
FILE = "calibration.json"


@dataclass(frozen=True)
class Measured:
    """How a plan did: cases passed, of how many, and the median seconds a case."""

    passed: int
    of: int
    seconds: float


def best(measured: Mapping[str, Measured]) -> str:
    """The plan that passed most often; of equals the quicker one, of those the more careful.

    `measured` has the plans from the most careful to the freest.
    """
    ranked = sorted(measured, key=lambda p: (-measured[p].passed, measured[p].seconds))
    return ranked[0]


def keep(
    home: Path,
    model: str,
    mode: str,
    measured: Mapping[str, Measured],
    at: str,
    weights: Mapping[str, float] | None = None,
    lacking: str = "",
) -> str:
    """Write what was measured for a model and a mode, beside all else; the plan chosen.

    With `weights`, what the model's voice weighs in the freest plan, that one is chosen where it
    weighs anything, and else the most careful. `lacking`: what the endpoint does not give.
    """
    known = _read(home)
    chosen = best(measured)
    if weights is not None:
        chosen = list(measured)[-1 if any(weights.values()) else 0]
    rates = {plan: asdict(one) for plan, one in measured.items()}
    entry = {"at": at, "plans": rates, "chosen": chosen}
    entry |= {"weights": dict(weights)} if weights is not None else {}
    entry |= {"lacking": lacking} if lacking else {}
    known.setdefault(model, {})[mode] = entry
    (home / FILE).write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
    return chosen


def chosen(home: Path, model: str, modes: Mapping[str, Mode]) -> dict[str, dict[str, Any]]:
    """For every mode with several plans: the plan, and in words why it is this one."""
    known = _read(home).get(model, {})
    return {
        name: _choice(mode, known.get(name), model) for name, mode in modes.items() if mode.plans
    }


def _choice(mode: Mode, entry: Any, model: str) -> dict[str, Any]:
    careful = mode.plans[0]
    if not isinstance(entry, Mapping) or entry.get("chosen") not in mode.plans:
        why = f"{model} has not been calibrated here, so the careful plan runs"
        return {"plan": careful, "why": why, "measured": {}}
    rates = entry.get("plans", {})
    told = ", ".join(f"{plan} {r['passed']} of {r['of']}" for plan, r in rates.items())
    why = f"measured with {model} on {entry.get('at', '')[:10]}: {told} passed"
    found = {"plan": entry["chosen"], "why": why, "measured": rates}
    if weights := entry.get("weights"):
        told = ", ".join(f"{n} {w}" for n, w in weights.items())
        found["why"] += f"; its voice weighs {told if any(weights.values()) else 'nothing'}"
        found["weights"] = weights
    if lacking := entry.get("lacking"):
        found["why"] += f", since {lacking}"
    return found


def _read(home: Path) -> dict[str, Any]:
    path = home / FILE
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        log.warning("calibration_unreadable", path=str(path), reason=str(error))
        return {}
    return found if isinstance(found, dict) else {}
