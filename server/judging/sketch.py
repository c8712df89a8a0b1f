"""The line grammar of a sketch: boxes, arrows and notes, as a candidate types them.

    client -> api: POST /urls         an arrow with words
    api -> cache -> db                a chain; words belong to its last arrow
    api -> db, queue                  an arrow to each of the names
    web <-> chat server               an arrow both ways
    [db]: links, 500 GB               a store, with words; |events| is a queue, (user) a person
    note: reads outnumber writes      a note under the drawing

A sketch stands in a message as a block fenced by ```` ```sketch ```` and ```` ``` ````. Each of its
lines is a sentence of the answer; what it states is told by the words behind its colon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from server.text import Sentence, sentences, words

Kind = Literal["box", "store", "queue", "person"]

MAX_BOXES, MAX_ARROWS, MAX_NOTES = 24, 48, 12  # more are not drawn; the text keeps them
MAX_NAME = 40  # characters; a line without an arrow that is longer is a note
NAME_WORDS = 5
_FENCE = re.compile(
    r"^[ \t]*```[ \t]*sketch[ \t]*\r?\n(.*?)(?:^[ \t]*```[ \t]*(?:\r?\n|\Z)|\Z)", re.M | re.S
)
# Begun at a row's first space alone: from each of many it would be quadratic.
_ARROW = re.compile(r"(?:(?<!\s)\s++)?(<[-=]++>|↔|(?<![-=])[-=]++>|→|<[-=]++|←)\s*")
_WORDS = re.compile(r":(?:\s+|$)")
_NOTE = re.compile(r"note\s*:\s*(.*)", re.IGNORECASE)
_KINDS: dict[str, Kind] = {"[]": "store", "||": "queue", "()": "person"}


@dataclass(frozen=True)
class Box:
    """A part of the design; `words` say what it is or holds."""

    name: str
    kind: Kind = "box"
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arrow:
    """What goes from one box to another, by their names."""

    start: str
    end: str
    words: str = ""
    both: bool = False


@dataclass(frozen=True)
class Sketch:
    """What a sketch's lines say; `left_out` counts what is over the limits."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    notes: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True)
class Piece:
    """A stretch of a message: plain words, or the lines of a sketch without their fence."""

    text: str
    is_sketch: bool


@dataclass(frozen=True)
class Told:
    """A sentence of a message, with its place in it; a line of a sketch is `drawn`.

    `said` is what stands behind a line's colon, the whole of any other sentence.
    """

    sentence: Sentence
    drawn: bool = False

    @property
    def said(self) -> str:
        """The words of it that state something: names of boxes and arrows do not."""
        cut = _WORDS.search(self.sentence.text)
        if not self.drawn:
            return self.sentence.text
        return self.sentence.text[cut.end() :] if cut else ""


# --- where sketches stand in a message ---------------------------------------------------------


def pieces(message: str) -> tuple[Piece, ...]:
    """The message cut into words and sketches, in order; empty stretches are left out."""
    found, here = [], 0
    for hit in _FENCE.finditer(message):
        found += [Piece(message[here : hit.start()], False), Piece(hit.group(1), True)]
        here = hit.end()
    found.append(Piece(message[here:], False))
    return tuple(replace(p, text=p.text.strip()) for p in found if p.text.strip())


def newest_sketch(messages: Iterable[str]) -> str:
    """The last sketch that any of the messages holds, "" for none."""
    drawn = [p.text for message in messages for p in pieces(message) if p.is_sketch]
    return drawn[-1] if drawn else ""


def fenced(lines: Iterable[str]) -> str:
    """The lines as the block of a message, "" for none; a fence among them goes."""
    kept = [line.strip() for line in lines if line.strip() and not line.strip().startswith("```")]
    return "\n".join(("```sketch", *kept, "```")) if kept else ""


def attached(message: str, lines: Iterable[str], earlier: Iterable[str]) -> str:
    """The message with the sketch of the desk behind it, unless it holds one of its own.

    `earlier` are the messages before it: a sketch that stands there as the newest is not repeated.
    """
    drawn = fenced(lines)
    if not drawn or any(p.is_sketch for p in pieces(message)):
        return message
    if pieces(drawn)[0].text == newest_sketch(earlier):
        return message
    return f"{message.rstrip()}\n\n{drawn}".lstrip("\n")


def told(message: str) -> tuple[Told, ...]:
    """The sentences of a message in order, each line of a sketch one of them.

    Every text is `message[start:end]`.
    """
    if "```" not in message:
        return tuple(Told(s) for s in sentences(message))
    plain = undrawn(message)
    found = [Told(s) for s in sentences(plain)] if plain.strip() else []
    for hit in _FENCE.finditer(message):
        found += [Told(s, drawn=True) for s in _lines(message, hit.start(1), hit.end(1))]
    return tuple(sorted(found, key=lambda t: t.sentence.start))


def undrawn(message: str) -> str:
    """The message with line breaks in the place of its sketches, same length."""
    return _FENCE.sub(lambda hit: "\n" * len(hit.group()), message)


def _lines(message: str, start: int, end: int) -> Iterator[Sentence]:
    for hit in re.finditer(r"[^\r\n]+", message[start:end]):
        line = hit.group()
        if line.strip():
            left = start + hit.start() + len(line) - len(line.lstrip())
            right = start + hit.start() + len(line.rstrip())
            yield Sentence(left, right, message[left:right])


# --- what its lines say ------------------------------------------------------------------------


def sketch_of(source: str) -> Sketch:
    """What the lines of a sketch say. Every line means something; nothing is refused."""
    reading = _Reading()
    for line in source.splitlines():
        if line.strip():
            reading.take(" ".join(line.split()))
    return reading.sketch()


class _Reading:
    """Boxes under their names without regard to case, in order of their first mention."""

    def __init__(self) -> None:
        self._boxes: dict[str, Box] = {}
        self._arrows: list[Arrow] = []
        self._notes: list[str] = []
        self._left_out = 0

    def sketch(self) -> Sketch:
        boxes = tuple(self._boxes.values())
        return Sketch(boxes, tuple(self._arrows), tuple(self._notes), self._left_out)

    def take(self, line: str) -> None:
        note = _NOTE.fullmatch(line)
        cut = _WORDS.search(line)
        head, said = (line[: cut.start()], line[cut.end() :]) if cut else (line, "")
        parts = _ARROW.split(head)
        named = [_names(part) for part in parts[::2]]
        if note or not all(named) or len(parts) == 1 and not _is_name(head):
            self._note(note.group(1) if note else line)
        elif len(parts) == 1:
            self._box(head, said)
        else:
            self._chain(named, parts[1::2], said)

    def _note(self, text: str) -> None:
        if len(self._notes) < MAX_NOTES and text:
            self._notes.append(text)
        else:
            self._left_out += bool(text)

    def _box(self, name: str, said: str = "") -> str | None:
        """The box's name as it was first written; None where there is no room for another."""
        bare, kind = _bare(name)
        bare = bare[:MAX_NAME]
        key = bare.casefold()
        if key not in self._boxes and len(self._boxes) >= MAX_BOXES:
            self._left_out += 1
            return None
        box = self._boxes.get(key, Box(bare))
        if kind != "box":
            box = replace(box, kind=kind)
        self._boxes[key] = replace(box, words=(*box.words, said)) if said else box
        return self._boxes[key].name

    def _chain(self, named: list[list[str]], arrows: list[str], said: str) -> None:
        groups = [[self._box(name) for name in names] for names in named]
        for at, arrow in enumerate(arrows):
            label = said if at == len(arrows) - 1 else ""
            for one in groups[at]:
                for other in groups[at + 1]:
                    self._arrow(one, other, arrow, label)

    def _arrow(self, one: str | None, other: str | None, arrow: str, label: str) -> None:
        if one is None or other is None or len(self._arrows) >= MAX_ARROWS:
            self._left_out += 1
            return
        both = arrow == "↔" or arrow.startswith("<") and arrow.endswith(">")
        back = arrow == "←" or arrow.startswith("<") and not both
        start, end = (other, one) if back else (one, other)
        self._arrows.append(Arrow(start, end, label, both))


def _names(part: str) -> list[str]:
    """The names between two arrows; none where one of them is no name."""
    names = [name.strip() for name in part.split(",")]
    return names if all(_bare(name)[0] for name in names) else []


def _bare(name: str) -> tuple[str, Kind]:
    """The name without the brackets that say its kind."""
    plain = name.strip()
    kind = _KINDS.get(plain[:1] + plain[-1:]) if len(plain) > 2 else None
    return (plain[1:-1].strip(), kind) if kind else (plain, "box")


def _is_name(head: str) -> bool:
    bare, _ = _bare(head)
    return 0 < len(bare) <= MAX_NAME and len(words(bare)) <= NAME_WORDS and "," not in bare


def described(sketch: Sketch) -> str:
    """A sketch in sentences, for whoever cannot see its drawing."""
    out = [f"{b.name} ({b.kind})" if b.kind != "box" else b.name for b in sketch.boxes]
    parts = [f"Boxes: {', '.join(out)}." if out else ""]
    for arrow in sketch.arrows:
        way = "to and from" if arrow.both else "to"
        parts.append(f"{arrow.start} {way} {arrow.end}{_said(arrow.words)}")
    parts += [f"{b.name}{_said('; '.join(b.words))}" for b in sketch.boxes if b.words]
    parts += [f"Note: {_closed(note)}" for note in sketch.notes]
    return " ".join(p for p in parts if p)


def _said(text: str) -> str:
    return f": {_closed(text)}" if text else "."


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
