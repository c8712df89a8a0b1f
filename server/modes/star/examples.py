"""Two stories to start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def examples() -> tuple[Mapping[str, Any], ...]:
    """A story with figures, and one that stays vague."""
    strong = (
        "At a ticketing company our checkout failed for one buyer in fifty whenever a big concert"
        " opened. I was asked to bring that under one in five hundred before the summer festivals."
        " I read 300 failed orders and saw that most died while waiting for the seat lock. I"
        " compared a bigger database with a queue in front of the lock, and chose the queue"
        " because it was reversible, although buyers would wait a few seconds. I wrote the waiting"
        " page's rules with a designer and tested them on a small venue first. By June failures"
        " fell from 2% to 0.15% of orders, and we kept the old database. I learned to look at"
        " single cases before I ask for machines."
    )
    weak = (
        "Our search had some problems and people were unhappy. I worked closely with the engineers"
        " and we improved many things. We aligned all the stakeholders. In the end it was a big"
        " success and everybody was happy."
    )
    return (
        {"title": "A story with figures and a trade-off", "message": strong, "options": {}},
        {
            "title": "A story that stays vague",
            "message": weak,
            "options": {"question": "Tell me about a technical problem that you solved."},
        },
    )
