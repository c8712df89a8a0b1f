"""The result of ask as the contract has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from server.checks.abstain import Signs, grounding
from server.checks.citations import Citation
from server.records import Passage


def result_of(
    passages: Sequence[Passage],
    citations: Sequence[Citation] = (),
    suggestions: Sequence[str] = (),
    *,
    because: str = "",
    signs: Signs | None = None,
    nearest: Citation | None = None,
) -> dict[str, Any]:
    """The result: `because` says why nothing is answered, and is empty for an answer.

    `signs` are what the decision to answer rests on, with their sum in log-odds; null where the
    question was foreign, or is still being judged. `nearest` is the line nearest to a question
    that is not answered: no answer, and cited by nothing.
    """
    return {
        "kind": "answer",
        "abstained": bool(because),
        "because": because,
        "signs": signs and asdict(signs) | {"log_odds": round(grounding(signs), 3)},
        "citations": [
            {"marker": c.marker} | _cited(c) for c in sorted(citations, key=lambda c: c.marker)
        ],
        "passages": [
            {
                "id": p.id,
                "chapter": p.chapter,
                "heading_path": list(p.heading_path),
                "text": p.text,
                "href": p.href,
                "score": p.score,
            }
            for p in passages
        ],
        "suggestions": list(suggestions),
        "nearest": nearest and _cited(nearest),
    }


def _cited(citation: Citation) -> dict[str, Any]:
    return {
        "passage_id": citation.passage.id,
        "heading_path": list(citation.passage.heading_path),
        "quote": citation.quote,
        "href": citation.passage.href,
    }
