import pytest

from server.judging.chunks import phrase_of


@pytest.mark.parametrize(
    ("text", "words", "phrase"),
    [
        ("It stops whenever the fieldbus saturates.", "fieldbus", "fieldbus saturates"),
        ("It ran out of connections in the pool.", "pool", "connections in the pool"),
        ("We read the scanner clock rather than that.", "clock", "scanner clock"),
        ("The billing migration slips by a week.", "migration", "billing migration"),
        ("We need the API gateway first.", "gateway", "api gateway"),
        ("The cache refresh flags 40 rows.", "cache", "cache refresh"),
        ("Nothing of it is here.", "watermark", "watermark"),
    ],
)
def test_a_word_is_shown_with_the_phrase_it_stands_in(text, words, phrase):
    assert phrase_of(text, words) == phrase
