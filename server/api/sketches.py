"""A sketch as a drawing: SVG of our own making, every text in it escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from server.api.layout import (
    EDGE,
    LINE,
    SMALL_LINE,
    WORDS_PX,
    Picture,
    Place,
    Point,
    Route,
    picture,
)
from server.judging.sketch import Sketch, described, pieces, sketch_of

Area = tuple[float, float, float, float]  # left, top, right, bottom
HEAD = 8.0  # pixels, an arrow's head
_SPOTS = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)  # shares of an arrow where its words may stand


@dataclass(frozen=True)
class Part:
    """A stretch of a message as a page shows it; `key` is one of a kind on the page."""

    text: str
    is_sketch: bool
    key: str


@dataclass(frozen=True)
class Drawn:
    """A sketch as a page shows it; `svg` is empty where there is nothing to draw."""

    svg: Markup
    notes: tuple[str, ...]
    left_out: int


def parts_of_message(message: str, key: str) -> list[Part]:
    """A message in order, its sketches apart."""
    return [Part(p.text, p.is_sketch, f"{key}-{n}") for n, p in enumerate(pieces(message))]


def drawn(source: str, key: str) -> Drawn:
    """The sketch as SVG with its title and description, and what stands under it."""
    sketch = sketch_of(source)
    svg = _svg(sketch, picture(sketch), escape(f"sketch-{key}")) if sketch.boxes else ""
    # Every text is escaped where it is written; the rest are numbers and names made here.
    return Drawn(Markup(svg), sketch.notes, sketch.left_out)


def _svg(sketch: Sketch, drawn: Picture, name: str) -> str:
    inside = [_place(place) for place in drawn.places]
    labels = _Labels(drawn)
    for route in drawn.routes:
        inside.append(_route(route))
    inside += [labels.put(route) for route in drawn.routes if route.label]
    size = f'width="{drawn.width:.0f}" height="{drawn.height:.0f}"'
    return (
        f'<svg role="img" aria-labelledby="{name}-t {name}-d" {size}'
        f' viewBox="0 0 {drawn.width:.0f} {drawn.height:.0f}">'
        f'<title id="{name}-t">{escape(_title(sketch))}</title>'
        f'<desc id="{name}-d">{escape(described(sketch))}</desc>'
        f"{''.join(inside)}</svg>"
    )


def _title(sketch: Sketch) -> str:
    boxes, arrows = len(sketch.boxes), len(sketch.arrows)
    return (
        f"Sketch of {boxes} {'box' if boxes == 1 else 'boxes'}"
        f" and {arrows} {'arrow' if arrows == 1 else 'arrows'}"
    )


# --- boxes ---------------------------------------------------------------------------------------


def _place(place: Place) -> str:
    left, top = place.x - place.width / 2, place.y - place.height / 2
    shape = _SHAPES.get(place.box.kind, _rectangle)(left, top, place.width, place.height)
    lines = len(place.name) * LINE + len(place.words) * SMALL_LINE
    extra = 4.0 if place.box.kind in ("store", "person") else 0.0
    y = place.y + extra - lines / 2 + LINE * 0.76
    out = [shape]
    for line in place.name:
        out.append(_text(place.x, y, line, "name"))
        y += LINE
    y -= LINE - SMALL_LINE
    for line in place.words:
        out.append(_text(place.x, y, line))
        y += SMALL_LINE
    return "".join(out)


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="5"/>'


def _store(x: float, y: float, width: float, height: float) -> str:
    """A cylinder."""
    arc = f"a{width / 2:.1f} 6 0 0 0 {width:.1f} 0"
    return (
        f'<path class="box" d="M{x:.1f} {y + 6:.1f}v{height - 12:.1f}{arc}v{12 - height:.1f}'
        f'a{width / 2:.1f} 6 0 0 0 {-width:.1f} 0{arc}"/>'
    )


def _queue(x: float, y: float, width: float, height: float) -> str:
    """A box with bars at its end, as if things waited in it."""
    bars = "".join(f"M{x + width - off:.1f} {y + 3:.1f}v{height - 6:.1f}" for off in (4.0, 8.0))
    return _rectangle(x, y, width, height) + f'<path class="line" d="{bars}"/>'


def _person(x: float, y: float, width: float, height: float) -> str:
    """A box with a round head over it."""
    head = f'<circle cx="{x + width / 2:.1f}" cy="{y + 5:.1f}" r="5"/>'
    return head + _rectangle(x, y + 10, width, height - 10)


_SHAPES = {"store": _store, "queue": _queue, "person": _person}


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'


# --- arrows --------------------------------------------------------------------------------------


def _route(route: Route) -> str:
    points = route.points
    path = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for one, other in zip(points, points[1:], strict=False):
        bend = (other[0] - one[0]) / 2
        path.append(
            f"C{one[0] + bend:.1f} {one[1]:.1f} {other[0] - bend:.1f} {other[1]:.1f}"
            f" {other[0]:.1f} {other[1]:.1f}"
        )
    heads = _head(points[0], -1) if route.heads[0] else ""
    heads += _head(points[-1], 1) if route.heads[1] else ""
    return f'<path class="line" d="{"".join(path)}"/>{heads}'


def _head(tip: Point, way: int) -> str:
    x, y = tip
    back = x - way * HEAD
    return f'<path class="tip" d="M{x:.1f} {y:.1f}L{back:.1f} {y - 4:.1f}V{y + 4:.1f}z"/>'


class _Labels:
    """The words of the arrows, each where it covers no box and no other words, if it can be."""

    def __init__(self, drawn: Picture) -> None:
        self._size = (drawn.width, drawn.height)
        self._taken: list[Area] = [
            (p.x - p.width / 2, p.y - p.height / 2, p.x + p.width / 2, p.y + p.height / 2)
            for p in drawn.places
        ]

    def put(self, route: Route) -> str:
        width = max(map(len, route.label)) * WORDS_PX + 4
        height = len(route.label) * SMALL_LINE
        spots = [_along(route.points, share) for share in _SPOTS]
        areas = [self._area(x, y, width, height) for x, y in spots]
        area = min(areas, key=self._covered)
        self._taken.append(area)
        x, y = (area[0] + area[2]) / 2, area[1] + SMALL_LINE * 0.76
        back = (
            f'<rect class="back" x="{area[0]:.1f}" y="{area[1]:.1f}"'
            f' width="{width:.1f}" height="{height:.1f}"/>'
        )
        lines = (_text(x, y + n * SMALL_LINE, line) for n, line in enumerate(route.label))
        return back + "".join(lines)

    def _area(self, x: float, y: float, width: float, height: float) -> Area:
        left = min(max(x - width / 2, 0.0), max(0.0, self._size[0] - width))
        top = min(max(y - height / 2, 0.0), max(0.0, self._size[1] - EDGE - height))
        return left, top, left + width, top + height

    def _covered(self, area: Area) -> float:
        return sum(
            max(0.0, min(area[2], t[2]) - max(area[0], t[0]))
            * max(0.0, min(area[3], t[3]) - max(area[1], t[1]))
            for t in self._taken
        )


def _along(points: Sequence[Point], share: float) -> Point:
    """The point at a share of the way, by its horizontal course."""
    x = points[0][0] + (points[-1][0] - points[0][0]) * share
    for one, other in zip(points, points[1:], strict=False):
        if one[0] <= x <= other[0] and other[0] > one[0]:
            part = (x - one[0]) / (other[0] - one[0])
            eased = part * part * (3 - 2 * part)
            return x, one[1] + (other[1] - one[1]) * eased
    return points[-1]
