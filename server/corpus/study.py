"""The authored study data: audiences for rewrites, problems for interviews."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from server.corpus.authored import read_yaml
from server.corpus.glossary import joined
from server.errors import ConfigurationError

Study = dict[str, dict[str, Any]]


def study_material(root: Path) -> Study:
    """What lies under `root`/corpus, by name.

    `{"audiences": {id: ..}, "jargon": .., "problems": {id: ..}, "earlier_chapters": {title: ..}}`.

    Audiences are one file, `corpus/audiences.yaml`, a mapping from id to what is known of the
    audience, in the file's order; jargon is `corpus/jargon.yaml` with `corpus/technical.yaml`
    and the files of `corpus/glossary/`, the given names of `corpus/given_names.txt` as its
    `first_names` and `corpus/english.txt` as its `english`.
    Problems are one file each in `corpus/problems/`, by file name. Earlier chapters are those
    that the built-in one builds on, each with its topics (`corpus/prerequisites.yaml`). What is
    not there is empty.

    Raises:
        ConfigurationError: a file is no YAML, not a mapping, or an id is missing or used twice.
    """
    corpus = root / "corpus"
    return {
        "audiences": _audiences(corpus / "audiences.yaml"),
        "jargon": _jargon(corpus),
        "earlier_chapters": _mapping_at(corpus / "prerequisites.yaml"),
        "problems": _problems(corpus),
    }


def _audiences(path: Path) -> dict[str, dict[str, Any]]:
    if not path.is_file():
        return {}
    found = _mapping(path)
    for id, audience in found.items():
        if not isinstance(audience, dict):
            raise ConfigurationError(f"{path}: the audience {id} must be a mapping")
    return {str(id): {"id": str(id), **audience} for id, audience in found.items()}


def _jargon(corpus: Path) -> dict[str, Any]:
    found = _mapping(corpus / "jargon.yaml") if (corpus / "jargon.yaml").is_file() else {}
    more = corpus / "technical.yaml"
    if more.is_file():
        found = _together(found, _mapping(more))
    files = {path.name: _mapping(path) for path in sorted((corpus / "glossary").glob("*.yaml"))}
    if files:
        found = joined(found, files)
    names = corpus / "given_names.txt"
    if names.is_file():
        lines = names.read_text(encoding="utf-8").splitlines()
        found["first_names"] = " ".join(line for line in lines if not line.startswith("#"))
    english = corpus / "english.txt"
    if english.is_file():
        found["english"] = english.read_text(encoding="utf-8")
    return found


def _together(first: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Both lexicons as one; what the first one says of a word counts."""
    out = {**more, **first}
    for name in ("terms", "systems"):
        out[name] = {**more.get(name, {}), **first.get(name, {})}
    return out


def _problems(corpus: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((corpus / "problems").glob("*.yaml")):
        problem = _mapping(path)
        id = problem.get("id")
        if not isinstance(id, str) or not id:
            raise ConfigurationError(f"{path}: the problem has no id; write `id: {path.stem}`")
        if id in found:
            raise ConfigurationError(f"{path}: the problem id {id} is used by another file too")
        found[id] = problem
    return found


def _mapping_at(path: Path) -> dict[str, Any]:
    return _mapping(path) if path.is_file() else {}


def _mapping(path: Path) -> dict[str, Any]:
    try:
        found = read_yaml(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise ConfigurationError(f"{path} must hold a mapping, not {type(found).__name__}")
    return dict(found)
