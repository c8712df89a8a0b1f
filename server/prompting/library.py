"""``name@version`` and its inputs -> the messages a model reads, and their digests.

Between the system block and the user's may stand examples, a pair of blocks each:
``example_1_user`` and ``example_1_assistant``, read in the order of their numbers.

Roles are Jinja2 blocks, rendered one at a time, so no value can open another role; values are
never compiled as templates; there are no includes, so a file is complete.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    meta,
    nodes,
)
from jinja2.sandbox import SandboxedEnvironment

from server.errors import PromptError
from server.prompting.frontmatter import FILE_NAME, NAME, Output, PromptFile, read
from server.records import Message

_ROLES = ("system", "user", "repair")
_EXAMPLE = re.compile(r"example_(\d+)_(user|assistant)")
_MARK = re.compile(r"<<<(?=[0-9a-f]{8})|(?<=[0-9a-f]{8})>>>")
# Every sign that a reader may take for the end of a line, where more follows.
_LINE_BREAK = re.compile(r"[ \t]*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*(?=\S)")
_INCLUDES = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


@dataclass(frozen=True)
class Rendered:
    """A prompt filled in: what is sent, and what the answer must obey.

    `checks` maps each check of the contract to the value it is called with, inputs resolved.
    `repairable`: the file has a repair block, so `render` takes `failures` and `draft`.
    """

    messages: tuple[Message, ...]
    prompt: str
    file_sha256: str
    sampling: Mapping[str, Any]
    output: Output
    checks: Mapping[str, Any]
    repairable: bool

    @property
    def messages_sha256(self) -> str:
        """The digest of the messages, as `messages_sha256` gives it."""
        return messages_sha256(self.messages)


def messages_sha256(messages: Sequence[Message]) -> str:
    """SHA-256 (hex) of the messages as canonical JSON: sorted keys, no spaces, UTF-8."""
    plain = [{"role": m.role, "content": m.content} for m in messages]
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode(errors="surrogatepass")).hexdigest()


class PromptLibrary:
    """The prompts below a folder, read and compiled once; drafts only when asked for.

    `fence_key` is the installation's secret behind the marks around a learner's text.

    Raises:
        PromptError: a file is broken, or declares other inputs than its template uses.
    """

    def __init__(self, root: Path, *, fence_key: bytes, drafts: bool = False) -> None:
        """Read and compile every prompt below `root`."""
        if not fence_key:
            raise PromptError("the fence key is empty; give the installation's secret")
        self._environment = _environment(fence_key)
        self._prompts: dict[str, tuple[PromptFile, Template]] = {}
        for path in prompt_paths(root, drafts=drafts):
            prompt = read(path)
            self._prompts[prompt.ref] = (prompt, self._compiled(prompt))

    @property
    def prompts(self) -> tuple[PromptFile, ...]:
        """Every prompt that was loaded, by name and version."""
        return tuple(prompt for prompt, _ in self._prompts.values())

    def prompt(self, ref: str) -> PromptFile:
        """The prompt of a reference ``name@version``.

        Raises:
            PromptError: there is none; names those that there are.
        """
        return self._entry(ref)[0]

    def render(
        self,
        ref: str,
        inputs: Mapping[str, Any],
        *,
        failures: Sequence[str] | None = None,
        draft: str | None = None,
    ) -> Rendered:
        """The messages of a prompt: system, examples, user; for a repair, draft and failures.

        `failures` are the messages of the checks that `draft`, the reply before, did not pass.

        Raises:
            PromptError: unknown prompt, other inputs than declared, only one of `failures` and
                `draft`, no repair block, or a template that fails on these values.
        """
        prompt, template = self._entry(ref)
        _same_names(prompt, inputs)
        roles = [("system", "system"), ("user", "user")]
        values = dict(inputs)
        if (failures is None) != (draft is None):
            raise PromptError(f"prompt {ref}: a repair needs both the draft and its failures")
        if failures is not None:
            if "repair" not in template.blocks:
                raise PromptError(f"prompt {ref} has no repair block: {prompt.path}")
            values["failures"] = list(failures)
            roles.append(("repair", "user"))
        written = {block: _block(prompt, template, block, values) for block, _ in roles}
        messages = [
            Message("system", written["system"]),
            *_examples(prompt, template, values),
            Message("user", written["user"]),
        ]
        if draft is not None:
            messages += [
                Message("assistant", draft),
                Message("user", written["repair"]),
            ]
        return Rendered(
            messages=tuple(messages),
            prompt=prompt.ref,
            file_sha256=prompt.sha256,
            sampling=prompt.sampling,
            output=prompt.output,
            checks={name: _resolved(v, inputs) for name, v in prompt.output.checks.items()},
            repairable="repair" in template.blocks,
        )

    def _entry(self, ref: str) -> tuple[PromptFile, Template]:
        if ref not in self._prompts:
            name = ref.partition("@")[0]
            same = [r for r in self._prompts if r.startswith(f"{name}@")]
            known = ", ".join(same or self._prompts) or "none"
            raise PromptError(f"no prompt {ref}; known are {known}")
        return self._prompts[ref]

    def _compiled(self, prompt: PromptFile) -> Template:
        try:
            tree = self._environment.parse(prompt.body)
            _only_role_blocks(prompt, tree)
            _declared_is_used(prompt, tree)
            return self._environment.from_string(prompt.body)
        except TemplateSyntaxError as error:
            line = prompt.body_line + error.lineno - 1
            raise PromptError(f"{prompt.path}:{line}: {error.message}") from None


def prompt_paths(root: Path, *, drafts: bool = False) -> list[Path]:
    """The prompt files below a folder, by name and version; drafts only when asked for.

    Raises:
        PromptError: there is no such folder, or a Markdown file in it is no prompt's name.
    """
    if not root.is_dir():
        raise PromptError(f"no folder of prompts at {root}")
    found: list[tuple[str, int, Path]] = []
    for path in root.glob("*/*.md"):
        hit = FILE_NAME.fullmatch(path.name)
        if not hit or not NAME.fullmatch(path.parent.name):
            raise PromptError(f"{path}: a prompt is <name>/v<N>.md or <name>/v<N>.draft.md")
        if drafts or not hit[2]:
            found.append((path.parent.name, int(hit[1]), path))
    return [path for _, _, path in sorted(found)]


def _environment(fence_key: bytes) -> SandboxedEnvironment:
    # Prompts are plain text: HTML escaping would change what the model reads.
    environment = SandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_in_its_line,
    )
    environment.globals.clear()
    environment.filters["fenced"] = lambda text: _Fenced(fenced(text, fence_key))
    return environment


class _Fenced(str):
    """A text between its marks, which may have lines of its own."""


def _in_its_line(value: Any) -> Any:
    """A value outside of a fence keeps to the line that the prompt has for it.

    So no value can write further lines of the prompt, nor what looks like a fence's mark.
    """
    if not isinstance(value, str) or isinstance(value, _Fenced):
        return value
    return _unmarked(_LINE_BREAK.sub(" ", value))


def fenced(text: str, key: bytes) -> str:
    """Text between marks that its writer could not foresee: the HMAC of it under a secret.

    The same text gives the same marks, so prompts repeat. Whatever looks like such a mark
    inside the text is broken up with a space.
    """
    digest = hmac.new(key, text.encode(errors="surrogatepass"), hashlib.sha256)
    mark = digest.hexdigest()[:8]
    return f"<<<{mark}\n{_unmarked(text)}\n{mark}>>>"


def _unmarked(text: str) -> str:
    return _MARK.sub(lambda hit: f"{hit[0][:2]} {hit[0][2]}", text)


def _only_role_blocks(prompt: PromptFile, tree: nodes.Template) -> None:
    """Refuse whatever would be dropped in silence, or would make the file incomplete."""
    for include in tree.find_all(_INCLUDES):
        raise _fault(prompt, include, f"a prompt is complete; no {type(include).__name__}")
    blocks = list(tree.find_all(nodes.Block))
    for block in blocks:
        known = block.name in _ROLES or _EXAMPLE.fullmatch(block.name)
        if not known or block not in tree.body:
            raise _fault(prompt, block, f"block {block.name}; roles are {', '.join(_ROLES)}")
    for role in ("system", "user"):
        if role not in [block.name for block in blocks]:
            raise _fault(prompt, tree, f"block {role} is missing")
    _whole_examples(prompt, tree, [block.name for block in blocks])
    for statement in tree.body:
        if not isinstance(statement, nodes.Block) and not _blank(statement):
            raise _fault(prompt, statement, "text outside the role blocks")


def _whole_examples(prompt: PromptFile, tree: nodes.Template, names: Sequence[str]) -> None:
    for number in _numbers(names):
        for role in ("user", "assistant"):
            if f"example_{number}_{role}" not in names:
                raise _fault(prompt, tree, f"block example_{number}_{role} is missing")


def _numbers(names: Iterable[str]) -> list[int]:
    """The numbers of the examples, in order."""
    return sorted({int(hit[1]) for name in names if (hit := _EXAMPLE.fullmatch(name))})


def _examples(
    prompt: PromptFile, template: Template, values: Mapping[str, Any]
) -> Iterator[Message]:
    for number in _numbers(template.blocks):
        asked = _block(prompt, template, f"example_{number}_user", values)
        answered = _block(prompt, template, f"example_{number}_assistant", values)
        yield Message("user", asked)
        yield Message("assistant", answered)


def _fault(prompt: PromptFile, node: nodes.Node, message: str) -> PromptError:
    line = prompt.body_line + node.lineno - 1
    return PromptError(f"{prompt.path}:{line}: {message}")


def _blank(node: nodes.Node) -> bool:
    parts = node.nodes if isinstance(node, nodes.Output) else [node]
    return all(isinstance(p, nodes.TemplateData) and not p.data.strip() for p in parts)


def _declared_is_used(prompt: PromptFile, tree: nodes.Template) -> None:
    used = meta.find_undeclared_variables(tree) - {"failures"}
    declared = set(prompt.inputs)
    if used != declared:
        raise PromptError(
            f"{prompt.path}: declared but not used: {sorted(declared - used)}; "
            f"used but not declared: {sorted(used - declared)}"
        )


def _same_names(prompt: PromptFile, inputs: Mapping[str, Any]) -> None:
    given, declared = set(inputs), set(prompt.inputs)
    if given != declared:
        raise PromptError(
            f"prompt {prompt.ref}: missing inputs: {sorted(declared - given)}; "
            f"unknown inputs: {sorted(given - declared)}"
        )


def _block(prompt: PromptFile, template: Template, block: str, values: Mapping[str, Any]) -> str:
    try:
        context = template.new_context(dict(values))
        written = "".join(template.blocks[block](context))
    except (TemplateError, TypeError, ValueError, AttributeError) as error:
        raise PromptError(f"prompt {prompt.ref}, block {block}: {error}") from error
    return written.removesuffix("\n")


def _resolved(value: Any, inputs: Mapping[str, Any]) -> Any:
    return inputs[value] if isinstance(value, str) and value in inputs else value
