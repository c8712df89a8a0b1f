from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from server.corpus.chapter import Hint
from server.corpus.markdown import chapter_from
from server.corpus.ranking import EXACT_UP_TO
from server.corpus.retrieve import Retriever, Vectors
from server.errors import NotFoundError, PassageIndexError
from server.records import Search
from tests.corpus.bag import BagEmbedder, TokenBag

ROADS = """# Roads

## Sand

Sand lies at the bottom of every road.

## Stone

Stone carries the heavy carts.

## Tar

Tar keeps the water out. Nothing else does.
"""
RIVERS = "# Rivers\n\n## Water\n\nWater carries the boats to the sea.\n"


def chapters():
    return [chapter_from(ROADS, id="roads"), chapter_from(RIVERS, id="rivers")]


def lexical():
    return Retriever(chapters())


def vectors_of(chunks, embedder):
    units = [unit for chunk in chunks for unit in chunk.units]
    owner = [row for row, chunk in enumerate(chunks) for _ in chunk.units]
    return Vectors(
        embedder.name,
        embedder.embed([chunk.searched for chunk in chunks]),
        embedder.embed(units),
        np.array(owner),
    )


def hybrid(read=None):
    read = read or chapters()
    embedder = BagEmbedder()
    vectors = vectors_of(Retriever(read).chunks, embedder)
    return Retriever(read, embedder=embedder, vectors=vectors), embedder


def first(retriever, question, **more):
    return retriever.search([Search(question, **more)])[0].passages[0].heading_path


def test_the_words_of_the_question_lead_to_the_passage():
    assert first(lexical(), "What carries heavy carts?") == ("Stone",)


def test_a_typing_error_is_corrected_from_the_chapters_words():
    assert first(lexical(), "what lies at the bottm") == ("Sand",)


def test_without_vectors_there_is_no_cosine():
    found = lexical().search([Search("heavy carts")])[0]
    assert found.cosine is None and found.coverage == 1.0


def test_words_that_occur_nowhere_find_nothing_lexically():
    assert lexical().search([Search("zygote mitochondria")])[0].passages == ()


def test_a_question_without_a_word_finds_nothing():
    assert hybrid()[0].search([Search("?!")])[0].passages == ()


def test_unknown_words_lower_the_coverage():
    found = lexical().search([Search("heavy zygote")])[0]
    assert 0 < found.coverage < 0.6


def test_vectors_give_the_best_cosine():
    found = hybrid()[0].search([Search("Stone carries the heavy carts")])[0]
    assert found.passages[0].heading_path == ("Stone",)
    assert found.cosine is not None and found.cosine > 0.8


def test_all_queries_are_embedded_in_one_call():
    retriever, embedder = hybrid()
    embedder.asked.clear()
    found = retriever.search([Search("sand"), Search("tar", context="What is black?")])
    assert embedder.asked == ["sand", "What is black?\ntar"]
    assert [one.query for one in found] == ["sand", "tar"]


def test_a_follow_up_is_understood_by_its_context():
    question = "And what does it carry?"
    assert first(lexical(), question, context="Tell me of water and boats.") == ("Water",)


def test_only_the_chapters_asked_for_are_searched():
    found = hybrid()[0].search([Search("what carries", chapters=("rivers",), k=5)])[0]
    assert {passage.chapter for passage in found.passages} == {"rivers"}


def test_no_chapters_find_nothing():
    assert hybrid()[0].search([Search("sand", chapters=())])[0].passages == ()


def test_k_bounds_the_passages():
    assert len(hybrid()[0].search([Search("road water carts", k=2)])[0].passages) == 2


def test_scores_fall_from_first_to_last():
    found = hybrid()[0].search([Search("water on the road", k=4)])[0].passages
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)


def test_equal_scores_are_ordered_by_passage_id():
    twins = "".join(f"## Part {n}\n\nSame words here.\n\n" for n in range(9))
    found = Retriever([chapter_from(twins, id="x")]).search([Search("same words", k=9)])[0]
    assert len(found.passages) == 9
    assert [p.id for p in found.passages] == sorted(p.id for p in found.passages)


def test_a_failing_model_leaves_the_words():
    retriever, embedder = hybrid()
    embedder.broken = True
    found = retriever.search([Search("heavy carts")])[0]
    assert found.passages[0].heading_path == ("Stone",) and found.cosine is None
    assert retriever.failure == "the embedding model is away"


def test_vectors_of_other_passages_are_refused():
    embedder = BagEmbedder()
    vectors = vectors_of(lexical().chunks[:2], embedder)
    with pytest.raises(PassageIndexError, match="holds 2 passages, the chapters 4"):
        Retriever(chapters(), embedder=embedder, vectors=vectors)


def test_a_large_corpus_is_searched_by_its_best_candidates():
    many = "".join(f"## Part {n}\n\nPlain words of part number {n}.\n\n" for n in range(2_100))
    read = [chapter_from(many + "## Odd\n\nA purple giraffe sings.\n", id="big")]
    retriever, _ = hybrid(read)
    assert len(retriever.chunks) > EXACT_UP_TO
    assert first(retriever, "Which giraffe sings?") == ("Odd",)


def test_an_empty_corpus_finds_nothing():
    assert Retriever([]).search([Search("sand")])[0].passages == ()


def test_chapters_are_listed_with_their_sections():
    listed = lexical().chapters()[0]
    assert (listed.id, listed.title, listed.passages) == ("roads", "Roads", 3)
    assert [section.heading_path for section in listed.sections] == [
        ("Sand",),
        ("Stone",),
        ("Tar",),
    ]


def test_a_passage_is_found_by_its_id_alone():
    passage = lexical().chunks[1].passage
    assert lexical().passage("roads", passage.id) == passage


def test_an_unknown_passage_is_not_found():
    with pytest.raises(NotFoundError, match="no passage x in the chapter roads"):
        lexical().passage("roads", "x")


def test_neighbours_do_not_cross_into_another_chapter():
    retriever = lexical()
    last = retriever.chunks[2].passage
    found = retriever.neighbours("roads", last.id)
    assert [passage.heading_path for passage in found] == [("Stone",)]


def reading(read=None, states=True):
    """A retriever that also compares word by word."""
    read, embedder = read or chapters(), TokenBag()
    chunks = Retriever(read).chunks
    kept = {chunk.searched: embedder.read([chunk.searched])[0].states for chunk in chunks}
    vectors = replace(vectors_of(chunks, embedder), states=SimpleNamespace(of=kept.get))
    embedder.asked.clear()
    return Retriever(read, embedder=embedder, vectors=vectors), embedder


def test_a_question_is_compared_word_by_word_where_the_model_reads_words():
    with_states, _ = reading()
    found, plain = (
        one.search([Search("What keeps out the water?")])[0] for one in (with_states, hybrid()[0])
    )
    assert found.passages[0].heading_path == ("Tar",)
    assert found.passages[0].score > plain.passages[0].score
    assert found.cosine == plain.cosine


def test_states_that_are_not_kept_leave_the_search_as_it_is_without():
    read, embedder = chapters(), TokenBag()
    vectors = vectors_of(Retriever(read).chunks, embedder)
    lost = replace(vectors, states=SimpleNamespace(of=lambda text: None))
    searched = Retriever(read, embedder=embedder, vectors=lost).search([Search("heavy carts")])
    assert searched == hybrid()[0].search([Search("heavy carts")])


def test_both_sides_of_a_comparison_come_first():
    retriever, embedder = reading()
    found = retriever.search([Search("How does tar differ from sand?")])[0].passages
    assert {passage.heading_path[0] for passage in found[:2]} == {"Tar", "Sand"}
    assert embedder.asked == ["How does tar", "How does sand"]


def test_a_follow_up_is_not_taken_apart():
    retriever, embedder = reading()
    retriever.search([Search("How do sand and tar differ?", context="Of roads")])
    assert embedder.asked == ["Of roads\nHow do sand and tar differ?"]


def test_a_misspelt_word_is_put_right_for_the_model_too():
    retriever, embedder = reading()
    retriever.search([Search("what lies at the bottm")])
    assert embedder.asked == ["what lies at the bottom"]


def test_a_real_word_is_not_bent_to_one_of_the_chapter():
    found = lexical().search([Search("boots nowhere")])[0]
    assert found.passages == () and found.coverage == 0.0


def test_a_hint_leads_to_its_passage_without_counting_as_near():
    hint = Hint("Stone carries", ("how to build with granite blocks",))
    read = [replace(chapters()[0], hints=(hint,)), chapters()[1]]
    found = hybrid(read)[0].search([Search("granite blocks", k=4)])[0]
    bare = hybrid()[0].search([Search("granite blocks", k=4)])[0]
    with_hint, without = (
        next(p.score for p in one.passages if p.heading_path == ("Stone",)) for one in (found, bare)
    )
    assert with_hint > without
    assert found.cosine == bare.cosine and found.coverage == bare.coverage == 0.0
