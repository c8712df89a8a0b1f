from types import SimpleNamespace

import numpy as np
import pytest

from server.corpus.embed import EndpointEmbedder, LocalEmbedder, normalised
from server.errors import PassageIndexError


class Endpoint:
    """Answers embedding requests with what it was given, as the SDK's client would."""

    def __init__(self, *rows, order=None, fault=None):
        self.embeddings = self
        self.rows, self.order, self.fault = rows, order, fault

    def create(self, *, model, input, encoding_format):
        if self.fault:
            raise self.fault
        order = self.order or range(len(self.rows))
        return SimpleNamespace(
            data=[SimpleNamespace(index=i, embedding=self.rows[i]) for i in order]
        )


def test_vectors_come_in_the_order_of_the_texts_at_length_one():
    client = Endpoint([3.0, 4.0], [0.0, 2.0], order=[1, 0])
    found = EndpointEmbedder(client, "m").embed(["a", "b"])
    assert np.allclose(found, [[0.6, 0.8], [0, 1]])
    assert found.dtype == np.float32


def test_the_dimension_is_learnt_from_the_answer():
    assert EndpointEmbedder(Endpoint([1.0, 0.0, 0.0]), "m").dimension == 3


@pytest.mark.parametrize(
    ("client", "words"),
    [
        (Endpoint([1.0]), "asked for 2 vectors"),
        (Endpoint([1.0], [float("nan")]), "not numbers"),
        (Endpoint([1.0], [1.0, 2.0]), "failed"),
        (Endpoint([], []), "not numbers"),
        (Endpoint(fault=RuntimeError("boom")), "boom"),
    ],
)
def test_a_broken_answer_is_named(client, words):
    with pytest.raises(PassageIndexError, match=words):
        EndpointEmbedder(client, "m").embed(["a", "b"])


def test_another_dimension_than_before_is_refused():
    client = Endpoint([1.0, 0.0])
    embedder = EndpointEmbedder(client, "m")
    embedder.embed(["a"])
    client.rows = ([1.0, 0.0, 0.0],)
    with pytest.raises(PassageIndexError, match="3 numbers a vector, 2 before"):
        embedder.embed(["a"])


def test_a_missing_local_model_is_named(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(PassageIndexError, match="lacks tokenizer.json"):
        LocalEmbedder(tmp_path)


def test_a_damaged_local_model_is_an_error_of_ours(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"junk")
    (tmp_path / "tokenizer.json").write_text("{}")
    with pytest.raises(PassageIndexError, match="cannot be loaded"):
        LocalEmbedder(tmp_path).embed(["a"])


def test_a_row_of_zeros_stays():
    assert normalised(np.zeros((1, 3), np.float32)).tolist() == [[0, 0, 0]]
