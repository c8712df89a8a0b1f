import pytest

from server.api.sources import (
    Quote,
    cards,
    cited,
    in_chapter,
    marked,
    nearest_quotes,
    passage_lines,
    places,
    without_places,
)

CITATION = {
    "marker": 1,
    "passage_id": "p1",
    "heading_path": ["Frameworks", "Levels"],
    "quote": "within 24 to 48 hours",
    "href": "/chapters/c#p-p1",
}
PASSAGE = {"id": "p1", "heading_path": ["Frameworks"], "text": "x", "href": "/chapters/c#p-p1"}
ROW = "Level: Level 3; Who to involve: Directors; Response: This week"
ABSENT = (
    "The chapter does not say that.\n\nThe nearest sections are:\n\n"
    "- [Escalation \\[v2\\]](/chapters/c#p-a)\n- [Roadmaps](/chapters/c#p-b)"
)


def turn(reply="", *citations):
    return {"index": 0, "reply": reply, "result": {"citations": citations}}


def quoting(*texts):
    return [CITATION | {"quote": text} for text in texts]


def quotes(*texts):
    return [Quote(f"1-{n}", 1, text) for n, text in enumerate(texts)]


def test_a_marker_leads_to_the_words_it_stands_on_and_names_its_card():
    html = str(
        cited("<p>So it is within 24 hours [1].</p>", turn("Within 24 hours [1].", CITATION))
    )
    assert 'href="#quote-0-1-0"' in html and 'data-card="source-0-1"' in html
    assert 'aria-label="Source 1: Levels"' in html and 'id="cite-0-1-0"' in html


def test_a_marker_whose_sentence_fits_no_quote_best_leads_to_the_card():
    two = quoting("first words", "other words")
    html = str(cited("<p>It says words [1].</p>", turn("It says words [1].", *two)))
    assert 'href="#source-0-1"' in html


def test_every_marker_of_a_passage_leads_to_the_one_card_that_there_is():
    both = (CITATION, CITATION | {"marker": 3, "quote": "other"})
    html = str(cited("<p>A [1]. B [3].</p>", turn("A [1]. B [3].", *both)))
    assert html.count('data-card="source-0-1"') == 2
    assert [c.markers for c in cards({"citations": both})] == [(1, 3)]


@pytest.mark.parametrize("html", ["<p>[2]</p>", "<code>[1]</code>", '<a href="/x">[1]</a>'])
def test_other_markers_stay_text(html):
    assert str(cited(html, turn(html, CITATION))) == html


def test_a_heading_cannot_break_out_of_its_label():
    evil = CITATION | {"heading_path": ['"><script>']}
    assert "<script>" not in cited("<p>[1]</p>", turn("[1]", evil))


def test_each_sentence_is_tied_to_the_quote_that_shares_most_words_with_it():
    found = nearest_quotes(
        "Directors decide this week [1]. Managers take two days [1].",
        quoting("Managers have two days", "Directors decide within this week"),
    )
    assert found == {(1, 0): "1-1", (1, 1): "1-0"}


def test_cited_passages_come_first_under_all_their_numbers():
    other = PASSAGE | {"id": "p2"}
    again = CITATION | {"marker": 3}
    found = cards({"passages": [other, PASSAGE], "citations": [CITATION, again]})
    assert [(c.passage["id"], c.markers) for c in found] == [("p1", (1, 3)), ("p2", ())]


def test_a_quote_is_marked_in_its_passage_and_the_rest_is_escaped():
    html = marked("a < b within 24 hours & more", quotes("within 24 hours"))
    assert str(html) == 'a &lt; b <mark data-quote="1-0">within 24 hours</mark> &amp; more'


def test_a_quote_that_is_not_there_marks_nothing():
    assert str(marked("nothing", quotes("something"))) == "nothing"


def test_a_tables_row_sets_its_column_names_apart_inside_a_mark_as_well():
    first, second = passage_lines(f"{ROW}\nA <b> line", quotes(ROW))
    assert '<span class="key">Who to involve:</span> Directors' in first
    assert first.startswith('<mark data-quote="1-0"><span class="key">Level:</span> Level 3')
    assert str(second) == "A &lt;b&gt; line"


def test_a_passage_with_a_quote_over_two_lines_stays_whole():
    assert [str(x) for x in passage_lines("a\nb", quotes("a\nb"))] == [
        '<mark data-quote="1-0">a\nb</mark>'
    ]


@pytest.mark.parametrize(
    ("quote", "fragment"),
    [
        ("", ""),
        ("within 24-48 hours, at once", ":~:text=within%2024%2D48%20hours%2C%20at%20once"),
        ("- a list's item", ":~:text=a%20list%27s%20item"),
        ("one two three four five six seven eight nine ten eleven twelve thirteen",
         ":~:text=one%20two%20three%20four%20five,nine%20ten%20eleven%20twelve%20thirteen"),
        (ROW, ":~:text=Level%203,This%20week"),
    ],
)  # fmt: skip
def test_the_way_into_the_chapter_names_the_quoted_words(quote, fragment):
    assert in_chapter("/chapters/c#p-a", quotes(quote)) == "/chapters/c#p-a" + fragment


def test_an_abstention_is_read_as_its_words_and_the_sections_it_names():
    assert without_places(ABSENT) == "The chapter does not say that."
    assert [(p.title, p.href) for p in places(ABSENT)] == [
        ("Escalation [v2]", "/chapters/c#p-a"),
        ("Roadmaps", "/chapters/c#p-b"),
    ]
    assert places(ABSENT)[1].question == "What does the chapter say about Roadmaps?"


def test_a_reply_that_lists_no_sections_stays_as_it_is():
    reply = "It has three parts:\n\n- one\n- [two](https://example.com)"
    assert (without_places(reply), places(reply)) == (reply, [])
