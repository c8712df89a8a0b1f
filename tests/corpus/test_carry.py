import numpy as np

from server.corpus.carry import Known
from server.corpus.chunk import chunks_of
from server.corpus.markdown import chapter_from
from tests.corpus.bag import BagEmbedder
from tests.vectors import UnkeptIndex

ROADS = chunks_of(chapter_from("# Roads\n\n## Sand\n\nSand.\n\n## Stone\n\n- a\n- b\n", id="roads"))
RIVERS = chunks_of(chapter_from("# Rivers\n\nThey flow.\n\nThey end.\n", id="rivers"))


def vectors(chunks):
    return UnkeptIndex().vectors(chunks, BagEmbedder())


def test_known_passages_and_their_units_have_their_vectors_in_the_new_order():
    found = Known((*ROADS, *RIVERS), vectors((*ROADS, *RIVERS))).vectors_for(RIVERS + ROADS)
    wanted = vectors(RIVERS + ROADS)
    assert np.allclose(found.passages, wanted.passages) and np.allclose(found.units, wanted.units)
    assert found.owner.tolist() == wanted.owner.tolist()


def test_a_passage_without_a_vector_is_neither_lifted_nor_sunk():
    known = Known(ROADS, vectors(ROADS))
    found = known.vectors_for(RIVERS + ROADS)
    question = BagEmbedder().embed(["sand and stone"])[0]
    assert np.isclose(
        (found.passages @ question)[0], (known.vectors_for(ROADS).passages @ question).mean()
    )
    assert found.owner.tolist() == vectors(RIVERS + ROADS).owner.tolist()
    assert known.has(ROADS[0]) and not known.has(RIVERS[0])


def test_nothing_known_gives_no_vectors():
    assert Known((), vectors(())).vectors_for(ROADS) is None
