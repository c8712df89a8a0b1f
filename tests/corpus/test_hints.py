import numpy as np
import pytest

from server.corpus.chapter import Hint
from server.corpus.chunk import HintUnit, chunks_of
from server.corpus.hints import hinted, hints_in
from server.corpus.lexical import Lexicon
from server.corpus.nearness import line_nearness
from server.corpus.ranking import contrasted
from server.corpus.retrieve import Retriever
from server.errors import ConfigurationError
from server.sources import built_in_chapter, edition, questions_of_lines

ANOTHER_MODEL = "text-embedding-3-small"


def test_a_hint_is_searched_behind_the_passages_own_lines():
    chapter = built_in_chapter()
    (chunk,) = hinted(chunks_of(chapter)[:1], [Hint("As a capstone", ("the gist", "in short"))])
    assert chunk.units[-2:] == ("the gist", "in short") and len(chunk.hints) == 2
    assert "the gist" not in chunk.passage.text + chunk.searched


def test_a_question_of_a_line_lifts_that_line_alone():
    chapter = built_in_chapter()
    bare = chunks_of(chapter)
    chunk = next(c for c in bare if len(c.passage.text.split("\n")) > 3)
    lines = chunk.passage.text.split("\n")
    (asked,) = hinted([chunk], [Hint(lines[2], ("whose turn is it",), of_line=True)])
    assert asked.hints == (HintUnit(2),) and asked.units[-1] == "whose turn is it"
    lexicon = Lexicon([c.searched for c in bare])
    cosines = np.array([0.1] * len(chunk.units) + [0.8])
    assert line_nearness(asked, ("turn",), lexicon, cosines) == (
        0.1,
        0.1,
        0.8,
        *(0.1,) * (len(lines) - 3),
    )


def test_a_question_that_no_line_answers_lifts_none():
    (chunk,) = hinted(
        chunks_of(built_in_chapter())[:1],
        [Hint("As a capstone", ("what does it cost",), of_line=True, answered=False)],
    )
    cosines = np.array([0.1] * (len(chunk.units) - 1) + [0.9])
    near = line_nearness(chunk, ("cost",), Lexicon([chunk.searched]), cosines)
    assert chunk.hints == (HintUnit(0, answered=False),) and set(near) == {0.1}


def test_a_question_is_held_against_those_with_and_without_an_answer():
    near_an_answer = contrasted(np.array([0.2, 0.8]), np.array([0.3]))
    near_a_gap = contrasted(np.array([0.2, 0.3]), np.array([0.8]))
    assert near_an_answer > 0 > near_a_gap
    assert contrasted(np.array([0.5]), np.array([])) is None


def test_every_question_of_a_line_belongs_to_one_line():
    texts = [c.passage.text for c in chunks_of(built_in_chapter())]
    lines = [line for text in texts for line in text.split("\n")]
    asks = questions_of_lines()
    assert sum(hint.answered for hint in asks) > 150
    assert sum(not hint.answered for hint in asks) > 150
    assert [hint.holds for hint in asks if sum(hint.holds in line for line in lines) != 1] == []


def test_every_hint_leads_to_one_passage():
    bare = chunks_of(edition())
    for hint in built_in_chapter(ANOTHER_MODEL).hints:
        found = [c for c in hinted(bare, [hint]) if c.hints]
        assert len(found) == 1, hint.holds


def test_no_hint_repeats_the_chapters_own_words():
    chapter = built_in_chapter(ANOTHER_MODEL)
    text = " ".join(chunk.searched for chunk in chunks_of(chapter)).lower()
    longer = [w for hint in chapter.hints for w in hint.wordings if len(w.split()) >= 4]
    assert longer and [words for words in longer if words.lower() in text] == []


def test_a_chapter_without_hints_is_searched_as_it_is():
    chunks = chunks_of(built_in_chapter())
    assert hinted(chunks, ()) == chunks


def test_hints_are_for_another_embedding_model_alone_and_change_no_passage():
    assert built_in_chapter().hints == ()
    chunks = Retriever([built_in_chapter(ANOTHER_MODEL)]).chunks
    assert sum(len(chunk.hints) for chunk in chunks) > 100
    assert [c.passage for c in chunks] == [c.passage for c in chunks_of(built_in_chapter())]


def test_a_file_that_is_no_list_of_hints_is_refused(tmp_path):
    path = tmp_path / "hints.yaml"
    path.write_text("- holds: something\n")
    with pytest.raises(ConfigurationError, match="`holds` and `hints`"):
        hints_in(path)
