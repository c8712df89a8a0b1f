from pathlib import Path

import pytest

from server.corpus.study import study_material
from server.judging.guard import counted_otherwise, is_counted, names_a_standard, safe_hits
from server.judging.jargon import JargonHit
from server.judging.lexicon import lexicon_from

LEXICON = lexicon_from(study_material(Path(__file__).parents[2])["jargon"])


def _kept(sentence: str, term: str, plain: str, kind: str = "term") -> bool:
    start = sentence.index(term)
    hit = JargonHit(term, start, start + len(term), plain, kind)
    return bool(safe_hits(sentence, (hit,), LEXICON))


@pytest.mark.parametrize(
    ("sentence", "term", "plain"),
    [
        ("We replace 64 access points.", "64 access points", "wireless boxes"),
        ("The limit is 40 ms for each call.", "ms", "time"),
        ("We open “Cache the World” in May.", "Cache", "short-term storage"),
        ("Please ask Brightwater Cache about it.", "Cache", "short-term storage"),
        ("It fires only after opt-in.", "opt-in", "off unless chosen"),
        ("The changeover is in May.", "changeover", "change that must come"),
        ("We do not retry it.", "do not retry", "stop"),
        ("We use 3 queues.", "queues", "5 lists"),
        ("The claim “zero downtime” is wrong.", "zero downtime", "uninterrupted operation"),
        ("It is slow below a pixel 6.", "pixel", "image point"),
    ],
)
def test_a_term_whose_plain_words_change_a_fact_stays(sentence, term, plain):
    assert not _kept(sentence, term, plain)


@pytest.mark.parametrize(
    ("sentence", "term", "plain"),
    [
        ("We replace 64 access points.", "access points", "wireless boxes"),
        ("The gateway answers HTTP 429 then.", "HTTP 429", "“too many requests”"),
        ("The SLA is missed.", "SLA", "service promise"),
        ("Need go/no-go by Friday.", "go/no-go", "launch decision"),
        ("Offline mode is late.", "Offline mode", "working without connection"),
        ("The recommendation engine is late.", "recommendation engine", "suggestion function"),
    ],
)
def test_a_term_whose_plain_words_keep_every_fact_goes(sentence, term, plain):
    assert _kept(sentence, term, plain)


def test_a_time_zone_is_part_of_the_time():
    assert not _kept("It ended at 14:02 JST today.", "JST", "", "acronym")


@pytest.mark.parametrize(
    ("sentence", "counted"),
    [
        ("It failed 40 endpoints today.", True),
        ("It failed twelve endpoints today.", True),
        ("It failed all endpoints today.", False),
    ],
)
def test_what_a_number_counts_is_its_unit(sentence, counted):
    start = sentence.index("endpoints")
    hit = JargonHit("endpoints", start, start + 9, "interfaces", "term")
    assert is_counted(hit, sentence) is counted


def test_what_is_counted_otherwise_is_told_with_its_number():
    sentence = "It raised 37 false positives."
    hit = JargonHit("false positives", 13, 28, "false alarms", "term")
    assert counted_otherwise(sentence, (hit,)) == (("37 false positives", "37 false alarms"),)


@pytest.mark.parametrize(
    ("term", "standard"),
    [("AES-256", True), ("3ds", True), ("TLS 1.1", True), ("HTTP 429", False), ("cache", False)],
)
def test_a_standard_is_a_word_with_a_figure(term, standard):
    assert names_a_standard(JargonHit(term, 0, len(term), "something", "term")) is standard
