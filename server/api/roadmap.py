"""The dual-track roadmap: where its items stand, what a move breaks, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

TRACKS = {"feature": "Feature track", "technical": "Technical track"}
# The drawing's measures, in units of its view box.
COLUMN, BOX_WIDTH, BOX_HEIGHT, STEP, TOP, GAP = 240, 220, 46, 56, 30, 44
MAX_LINE_CHARS = 28


@dataclass(frozen=True)
class Item:
    """A piece of work; `planned` and `quarter` count from 1."""

    id: str
    track: str
    name: str
    team: str
    weeks: int
    about: str
    planned: int
    quarter: int


@dataclass(frozen=True)
class Effect:
    """What a dependency means for the order that was chosen: `kind` is fine, tight or broken."""

    before: Item
    after: Item
    link: str
    why: str

    @property
    def kind(self) -> str:
        """Broken where the work comes after what needs it, tight in the same quarter."""
        late = self.before.quarter - self.after.quarter
        return "broken" if late > 0 else "fine" if late else "tight"

    @property
    def words(self) -> str:
        """The effect as a sentence."""
        first, then = self.before, self.after
        if self.kind == "broken":
            return (
                f"{then.name} stands in Q{then.quarter}, but {first.name} comes only in"
                f" Q{first.quarter}. {self.why} So {then.name} moves to Q{first.quarter} or later."
            )
        if self.kind == "tight":
            return f"Both stand in Q{then.quarter}: {first.name} has to land first, without slack."
        return f"{first.name} is there a quarter or more before {then.name} needs it."


@dataclass(frozen=True)
class Box:
    """An item as it is drawn, its name on one or two lines; x and y are its upper left corner."""

    item: Item
    x: int
    y: int
    lines: tuple[str, ...]


def placed(data: Mapping[str, Any], moves: Mapping[str, str]) -> list[Item]:
    """The items, those named in `moves` in another quarter; what is no quarter moves nothing."""
    known = {str(n + 1): n + 1 for n in range(len(data["quarters"]))}
    return [
        Item(
            planned=row["quarter"],
            quarter=known.get(moves.get(row["id"], ""), row["quarter"]),
            **{k: v for k, v in row.items() if k != "quarter"},
        )
        for row in data["items"]
    ]


def effects(data: Mapping[str, Any], items: Sequence[Item]) -> list[Effect]:
    """What each dependency means for the items as they stand, what is broken first."""
    by_id = {item.id: item for item in items}
    rows = [
        Effect(by_id[d["from"]], by_id[d["to"]], d["kind"], d["why"]) for d in data["dependencies"]
    ]
    return sorted(rows, key=lambda e: ("broken", "tight", "fine").index(e.kind))


def slip(items: Sequence[Item], found: Sequence[Effect]) -> str:
    """A message that tells what comes later than planned; empty where nothing does."""
    late = {i.id: (i, i.quarter, "") for i in items if i.quarter > i.planned}
    for effect in found:
        if effect.kind == "broken":
            because = (
                f" because it needs {effect.before.name}, which comes in Q{effect.before.quarter}"
            )
            late[effect.after.id] = (effect.after, effect.before.quarter, because)
    told = [
        f"{i.name} moves from Q{i.planned} to Q{q}{because}." for i, q, because in late.values()
    ]
    if not told:
        return ""
    stays = [i.name for i in items if i.track == "feature" and i.id not in late][:2]
    return " ".join([*told, f"{' and '.join(stays)} stay as planned." if stays else ""]).strip()


def drawn(items: Sequence[Item], found: Sequence[Effect], n_quarters: int) -> dict[str, Any]:
    """Boxes, arrows and size of the drawing.

    What others need stands at the upper edge of its lane, what needs others at the lower edge of
    the lane above, so that no arrow crosses a box of its own quarter.
    """
    needed = {e.before.id for e in found}
    needing = {e.after.id for e in found}
    columns = range(1, n_quarters + 1)
    features = [
        sorted(_standing(items, "feature", q), key=lambda i: i.id in needing) for q in columns
    ]
    works = [
        sorted(_standing(items, "technical", q), key=lambda i: i.id not in needed) for q in columns
    ]
    above = max(1, *(len(c) for c in features)) * STEP
    below = max(1, *(len(c) for c in works)) * STEP
    boxes = {}
    for q in range(n_quarters):
        for n, item in enumerate(features[q]):
            boxes[item.id] = _box(item, q, TOP + above - STEP * (len(features[q]) - n))
        for n, item in enumerate(works[q]):
            boxes[item.id] = _box(item, q, TOP + above + GAP + STEP * n)
    return {
        "width": COLUMN * n_quarters,
        "height": TOP + above + GAP + below,
        "lane": TOP + above + GAP // 2,
        "column": COLUMN,
        "box": (BOX_WIDTH, BOX_HEIGHT),
        "boxes": list(boxes.values()),
        "arrows": [
            {
                "kind": e.kind,
                "path": _arrow(boxes[e.before.id], boxes[e.after.id], TOP + above + GAP),
            }
            for e in found
        ],
    }


def _standing(items: Sequence[Item], track: str, quarter: int) -> list[Item]:
    return [i for i in items if i.track == track and i.quarter == quarter]


def _box(item: Item, column: int, y: int) -> Box:
    words = item.name.split()
    cut = len(words)
    while len(" ".join(words[:cut])) > MAX_LINE_CHARS:
        cut -= 1
    lines = [" ".join(words[:cut]), " ".join(words[cut:])]
    return Box(item, COLUMN * column + 10, y, tuple(line for line in lines if line))


def _arrow(start: Box, end: Box, lane: int) -> str:
    """From the top of the work, or from its side where another stands above, to what needs it."""
    x2, y2 = end.x + BOX_WIDTH // 2, end.y + BOX_HEIGHT + 3
    if start.y > lane:
        side, middle = start.x + BOX_WIDTH, start.y + BOX_HEIGHT // 2
        turn = lane - GAP // 3
        return f"M{side} {middle}H{side + 9}V{turn}H{x2}V{y2}"
    x1, y1 = start.x + BOX_WIDTH // 2, start.y
    return f"M{x1} {y1} C{x1} {y1 - GAP} {x2} {y2 + GAP} {x2} {y2}"
