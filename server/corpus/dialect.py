"""MkDocs-Material's own marks as plain Markdown, line for line.

What the parser does not know (content tabs, footnotes, abbreviations, attribute lists, snippets,
display formulas, icons) is rewritten before it reads, so that no mark ends up as words. Every line
keeps its number; front matter, code and what stands between backticks keep their text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_FENCE = re.compile(r"\s*(?:(?:>|[-*+]|\d{1,9}[.)])\s+)*(`{3,}|~{3,})(.*)")
_CODE_SPAN = re.compile(r"(`+[^`]+`+)")
_BARE_PIPE = re.compile(r"(?<!\\)\|")
_TAB = re.compile(r"(\s*)===[+!]?\s+\"(.*)\"\s*")
_SNIPPET = re.compile(r"\s*-+8<-+(\s.*)?")
_ABBREVIATION = re.compile(r"\s{0,3}\*\[([^\]]+)\]:\s*(.*)")
_FOOTNOTE = re.compile(r"\s{0,3}\[\^[^\]\s]+\]:\s*(.*)")
_CONTENTS = re.compile(r"\s*\[TOC\]\s*", re.IGNORECASE)
_CAPTIONED = re.compile(r"\s*/{3,}\s*(?:[^|]*\|)?\s*([^|]*)")
_FORMULA = {"$$": "$$", r"\[": r"\]"}

_ATTRIBUTE = r"(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s}\"']+))"
_MARKS = re.compile(
    rf"[ \t]*\{{:?[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*[ \t]*\}}"  # { .class #id key=value }
    r"|\[\^[^\]\s]+\]"  # a footnote's number
    r"|:(?:material|octicons|fontawesome|simple)-[a-z0-9-]+:"
)


def common_markdown(text: str) -> str:
    """The text with as many lines, in Markdown that any parser reads."""
    lines = re.sub(r"\r\n?", "\n", text).split("\n")
    at = _after_front_matter(lines)
    out = lines[:at]
    while at < len(lines):
        end, rewrite = _stretch(lines, at)
        out.extend(rewrite(lines[at:end]))
        at = end
    return "\n".join(_without_double_gaps(out))


Rewrite = Callable[[Sequence[str]], Sequence[str]]


def _stretch(lines: Sequence[str], at: int) -> tuple[int, Rewrite]:
    """Where the lines from `at` that belong together end, and what is to be made of them."""
    line = lines[at]
    if fence := _FENCE.fullmatch(line):
        return _end_of_code(lines, at, fence[1]), list
    bare = line.strip()
    if bare in _FORMULA:
        end = _line_of(lines, at, lambda one: one.strip() == _FORMULA[bare])
        return (end + 1, _as_code) if end else (at + 1, list)
    snippet = _SNIPPET.fullmatch(line)
    if snippet and not snippet[1]:
        end = _line_of(lines, at, lambda one: bool(_SNIPPET.fullmatch(one)))
        return (end or at) + 1, _blank
    return at + 1, _blank if snippet else _rewritten


def _after_front_matter(lines: Sequence[str]) -> int:
    if not lines or lines[0].strip() != "---":
        return 0
    return (_line_of(lines, 0, lambda one: one.strip() == "---") or -1) + 1


def _line_of(lines: Sequence[str], after: int, fits: Callable[[str], bool]) -> int:
    """The first line after one that fits; 0 when there is none."""
    return next((at for at in range(after + 1, len(lines)) if fits(lines[at])), 0)


def _end_of_code(lines: Sequence[str], at: int, mark: str) -> int:
    closing = re.compile(rf"\s*(?:>\s*)*{mark[0]}{{{len(mark)},}}\s*")
    return (_line_of(lines, at, lambda one: bool(closing.fullmatch(one))) or len(lines) - 1) + 1


def _as_code(lines: Sequence[str]) -> list[str]:
    """A formula keeps its signs as code does."""
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    return [f"{indent}```math", *lines[1:-1], f"{indent}```"]


def _blank(lines: Sequence[str]) -> list[str]:
    return [""] * len(lines)


def _rewritten(lines: Sequence[str]) -> list[str]:
    line = lines[0]
    if tab := _TAB.fullmatch(line):
        return [f'{tab[1]}!!! tab "{tab[2]}"']
    if abbreviation := _ABBREVIATION.fullmatch(line):
        return [f"- {abbreviation[1]}: {abbreviation[2]}"]
    if footnote := _FOOTNOTE.fullmatch(line):
        line = f"- {footnote[1]}"
    elif captioned := _CAPTIONED.fullmatch(line):
        line = captioned[1]
    elif _CONTENTS.fullmatch(line):
        line = ""
    return [_without_marks(line)]


def _without_marks(line: str) -> str:
    in_table = line.lstrip().startswith("|")
    if not any(mark in line for mark in ("{", "[^", ":")) and not in_table:
        return line
    parts = _CODE_SPAN.split(line)
    for n, part in enumerate(parts):
        if n % 2 and in_table:
            parts[n] = _BARE_PIPE.sub(r"\\|", part)  # in MkDocs, code keeps its pipes
        elif not n % 2:
            parts[n] = _MARKS.sub("", part)
    return "".join(parts)


def _without_double_gaps(lines: list[str]) -> list[str]:
    """Two empty lines end an admonition for the parser, though not for MkDocs: they are filled."""
    for at in range(len(lines) - 2, 0, -1):
        indent = lines[at + 1][: len(lines[at + 1]) - len(lines[at + 1].lstrip())]
        if not lines[at].strip() and not lines[at - 1].strip() and len(indent) >= 4:
            lines[at] = indent
    return lines
