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
        ("A four-stage agreement is low.", "agreement", "four-stage agreement"),
        ("The single sign-on covers it.", "sign", "single sign-on"),
        ("It falls to 17 fps there.", "fps", "17 fps"),
        ("Hourly reads come late.", "reads", "reads"),
        ("Nothing of it is here.", "watermark", "watermark"),
    ],
)
def test_a_word_is_shown_with_the_phrase_it_stands_in(text, words, phrase):
    assert phrase_of(text, words) == phrase
