"""The table of words behind `server.judging.everyday`, counted from one-line descriptions."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from server.corpus.embed import LocalEmbedder
from server.judging import everyday

Array = Any
# A word that the embedding model's list lacks enters when so many descriptions hold it; a pair
# when so many do. Ours: rarer ones are mostly names.
LEAST_WORD, LEAST_PAIR = 40, 5
# The list begins with marks and letters; English words come in order behind them.
FIRST_WORD, LAST_WORD = 1_000, 40_000
READ = 200  # characters of a description
_TOKEN = re.compile(r"[a-z][a-z]+|[.,;:()!?|/]|\d+")


def counted(descriptions: Path, embedder: LocalEmbedder, folder: Path) -> bytes:
    """The table as a file: ranks from the list in the model's `folder`, counts from descriptions.

    The column of meanings is empty; training fills it.
    """
    from tokenizers import Tokenizer

    vocabulary = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    seen = set()
    with descriptions.open(encoding="utf-8", errors="ignore") as lines:
        for line in lines:
            text = line.strip()[:READ].lower().replace("-", " ")
            if text[:60] in seen:
                continue
            seen.add(text[:60])
            tokens = _TOKEN.findall(text)
            singles.update({t for t in tokens if t[0].isalpha()})
            side_by_side = zip(tokens, tokens[1:], strict=False)
            pairs.update({p for p in side_by_side if p[0][0].isalpha() and p[1][0].isalpha()})
    listed = {w: at for w, at in vocabulary.items() if re.fullmatch("[a-z]{2,}", w)}
    more = [w for w, n in singles.items() if n >= LEAST_WORD and w not in listed and len(w) > 2]
    words = sorted([*listed, *more])
    ranks = np.array([listed.get(w, LAST_WORD) for w in words], float)
    rank = np.log(np.clip(ranks - FIRST_WORD, 50, LAST_WORD))
    used = np.log1p([singles[w] for w in words])
    near = _near(rank, used, ranks < LAST_WORD, vectors_of(words, embedder))
    bins = np.zeros(everyday.PAIR_BINS)
    for (one, two), n in pairs.items():
        if n >= LEAST_PAIR:
            at = everyday.pair_bin(one, two)
            bins[at] = max(bins[at], np.log(n))
    file = io.BytesIO()
    np.savez_compressed(
        file,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        rank=_byte(rank),
        used=_byte(used),
        near=np.clip(np.round(near * everyday.NEAR_SCALE), -127, 127).astype(np.int8),
        meaning=np.zeros((len(words), 3), np.int8),
        pairs=_byte(bins),
    )
    return file.getvalue()


def vectors_of(words: Sequence[str], embedder: LocalEmbedder) -> Array:
    """The embedding of each word alone."""
    return embedder.embed(words)


def _byte(logs: Array) -> Array:
    return np.clip(np.round(logs * everyday.SCALE), 0, 255).astype(np.uint8)


def _near(rank: Array, used: Array, listed: Array, vectors: Array) -> Array:
    """How much more than its rank lets expect software people use a word, told by its meaning."""
    from sklearn.linear_model import Ridge  # of the dev extra

    sides = np.stack([rank, np.ones(len(rank))], axis=1)
    line = np.linalg.lstsq(sides[listed], used[listed], rcond=None)[0]
    centred = vectors - vectors.mean(axis=0)
    more = used - sides @ line
    return Ridge(alpha=3).fit(centred[listed], more[listed]).predict(centred)
