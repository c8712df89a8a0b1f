import math
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from server.config import ROOT
from server.corpus.glossary import SECTIONS, joined
from server.corpus.study import study_material
from server.errors import ConfigurationError
from server.judging.everyday import table
from server.judging.facts import quantities
from server.judging.jargon import jargon
from server.judging.lexicon import lexicon_from
from server.judging.meaning import modality, negations

# The rank (a natural logarithm) up to which a word is ordinary English: about the first 4,000.
ORDINARY = math.log(4_000)
FILES = {
    path.name: yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    for path in sorted((Path(ROOT) / "corpus" / "glossary").glob("*.yaml"))
}
FULL = lexicon_from(study_material(ROOT)["jargon"])
ENTRIES = [
    (name, section, str(term), str(plain))
    for name, sections in FILES.items()
    for section, found in sections.items()
    if section != "ambiguous"
    for term, plain in found.items()
]


def test_files_have_the_sections_that_are_read():
    assert len(ENTRIES) > 2_500
    assert {section for sections in FILES.values() for section in sections} <= SECTIONS


def test_no_term_stands_twice_in_one_sense():
    senses = [("verbs" if s == "verbs" else "names", t.lower()) for _, s, t, _ in ENTRIES]
    assert [s for s, n in Counter(senses).items() if n > 1] == []


def test_plain_words_are_few_and_hold_no_figure_or_mark():
    odd = [
        (t, p)
        for _, _, t, p in ENTRIES
        if not 1 <= len(p.split()) <= 6 or any(c in "/()[]0123456789" for c in p)
    ]
    assert odd == []


def test_plain_words_hold_no_listed_term():
    # Most plain words hold nothing that is listed at all, which is seen at once.
    some = [(t, p) for _, _, t, p in ENTRIES if next(FULL.listed.find(p), None)]
    held = [(t, p, h.term) for t, p in some for h in jargon(p, FULL)]
    assert held == []


# Numbers in words; "one" counts with a unit alone ("one-time code").
NUMBERS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twice|doubled?|triple|half|third|dozen"
    r"|hundred|thousand|million)s?\b",
    re.IGNORECASE,
)


def test_plain_words_count_deny_and_promise_nothing():
    lists = (FULL.terms, FULL.systems, FULL.heads, FULL.acts, FULL.pasts)
    told = {t: p for found in lists for t, p in found.items() if not t.endswith(" nines")}
    claiming = [
        (t, p)
        for t, p in told.items()
        if any(q.text not in t for q in quantities(p))
        or NUMBERS.search(p)
        or negations(p)
        or modality(p)
    ]
    assert claiming == []


def test_plain_words_take_no_article_where_the_sentence_has_one():
    assert [p for _, _, _, p in ENTRIES if p.split()[0] in ("a", "an", "the", "our")] == []


def test_ambiguous_words_are_terms_of_their_file():
    for name, sections in FILES.items():
        own = {str(t) for n, found in sections.items() if n != "ambiguous" for t in found}
        assert (name, {str(w) for w in sections.get("ambiguous", ())} - own) == (name, set())


def test_ordinary_english_is_no_term_unless_it_is_marked_ambiguous():
    known = table()
    common = [
        t
        for _, section, t, _ in ENTRIES
        if t.isalpha() and t.islower() and t not in FULL.ambiguous and section != "systems"
        if t in known.place and known.word(t).rank < ORDINARY
    ]
    assert common == []


def test_what_the_lexicon_says_already_counts():
    files = {"a.yaml": {"nouns": {"pod": "unit", "shard": "piece"}, "adjectives": {"cold": "new"}}}
    found = joined({"terms": {"pod": "server"}, "ambiguous": "pod"}, files)
    assert found["terms"] == {"pod": "server", "shard": "piece", "cold": "new"}
    assert (found["adjectives"], found["ambiguous"]) == (["cold"], ["pod"])


def test_a_section_of_another_name_is_named():
    with pytest.raises(ConfigurationError, match=r"b.yaml has a section that is none: noun"):
        joined({}, {"b.yaml": {"noun": {"pod": "server"}}})
