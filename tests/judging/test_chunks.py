import pytest

from server.judging.chunks import phrase_of


@pytest.mark.parametrize(
    ("text", "words", "phrase"),
    [
        ("It stops whenever the fieldbus saturates.", "fieldbus", "fieldbus saturates"),
        ("It ran out of connections in the pool.", "pool", "connections in the pool"),
        ("We read the scanner clock rather than that.", "clock", "scanner clock"),
        ("Nothing of it is here.", "watermark", "watermark"),
    ],
)
def test_a_word_is_shown_with_the_phrase_it_stands_in(text, words, phrase):
    assert phrase_of(text, words) == phrase
