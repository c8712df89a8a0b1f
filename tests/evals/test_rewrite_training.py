"""What the judges of phrases and sentences learn from, and how it is counted."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models

from evals.rewrite_material import texts, told
from evals.rewrite_table import counted
from server.judging import everyday
from server.judging.unknown_rows import rows


def test_marks_are_taken_off_and_name_what_stands_between_them():
    own = [t for t in texts() if t.own]
    assert not any("{" in t.text or "}" in t.text for t in own)
    tripped = next(t for t in own if t.text.startswith("Cursor leak"))
    assert [tripped.text[a:b] for a, b in tripped.spans] == ["Cursor leak"]


def test_there_is_enough_to_learn_from_and_whole_fields_to_leave_out():
    own = [t for t in texts() if t.own]
    runs = 0
    for one in own:
        tokens, _ = rows(one.text)
        runs += 1 + sum(b.start - a.end > 1 for a, b in pairwise(tokens))
    assert runs >= 600
    assert len({t.group for t in own}) >= 12
    assert any(not t.spans for t in own)


def test_messages_are_marked_in_both_ways_by_several_authors():
    own = [t for t in told() if t.own]
    assert len(own) >= 400 and len({t.group for t in own}) == len(own)
    assert not any("{" in s or "}" in s for t in own for s in t.sentences)
    for one in own:
        assert [len(s) for s in one.sentences] == [len(goes) for goes in one.inside]
    whole = [all(goes) for t in own for goes in t.inside]
    mixed = [any(goes) and not all(goes) for t in own for goes in t.inside]
    assert sum(whole) > 300 < sum(mixed)
    assert sum(not any(goes) for t in own for goes in t.inside) > 1_000


def test_an_aside_is_told_from_the_fact_beside_it():
    one = next(t for t in told() if t.group == "a01")
    at = next(n for n, s in enumerate(one.sentences) if "full disk" in s)
    sentence = one.sentences[at]
    gone = "".join(c for c, goes in zip(sentence, one.inside[at], strict=True) if goes)
    assert gone == ", same as the one we promised to watch"


class _Letters:
    """An embedder that knows a word by its letters."""

    def embed(self, words: list[str]) -> np.ndarray:
        out = np.zeros((len(words), 26), np.float32)
        for at, word in enumerate(words):
            for letter in word:
                out[at, ord(letter) - 97] += 1
        return out


def test_words_and_pairs_are_counted_once_a_description(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    words = {"[UNK]": 0, "the": 1_996, "parser": 20_000, "fast": 3_000, "json": 25_000}
    tokens = Tokenizer(models.WordPiece(words, unk_token="[UNK]"))
    tokens.save(str(tmp_path / "tokenizer.json"))
    lines = [f"a fast json parser, number {n}" for n in range(60)] + [
        "a fast json parser, number 1"
    ]
    (tmp_path / "lines.txt").write_text("\n".join(lines), encoding="utf-8")
    file = tmp_path / "table.npz"
    file.write_bytes(counted(tmp_path / "lines.txt", _Letters(), tmp_path))
    monkeypatch.setattr(everyday, "PATH", file)
    everyday.table.cache_clear()
    try:
        found = everyday.table()
        assert found.word("parsers").used == found.word("parser").used > found.word("the").used
        assert abs(found.word("json").used - np.log(61)) < 1 / everyday.SCALE
        assert found.pair("json", "parser") > 0 == found.pair("parser", "json")
        assert found.pair("parser", "number") == 0
        assert not found.word("zebra").known
    finally:
        everyday.table.cache_clear()
