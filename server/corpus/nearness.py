"""How near each line of a found passage is to the question: what of it is worth reading."""

from __future__ import annotations

from collections.abc import Sequence

from server.corpus.chunk import Chunk, units_of
from server.corpus.known_lines import Floats
from server.corpus.lexical import Lexicon, Scores, tokens
from server.judging.wording import leading_lines
from server.text import stem

# Chosen on ask's splits, each by lines known without it (docs/ask.md).
SHARE_WHERE_KNOWN = 0.5


def line_nearness(
    chunk: Chunk,
    stems: Sequence[str],
    lexicon: Lexicon,
    cosines: Scores | None,
    known: Floats | None = None,
) -> tuple[float, ...]:
    """One number for each line of the passage's text, higher for nearer lines.

    It is the best cosine of the line's units and of the hints about it (0 without vectors;
    `cosines` are those of the chunk's units in order) and the idf-weighted share of the
    question's stems that the line holds under its headings. A title over the passage, and the
    line that leads into a list, count as headings too. Where the lines are known, `known` stands
    for the cosines, and the share counts SHARE_WHERE_KNOWN. Docs: docs/ask.md.
    """
    path = _stems(" ".join(chunk.passage.heading_path))
    weights = {one: lexicon.idf(one) for one in stems}
    total = sum(weights.values())
    found = []
    lines = chunk.passage.text.split("\n")
    over = leading_lines(lines)
    near = _line_cosines(chunk, cosines) if known is None else list(map(float, known))
    weight = 1.0 if known is None else SHARE_WHERE_KNOWN
    for line, heads, cosine in zip(lines, over, near, strict=True):
        held = path | _stems(f"{heads} {line}")
        share = sum(weight for one, weight in weights.items() if one in held)
        found.append(round(cosine + (weight * share / total if total else 0.0), 4))
    return tuple(found)


def _line_cosines(chunk: Chunk, cosines: Scores | None) -> list[float]:
    """The best cosine of each line's units, and of the hints about that line."""
    lines = chunk.passage.text.split("\n")
    if cosines is None:
        return [0.0] * len(lines)
    found, at = [], 0
    for line in lines:
        n = sum(1 for _ in units_of(line))
        found.append(float(max(cosines[at : at + n], default=0.0)))
        at += n
    of_hints = cosines[len(cosines) - len(chunk.hints) :]
    for hint, cosine in zip(chunk.hints, of_hints, strict=True):
        if hint.line is not None and hint.answered:
            found[hint.line] = max(found[hint.line], float(cosine))
    return found


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(text))
