import pytest

from server.judging.meaning import claim_differences
from server.judging.tone import less_formal, more_formal

STIFF = "We would like to inform you that we do not expect it prior to 3 May. It will not slip."


def test_stiff_words_become_plain_ones():
    assert less_formal(STIFF) == "We don't expect it before 3 May. It won't slip."


def test_short_forms_are_spelt_out():
    assert more_formal("We don't know, pls tell us asap.") == (
        "We do not know, please tell us as soon as possible."
    )


@pytest.mark.parametrize("tone", [less_formal, more_formal])
def test_no_claim_changes_with_the_tone(tone):
    source = "We don't expect it before 3 May, and it will not slip unless the test does not pass."
    assert claim_differences(source, tone(source)) == []
