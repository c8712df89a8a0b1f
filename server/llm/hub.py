"""A file from the model hub over HTTPS, resumed where an earlier attempt ended."""

from __future__ import annotations

import http.client
import queue
import threading
import urllib.error
import urllib.request
from pathlib import Path

from server.llm.fetching import Fetching

# A hub that does not answer within this time is left for the next source; looking up its name
# alone may hang for longer.
ANSWER_S = 3.5
# Silence in mid-download after which the next source is tried.
SILENCE_S = 15.0
_BLOCK = 1 << 20


def fetched_from_hub(url: str, part: Path, size: int, fetching: Fetching) -> bool:
    """Whether the file now lies at `part`, complete by its size; False: try another source.

    What arrived stays at `part` and is added to the next time.

    Raises:
        AssetError: it was told to stop.
    """
    start = part.stat().st_size if part.exists() else 0
    if start == size:
        return True
    response = _answer(url, start)
    if response is None:
        return False
    with response:
        resumed = response.status == 206
        try:
            return _written(response, part, size, fetching, start if resumed else 0)
        except (OSError, http.client.HTTPException):
            return False


def _written(
    response: http.client.HTTPResponse,
    part: Path,
    size: int,
    fetching: Fetching,
    start: int,
) -> bool:
    here = start
    with part.open("ab" if start else "wb") as file:
        while here < size and (block := response.read1(min(_BLOCK, size - here))):
            file.write(block)
            here += len(block)
            fetching.so_far(here)
    return here == size


def _answer(url: str, start: int) -> http.client.HTTPResponse | None:
    """The hub's answer from byte `start` on; None when there is none in time, or no file."""
    answers: queue.SimpleQueue[http.client.HTTPResponse | None] = queue.SimpleQueue()

    def ask() -> None:
        request = urllib.request.Request(url, headers={"Range": f"bytes={start}-"})
        try:
            answers.put(urllib.request.urlopen(request, timeout=SILENCE_S))
        except (OSError, ValueError, http.client.HTTPException):
            answers.put(None)

    threading.Thread(target=ask, name="hub", daemon=True).start()
    try:
        found = answers.get(timeout=ANSWER_S)
    except queue.Empty:
        return None
    if found is None or found.status not in (200, 206):
        return None
    return found
