import json
from pathlib import Path

import pytest

from server.judging.lexicon import words_pattern
from server.judging.wordlist import WordList

ROOT = Path(__file__).parents[2]
PHRASES = [
    "log",
    "logs",
    "write-ahead log",
    "c++",
    ".net",
    "cache",
    "hot path",
    "api",
    "ci/cd",
    "a",
]


@pytest.mark.parametrize(
    "text",
    [
        "The write-ahead log and two logs; the hot\n path is in C++ or .NET, not in a/b.",
        "caches, cache-based, /cache/ and api.example.com; ci/cd, ci/cds, APIs. log",
        "İstanbul's cache; a path/to/log is none, blog neither.",
        "",
    ],
)
def test_it_finds_what_a_pattern_of_all_phrases_finds(text):
    by_pattern = [m.span() for m in words_pattern(PHRASES).finditer(text)]
    assert [f.span for f in WordList(PHRASES).find(text)] == by_pattern


def test_it_does_so_in_long_messages():
    lines = (ROOT / "evals/cases/rewrite.dev.jsonl").read_text(encoding="utf-8").splitlines()
    messages = [json.loads(line)["message"] for line in lines]
    words = {w.lower().strip(".,:;()") for m in messages[:20] for w in m.split() if len(w) > 5}
    words = {w for w in words if w.isalpha()}
    listed, pattern = WordList(words), words_pattern(sorted(words))
    for message in messages:
        assert [f.span for f in listed.find(message)] == [
            m.span() for m in pattern.finditer(message)
        ]


def test_capitals_count_and_so_does_a_fixed_ending():
    listed = WordList(["Spark", "idempotent", "shard"], fixed=["idempotent"])
    found = [(f.key, f.plural) for f in listed.find("A spark, Spark, idempotents, two SHARDS.")]
    assert found == [("Spark", False), ("shard", True)]
