import pytest

from server.corpus.chapter import Hint
from server.corpus.chunk import chunks_of
from server.corpus.hints import hinted, hints_in
from server.corpus.retrieve import Retriever
from server.errors import ConfigurationError
from server.wiring import built_in_chapter


def test_a_hint_is_searched_behind_the_passages_own_lines():
    chapter = built_in_chapter()
    (chunk,) = hinted(chunks_of(chapter)[:1], [Hint("As a capstone", ("the gist", "in short"))])
    assert chunk.units[-2:] == ("the gist", "in short") and chunk.n_hints == 2
    assert "the gist" not in chunk.passage.text + chunk.searched


def test_every_hint_leads_to_one_passage():
    chapter = built_in_chapter()
    bare = chunks_of(chapter)
    for hint in chapter.hints:
        found = [c for c in hinted(bare, [hint]) if c.n_hints]
        assert len(found) == 1, hint.holds


def test_no_hint_repeats_the_chapters_own_words():
    chapter = built_in_chapter()
    text = " ".join(chunk.searched for chunk in chunks_of(chapter)).lower()
    longer = [w for hint in chapter.hints for w in hint.wordings if len(w.split()) >= 4]
    assert longer and [words for words in longer if words.lower() in text] == []


def test_a_chapter_without_hints_is_searched_as_it_is():
    chunks = chunks_of(built_in_chapter())
    assert hinted(chunks, ()) == chunks


def test_the_built_in_chapter_has_hints_and_its_passages_stay_the_same():
    chunks = Retriever([built_in_chapter()]).chunks
    assert sum(chunk.n_hints for chunk in chunks) > 100
    assert [c.passage for c in chunks] == [c.passage for c in chunks_of(built_in_chapter())]


def test_a_file_that_is_no_list_of_hints_is_refused(tmp_path):
    path = tmp_path / "hints.yaml"
    path.write_text("- holds: something\n")
    with pytest.raises(ConfigurationError, match="`holds` and `hints`"):
        hints_in(path)
