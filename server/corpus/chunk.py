"""Blocks to passages: the pieces that are searched, quoted and linked to.

The sizes and rules are those that retrieved best on held-out questions (docs/retrieval.md).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from server.corpus.chapter import Block, Chapter, Line, slug
from server.corpus.lines import plain_words
from server.records import Passage
from server.text import sentences

CHUNKER = "2"  # rises whenever the same chapter would be cut in another way
MAX_PASSAGE_WORDS = 150
MAX_PASSAGE_CHARS = 2_400  # for what has few spaces: code, tables, other scripts
MAX_UNIT_WORDS = 40
_MARKER = re.compile(r"^\s*(?:-|\d+[.)])\s+")


@dataclass(frozen=True)
class HintUnit:
    """What a hint is about: a line of the text by its number, or all of it (None).

    `answered`: the line answers it; a question that is not is there to tell gaps from answers.
    """

    line: int | None = None
    answered: bool = True


@dataclass(frozen=True)
class Chunk:
    """A passage with what the index needs of it.

    `blocks` are its own parts of the chapter's blocks, in order. `searched` is its text under
    its heading path; `units` are its lines, long ones cut into sentences, each under its
    nearest heading. The last of them are `hints` (hints.py), not the chapter's.
    """

    passage: Passage
    section: str
    blocks: tuple[Block, ...]
    searched: str
    units: tuple[str, ...]
    hints: tuple[HintUnit, ...] = ()


def chunks_of(chapter: Chapter) -> tuple[Chunk, ...]:
    """The passages of a chapter in reading order.

    Consecutive blocks under one heading share a passage of at most MAX_PASSAGE_WORDS words.
    Tables are never mixed with prose, an admonition or details never with its surroundings, and
    the line that leads into a list stays with the list's first items.
    """
    made: list[Chunk] = []
    taken: set[str] = set()
    for run in _runs(chapter.blocks):
        for number, blocks in enumerate(_packed(_atoms(run))):
            chunk = _chunk(chapter, tuple(blocks), taken, titled=number == 0)
            taken.add(chunk.passage.id)
            made.append(chunk)
    return tuple(made)


def goes_on(chunk: Chunk, following: Chunk) -> bool:
    """Whether a list or table that ends a passage, or that its last line leads into, goes on.

    `following` is the passage right after it.
    """
    if chunk.section != following.section or chunk.passage.chapter != following.passage.chapter:
        return False
    last, first = chunk.blocks[-1], following.blocks[0]
    leads = last.kind == "paragraph" and last.lines[-1].text.rstrip().endswith(":")
    same = last.kind == first.kind and last.start == first.start
    return first.kind in ("list", "table") and (leads or same)


def n_words(blocks: Iterable[Block]) -> int:
    """Words of the blocks' lines, split at white space."""
    return sum(len(line.text.split()) for block in blocks for line in block.lines)


def _fit(blocks: Sequence[Block]) -> bool:
    n_chars = sum(len(line.text) for block in blocks for line in block.lines)
    return n_words(blocks) <= MAX_PASSAGE_WORDS and n_chars <= MAX_PASSAGE_CHARS


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Neighbouring blocks that may share a passage, none of them over the size."""
    run: list[Block] = []
    for block in blocks:
        if run and (block.kind in ("heading", "diagram") or _place(block) != _place(run[-1])):
            yield run
            run = []
        if block.kind not in ("heading", "diagram"):
            run.append(_small_lines(block))
    if run:
        yield run


def _place(block: Block) -> tuple[str, int, bool]:
    number = block.enclosure.number if block.enclosure else 0
    return block.section, number, block.kind == "table"


def _small_lines(block: Block) -> Block:
    """The block with every line over the size cut: prose at sentences, code at its lines.

    A row stays whole unless it is over MAX_PASSAGE_CHARS; then its table is read as prose.
    """
    if block.kind == "table":
        if all(len(line.text) <= MAX_PASSAGE_CHARS for line in block.lines):
            return block
        rows = (Line(line.text, line.text) for line in block.lines)
        return replace(block, kind="paragraph", lines=_parts(rows, _cut))
    if all(_fits(line.text) for line in block.lines):
        return block
    return replace(block, lines=_parts(block.lines, _cut_code if block.kind == "code" else _cut))


def _fits(text: str) -> bool:
    return len(text) <= MAX_PASSAGE_CHARS and len(text.split()) <= MAX_PASSAGE_WORDS


def _parts(lines: Iterable[Line], cut: Callable[[Line], Iterator[Line]]) -> tuple[Line, ...]:
    return tuple(p for one in lines for p in ([one] if _fits(one.text) else cut(one)))


def _cut(line: Line) -> Iterator[Line]:
    return map(_prose, _filled(_short_parts(line.source), " "))


def _cut_code(line: Line) -> Iterator[Line]:
    rows = (part for row in line.text.split("\n") for part in _by_size(row))
    fence = "`" * (3 + max(map(len, re.findall(r"`+", line.text)), default=0))
    for part in _filled(rows, "\n"):
        yield Line(part, f"{fence}\n{part}\n{fence}")


def _filled(parts: Iterable[str], between: str) -> Iterator[str]:
    """Parts joined as long as they fit together."""
    held: list[str] = []
    n_chars = n_words = 0
    for part in parts:
        n_chars += len(part) + (len(between) if held else 0)
        n_words += len(part.split())
        if held and (n_chars > MAX_PASSAGE_CHARS or n_words > MAX_PASSAGE_WORDS):
            yield between.join(held)
            held, n_chars, n_words = [], len(part), len(part.split())
        held.append(part)
    yield between.join(held)


def _short_parts(text: str) -> Iterator[str]:
    """Sentences; one that is itself over the size, in pieces."""
    for sentence in sentences(text):
        yield from _by_size(sentence.text)


def _by_size(text: str) -> Iterator[str]:
    """The text, or pieces of it: cut at words, a word over the size at characters."""
    if _fits(text):
        yield text
        return
    words = (
        word[at : at + MAX_PASSAGE_CHARS]
        for word in text.split()
        for at in range(0, len(word), MAX_PASSAGE_CHARS)
    )
    yield from _filled(words, " ")


def _prose(source: str) -> Line:
    return Line(plain_words(source), source)


def _atoms(run: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks that belong together: a lead-in line with its list, everything else alone."""
    lead: list[Block] = []
    for block in run:
        ends_with_colon = block.lines[-1].text.rstrip().endswith(":")
        if block.kind == "paragraph" and ends_with_colon and not lead:
            lead = [block]
            continue
        if lead and block.kind not in ("list", "code"):
            yield lead
            lead = []
        yield [*lead, block]
        lead = []
    if lead:
        yield lead


def _packed(atoms: Iterable[list[Block]]) -> Iterator[list[Block]]:
    """Atoms put together, in order, up to the passage size; larger ones cut at their lines."""
    held: list[Block] = []
    for atom in atoms:
        if held and not _fit([*held, *atom]):
            yield held
            held = []
        if _fit(atom):
            held = [*held, *atom]
            continue
        *whole, held = _by_lines(atom)
        yield from whole
    if held:
        yield held


def _by_lines(atom: Sequence[Block]) -> list[list[Block]]:
    """One large atom as several passages, cut between two lines."""
    parts: list[list[Block]] = [[]]
    for block in atom:
        for line in block.lines:
            one = replace(block, lines=(line,))
            if parts[-1] and not _fit([*parts[-1], one]):
                parts.append([])
            last = parts[-1][-1] if parts[-1] else None
            if last is not None and last.start == block.start and last.kind == block.kind:
                parts[-1][-1] = replace(last, lines=(*last.lines, line))
            else:
                parts[-1].append(one)
    return parts


def _chunk(chapter: Chapter, blocks: tuple[Block, ...], taken: set[str], *, titled: bool) -> Chunk:
    path = blocks[0].heading_path or (chapter.title,)
    above = path
    lines = [line.text for block in blocks for line in block.lines]
    title = _title(blocks[0])
    if title and titled:
        lines.insert(0, title)
    elif title:
        above = (*path, title)
    text = "\n".join(lines)
    id = _passage_id(chapter.id, path, text, taken)
    return Chunk(
        Passage(id, chapter.id, path, text, f"/chapters/{chapter.id}#p-{id}"),
        blocks[0].section,
        blocks,
        searched=f"{' > '.join(above)}\n{text}",
        units=tuple(f"{above[-1]}: {unit}" for line in lines for unit in units_of(line)),
    )


def _title(block: Block) -> str:
    """The title of what encloses the block, unless the heading says it already."""
    title = block.enclosure.title if block.enclosure else ""
    return "" if block.heading_path and title in block.heading_path[-1] else title


def _passage_id(chapter: str, path: tuple[str, ...], text: str, taken: set[str]) -> str:
    """The nearest heading and a digest of all that is in it: the same text keeps its id."""
    digest = hashlib.sha256("\x1f".join((chapter, *path, text)).encode("utf-8", "replace"))
    wanted = unique = f"{slug(path[-1], max_chars=40)}-{digest.hexdigest()[:10]}"
    n = 2
    while unique in taken:
        unique, n = f"{wanted}-{n}", n + 1
    return unique


def units_of(line: str) -> Iterator[str]:
    """What is embedded of a line: itself, or its sentences when it has over MAX_UNIT_WORDS."""
    for part in line.split("\n"):
        bare = _MARKER.sub("", part).strip()
        if len(bare.split()) <= MAX_UNIT_WORDS:
            yield from [bare] if bare else []
        else:
            yield from (sentence.text for sentence in sentences(bare))
