from pathlib import Path

import pytest

from server.corpus.study import study_material
from server.judging.audiences import audience_from
from server.judging.lexicon import lexicon_from
from server.judging.retold import without_retold
from server.judging.rewriting import judged

STUDY = study_material(Path(__file__).parents[2])
LEXICON = lexicon_from(
    {"terms": {"idempotency": "protection against double processing", "PR": "proposed change"}}
)
READER = audience_from("executives", STUDY["audiences"])


def _added(source: str, rewrite: str) -> list[str]:
    found = judged(source, rewrite, READER, LEXICON, why=lambda fact: None)["added"]
    return [one["text"] for one in found]


@pytest.mark.parametrize(
    ("source", "rewrite", "added"),
    [
        ("We add idempotency.", "We add protection against double processing.", []),
        ("We add idempotency.", "We add a check against double processing.", ["double"]),
        ("We add a log.", "We add protection against double processing.", ["double"]),
        ("We add idempotency.", "We add protection against double processing twice.", ["twice"]),
    ],
)
def test_a_number_word_inside_plain_words_is_no_addition(source, rewrite, added):
    assert _added(source, rewrite) == added


def test_plain_words_and_their_terms_are_left_out_of_both_texts():
    here, there = without_retold("The PR is late.", "The proposed change is late.", LEXICON)
    assert here.split() == there.split() == ["The", "is", "late."]


def test_a_term_that_is_still_there_is_not_left_out():
    said = "The PR is a proposed change."
    assert without_retold(said, said, LEXICON) == (said, said)
