import re

from server.config import ROOT
from server.corpus.chunk import MAX_PASSAGE_WORDS, MAX_UNIT_WORDS, chunks_of
from server.corpus.markdown import chapter_from

WORDS = "Roads carry people and goods across the land every day. "


def chunks(text, id="roads"):
    return chunks_of(chapter_from(text, id=id))


def texts(text):
    return [chunk.passage.text for chunk in chunks(text)]


def built_in():
    text = (ROOT / "corpus" / "chapter.md").read_text(encoding="utf-8")
    return chunks_of(chapter_from(text, id="career-transition-and-technical-leadership"))


def test_short_blocks_under_one_heading_share_a_passage():
    assert texts("## A\n\nOne.\n\nTwo.\n") == ["One.\nTwo."]


def test_a_heading_starts_a_passage():
    assert texts("## A\n\nOne.\n\n## B\n\nTwo.\n") == ["One.", "Two."]


def test_blocks_over_the_size_are_parted():
    assert [len(t.split()) for t in texts(f"## A\n\n{WORDS * 8}\n\n{WORDS * 8}\n")] == [80, 80]


def test_rows_are_not_mixed_with_prose():
    found = texts("## A\n\nA table:\n\n| X | Y |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nAfter.\n")
    assert found == ["A table:", "X: 1; Y: 2\nX: 3; Y: 4", "After."]


def test_an_admonition_stands_alone_under_its_title():
    found = texts('## A\n\nBefore.\n\n!!! note "Mind this"\n    Inside.\n\nAfter.\n')
    assert found == ["Before.", "Mind this\nInside.", "After."]


def test_a_title_that_repeats_the_heading_is_left_out():
    found = texts("## Diagram: Flow\n\n<details>\n<summary>Flow</summary>\n\nLeft.\n\n</details>\n")
    assert found == ["Left."]


def test_a_lead_in_line_stays_with_its_list():
    found = texts(f"## A\n\n{WORDS * 14}\n\nThe steps:\n\n1. {WORDS}\n2. {WORDS}\n")
    assert found[1].startswith("The steps:\n1. Roads")


def test_a_long_list_is_cut_between_items():
    items = "".join(f"- {WORDS * 4}\n" for _ in range(5))
    assert [text.count("- ") for text in texts(f"## A\n\nLead:\n\n{items}")] == [3, 2]


def test_a_paragraph_over_the_size_is_cut_between_sentences():
    found = texts(f"## A\n\n{WORDS * 40}\n")
    assert len(found) == 3
    assert all(text.endswith("day.") and len(text.split()) <= MAX_PASSAGE_WORDS for text in found)


def test_a_sentence_over_the_size_is_cut_all_the_same():
    found = texts("## A\n\n" + "word " * 400)
    assert [len(text.split()) for text in found] == [150, 150, 100]


def test_the_heading_path_is_searched_but_not_quoted():
    one = chunks("# R\n\n## A\n\n### B\n\nText.\n")[0]
    assert one.searched == "A > B\nText."
    assert one.passage.text == "Text."


def test_text_before_any_heading_is_found_under_the_title():
    assert chunks("# Roads\n\nText.\n")[0].passage.heading_path == ("Roads",)


def test_units_are_lines_under_their_nearest_heading():
    found = chunks("## A\n\n### B\n\nLead:\n\n- one\n- two\n")[0].units
    assert found == ("B: Lead:", "B: one", "B: two")


def test_a_long_line_is_units_of_sentences():
    found = chunks(f"## A\n\n{WORDS * 6}\n")[0].units
    assert len(found) == 6 and all(len(unit.split()) <= MAX_UNIT_WORDS for unit in found)


def test_the_same_text_keeps_its_id_when_another_changes():
    before = chunks("## A\n\nOne.\n\n## B\n\nTwo.\n")
    after = chunks("## A\n\nOne, changed.\n\n## B\n\nTwo.\n")
    assert before[1].passage.id == after[1].passage.id
    assert before[0].passage.id != after[0].passage.id


def test_the_same_text_in_another_chapter_has_another_id():
    text = "## A\n\nOne.\n"
    assert chunks(text, "x")[0].passage.id != chunks(text, "y")[0].passage.id


def test_twins_get_different_ids():
    found = chunks("## A\n\n| X |\n|---|\n| 1 |\n\nBetween.\n\n| X |\n|---|\n| 1 |\n")
    assert len({chunk.passage.id for chunk in found}) == 3


def test_the_chapters_passages_keep_all_of_its_rules():
    found = built_in()
    ids = [chunk.passage.id for chunk in found]
    assert len(set(ids)) == len(ids) and 40 <= len(ids) <= 70
    for chunk in found:
        assert re.fullmatch(r"[a-z0-9-]+", chunk.passage.id)
        assert chunk.passage.href.endswith(f"#p-{chunk.passage.id}")
        assert len(chunk.passage.text.split()) <= MAX_PASSAGE_WORDS + 12, chunk.passage.id
        assert "**" not in chunk.passage.text and "<" not in chunk.passage.text


def test_every_word_of_the_chapters_blocks_is_in_a_passage():
    text = (ROOT / "corpus" / "chapter.md").read_text(encoding="utf-8")
    chapter = chapter_from(text, id="career-transition-and-technical-leadership")
    prose = [b for b in chapter.blocks if b.kind not in ("heading", "diagram")]
    lines = [line.text for block in prose for line in block.lines]
    whole = "\n".join(chunk.passage.text for chunk in chunks_of(chapter))
    assert [line for line in lines if line not in whole] == []
