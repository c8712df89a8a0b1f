import numpy as np

from server.corpus.remembered import RememberedVectors


class Counting:
    """An embedder that notes what it was asked for."""

    dimension = 2

    def __init__(self, name="one"):
        self.name, self.asked = name, []

    def embed(self, texts):
        self.asked += texts
        return np.array([[len(t), 1.0] for t in texts], np.float32)


def test_a_text_is_embedded_once():
    known, embedder = RememberedVectors(), Counting()
    known.of(["a", "bb"], embedder)
    found = known.of(["bb", "ccc", "bb"], embedder)
    assert embedder.asked == ["a", "bb", "ccc"]
    assert [row[0] for row in found] == [2, 3, 2]


def test_another_model_knows_nothing_of_the_first():
    known, other = RememberedVectors(), Counting("other")
    known.of(["a"], Counting())
    known.of(["a"], other)
    assert other.asked == ["a"]


def test_the_texts_used_longest_ago_are_forgotten():
    known, embedder = RememberedVectors(size=2), Counting()
    for text in ("a", "b", "a", "c", "a", "b"):
        known.of([text], embedder)
    assert embedder.asked == ["a", "b", "c", "b"]
