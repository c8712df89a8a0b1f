from server.api.reading import body, contents, date_words, hits, snippet
from server.records import Passage
from server.text import content_stems

HTML = '<h1>Title</h1>\n<h2 id="s-a-b">A &amp; <em>B</em></h2>\n<p>Text.</p>'
DIAGRAM = (
    '<p class="diagram">Interactive diagram in the original course: Levels</p>\n'
    '<details class="described"><summary>Levels</summary>\n<p>x</p></details>'
)


def section(id, *path):
    return {"id": id, "heading_path": list(path)}


def test_a_heading_keeps_its_own_name_and_gets_its_tools_beside_it():
    html = str(body(HTML, "c"))
    assert '<h2 id="s-a-b">A &amp; <em>B</em></h2><p class="heading-tools">' in html
    assert 'href="/ask?chapter=c&amp;section=a-b"' in html
    assert 'href="#s-a-b" aria-label="Link to: A &amp; B"' in html
    assert "<h1>" not in html


def test_a_diagram_and_its_description_are_one_folded_box():
    html = str(body(DIAGRAM, "c"))
    assert html.count("Levels") == 1
    assert '<details class="described diagram"><summary>Interactive diagram' in html


def test_contents_are_a_tree_even_where_a_level_is_left_out():
    top = contents(
        [
            section("a", "A"),
            section("b", "A", "B"),
            section("d", "A", "B", "C", "D"),
            section("e", "E"),
        ]
    )
    assert [e.id for e in top] == ["a", "e"]
    assert [e.id for e in top[0].under] == ["b"]
    assert [e.id for e in top[0].under[0].under] == ["d"]


def test_a_date_is_written_out_and_other_text_is_kept():
    assert date_words("2026-02-11") == "11 February 2026"
    assert date_words("spring") == "spring"


def test_a_hit_shows_the_sentence_that_holds_most_of_the_words_marked():
    passage = Passage(
        "p1", "c", ("X", "Y", "Z"), "A start. Teams <build> or buy. An end.", "/c#p-p1"
    )
    (hit,) = hits([passage], "build or buy")
    assert (hit.href, hit.where) == ("#p-p1", "Y › Z")
    assert str(hit.snippet) == "Teams &lt;<mark>build</mark>&gt; or <mark>buy</mark>."


def test_a_long_sentence_is_cut_around_the_word_that_was_wanted():
    text = "filler " * 80 + "escalation " + "filler " * 80
    cut = str(snippet(text.strip(), set(content_stems("escalation"))))
    assert cut.startswith("… ") and cut.endswith(" …")
    assert "<mark>escalation</mark>" in cut and len(cut) < 300


def test_a_passage_without_any_wanted_word_shows_its_beginning():
    assert str(snippet("Only this.", {"other"})) == "Only this."
