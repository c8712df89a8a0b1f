"""What the sentences of one turn share, and what becomes of each."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.judging.insider import Part
from server.judging.lexicon import Lexicon
from server.judging.unknown import Offsets
from server.records import Choice, Reading, Step, Written

Pieces = Generator[Step, Any, "tuple[Piece, ...]"]
OnePiece = Generator[Step, Any, "Piece"]
_BULLET = re.compile(r"^(?:[-*•+]|\d{1,3}[.)])\s+")


@dataclass(frozen=True)
class Piece:
    """A sentence before and after. `how` tells what was done with it, `reason` why.

    `how`: "kept" word for word, "cut" less a clause, "rewritten" by the model, "glossary" (plain
    words put in by code), "left_out" (`after` is ""), "added" (the learner's own new fact).
    """

    before: str
    after: str
    how: str
    reason: str | None = None
    start: int = 0
    paragraph: int = 0
    bullet: bool = False
    retold: tuple[tuple[str, str], ...] = ()


@dataclass
class Desk:
    """What the sentences of one turn share.

    `addressed` are names of the reader's own company; `undone` sentences that stand as they
    were; `done` saves asking twice for two audiences, `earlier` (before -> after) for two turns;
    without `rewords` technical words stay. `parts`: those of each sentence, with the odds that each
    is for colleagues alone; empty where no embedding model answers. `reading` is what the local
    language model makes of the message, `told` what it tells of its words,
    `asked` whether it was asked to read it.
    """

    lexicon: Lexicon
    confidential: tuple[str, ...]
    known_terms: tuple[str, ...]
    addressed: frozenset[str] = frozenset()
    undone: frozenset[str] = frozenset()
    earlier: Mapping[str, str] = field(default_factory=dict)
    rewords: bool = True
    among_technical: bool = False
    done: dict[tuple[str, tuple[str, ...]], Written] = field(default_factory=dict)
    outside: dict[str, Choice] = field(default_factory=dict)
    parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    reading: Reading | None = None
    told: Offsets = ()
    asked: bool = False


def without_bullet(sentence: str) -> str:
    """A sentence less the mark of a list item."""
    return _BULLET.sub("", sentence)
