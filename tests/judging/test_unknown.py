"""What a reader may not know, told without a list; and what is from inside, told by meaning."""

import numpy as np

from server.judging.everyday import PAIR_BINS, pair_bin, table
from server.judging.unknown import FLAG, judged, phrases, weights
from server.judging.unknown_rows import NAMES, rows
from server.judging.unsure import of_listed_parts, unsure
from tests.judging.test_jargon import FULL, LEXICON


def _odds(text: str, word: str) -> float:
    return next(j.odds for j in judged(text) if text[j.start : j.end] == word)


def test_words_of_software_are_less_known_than_words_of_every_day():
    assert _odds("The tokenizer chokes on Thai.", "tokenizer") > FLAG
    assert _odds("The driver waits at the station.", "driver") < FLAG
    assert _odds("Guests may cancel until Friday.", "Guests") < FLAG


def test_a_phrase_is_whole_and_none_overlap():
    text = "The tokenizer fallback broke the API gateway, and guests waited."
    found = phrases(text)
    assert any("tokenizer" in p.text for p in found)
    assert all(text[p.start : p.end] == p.text for p in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


def test_places_already_known_are_in_no_phrase():
    text = "The tokenizer chokes on Thai."
    at = text.index("tokenizer")
    assert not any("tokenizer" in p.text for p in phrases(text, [(at, at + 9)]))


def test_every_row_has_every_number_and_the_weights_fit():
    tokens, found = rows("Soft-deleted rows, A/B tests & co.: 40% of i18n strings\nend here")
    assert found.shape == (len(tokens), len(NAMES))
    assert np.isfinite(found).all()
    assert weights().weights.shape == (len(NAMES),)
    assert rows("")[1].shape == (0, len(NAMES))
    assert judged("") == []


def test_forms_of_a_word_are_found_and_unknown_ones_say_so():
    assert table().word("tokenizers").known
    assert table().word("the").rank < table().word("quorum").rank
    assert not table().word("zzqxv").known
    assert 0 <= pair_bin("a", "b") < PAIR_BINS


def test_only_what_stayed_in_the_version_is_shown_and_what_the_reader_knows_is_not():
    source = "The tokenizer chokes on Thai."
    assert "tokenizer" in " ".join(unsure(source, source, LEXICON))
    assert unsure(source, "It chokes on Thai.", LEXICON) == ()
    assert "tokenizer" not in unsure(source, source, LEXICON, {"tokenizer"})


def test_a_pair_whose_parts_begin_and_end_many_listed_terms_is_named():
    source = "The new home screen is measured on the head unit, and guests like it."
    assert of_listed_parts(source, source, FULL) == ("head unit",)
    assert of_listed_parts(source, "It is measured.", FULL) == ()
