from server.corpus.markdown import chapter_from

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
