"""A small embedder for tests: a text is the bag of its stems, hashed into a few numbers."""

import zlib

import numpy as np

from server.corpus.embed import Reading, normalised
from server.errors import PassageIndexError
from server.text import content_stems


class BagEmbedder:
    def __init__(self, name="bag", dimension=64):
        self.name, self.dimension = name, dimension
        self.asked = []
        self.broken = False

    def embed(self, texts):
        if self.broken:
            raise PassageIndexError("the embedding model is away")
        self.asked.extend(texts)
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.1
            for stem in content_stems(text):
                row[zlib.crc32(stem.encode()) % self.dimension] += 1
        return normalised(rows)


class TokenBag(BagEmbedder):
    """It also reads word by word: a word's state is the vector of the word alone."""

    def read(self, texts):
        vectors = self.embed(texts)
        read = []
        for text, vector in zip(texts, vectors, strict=True):
            words = tuple(text.split())
            states = BagEmbedder(self.name, self.dimension).embed(words)
            read.append(Reading(vector, states, words))
        return read
