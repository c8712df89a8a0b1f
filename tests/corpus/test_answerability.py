from dataclasses import replace

import numpy as np
import pytest

from server.corpus.answerability import Answerability, answerability_in
from server.corpus.markdown import chapter_from
from server.corpus.retrieve import Retriever
from server.errors import ConfigurationError
from server.records import Search
from server.sources import built_in_chapter
from tests.corpus.bag import BagEmbedder
from tests.corpus.test_retrieve import RIVERS, ROADS, vectors_of


def searched(question, embedding):
    """What a search over two chapters gives; the roads' one knows of questions about sand."""
    embedder = BagEmbedder()
    sand = np.asarray(embedder.embed(["Where is the sand?"]), dtype=np.float32)
    same = np.eye(sand.shape[1], dtype=np.float32)
    about_sand = Answerability(
        embedding, np.zeros_like(sand[0]), same, sand, np.array([3.0]), width=1.5, bias=-1.0
    )
    roads = replace(chapter_from(ROADS, id="roads"), answerability=about_sand)
    chapters = [roads, chapter_from(RIVERS, id="rivers")]
    vectors = vectors_of(Retriever(chapters).chunks, embedder)
    return Retriever(chapters, embedder=embedder, vectors=vectors).search([Search(question)])[0]


def test_a_question_is_told_by_its_vector_where_the_best_passage_s_chapter_knows_such():
    name = BagEmbedder().name
    assert searched("Where is the sand?", name).answerable > 0
    assert searched("Where is the stone?", name).answerable < -0.5
    assert searched("Where does the water carry boats?", name).answerable is None


def test_the_weights_of_another_embedding_model_are_not_used():
    assert searched("Where is the sand?", "another model").answerable is None


def test_what_a_known_question_counts_fades_with_the_distance_to_it():
    known = Answerability(
        "m",
        mean=np.array([1.0, 0.0, 0.0], dtype=np.float32),
        axes=np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], dtype=np.float32),
        known=np.array([[0.0, 0.0], [2.0, 0.0]], dtype=np.float32),
        weights=np.array([4.0, -1.0], dtype=np.float32),
        width=0.5,
        bias=-0.25,
    )
    at_first, between = np.array([9.0, 0.0, 0.0]), np.array([9.0, 1.0, 0.0])
    assert known.log_odds(at_first) == pytest.approx(4 - np.exp(-2.0) - 0.25)
    assert known.log_odds(between) == pytest.approx(3 * np.exp(-0.5) - 0.25)


def test_the_built_in_chapter_has_weights_for_the_local_model():
    known = built_in_chapter().answerability
    assert known.fits("all-MiniLM-L6-v2-int8@0123456789ab") and not known.fits(None)
    assert known.mean.shape == (384,) and known.known.shape[1] == len(known.axes)
    assert np.isfinite(known.weights).all() and len(known.weights) == len(known.known)


def no_weights(path):
    np.savez(path, embedding="m", mean=np.zeros(2), axes=np.ones((1, 2)))


def other_shapes(path):
    zeros = {name: np.zeros(2) for name in ("mean", "weights")}
    np.savez(
        path, embedding="m", axes=np.ones((1, 2)), known=np.ones((2, 3), "i1"), step=1, **zeros
    )


@pytest.mark.parametrize(
    "write", [lambda path: path.write_bytes(b""), no_weights, other_shapes], ids=range(3)
)
def test_a_file_without_weights_is_told(tmp_path, write):
    path = tmp_path / "weights.npz"
    write(path)
    with pytest.raises(ConfigurationError, match="holds no weights"):
        answerability_in(path)
