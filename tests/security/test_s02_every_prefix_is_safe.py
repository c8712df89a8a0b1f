"""S2: whatever a text is cut to while it streams, its rendering is safe."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.markup import StreamedMarkup, html_from
from tests.security.payloads import BY_KIND, PAYLOADS
from tests.security.safety import unsafe

IN_PLACES = (
    "{}",
    "**a** {} | [b]({})",
    "- {}\n\n> {}",
    "| {} |\n|---|\n| {} |",
    "```\n{}\n```\n{}",
)


def rendered(text: str, sizes: list[int]) -> list[str]:
    """Everything that a page is shown while the text grows."""
    stream, at, shown, n = StreamedMarkup(), 0, [], 0
    while at < len(text):
        size = sizes[n % len(sizes)]
        shown += [html for _, html in stream.push(text[at : at + size])]
        at, n = at + size, n + 1
    return shown + [html for _, html in stream.finish()]


def test_s2_there_are_more_than_a_hundred_payloads_each_once():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 200


@pytest.mark.parametrize("kind", BY_KIND)
@pytest.mark.parametrize("place", IN_PLACES)
def test_s2_no_payload_is_markup_wherever_it_stands(kind: str, place: str):
    texts = [place.replace("{}", payload) for payload in BY_KIND[kind]]
    assert [bad for text in texts for bad in unsafe(html_from(text))] == []


@pytest.mark.parametrize("kind", BY_KIND)
def test_s2_no_prefix_of_a_payload_is_markup(kind: str):
    step = 11 if kind == "shapes that grow" else 1
    for payload in BY_KIND[kind]:
        for end in range(0, len(payload), step):
            assert list(unsafe(html_from(payload[:end]))) == []


@pytest.mark.parametrize("kind", BY_KIND)
def test_s2_no_piece_of_a_stream_is_markup(kind: str):
    for payload in BY_KIND[kind]:
        for html in rendered(f"Words first.\n\n{payload}\n\nand after.", [1, 2, 5]):
            assert list(unsafe(html)) == []


SPLICED = st.lists(
    st.tuples(st.sampled_from(PAYLOADS), st.integers(0, 60), st.integers(0, 60)), max_size=6
).map(lambda cuts: "".join(text[min(a, b) : max(a, b)] for text, a, b in cuts))


@settings(max_examples=150)
@given(SPLICED, st.lists(st.integers(1, 9), min_size=1, max_size=4))
def test_s2_no_splice_of_payloads_is_markup_while_it_streams(text: str, sizes: list[int]):
    assert [bad for html in rendered(text, sizes) for bad in unsafe(html)] == []
