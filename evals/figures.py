"""Figures with their uncertainty, and tables of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

RESAMPLES = 2_000
SEED = 7


def mean(values: Sequence[float]) -> float:
    """The mean; NaN of nothing."""
    return float(np.mean(values)) if len(values) else float("nan")


def interval(values: Sequence[float], *, level: float = 0.95) -> tuple[float, float]:
    """The bootstrap interval of a mean: percentiles of RESAMPLES means, the same every time."""
    if not len(values):
        return float("nan"), float("nan")
    drawn = np.random.default_rng(SEED).choice(np.asarray(values, float), (RESAMPLES, len(values)))
    low, high = np.percentile(drawn.mean(axis=1), [50 * (1 - level), 50 * (1 + level)])
    return float(low), float(high)


def paired(first: Sequence[float], second: Sequence[float]) -> tuple[float, float, float]:
    """The mean of first minus second, case by case, with its bootstrap interval."""
    difference = [a - b for a, b in zip(first, second, strict=True)]
    return (mean(difference), *interval(difference))


def share(values: Sequence[float]) -> str:
    """A mean with its interval and n, such as "0.85 [0.79, 0.90], n 98"."""
    if not len(values):
        return "n 0"
    low, high = interval(values)
    return f"{mean(values):.2f} [{low:.2f}, {high:.2f}], n {len(values)}"


def percentile(values: Sequence[float], q: float) -> float:
    """A percentile (0..100); NaN of nothing."""
    return float(np.percentile(values, q)) if len(values) else float("nan")


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
