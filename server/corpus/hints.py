"""Everyday wordings of what passages are about, written by us: they help a question find them.

A hint is searched like a line of its passage. It is never shown, read by the model or cited.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import yaml

from server.corpus.chapter import Hint
from server.corpus.chunk import Chunk
from server.errors import ConfigurationError


def hints_in(path: Path) -> tuple[Hint, ...]:
    """The hints of a file: a list of `{"holds": a phrase of the passage, "hints": [..]}`.

    Raises:
        ConfigurationError: it is no such list.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        return tuple(Hint(str(one["holds"]), tuple(map(str, one["hints"]))) for one in found)
    except (OSError, yaml.YAMLError, TypeError, KeyError) as error:
        raise ConfigurationError(
            f"{path} must be a list of entries with `holds` and `hints`: {error!r}"
        ) from error


def hinted(chunks: Sequence[Chunk], hints: Sequence[Hint]) -> tuple[Chunk, ...]:
    """The passages with the hints that lead to them behind their own units."""
    return tuple(_with_hints(chunk, hints) for chunk in chunks) if hints else tuple(chunks)


def _with_hints(chunk: Chunk, hints: Sequence[Hint]) -> Chunk:
    text = f"{' > '.join(chunk.passage.heading_path)} > {chunk.passage.text}"
    own = tuple(words for hint in hints if hint.holds in text for words in hint.wordings)
    return replace(chunk, units=(*chunk.units, *own), n_hints=len(own)) if own else chunk
