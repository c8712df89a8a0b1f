"""Vectors of texts that come again: a problem's sentences with every turn of an interview."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

import numpy as np

from server.corpus.embed import Embedder, Matrix

SIZE = 4096  # texts; 6 MB at 384 numbers each


class RememberedVectors:
    """The vectors of the texts used last, of one embedding model at a time."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._lock = Lock()
        self._model = ""
        self._known: OrderedDict[str, Matrix] = OrderedDict()

    def of(self, texts: Sequence[str], embedder: Embedder) -> list[Matrix]:
        """A vector a text; only those not known are embedded."""
        name = embedder.name
        with self._lock:
            held = self._known if name == self._model else {}
            known = {t: held[t] for t in texts if t in held}
        missing = [t for t in dict.fromkeys(texts) if t not in known]
        if missing:
            known.update(zip(missing, embedder.embed(missing), strict=True))
        self._keep({t: known[t] for t in texts}, name)
        return [known[t] for t in texts]

    def _keep(self, used: dict[str, Matrix], model: str) -> None:
        with self._lock:
            if model != self._model:
                self._model, self._known = model, OrderedDict()
            for text, vector in used.items():
                self._known[text] = np.array(vector, np.float32)
                self._known.move_to_end(text)
            while len(self._known) > self._size:
                self._known.popitem(last=False)
