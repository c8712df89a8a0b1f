"""One thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """`wrong` keeps Greenroom from working, `poor` lets it work less well; `mend` is what to do."""

    verdict: Literal["good", "poor", "wrong"]
    what: str
    said: str
    mend: str = ""
