import json

import pytest

from evals.baselines import VectorsAndWords
from evals.figures import mean
from evals.retrieval import Placed, leaning, place, rank_of
from server.config import ROOT
from server.corpus.retrieve import Retriever
from server.records import Passage, Search
from server.wiring import built_in_chapter
from tests.corpus.bag import BagEmbedder
from tests.vectors import UnkeptIndex

FIRST = Passage("a", "c", ("Roads", "Sand"), "Sand lies below.", "/a")
SECOND = Passage("b", "c", ("Roads", "Tar"), "Tar lies above.", "/b")


@pytest.fixture(scope="module")
def words_alone():
    """Every tuning question, placed by the words alone."""
    retriever = Retriever([built_in_chapter()])

    def found(question, context):
        return list(retriever.search([Search(question, k=10, context=context)])[0].passages)

    lines = (ROOT / "evals" / "cases" / "ask.tuning.jsonl").read_text(encoding="utf-8")
    return [place(found, json.loads(line)) for line in lines.splitlines()]


def test_the_rank_is_that_of_the_first_passage_with_one_of_the_phrases():
    assert rank_of([FIRST, SECOND], ["lies above", "nothing"]) == 2


def test_a_phrase_may_begin_in_the_heading_path():
    assert rank_of([FIRST, SECOND], ["Tar > Tar lies"]) == 2


def test_a_phrase_that_no_passage_holds_has_no_rank():
    assert rank_of([FIRST, SECOND], ["gravel"]) is None


def test_a_comparison_is_found_with_its_first_side_and_whole_with_both():
    one = Placed("comparison", (4, 2), 0.0, 0.0)
    assert (one.first, one.within(3), one.reciprocal, one.both) == (2, 1.0, 0.5, 0.0)
    assert Placed("comparison", (1, 3), 0.0, 0.0).both == 1.0


def test_what_was_not_found_counts_nothing():
    one = Placed("direct", (None,), 0.0, 0.0)
    assert (one.within(5), one.reciprocal, one.both) == (0.0, 0.0, 0.0)


def test_a_follow_up_is_searched_under_the_turn_it_leans_on():
    history = [{"message": "What is sand?", "reply": "It lies below."}]
    assert leaning({"ask": "And tar?", "history": history}) == "What is sand?\nIt lies below."
    assert leaning({"ask": "And tar?", "history": []}) == ""


def test_the_words_alone_find_most_answers_of_the_chapter(words_alone):
    # The floor lies below what is measured (docs/retrieval.md), so that an edit may move a little.
    assert len(words_alone) > 100
    assert mean([one.within(3) for one in words_alone]) >= 0.74
    assert mean([one.reciprocal for one in words_alone]) >= 0.66


def test_the_words_alone_find_every_misspelt_question(words_alone):
    missed = [one for one in words_alone if one.kind == "typo" and not one.within(3)]
    assert missed == []


def test_the_words_alone_find_both_sides_of_most_comparisons(words_alone):
    assert mean([one.both for one in words_alone if one.kind == "comparison"]) >= 0.7


def test_the_baseline_bends_an_unknown_word_to_the_nearest():
    chunks, bag = Retriever([built_in_chapter()]).chunks, BagEmbedder()
    before = VectorsAndWords(chunks, bag, UnkeptIndex().vectors(chunks, bag))
    first = before.order("what are escalaton framworks", "", 3)[0]
    assert first.startswith("escalation-frameworks")
