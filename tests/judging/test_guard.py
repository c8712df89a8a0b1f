from pathlib import Path

import pytest

from server.corpus.study import study_material
from server.judging.guard import safe_hits
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
    ],
)
def test_a_term_whose_plain_words_keep_every_fact_goes(sentence, term, plain):
    assert _kept(sentence, term, plain)


def test_a_time_zone_is_part_of_the_time():
    assert not _kept("It ended at 14:02 JST today.", "JST", "", "acronym")
