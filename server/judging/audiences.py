"""Who a message is for: the study data of audiences as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What a reader outside the company must not see.
HIDDEN_OUTSIDE = (
    "jargon",
    "opinions",
    "staff_names",
    "other_customers",
    "internal_causes",
    "internal_costs",
)


@dataclass(frozen=True)
class Audience:
    """A reader: whether technical words stay, what must be stated, what must not be seen.

    `keeps_counts`: works with what numbers count, so that keeps its name ("40 endpoints").
    """

    id: str
    title: str
    technical: bool
    needs: tuple[str, ...]
    opening: tuple[str, ...]
    must_not_see: frozenset[str]
    known_terms: frozenset[str]
    keeps_counts: bool = False

    @property
    def external(self) -> bool:
        """Outside the company: staff names and inner causes are not for this reader."""
        return "staff_names" in self.must_not_see


def audience_from(id: str, audiences: Mapping[str, Mapping[str, Any]]) -> Audience | None:
    """The audience of an id of `corpus/audiences.yaml`; None when there is none."""
    row = audiences.get(id)
    if row is None:
        return None
    return Audience(
        id=id,
        title=str(row.get("title", id)),
        technical=bool(row.get("technical", False)),
        needs=tuple(row.get("needs", ())),
        opening=tuple(row.get("opening", ("decision_or_ask", "impact"))),
        must_not_see=frozenset(row.get("must_not_see", ())),
        known_terms=frozenset(str(t).lower() for t in row.get("known_terms", ())),
        keeps_counts=bool(row.get("keeps_counts", False)),
    )
