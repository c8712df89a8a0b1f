"""When a version is good enough to speak for its plan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def passes(case: Mapping[str, Any], result: Mapping[str, Any]) -> bool:
    """Whether the first version holds all that the case must keep and nothing that must go.

    `must_keep` are lists of spellings, any of which will do; `must_go` are strings, among them
    technical words, secrets and wrong readings.
    """
    row = next(iter(result.get("rewrites", ())), None)
    if row is None:
        return False
    text = _flat(row["text"])
    kept = all(any(_holds(text, s) for s in spellings) for spellings in case["must_keep"])
    return kept and not row["added"] and not any(_holds(text, s) for s in case["must_go"])


def _holds(flat: str, phrase: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(_flat(phrase))}(?!\w)", flat))


def _flat(text: str) -> str:
    plain = text.translate(str.maketrans("–—’‘“”", "--''\"\""))
    return re.sub(r"[\s-]+", " ", plain).lower().strip()
