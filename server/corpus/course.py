"""A folder of chapters: which files belong to it, in which order, and how they link."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from server.corpus.chapter import slug
from server.corpus.formats.sniff import SUFFIXES

MAX_FILES = 2_000
_SKIPPED = {"node_modules", "site", "venv", "__pycache__"}
_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\(\s*<?([^)\s<>]+)>?(\s+\"[^\"]*\")?\s*\)")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|/", re.IGNORECASE)
_PARENTS = 3


@dataclass(frozen=True)
class Course:
    """A folder's chapters in reading order. `places` are paths below `base`, with slashes."""

    name: str
    base: Path
    places: tuple[str, ...]


def course_in(folder: Path) -> Course:
    """The course in a folder, which may be a MkDocs project, its documents or a part of them.

    The navigation of `mkdocs.yml` gives the order; what it does not name follows by path.
    """
    folder = folder.resolve()
    project = next((p for p in (folder, *folder.parents[:_PARENTS]) if _config_of(p)), None)
    config = _config_of(project) if project else {}
    base = (project / str(config.get("docs_dir", "docs"))).resolve() if project else folder
    if project and not (folder == project or folder.is_relative_to(base)):
        project, config, base = None, {}, folder
    within = base if folder == project else folder
    found = sorted((_place(p, base) for p in _files(within)), key=_natural)
    ranks = {place: rank for rank, place in enumerate(_navigated(config.get("nav")))}
    ordered = sorted(found, key=lambda place: ranks.get(place, len(ranks)))
    name = str(config.get("site_name") or (project or folder).name)
    return Course(name, base, tuple(ordered[:MAX_FILES]))


def name_of(place: str) -> str:
    """What a chapter's place calls it: its file, or the folder of an index file."""
    stem = posixpath.splitext(place)[0]
    return posixpath.basename(posixpath.dirname(stem) if stem.endswith("/index") else stem)


def linked(markdown: str, place: str, ids: Mapping[str, str]) -> str:
    """The text with links to other chapters of the course leading to their pages here.

    `ids` gives the chapter's id for each place that is indexed; other links stay as they are.
    """

    def link(hit: re.Match[str]) -> str:
        target, _, anchor = hit[2].partition("#")
        if _SCHEME.match(target) or not target:
            return hit[0]
        path = posixpath.normpath(posixpath.join(posixpath.dirname(place), target))
        stem = path.removesuffix(".html")
        found = next((p for p in (path, f"{path}/index.md", f"{stem}.md") if p in ids), None)
        if found is None:
            return hit[0]
        return f"[{hit[1]}](/chapters/{ids[found]}{f'#s-{slug(anchor)}' if anchor else ''})"

    return _LINK.sub(link, markdown)


def _config_of(folder: Path) -> dict[str, Any]:
    """What mkdocs.yml says; its tags of other programs are read as plain text."""
    for name in ("mkdocs.yml", "mkdocs.yaml"):
        try:
            found = yaml.load((folder / name).read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        except (OSError, ValueError, yaml.YAMLError):
            continue
        if isinstance(found, dict):
            return found
    return {}


def _files(folder: Path) -> Iterator[Path]:
    """The readable files below a folder; hidden ones, and what a link leads out to, are left."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir() and path.name not in _SKIPPED:
            yield from _files(path)
        elif path.is_file() and path.suffix.lower() in SUFFIXES:
            yield path


def _place(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix()


def _natural(place: str) -> list[tuple[int, str]]:
    """Orders 2 before 10, and a folder's index before its other files."""
    named = re.sub(r"(^|/)index\.md$", r"\1", place)
    parts = re.findall(r"\d+|\D+", named.lower())
    return [(int(p), "") if p.isdigit() else (-1, p) for p in parts]


def _navigated(nav: Any) -> Iterator[str]:
    """The files that a navigation names, in order."""
    if isinstance(nav, str):
        yield posixpath.normpath(nav)
    elif isinstance(nav, dict | list):
        for inner in nav.values() if isinstance(nav, dict) else nav:
            yield from _navigated(inner)
