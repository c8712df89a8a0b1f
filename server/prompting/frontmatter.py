"""A prompt file's text -> its front matter, validated, and its body.

A file opens with a line ``---``, YAML, and a second line ``---``; the rest is a Jinja2 template
made of role blocks. Every fault is a `PromptError` that names the file and the line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

from server.errors import PromptError

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
FILE_NAME = re.compile(r"v([1-9]\d*)(\.draft)?\.md")
_KEYS = ("name", "version", "purpose", "inputs", "sampling", "output", "changelog")
_SAMPLING: Mapping[str, tuple[type, ...]] = {
    "temperature": (int, float),
    "max_tokens": (int,),
    "seed": (int,),
    "top_p": (int, float),
    "frequency_penalty": (int, float),
    "presence_penalty": (int, float),
    "stop": (str, list),
}
_REQUIRED_SAMPLING = ("temperature", "max_tokens", "seed")


@dataclass(frozen=True)
class Output:
    """What the reply must be: its format, the JSON Schema of a json one, its checks.

    `checks` maps a check's name to the name of a declared input, whose value the check then
    gets, or to a literal.
    """

    format: Literal["text", "json"]
    schema: Mapping[str, Any] | None = None
    checks: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PromptFile:
    """One version of one prompt; `body_line` is the line of the file on which `body` starts."""

    path: Path
    name: str
    version: int
    draft: bool
    purpose: str
    inputs: Mapping[str, str]
    sampling: Mapping[str, Any]
    output: Output
    changelog: str
    body: str
    body_line: int
    sha256: str

    @property
    def ref(self) -> str:
        """``name@version``, as steps and stored turns write it."""
        return f"{self.name}@{self.version}"


def read(path: Path) -> PromptFile:
    """The prompt that a file holds.

    Raises:
        PromptError: not UTF-8, or anything that `parse` refuses.
    """
    content = path.read_bytes()
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise PromptError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    return parse(text, path)


def parse(text: str, path: Path) -> PromptFile:
    """The prompt in a text that was read from `path`, whose folder and name must agree with it.

    Raises:
        PromptError: the front matter is missing, not YAML, lacks or exceeds the known keys, or
            says something else than the path does; names the file and the line.
    """
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        raise PromptError(f"{path}:{line}: carriage return; save the file with plain newlines")
    lines = text.split("\n")
    if lines[0] != "---":
        raise PromptError(f"{path}:1: expected a line '---' that opens the front matter")
    try:
        end = lines.index("---", 1)
    except ValueError:
        raise PromptError(f"{path}:1: the front matter has no closing '---'") from None
    front = _Front(path, lines[1:end])
    version, draft = _version_of(path)
    front.must_equal("name", path.parent.name)
    front.must_equal("version", version)
    return PromptFile(
        path=path,
        name=path.parent.name,
        version=version,
        draft=draft,
        purpose=front.text("purpose"),
        inputs=front.inputs(),
        sampling=front.sampling(),
        output=front.output(),
        changelog=front.text("changelog"),
        body="\n".join(lines[end + 1 :]),
        body_line=end + 2,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _version_of(path: Path) -> tuple[int, bool]:
    hit = FILE_NAME.fullmatch(path.name)
    if not hit or not NAME.fullmatch(path.parent.name):
        raise PromptError(
            f"{path}: a prompt is <name>/v<N>.md or <name>/v<N>.draft.md, "
            "its name in lower case with hyphens"
        )
    return int(hit[1]), bool(hit[2])


class _Front:
    """The front matter of one file, and the line on which each key stands."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        try:
            found = yaml.safe_load("\n".join(lines))
        except yaml.MarkedYAMLError as error:
            at = error.problem_mark.line + 2 if error.problem_mark else 2
            raise PromptError(f"{path}:{at}: not YAML: {error.problem}") from None
        if not isinstance(found, dict):
            raise PromptError(f"{path}:2: expected keys and values, found {type(found).__name__}")
        self.values: dict[str, Any] = found
        for key in found:
            if key not in _KEYS:
                raise self.fault(str(key), f"unknown; the keys are {', '.join(_KEYS)}")
        for key in _KEYS:
            if key not in found:
                raise PromptError(f"{path}:2: {key} is missing from the front matter")

    def fault(self, key: str, message: str) -> PromptError:
        """The error for one key, at its line (dotted keys: the innermost that is found)."""
        line = 2
        for part in key.split("."):
            pattern = re.compile(rf"(?:.*[{{,\s])?['\"]?{re.escape(part)}['\"]?\s*:")
            rest = enumerate(self.lines[line - 2 :], start=line)
            line = next((n for n, content in rest if pattern.match(content)), line)
        return PromptError(f"{self.path}:{line}: {key}: {message}")

    def must_equal(self, key: str, expected: str | int) -> None:
        found = self.values[key]
        if found != expected or isinstance(found, bool):
            raise self.fault(key, f"expected {expected!r}, as the path says, found {found!r}")

    def text(self, key: str) -> str:
        found = self.values[key]
        if not isinstance(found, str) or not found.strip():
            raise self.fault(key, f"expected a sentence, found {found!r}")
        return found.strip()

    def mapping(self, key: str) -> dict[str, Any]:
        found = self.values[key]
        if not isinstance(found, dict) or not all(isinstance(k, str) for k in found):
            raise self.fault(key, f"expected names and values, found {found!r}")
        return found

    def inputs(self) -> dict[str, str]:
        found = self.mapping("inputs")
        for name, meaning in found.items():
            if not name.isidentifier() or name in ("failures", "draft"):
                raise self.fault(f"inputs.{name}", "not a name an input can have")
            if not isinstance(meaning, str) or not meaning.strip():
                raise self.fault(f"inputs.{name}", "say in words what it is")
        return found

    def sampling(self) -> dict[str, Any]:
        found = self.mapping("sampling")
        for name in _REQUIRED_SAMPLING:
            if name not in found:
                raise self.fault("sampling", f"{name} is missing")
        for name, value in found.items():
            if name not in _SAMPLING:
                raise self.fault(f"sampling.{name}", f"unknown; known are {', '.join(_SAMPLING)}")
            if not isinstance(value, _SAMPLING[name]) or isinstance(value, bool):
                raise self.fault(f"sampling.{name}", f"{value!r} is of the wrong type")
        if found["max_tokens"] < 1:
            raise self.fault("sampling.max_tokens", "must be at least 1")
        return found

    def output(self) -> Output:
        found = self.mapping("output")
        for name in found:
            if name not in ("format", "schema", "checks"):
                raise self.fault(f"output.{name}", "unknown; known are format, schema, checks")
        kind, schema, checks = (found.get(key) for key in ("format", "schema", "checks"))
        if kind not in ("text", "json"):
            raise self.fault("output.format", f"expected text or json, found {kind!r}")
        if schema is not None and (kind != "json" or not isinstance(schema, dict)):
            raise self.fault("output.schema", "expected a JSON Schema, and the format json")
        if not isinstance(checks or {}, dict):
            raise self.fault("output.checks", f"expected names and values, found {checks!r}")
        return Output(format=kind, schema=schema, checks=checks or {})
