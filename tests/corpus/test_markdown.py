import hashlib
import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.config import ROOT
from server.corpus.chunk import MAX_PASSAGE_CHARS, chunks_of
from server.corpus.dialect import common_markdown
from server.corpus.markdown import chapter_from
from server.markup import chapter_html

TEXT = """---
title: Roads
version: 0.10
---

# Roads and Bridges

## Building

Every road needs *a plan*:

- **Survey** - walk the land
    - twice
- Pave

| Layer | Depth |
|-------|-------|
| Sand | 10 cm |
| Stone | `20` cm |

!!! tip "Ask `first`"
    Ask the people
    who live there.

    - And their cows

#### Diagram: Layers
<iframe src="../sims/layers/main.html" width="100%"></iframe>

<details markdown="1">
<summary>Layers &amp; more</summary>
Type: infographic

Bottom: sand
Top: stone
</details>

After the diagram.

??? question "Self-check"
    1. Why sand?

### Bridges

```python
!!! not "an admonition"
```
"""


def chapter():
    return chapter_from(TEXT, id="roads")


def lines_of(kind):
    return [line.text for block in chapter().blocks if block.kind == kind for line in block.lines]


def block_with(words):
    blocks = chapter().blocks
    return next(b for b in blocks if b.kind != "heading" and words in b.lines[0].text)


def test_title_and_version_are_the_front_matters_as_written():
    assert (chapter().title, chapter().version) == ("Roads", "0.10")


def test_without_front_matter_the_first_top_heading_is_the_title():
    assert chapter_from("# Rivers\n\nThey flow.", id="x").title == "Rivers"


def test_broken_front_matter_counts_as_none():
    assert chapter_from("---\n: [\n---\n\n# Rivers\n", id="x").title == "Rivers"


def test_heading_paths_leave_the_title_out():
    assert block_with("Every road").heading_path == ("Building",)
    assert chapter().sections[-1].heading_path == ("Building", "Bridges")


def test_marks_are_gone_from_the_text_and_kept_in_the_source():
    line = block_with("Every road").lines[0]
    assert line.text == "Every road needs a plan:"
    assert line.source == "Every road needs *a plan*:"


def test_nested_items_are_lines_of_their_own():
    wanted = ["- Survey - walk the land", "  - twice", "- Pave", "- And their cows"]
    assert lines_of("list") == [*wanted, "1. Why sand?"]


def test_a_row_names_its_columns():
    assert lines_of("table") == ["Layer: Sand; Depth: 10 cm", "Layer: Stone; Depth: 20 cm"]


def test_wrapped_prose_is_one_line():
    assert block_with("Ask the people").lines[0].text == "Ask the people who live there."


def test_labelled_lines_stay_apart():
    assert block_with("Bottom").lines[0].text == "Bottom: sand\nTop: stone"


def test_an_admonition_tells_its_type_and_title():
    told = block_with("Ask the people").enclosure
    assert told and (told.kind, told.type, told.title) == ("admonition", "tip", "Ask `first`")
    assert not told.folded


def test_a_question_mark_admonition_is_folded():
    told = block_with("Why sand").enclosure
    assert told and told.folded


def test_the_first_paragraph_of_details_is_kept():
    block = block_with("Type: infographic")
    assert block.enclosure and block.enclosure.title == "Layers & more"


def test_line_ranges_point_into_the_file():
    lines = TEXT.split("\n")
    for words in ("Every road", "Type: infographic", "Bottom", "Why sand", "After"):
        block = block_with(words)
        assert words in lines[block.start], words


def test_an_iframe_is_no_prose_but_a_diagram():
    diagram = next(block for block in chapter().blocks if block.kind == "diagram")
    assert diagram.href == "../sims/layers/main.html"
    assert diagram.lines[0].text == "Layers"


def test_text_after_a_diagrams_details_belongs_to_the_section_around_it():
    assert block_with("After").heading_path == ("Building",)


def test_what_looks_like_an_admonition_inside_code_is_code():
    assert lines_of("code") == ['!!! not "an admonition"']


def test_sections_of_the_same_name_get_different_ids():
    found = chapter_from("## One\n\n## One\n\n## Éé\n", id="x").sections
    assert [section.id for section in found] == ["one", "one-2", "section"]


def test_a_details_left_open_loses_nothing():
    text = "## A\n\n<details>\n<summary>S</summary>\nInside.\n\nStill inside.\n"
    found = [line.text for b in chapter_from(text, id="x").blocks for line in b.lines]
    assert found == ["A", "Inside.", "Still inside."]


def test_windows_line_ends_read_the_same():
    again = chapter_from(TEXT.replace("\n", "\r\n"), id="roads")
    assert again.blocks == chapter().blocks


# --- as found in the wild: marks of MkDocs-Material and its extensions


def texts(markdown):
    """The lines of everything but headings, with the titles of what is around them."""
    return [
        (block.enclosure.title if block.enclosure else "", line.text)
        for block in chapter_from(markdown, id="x").blocks
        if block.kind not in ("heading", "diagram")
        for line in block.lines
    ]


def test_a_nested_admonition_has_its_own_title_and_the_outer_one_goes_on():
    text = '!!! note "Outer"\n    One.\n\n    ??? tip "Inner"\n        Two.\n\n    Three.\n'
    assert texts(text) == [("Outer", "One."), ("Inner", "Two."), ("Outer", "Three.")]


def test_two_empty_lines_do_not_end_an_admonition():
    assert texts("!!! note\n    One.\n\n\n    Two.\n") == [("Note", "One."), ("Note", "Two.")]


@pytest.mark.parametrize(
    ("opening", "title", "folded"),
    [
        ('???+ danger inline end "Open"', "Open", True),
        ('!!! note ""', "", False),
        ("!!! warning", "Warning", False),
    ],
)
def test_an_admonition_in_any_form_is_one(opening, title, folded):
    blocks = chapter_from(f"{opening}\n    Words.\n", id="x").blocks
    assert blocks[0].enclosure and blocks[0].lines[0].text == "Words."
    assert (blocks[0].enclosure.title, blocks[0].enclosure.folded) == (title, folded)


def test_content_tabs_are_told_apart_by_their_titles():
    text = '=== "Python"\n    ```py\n    x = "=== 1"\n    ```\n=== "Go"\n    Words.\n'
    assert texts(text) == [("Python", 'x = "=== 1"'), ("Go", "Words.")]


def test_a_definition_reads_with_its_term():
    text = "Queue\n:   Holds *work*.\n\n:   Grows.\n\nWorker\n:   Does it.\n"
    assert [line for _, line in texts(text)] == [
        "Queue: Holds work.",
        "Queue: Grows.",
        "Worker: Does it.",
    ]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("Old.[^1]\n\n[^1]: The note\n    goes on.", ["Old.", "- The note goes on."]),
        ("*[API]: Application Interface", ["- API: Application Interface"]),
        ("[Go](https://e.org){ .md-button } :material-check: now", ["Go  now"]),
        ("`{ .kept }` and `[^kept]`", ["{ .kept } and [^kept]"]),
        ('--8<-- "abbr.md"\n\nWords.', ["Words."]),
        ("--8<--\nabbr.md\n--8<--\n\nWords.", ["Words."]),
        ("<!-- hidden -->\n\nWords. <!-- hidden too -->", ["Words."]),
        ("- [ ] open\n- [x] done", ["- [ ] open", "- [x] done"]),
        ("$$\nE = m_1 c^2\n$$", ["E = m_1 c^2"]),
        ("[TOC]\n\nWords.", ["Words."]),
        ("/// note | Title\nWords.\n///", ["Title Words."]),
        ("<figure markdown>\n![Alt](a.png)\n<figcaption>Cap</figcaption>\n</figure>", ["Alt Cap"]),
        ("| a | `x|y` |\n|:-:|--:|\n| 1 \\| 2 | `p|q` |", ["a: 1 | 2; x|y: p|q"]),
        ("- item\n\n    | A |\n    |---|\n    | 1 |", ["- item", "  A", "  1"]),
        ("> | A |\n> |---|\n> | 1 |", ["A", "1"]),
        ("- item\n\n    <div>kept</div>", ["- item", "  kept"]),
    ],
)
def test_no_mark_becomes_a_word_and_no_word_is_lost(source, wanted):
    assert [line for _, line in texts(source)] == wanted


def test_a_frame_inside_a_line_is_a_diagram_too():
    blocks = chapter_from('See <iframe src="https://e.org/s"></iframe> here.', id="x").blocks
    assert [b.href for b in blocks if b.kind == "diagram"] == ["https://e.org/s"]
    assert "<" not in blocks[0].lines[0].source


def test_rewriting_marks_keeps_every_line_in_its_place():
    text = f'{TEXT}\n=== "Tab"\n    Body.\n\n*[A]: b\n\n--8<-- "x"\n\n[^1]: note\n'
    assert len(common_markdown(text).split("\n")) == len(text.split("\n"))


def test_the_passages_of_our_own_edition_are_those_that_answers_were_recorded_on():
    chapter = chapter_from((ROOT / "corpus" / "chapter.md").read_text(), id="edition")
    digest = hashlib.sha256()
    for chunk in chunks_of(chapter):
        digest.update("\x1f".join([chunk.searched, *chunk.units]).encode())
    assert digest.hexdigest()[:16] == "0f994265957e95eb"


FRAGMENTS = st.sampled_from(
    [
        *("# ", "## ", "- ", "1. ", "> ", "    ", "\n", "\n\n", "| ", " |", "|---|---|\n", "```\n"),
        *("!!! note ", '"T"\n', "??? tip\n", '=== "Tab"\n', ":   ", "[^1]", "[^1]: ", "*[A]: "),
        *("<details>", "</details>", "<summary>", "</summary>", "<iframe src=x>", "<!--", "-->"),
        *(
            "$$\n",
            "--8<--\n",
            "/// ",
            "{ .c }",
            "`",
            "**",
            "[a](b)",
            "![i](j)",
            "---\n",
            "\t",
            "\r",
        ),
        *("alpha", "beta ", "gamma.", "delta:", "épée ", "漢字", "\x00", "\u2028", "0", "&amp;"),
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(FRAGMENTS, max_size=60).map("".join)))
@settings(max_examples=60, deadline=None)
def test_no_input_breaks_the_parser_and_every_word_of_a_passage_is_the_inputs(text):
    chapter = chapter_from(text, id="x")
    known = words(html.unescape(text)) + words(text)
    for chunk in chunks_of(chapter):
        assert len(chunk.passage.text) <= 3 * MAX_PASSAGE_CHARS
        for word in set(re.findall(r"[^\W_]+", chunk.passage.text.lower())):
            assert stands_in(word, known), word
    chapter_html(chapter)


def stands_in(word, text):
    """Whether the letters of a word follow each other in a text; a mark may stand between them."""
    rest = iter(text)
    return all(letter in rest for letter in word)


def words(text):
    """The letters and digits of a text in a row, without the marks between them."""
    return re.sub(r"[\W_]+", "", text.lower())


@pytest.mark.parametrize(
    "text",
    [
        "```\n" + "code line\n" * 2_000 + "```",
        "x" * 100_000,
        "漢字の文章" * 5_000,
        "| A |\n|---|\n| " + "word " * 5_000 + "|",
        "- " + "word " * 5_000,
    ],
)
def test_no_passage_is_larger_than_a_model_can_read(text):
    chunks = chunks_of(chapter_from(text, id="x"))
    assert max(len(chunk.passage.text) for chunk in chunks) <= MAX_PASSAGE_CHARS
    assert sum(len(chunk.passage.text) for chunk in chunks) > 0.8 * len(text)
