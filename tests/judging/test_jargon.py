from pathlib import Path

import pytest
import yaml

from server.corpus.study import study_material
from server.judging.inflection import plural
from server.judging.jargon import jargon
from server.judging.lexicon import lexicon_from
from server.judging.swapping import in_plain_words

FILE = Path(__file__).parents[2] / "corpus" / "jargon.yaml"
LEXICON = lexicon_from(yaml.safe_load(FILE.read_text(encoding="utf-8")))
FULL = lexicon_from(study_material(FILE.parents[1])["jargon"])


@pytest.mark.parametrize(
    ("technical", "plain"),
    [
        (
            "Kafka consumer lag grows to about 40 minutes.",
            "Processing delay grows to about 40 minutes.",
        ),
        (
            "A Kafka outage hit the svc_orders service (INC-4821).",
            "A message system outage hit the orders service.",
        ),
        (
            "We propose to refactor the auth service and add a feature flag.",
            "We propose to clean up the login system and add an on/off switch.",
        ),
        ("It fails in staging.", "It fails in the test environment."),
        ("Our staging fails.", "Our test environment fails."),
    ],
)
def test_plain_words_fit_the_place_of_the_technical_ones(technical, plain):
    assert in_plain_words(technical, jargon(technical, LEXICON)) == plain


def test_plain_words_are_not_technical_themselves():
    plain = [*LEXICON.terms.values(), *LEXICON.systems.values()]
    assert [(p, h.term) for p in plain for h in jargon(p, LEXICON)] == []


def test_an_unknown_acronym_is_found_and_not_expanded():
    assert [(h.term, h.plain) for h in jargon("The XQR is late.", LEXICON)] == [("XQR", "")]


def test_everyday_acronyms_are_left_alone():
    assert jargon("The CEO in the US wants the ROI by EOD.", LEXICON, ["roi"]) == ()


def test_a_term_that_the_audience_uses_is_left_alone():
    assert jargon("The sprint ends.", LEXICON, ["sprint"]) == ()


def test_an_acronym_inside_a_term_that_is_known_is_left_alone():
    assert jargon("Our v1 REST API ends.", LEXICON, ["api", "rest api"]) == ()


def test_an_entry_with_a_capital_counts_only_when_written_so():
    assert jargon("They react to it with a spark.", LEXICON) == ()


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("part of the database", "parts of the database"),
        ("server process", "server processes"),
        ("data store", "data stores"),
        ("library", "libraries"),
        ("test data", "test data"),
        ("person using the keyboard", "people using the keyboard"),
        ("place sold again", "places sold again"),
    ],
)
def test_the_head_of_a_phrase_takes_the_plural(one, many):
    assert plural(one) == many


def test_an_ordinary_sense_of_an_ambiguous_word_is_no_jargon():
    text = "The API latency rose. Two workers in the warehouse were ill. The workers restarted."
    terms = [(h.term, h.start) for h in jargon(text, FULL, among_technical=True)]
    assert ("workers", text.index("workers in")) not in terms
    assert ("workers", text.rindex("workers")) in terms


@pytest.mark.parametrize("text", ["swap of the two Redis nodes", "a license key swap for the API"])
def test_a_swap_is_no_memory(text: str):
    assert "swap" not in [h.term for h in jargon(text, FULL, among_technical=True)]
    assert "swap" in [h.term for h in jargon("the API host is out of memory and swap", FULL)]
