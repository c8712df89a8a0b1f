"""Lines of printed pages as Markdown: headings, paragraphs, hyphens, running heads.

Pure: what it goes by is the text, the height on the page and the size of the letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from server.corpus.formats.text import cleaned, escaped

LARGER = 1.12  # letters this much larger than the text's are a heading's
SHORT = 0.6  # a line this much shorter than the widest ends its paragraph, or is a row
GAP = 1.45  # a space this much larger than the usual one separates paragraphs
MAX_HEADING_WORDS = 16
HEADING_LEVELS = 4
REPEATED_SHARE = 0.6
_EDGE = 2  # lines at the top and at the bottom of a page that may be running heads
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—\s]*(?:\d{1,4}|[ivxlc]{1,7})[-–—\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE
)
_BULLET = re.compile(r"[•◦▪‣●○■–]\s*(?=\S)")
_LIST_ITEM = re.compile(r"(?:[-*]|\d{1,3}[.)])\s+\S")
_HYPHENATED = re.compile(r"\b(\w+)-(\w+)\b")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


@dataclass(frozen=True)
class PrintedLine:
    """A line on a page: `y` grows upwards in points, `size` is of its largest letters."""

    text: str
    y: float
    size: float
    bold: bool = False
    pieces: int = 1  # drawn apart: the cells of a row, or the words of a justified line


@dataclass
class _Paragraph:
    text: str
    size: float
    bold: bool
    continues: bool = False  # it was cut by a page's end, perhaps


def markdown_of_lines(pages: Sequence[Sequence[PrintedLine]]) -> str:
    """The pages as one Markdown text."""
    kept = _without_running_heads(pages)
    sizes: Counter[float] = Counter()
    for line in _all(kept):
        sizes[line.size] += len(line.text)
    if not sizes:
        return ""
    body = sizes.most_common(1)[0][0]
    larger = sorted({s for s in sizes if s > body * LARGER}, reverse=True)
    levels = {size: min(n, HEADING_LEVELS) for n, size in enumerate(larger, start=1)}
    known = {hit[0].lower() for line in _all(kept) for hit in _HYPHENATED.finditer(line.text)}
    paragraphs = _joined([p for page in kept for p in _paragraphs(page, known)], known)
    lowest = min(max(levels.values(), default=1) + 1, HEADING_LEVELS + 1)
    return "\n\n".join(_markdown(p, levels, lowest) for p in paragraphs)


def _all(pages: Iterable[Sequence[PrintedLine]]) -> Iterator[PrintedLine]:
    return (line for page in pages for line in page)


def _without_running_heads(pages: Sequence[Sequence[PrintedLine]]) -> list[list[PrintedLine]]:
    """The pages without page numbers and what most of them repeat at top or bottom."""
    seen = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    enough = max(2, REPEATED_SHARE * len(pages))
    kept = []
    for page in pages:
        edges = _edges(page)
        gone = [
            line
            for line in edges
            if seen[_key(line)] >= enough or (_PAGE_NUMBER.fullmatch(line.text) and len(page) > 1)
        ]
        kept.append([line for line in page if line not in gone])
    return kept


def _edges(page: Sequence[PrintedLine]) -> list[PrintedLine]:
    by_height = sorted(page, key=lambda line: -line.y)
    return [*by_height[:_EDGE], *by_height[_EDGE:][-_EDGE:]]


def _key(line: PrintedLine) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


def _paragraphs(page: Sequence[PrintedLine], known: set[str]) -> Iterator[_Paragraph]:
    """Lines of one size without a gap between them, put together."""
    usual = _usual_gap(page)
    width = {size: max(len(x.text) for x in page if x.size == size) for size in _sizes(page)}
    held: _Paragraph | None = None
    above: PrintedLine | None = None
    for line in page:
        text = cleaned(line.text.translate(_LIGATURES))
        ends = above and len(above.text) < SHORT * width[above.size] and not line.text[0].islower()
        if held and above and not ends and _goes_on(above, line, usual):
            held.text = _spliced(held.text, text, known)
        else:
            if held:
                yield held
            held = _Paragraph(text, line.size, line.bold and line.pieces == 1)
        above = line
    if held:
        held.continues = True
        yield held


def _sizes(page: Sequence[PrintedLine]) -> set[float]:
    return {line.size for line in page}


def _usual_gap(page: Sequence[PrintedLine]) -> float:
    """The commonest distance between two lines, 0 when there is none."""
    gaps = Counter(
        round(a.y - b.y, 0) for a, b in zip(page, page[1:], strict=False) if a.size == b.size
    )
    gaps = Counter({gap: n for gap, n in gaps.items() if gap > 0})
    return min(gaps, key=lambda gap: (-gaps[gap], gap), default=0.0)


def _goes_on(above: PrintedLine, line: PrintedLine, usual: float) -> bool:
    same = above.size == line.size and above.bold == line.bold
    if not same or _BULLET.match(line.text) or _LIST_ITEM.match(line.text):
        return False
    gap = above.y - line.y
    return 0 <= gap <= max(usual, line.size) * GAP


def _spliced(before: str, after: str, known: set[str]) -> str:
    """Two lines as one; a word cut by a hyphen is whole again, unless it is written with one."""
    cut = re.search(r"(\w+)-$", before)
    rest = re.match(r"[a-zà-ÿ]\w*", after)
    if not cut or not rest:
        return f"{before} {after}"
    if f"{cut[1]}-{rest[0]}".lower() in known:
        return before + after
    return before[:-1] + after


def _joined(paragraphs: Sequence[_Paragraph], known: set[str]) -> list[_Paragraph]:
    """Paragraphs that a page's end cut through, put together again."""
    out: list[_Paragraph] = []
    for here in paragraphs:
        last = out[-1] if out else None
        same = last and last.continues and (last.size, last.bold) == (here.size, here.bold)
        if last and same and last.text[-1] not in '.!?:;”"' and here.text[0].islower():
            last.text, last.continues = _spliced(last.text, here.text, known), here.continues
        else:
            out.append(here)
    return out


def _markdown(paragraph: _Paragraph, levels: dict[float, int], lowest: int) -> str:
    text = paragraph.text
    short = len(text.split()) <= MAX_HEADING_WORDS
    level = levels.get(paragraph.size, lowest if paragraph.bold else 0)
    if level and short and not text.endswith((".", ",", ";")):
        return f"{'#' * level} {escaped(text)}"
    if bullet := _BULLET.match(text):
        return f"- {escaped(text[bullet.end() :])}"
    if _LIST_ITEM.match(text):
        mark, _, rest = text.partition(" ")
        return f"{mark} {escaped(rest.strip())}"
    return escaped(re.sub(r"^([-+:!?]+)", r"\\\1", text))
