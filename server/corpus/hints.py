"""Everyday wordings of what passages and their lines are about, written by us.

They help a question find its passage and its line: an embedding model sees that two questions
are alike where it does not see that a line answers one. A hint is never shown, read by the model
or cited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from server.corpus.authored import read_yaml
from server.corpus.chapter import Hint
from server.corpus.chunk import Chunk, HintUnit
from server.errors import ConfigurationError


def hints_in(path: Path) -> tuple[Hint, ...]:
    """The hints of a file.

    It is a list of `{"holds": a phrase of the passage, "hints": [..]}`, of `{"line": a phrase
    of the line, "asks": [questions that the line answers]}`, or of `{"line": .., "gaps":
    [questions that belong there and that no line answers]}`.

    Raises:
        ConfigurationError: it is no such list.
    """
    try:
        found = read_yaml(path)
        return tuple(_hint(one) for one in found)
    except (OSError, yaml.YAMLError, TypeError, KeyError) as error:
        raise ConfigurationError(
            f"{path} must be a list of entries with `holds` and `hints`, or with `line` and"
            f" `asks`: {error!r}"
        ) from error


def _hint(one: Mapping[str, Any]) -> Hint:
    if "gaps" in one:
        return Hint(str(one["line"]), tuple(map(str, one["gaps"])), of_line=True, answered=False)
    if "line" in one:
        return Hint(str(one["line"]), tuple(map(str, one["asks"])), of_line=True)
    return Hint(str(one["holds"]), tuple(map(str, one["hints"])))


def hinted(chunks: Sequence[Chunk], hints: Sequence[Hint]) -> tuple[Chunk, ...]:
    """The passages with the hints that lead to them behind their own units."""
    return tuple(_with_hints(chunk, hints) for chunk in chunks) if hints else tuple(chunks)


def _with_hints(chunk: Chunk, hints: Sequence[Hint]) -> Chunk:
    found = [pair for hint in hints for pair in _leading_to(chunk, hint)]
    if not found:
        return chunk
    wordings, about = zip(*found, strict=True)
    return replace(chunk, units=(*chunk.units, *wordings), hints=about)


def _leading_to(chunk: Chunk, hint: Hint) -> list[tuple[str, HintUnit]]:
    """The hint's wordings with what they are about, where it is of this passage."""
    if hint.of_line:
        if hint.holds not in chunk.passage.text:
            return []
        lines = chunk.passage.text.split("\n")
        at = next((n for n, line in enumerate(lines) if hint.holds in line), None)
        about = HintUnit(at, hint.answered)
        return [] if at is None else [(words, about) for words in hint.wordings]
    text = f"{' > '.join(chunk.passage.heading_path)} > {chunk.passage.text}"
    return [(words, HintUnit()) for words in hint.wordings] if hint.holds in text else []
