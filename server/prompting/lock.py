"""prompts.lock: what was published, append-only, in the format of sha256sum.

A line is ``<sha256>  <name>/v<N>.md``, its path relative to the folder of the lock.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

from server.errors import PromptError
from server.prompting.frontmatter import PromptFile, read
from server.prompting.library import prompt_paths

LOCK = "prompts.lock"
_LINE = re.compile(r"([0-9a-f]{64})  ([a-z0-9-]+/v(\d+)\.md)")
_GIT_TIMEOUT_S = 20


def check(root: Path) -> list[str]:
    """Every problem between the prompts below `root` and their lock; empty when there is none.

    Lines that git's history shows and the lock no longer has are problems too, where there is
    a git and a history.
    """
    problems: list[str] = []
    locked = _locked(root, problems)
    for path in prompt_paths(root):
        name = path.relative_to(root).as_posix()
        if name not in locked:
            problems.append(
                f"prompt {name} is not published: run `prompts publish {path.parent.name}`"
            )
        elif locked[name] != (found := _sha256(path)):
            problems.append(changed(name, locked[name], found))
    for name in locked:
        if not (root / name).is_file():
            problems.append(f"prompt {name} was published and is gone; restore the file")
    for line in _once_locked(root):
        if locked.get(line[66:]) != line[:64]:
            problems.append(f"{LOCK} lost the line of {line[66:]} ({line[:12]}); put it back")
    return problems


def publish(root: Path, name: str) -> list[str]:
    """Lock what is new of a prompt; the references ``name@version`` that are now published.

    A draft ``v<N>.draft.md`` is renamed to ``v<N>.md`` first; without one, each ``v<N>.md``
    that has no line yet gets it.

    Raises:
        PromptError: nothing is new, a file is broken, or the draft's version exists already.
    """
    problems: list[str] = []
    locked = _locked(root, problems)
    if problems:
        raise PromptError("; ".join(problems))
    folder = root / name
    for draft in sorted(folder.glob("v*.draft.md")):
        final = draft.with_name(draft.name.replace(".draft", ""))
        if final.exists():
            raise PromptError(f"{draft}: {final.name} exists already; give the draft the next one")
        read(draft)
        draft.rename(final)
    paths = [p for p in prompt_paths(root) if p.parent == folder]
    new = [read(p) for p in paths if p.relative_to(root).as_posix() not in locked]
    if not new:
        raise PromptError(f"nothing to publish: prompt {name} has no draft and no unlocked version")
    with (root / LOCK).open("a", encoding="utf-8") as lock:
        lock.writelines(f"{prompt.sha256}  {_name(prompt)}\n" for prompt in new)
    return [prompt.ref for prompt in new]


def changed(name: str, locked: str, found: str) -> str:
    """The sentence for a published file that differs from its line."""
    folder, _, file = name.partition("/v")
    version = int(file.removesuffix(".md"))
    return (
        f"prompt {folder}@{version} was edited after publication: the lock says {locked[:12]}, "
        f"the file is {found[:12]}; restore it and publish version {version + 1}"
    )


def _name(prompt: PromptFile) -> str:
    return f"{prompt.name}/{prompt.path.name}"


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _locked(root: Path, problems: list[str]) -> dict[str, str]:
    """Path -> digest of the lock; what is wrong with its lines goes to `problems`."""
    locked: dict[str, str] = {}
    path = root / LOCK
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        hit = _LINE.fullmatch(line)
        if not hit:
            problems.append(f"{path}:{number}: expected `sha256  name/v<N>.md`, found {line!r}")
        elif hit[2] in locked:
            problems.append(f"{path}:{number}: a second line for {hit[2]}")
        else:
            locked[hit[2]] = hit[1]
    return locked


def _once_locked(root: Path) -> list[str]:
    """Lines that git's history of the lock ever added; none without git or a history."""
    command = ["git", "log", "--format=", "--unified=0", "--patch", "--", LOCK]
    try:
        done = subprocess.run(
            command,
            cwd=root,
            capture_output=True,
            text=True,
            timeout=_GIT_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    added = (line[1:] for line in done.stdout.splitlines() if line.startswith("+"))
    return list(dict.fromkeys(line for line in added if _LINE.fullmatch(line)))
