"""Where the boxes of a sketch stand: layers from left to right, few crossings, no overlap.

Layered drawing (Sugiyama, Tagawa, Toda 1981): arrows that would go in circles are turned, each box
stands behind its farthest predecessor, long arrows get a waypoint in each layer that they cross,
layers are ordered, and boxes moved, by the places of their neighbours. All lengths are in pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap

from server.judging.sketch import Box, Sketch

NAME_CHARS, WORDS_CHARS, LABEL_CHARS = 16, 22, 20  # a line of each
NAME_PX, WORDS_PX = 7.4, 6.2  # width of a character at 13 and 11 pixels, generous
LINE, SMALL_LINE, PAD = 17.0, 14.0, 9.0
MIN_WIDTH, MIN_GAP, BETWEEN, EDGE = 64.0, 52.0, 26.0, 8.0
SWEEPS = 6
Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A box with its middle, its size, and its lines of text."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    name: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """An arrow's way through points; `heads` says at which ends it points."""

    points: tuple[Point, ...]
    heads: tuple[bool, bool]
    label: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A laid out sketch."""

    width: float
    height: float
    places: tuple[Place, ...]
    routes: tuple[Route, ...]


@dataclass
class _Node:
    """A box or a waypoint (`place` is None) in its layer."""

    layer: int
    width: float = 0.0
    height: float = 4.0
    room: float = 0.0  # height that the words of an arrow to it need
    y: float = 0.0
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)

    @property
    def half(self) -> float:
        return max(self.height, self.room) / 2


@dataclass
class _Link:
    """All arrows between two boxes, from the lower layer to the higher one."""

    one: int
    other: int
    heads: list[bool]
    label: list[str]
    way: list[int] = field(default_factory=list)


def picture(sketch: Sketch) -> Picture:
    """The sketch laid out; boxes without arrows stand in the first layer."""
    if not sketch.boxes:
        return Picture(0.0, 0.0, (), ())
    sizes = [_sized(box, sketch) for box in sketch.boxes]
    links = _links(sketch)
    layers = _layers(len(sizes), links)
    nodes = [_Node(layer, s.width, s.height) for layer, s in zip(layers, sizes, strict=True)]
    _add_waypoints(nodes, links)
    columns = _ordered(nodes)
    _settle_heights(nodes, columns)
    xs, width = _xs(nodes, columns, links)
    height = max(n.y + n.half for n in nodes) + EDGE
    places = [
        Place(s.box, xs[n.layer], n.y, s.width, s.height, s.name, s.words)
        for s, n in zip(sizes, nodes, strict=False)
    ]
    return Picture(width, height, tuple(places), tuple(_routes(nodes, links, xs)))


def _sized(box: Box, sketch: Sketch) -> Place:
    """A box with its lines; what it does to itself stands in it behind a circling arrow."""
    own = [f"↻ {a.words}".rstrip() for a in sketch.arrows if a.start == a.end == box.name]
    name = tuple(wrap(box.name, NAME_CHARS)) or (box.name,)
    said = tuple(line for one in (*box.words, *own) for line in wrap(one, WORDS_CHARS))
    longest = max(NAME_PX * max(map(len, name)), WORDS_PX * max(map(len, said), default=0))
    top = 8.0 if box.kind in ("store", "person") else 0.0
    height = LINE * len(name) + SMALL_LINE * len(said) + 2 * PAD + top
    return Place(box, 0.0, 0.0, max(MIN_WIDTH, longest + 2 * PAD), height, name, said)


# --- layers --------------------------------------------------------------------------------------


def _links(sketch: Sketch) -> list[_Link]:
    """The arrows, those between the same two boxes as one, turned so that none goes in circles."""
    index = {box.name: n for n, box in enumerate(sketch.boxes)}
    pairs = [(index[a.start], index[a.end]) for a in sketch.arrows if a.start != a.end]
    forward = _acyclic(len(index), pairs)
    links: dict[tuple[int, int], _Link] = {}
    for arrow in sketch.arrows:
        one, other = index[arrow.start], index[arrow.end]
        if one == other:
            continue
        turned = (one, other) not in forward
        key = (other, one) if turned else (one, other)
        link = links.setdefault(key, _Link(*key, [False, False], []))
        link.heads[0] = link.heads[0] or turned or arrow.both
        link.heads[1] = link.heads[1] or not turned or arrow.both
        link.label += wrap(arrow.words, LABEL_CHARS)
    return list(links.values())


def _acyclic(count: int, pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs as they are drawn; those that would close a circle are left out."""
    after: dict[int, list[int]] = {n: [] for n in range(count)}
    kept: set[tuple[int, int]] = set()
    for one, other in pairs:
        if (other, one) in kept or _reaches(after, other, one):
            continue
        kept.add((one, other))
        after[one].append(other)
    return kept


def _reaches(after: Mapping[int, Sequence[int]], start: int, goal: int) -> bool:
    seen, waiting = set(), [start]
    while waiting:
        here = waiting.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            waiting += after[here]
    return False


def _layers(count: int, links: Sequence[_Link]) -> list[int]:
    """The layer behind the farthest predecessor; beginnings stand before what they lead to."""
    layers = [0] * count
    for _ in range(count):
        for link in links:
            layers[link.other] = max(layers[link.other], layers[link.one] + 1)
    ends = {link.other for link in links}
    for n in range(count):
        leads_to = [layers[link.other] for link in links if link.one == n]
        if n not in ends and leads_to:
            layers[n] = min(leads_to) - 1
    return layers


def _add_waypoints(nodes: list[_Node], links: Iterable[_Link]) -> None:
    for link in links:
        link.way = [link.one]
        end = nodes[link.other]
        end.room = max(end.room, SMALL_LINE * len(link.label))
        for layer in range(nodes[link.one].layer + 1, nodes[link.other].layer):
            nodes.append(_Node(layer))
            link.way.append(len(nodes) - 1)
        link.way.append(link.other)
        for one, other in zip(link.way, link.way[1:], strict=False):
            nodes[one].after.append(other)
            nodes[other].before.append(one)


# --- order and heights ---------------------------------------------------------------------------


def _ordered(nodes: Sequence[_Node]) -> list[list[int]]:
    """The nodes of each layer from top to bottom, the order with the fewest crossings seen."""
    columns: list[list[int]] = [[] for _ in range(1 + max(n.layer for n in nodes))]
    for n, node in enumerate(nodes):
        columns[node.layer].append(n)
    best = [list(c) for c in columns]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for column in columns if down else reversed(columns):
            place = {n: at for c in columns for at, n in enumerate(c)}
            mean = {n: _mean(nodes[n], place, down=down) for n in column}
            column.sort(key=lambda n, m=mean: m[n])  # type: ignore[misc]
        if _crossings(nodes, columns) < _crossings(nodes, best):
            best = [list(c) for c in columns]
    return best


def _mean(node: _Node, place: Mapping[int, int], *, down: bool) -> float:
    near = (node.before if down else node.after) or (node.after if down else node.before)
    return sum(place[n] for n in near) / len(near) if near else 1e3


def _crossings(nodes: Sequence[_Node], columns: Sequence[Sequence[int]]) -> int:
    place = {n: at for c in columns for at, n in enumerate(c)}
    count = 0
    for column in columns:
        ends = [(place[n], place[after]) for n in column for after in nodes[n].after]
        count += sum((a - c) * (b - d) < 0 for at, (a, b) in enumerate(ends) for c, d in ends[:at])
    return count


def _settle_heights(nodes: Sequence[_Node], columns: Sequence[Sequence[int]]) -> None:
    """Give each node its height: near its neighbours, clear of the others, from EDGE on."""
    for column in columns:
        _spread(nodes, column, [float(at) for at in range(len(column))])
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wanted = []
            for n in column:
                near = [*nodes[n].before, *nodes[n].after]
                there = [nodes[m].y for m in near] or [nodes[n].y]
                wanted.append(sum(there) / len(there))
            _spread(nodes, column, wanted)
    top = min(n.y - n.half for n in nodes) - EDGE
    for node in nodes:
        node.y -= top


def _spread(nodes: Sequence[_Node], column: Sequence[int], wanted: Sequence[float]) -> None:
    """Put a column where it wants to be, pushed apart both ways and then averaged."""
    down, up = [*wanted], [*wanted]
    for at in range(1, len(column)):
        least = _apart(nodes, column[at - 1], column[at])
        down[at] = max(down[at], down[at - 1] + least)
    for at in reversed(range(len(column) - 1)):
        least = _apart(nodes, column[at], column[at + 1])
        up[at] = min(up[at], up[at + 1] - least)
    for n, low, high in zip(column, down, up, strict=True):
        nodes[n].y = (low + high) / 2


def _apart(nodes: Sequence[_Node], one: int, other: int) -> float:
    return nodes[one].half + BETWEEN + nodes[other].half


# --- across --------------------------------------------------------------------------------------


def _xs(
    nodes: Sequence[_Node], columns: Sequence[Sequence[int]], links: Sequence[_Link]
) -> tuple[list[float], float]:
    """The middle of each layer, and the width of all; a gap is as wide as the labels in it."""
    wide = [max((nodes[n].width for n in column), default=0.0) for column in columns]
    gaps = [MIN_GAP] * len(columns)
    for link in links:
        layer = nodes[link.one].layer
        longest = max(map(len, link.label), default=0)
        gaps[layer] = max(gaps[layer], longest * WORDS_PX + 34)
    xs, left = [], EDGE
    for width, gap in zip(wide, gaps, strict=True):
        xs.append(left + width / 2)
        left += width + gap
    return xs, left - gaps[-1] + EDGE


def _routes(nodes: Sequence[_Node], links: Sequence[_Link], xs: Sequence[float]) -> list[Route]:
    leaving = _ports(nodes, [(k.way[0], k.way[1]) for k in links])
    arriving = _ports(nodes, [(k.way[-1], k.way[-2]) for k in links])
    out = []
    for link, start, end in zip(links, leaving, arriving, strict=True):
        one, other = nodes[link.one], nodes[link.other]
        first = (xs[one.layer] + one.width / 2, start)
        last = (xs[other.layer] - other.width / 2, end)
        between = [(xs[nodes[n].layer], nodes[n].y) for n in link.way[1:-1]]
        heads = (link.heads[0], link.heads[1])
        out.append(Route((first, *between, last), heads, tuple(link.label)))
    return out


def _ports(nodes: Sequence[_Node], ends: Sequence[tuple[int, int]]) -> list[float]:
    """Where each arrow meets its box: those of one side apart, in the order of where they go."""
    heights = [0.0] * len(ends)
    for box in {box for box, _ in ends}:
        mine = [at for at, (here, _) in enumerate(ends) if here == box]
        mine.sort(key=lambda at: nodes[ends[at][1]].y)
        step = min(16.0, nodes[box].height / (len(mine) + 1))
        for rank, at in enumerate(mine):
            heights[at] = nodes[box].y + (rank - (len(mine) - 1) / 2) * step
    return heights
