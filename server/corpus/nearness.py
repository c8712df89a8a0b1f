"""How near each line of a found passage is to the question: what of it is worth reading."""

from __future__ import annotations

from collections.abc import Sequence

from server.corpus.chunk import Chunk, units_of
from server.corpus.lexical import Lexicon, Scores, tokens
from server.text import stem


def line_nearness(
    chunk: Chunk, stems: Sequence[str], lexicon: Lexicon, cosines: Scores | None
) -> tuple[float, ...]:
    """One number for each line of the passage's text, higher for nearer lines.

    It is the best cosine of the line's units (0 without vectors; `cosines` are those of the
    chunk's units in order) and the idf-weighted share of the question's stems that the line
    holds under its headings. Docs: docs/ask.md.
    """
    heads = _stems(" ".join(chunk.passage.heading_path))
    weights = {one: lexicon.idf(one) for one in stems}
    total = sum(weights.values())
    found, at = [], 0
    for line in chunk.passage.text.split("\n"):
        n = sum(1 for _ in units_of(line))
        cosine = 0.0 if cosines is None else float(max(cosines[at : at + n], default=0.0))
        at += n
        held = heads | _stems(line)
        share = sum(weight for one, weight in weights.items() if one in held)
        found.append(round(cosine + (share / total if total else 0.0), 4))
    return tuple(found)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in tokens(text))
