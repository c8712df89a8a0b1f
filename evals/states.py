"""What the local model makes of texts, kept in a folder: reading takes half a minute a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from server.llm.local import LocalModel
from server.steps import Reading


def path_of(text: str, folder: Path) -> Path:
    """Where what the model made of a text is kept."""
    return folder / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.npz"


def kept(text: str, folder: Path, model: str) -> Reading | None:
    """What is kept of a text; None where nothing is."""
    path = path_of(text, folder)
    if not path.is_file():
        return None
    with np.load(path) as stored:
        places = tuple((int(a), int(b)) for a, b in stored["places"])
        return Reading(model, places, stored["states"].astype(np.float32))


async def read_all(wanted: Iterable[str], folder: Path, model: LocalModel) -> None:
    """Has the model read what is not kept yet."""
    missing = [text for text in wanted if not path_of(text, folder).is_file()]
    if not missing:
        return
    await model.start()
    try:
        await model.endpoint()
        for text in missing:
            found = await model.reader.read(text)
            if found is not None:
                states = found.states.astype(np.float16)
                np.savez(path_of(text, folder), places=np.array(found.places), states=states)
    finally:
        await model.stop()
