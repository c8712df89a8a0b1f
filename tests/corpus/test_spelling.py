import pytest

from server.corpus.lexical import Lexicon
from server.corpus.spelling import Speller, slips

WORDS = (
    "roadmap",
    "escalation",
    "level",
    "practice",
    "statement",
    "bring",
    "term",
    "dual",
    "track",
)
SPELLER = Speller(dict.fromkeys(WORDS, 1))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("raodmap", "roadmap"),
        ("esclation", "escalation"),
        ("levl", "level"),
        ("practise", "practice"),
        ("statemetn", "statement"),
        ("trem", "term"),
        ("wich", "which"),
        ("shoud", "should"),
    ],
)
def test_a_slip_of_the_finger_is_put_right(typed, meant):
    assert SPELLER.corrected(typed) == (meant,)


@pytest.mark.parametrize("word", ["boring", "morning", "clock", "them", "lev", "qzxvkj", "2024"])
def test_what_is_english_or_like_nothing_stays(word):
    assert SPELLER.corrected(word) == (word,)


def test_a_row_of_letters_is_no_word_and_no_harm():
    assert SPELLER.corrected("a" * 9_000) == ("a" * 9_000,)
    assert Speller({"a" * 300: 1, "roadmap": 1}).corrected("raodmap") == ("roadmap",)


def test_words_written_together_are_taken_apart():
    assert SPELLER.corrected("dualtrack") == ("dual", "track")


def test_a_short_word_is_forgiven_one_slip_and_a_long_one_two():
    assert SPELLER.corrected("lavul") == ("lavul",)
    assert SPELLER.corrected("escelatoin") == ("escalation",)


def test_of_two_near_words_the_one_by_a_neighbouring_key_is_meant():
    assert Speller({"cart": 1, "card": 1}).corrected("carf") == ("card",)


def test_of_two_words_equally_near_the_more_frequent_is_meant():
    assert Speller({"lane": 1, "lant": 9}).corrected("lanx") == ("lant",)


@pytest.mark.parametrize(
    ("typed", "meant", "n"),
    [("same", "same", 0), ("smae", "same", 1), ("sam", "same", 1), ("samme", "same", 1)]
    + [("sane", "same", 1), ("smea", "same", 2)],
)
def test_slips_are_counted(typed, meant, n):
    assert slips(typed, meant)[0] == n


def test_only_the_misspelt_words_of_a_question_change():
    lexicon = Lexicon(["The roadmap of the team", "Escalation levels"])
    assert lexicon.respelt("Whose raodmap is boring, esclation?") == (
        "Whose roadmap is boring, escalation?"
    )
