import json
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
    sand = np.asarray(embedder.embed(["sand"])[0], dtype=np.float64)
    roads = replace(
        chapter_from(ROADS, id="roads"), answerability=Answerability(embedding, sand * 8, -1.0)
    )
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


def test_the_built_in_chapter_has_weights_for_the_local_model():
    known = built_in_chapter().answerability
    assert known.fits("all-MiniLM-L6-v2-int8@0123456789ab") and not known.fits(None)
    assert known.weights.shape == (384,) and np.isfinite(known.weights).all()


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", json.dumps({"embedding": "m", "bias": 0, "weights": [[1]]})]
)
def test_a_file_without_weights_is_told(tmp_path, text):
    path = tmp_path / "weights.json"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match="holds no weights"):
        answerability_in(path)
