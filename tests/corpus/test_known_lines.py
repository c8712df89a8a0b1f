from dataclasses import replace

import numpy as np
import pytest

from server.corpus.chunk import chunks_of
from server.corpus.known_lines import KnownLines, digest_of, known_lines_in
from server.corpus.line_scores import LineScores
from server.corpus.markdown import chapter_from
from server.corpus.ranking import KNOWN_WEIGHT, by_lines, z
from server.corpus.retrieve import Retriever
from server.errors import ConfigurationError
from server.records import Search
from server.sources import built_in_chapter, edition
from tests.corpus.bag import BagEmbedder
from tests.corpus.test_retrieve import RIVERS, ROADS, vectors_of

QUESTION = "Where is the sand?"


def known(chapter, answers, *, leave_out=0):
    """The lines of a chapter of which the one that holds `answers` is known for QUESTION."""
    lines = [
        (chunk.passage.heading_path, line)
        for chunk in chunks_of(chapter)
        for line in chunk.passage.text.split("\n")
    ][leave_out:]
    embedder = BagEmbedder()
    asked = np.asarray(embedder.embed([QUESTION]), dtype=np.float32)
    right = next(at for at, (_, line) in enumerate(lines) if answers in line)
    n = asked.shape[1]
    away = np.zeros((len(lines), n), np.float32)
    away[:, -1] = 1.0
    return KnownLines(
        embedder.name,
        turn=np.eye(n, dtype=np.float32),
        known=np.concatenate([asked, away]),
        line=np.array([right, *range(len(lines))]),
        digests=tuple(digest_of(*line) for line in lines),
        sharpness=20.0,
    )


def searched(chapters, question=QUESTION):
    embedder = BagEmbedder()
    vectors = vectors_of(Retriever(chapters).chunks, embedder)
    search = Retriever(chapters, embedder=embedder, vectors=vectors)
    return search.search([Search(question, k=9)])[0]


def test_a_line_is_as_near_as_what_belongs_to_it_taken_together():
    lines = KnownLines(
        "m",
        turn=np.array([[0.0, 2.0], [1.0, 0.0]], dtype=np.float32),
        known=np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]], dtype=np.float32),
        line=np.array([0, 1, 1]),
        digests=("a", "b"),
        sharpness=10.0,
    )
    near = lines.nearness(np.array([1.0, 0.0], dtype=np.float32))
    assert near == pytest.approx([0.0, 1 + np.log(2) / 10], abs=1e-4)
    assert lines.nearness(np.zeros(2, np.float32)) == pytest.approx([0.0, np.log(2) / 10], abs=1e-6)


def test_the_passage_whose_line_is_known_for_a_question_comes_first():
    roads = chapter_from(ROADS, id="roads")
    last = chunks_of(roads)[-1].passage
    line = last.text.split("\n")[-1]
    plain = searched([roads]).passages
    assert plain[0].id != last.id
    found = searched([replace(roads, known_lines=known(roads, line))]).passages
    assert found[0].id == last.id
    assert max(found[0].nearness) == found[0].nearness[-1] > max(found[1].nearness)


def test_what_is_known_for_another_embedding_model_is_not_used():
    roads = chapter_from(ROADS, id="roads")
    line = chunks_of(roads)[-1].passage.text.split("\n")[-1]
    other = replace(known(roads, line), embedding="another model")
    assert searched([replace(roads, known_lines=other)]) == searched([roads])


def test_a_passage_with_a_changed_line_is_searched_as_any_other():
    roads = chapter_from(ROADS, id="roads")
    chunks = chunks_of(roads)
    line = chunks[-1].passage.text.split("\n")[-1]
    changed = replace(roads, known_lines=known(roads, line, leave_out=1))
    scores = LineScores(chunks, {"roads": changed}, BagEmbedder().name)
    asked = BagEmbedder().embed([QUESTION])[0]
    near = scores.near(type("Reading", (), {"vector": np.asarray(asked, np.float32)})())
    assert sorted(near) == list(range(1, len(chunks)))


def test_known_lines_lift_no_chapter_over_another():
    cosines = np.array([0.1, 0.3, 0.8, 0.2])
    rows = np.arange(4)
    learned = {0: np.array([0.9]), 1: np.array([0.5, 0.7])}
    mixed = by_lines(cosines, rows, learned)
    spread = np.array([0.3, 0.1, 0.8, 0.2])  # the order of what is known, the values as they were
    assert mixed == pytest.approx(KNOWN_WEIGHT * z(spread), abs=1e-6)
    whole = by_lines(cosines[:2], rows[:2], learned)
    assert whole == pytest.approx(KNOWN_WEIGHT * np.array([1.0, -1.0]))
    assert by_lines(cosines, rows, {}) == pytest.approx(z(cosines) / 2)


def test_beside_known_lines_another_chapter_is_still_found():
    roads = chapter_from(ROADS, id="roads")
    line = chunks_of(roads)[-1].passage.text.split("\n")[-1]
    both = [replace(roads, known_lines=known(roads, line)), chapter_from(RIVERS, id="rivers")]
    found = searched(both, "Where does the water carry boats?")
    assert found.passages[0].chapter == "rivers"


def test_every_line_of_the_built_in_chapter_is_known_for_the_local_model():
    chapter = built_in_chapter()
    name = "all-MiniLM-L6-v2-int8@0123456789ab"
    chunks = chunks_of(chapter)
    scores = LineScores(chunks, {chapter.id: chapter}, name)
    reading = type("Reading", (), {"vector": np.eye(384, dtype=np.float32)[0]})()
    near = scores.near(reading)
    assert sorted(near) == list(range(len(chunks)))
    assert all(
        len(near[row]) == len(chunk.passage.text.split("\n")) for row, chunk in enumerate(chunks)
    )
    assert LineScores(chunks, {chapter.id: edition()}, name).near(reading) == {}


def test_a_file_that_holds_no_lines_is_refused(tmp_path):
    path = tmp_path / "known_lines.npz"
    np.savez(path, embedding="m", turn=np.eye(2), known=np.eye(3), step=1.0, line=np.arange(3))
    with pytest.raises(ConfigurationError, match="holds no known lines"):
        known_lines_in(path)
