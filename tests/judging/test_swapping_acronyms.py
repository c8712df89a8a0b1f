import pytest

from server.judging.jargon import jargon
from server.judging.lexicon import Lexicon
from server.judging.swapping import in_plain_words


@pytest.mark.parametrize(
    ("technical", "plain"),
    [
        ("It comes from XQR every 3 minutes.", "It comes from XQR every 3 minutes."),
        ("The XQR frame is late.", "The frame is late."),
        ("XQR plays.", "XQR plays."),
        ("It sends old UN/LOCODE two days long.", "It sends old UN/LOCODE two days long."),
        ("Send the claim “studentId” too.", "Send the claim “studentId” too."),
    ],
)
def test_an_unknown_acronym_goes_only_where_it_narrows_down_a_noun(technical, plain):
    assert in_plain_words(technical, jargon(technical, Lexicon())) == plain
