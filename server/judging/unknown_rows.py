"""The numbers by which a word is judged: its own, those of its neighbours and of the text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from server.judging.everyday import UNRANKED, Table, Word, table
from server.text import STOP_WORDS

Floats = npt.NDArray[np.float32]

_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:['’][a-z]+)?|\d[\w.,]*|[^\sA-Za-z0-9]")
_END = re.compile(r"[.!?:\n]\W*$")
# Words that join or point, beside those that no search minds.
LINKS = STOP_WORDS | frozenset(
    "and or but so not no our we you they he she it them us i me my your their his her its this"
    " that these those there here who which what when"
    " where how why all both each every some any many"
    " much more most less few other another such only also just very too then than because if"
    " unless until while since though after before during"
    " between about over under within without per via"
    " can could may might must shall should will would is are was were be been being am has have"
    " had do does did done get got let lets please pls yet still again once now today tomorrow"
    " yesterday whether whenever wherever whatever whoever rather instead neither either nor behind"
    " across against beyond toward towards around among upon till til whose whom however therefore"
    " please pls cannot isn't aren't wasn't weren't don't doesn't didn't won't can't couldn't would"
    " one two three four five six seven eight nine ten half".split()
)
_DETERMINERS = frozenset("the a an our your my their its his her this that these those no".split())
_PLACES = frozenset("in at on of for with from to by into onto through".split())
_BE = frozenset("is are was were will has have had can could may might must should would".split())


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int
    word: Word
    content: bool


NAMES = (
    "rank used near keyness unlisted inflected digit inner_capital all_capitals capital hyphen long"
    " short ends_ing ends_ed ends_ly ends_s ends_tion after_the after_place before_be before_place"
    " opens ends"
    " before_rank before_near before_key before_content after_rank after_near after_key"
    " after_content pair_before pair_after tie_before tie_after sentence_near message_near"
    " near_x_message key_x_sentence opens_word technical_beside technical_in_sentence"
    " technical_in_message meaning"
).split()


def rows(text: str, technical: Sequence[tuple[int, int]] = ()) -> tuple[list[_Token], Floats]:
    """The content words of a text, and a row of numbers for each, shape (n, len(NAMES)).

    `technical` are places of words already known to be technical.
    """
    found = table()
    tokens = [_token(hit, found) for hit in _TOKEN.finditer(text)]
    sentence = _sentences(text, tokens)
    nears = np.array([t.word.near if t.content else 0.0 for t in tokens], np.float32)
    counts = np.array([float(t.content) for t in tokens], np.float32)
    marked = [
        i for i, t in enumerate(tokens) if any(a <= t.start and t.end <= b for a, b in technical)
    ]
    sums = np.bincount(sentence, nears) if tokens else np.zeros(1)
    ns = np.bincount(sentence, counts) if tokens else np.zeros(1)
    out, kept = [], []
    for at, token in enumerate(tokens):
        if not token.content or at in marked:
            continue
        one = sentence[at]
        told = (
            float(min(3, sum(sentence[i] == one for i in marked))),
            len(marked) / max(12.0, float(counts.sum())),
        )
        own = token.word.near
        around = (sums[one] - own) / max(1.0, ns[one] - 1) if ns[one] > 1 else 0.0
        message = (nears.sum() - own) / max(1.0, counts.sum() - 1)
        near = (float(around), float(message))
        row = _row(text, tokens, at, found, near)
        out.append([*row, float(_beside(token, technical)), *told, _meaning(tokens, at)])
        kept.append(token)
    shape = (len(kept), len(NAMES))
    return kept, np.array(out, np.float32).reshape(shape)


def _token(hit: re.Match[str], found: Table) -> _Token:
    word = hit.group()
    low = word.lower()
    letters = word[0].isalpha() and len(word) > 1
    content = letters and low.replace("’", "'").split("'")[0] not in LINKS
    return _Token(word, hit.start(), hit.end(), found.word(low.split("'")[0]), content)


def _sentences(text: str, tokens: Sequence[_Token]) -> npt.NDArray[np.int64]:
    out, now = [], 0
    for at, token in enumerate(tokens):
        before = text[tokens[at - 1].start : token.start] if at else ""
        if re.match(r"[.!?]\s|\S*\s*\n", before):
            now += 1
        out.append(now)
    return np.array(out, np.int64)


def _row(
    text: str,
    tokens: Sequence[_Token],
    at: int,
    found: Table,
    near: tuple[float, float],
) -> list[float]:
    token = tokens[at]
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    one, two = _beside_word(tokens, at)
    key = _key(token.word)
    return [
        *_own(token, text),
        *_place(text, token, before, after),
        *_neighbour(one),
        *_neighbour(two),
        *_ties(found, one, token, two),
        *near,
        token.word.near * near[1],
        key * near[0],
        float(token.text[0].isupper() and bool(_END.search(text[: token.start] or ".\n"))),
    ]


def _beside_word(tokens: Sequence[_Token], at: int) -> tuple[_Token | None, _Token | None]:
    """The content words right before and after one, also over a hyphen."""
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if before and before.text == "-" and at > 1 and tokens[at - 2].end == before.start:
        before = tokens[at - 2]
    if after and after.text == "-" and at + 2 < len(tokens) and tokens[at + 2].start == after.end:
        after = tokens[at + 2]
    return (
        before if before and before.content else None,
        after if after and after.content else None,
    )


def _key(word: Word) -> float:
    """How much more often software people use it than its rank in English lets expect."""
    return word.used + word.rank - UNRANKED


def _own(token: _Token, text: str) -> list[float]:
    word, shown = token.word, token.text
    hyphen = text[token.start - 1 : token.start] == "-" or text[token.end : token.end + 1] == "-"
    inner = bool(re.search(r"[a-z][A-Z]", shown))
    return [
        word.rank - 8,
        word.used - 5,
        word.near,
        _key(word),
        float(not word.known),
        float(not word.form),
        float(any(c.isdigit() for c in shown)),
        float(inner),
        float(shown.isupper() and len(shown) > 1),
        float(shown[:1].isupper() and not shown.isupper()),
        float(hyphen),
        float(len(shown) > 9),
        float(len(shown) < 4),
        *(float(shown.endswith(e)) for e in ("ing", "ed", "ly", "s")),
        float(shown.endswith(("tion", "tions", "ment", "ity"))),
    ]


def _place(text: str, token: _Token, before: _Token | None, after: _Token | None) -> list[float]:
    one = before.text.lower() if before else "."
    two = after.text.lower() if after else "."
    return [
        float(one in _DETERMINERS),
        float(one in _PLACES),
        float(two in _BE),
        float(two in _PLACES),
        float(one in ".!?:;"),
        float(two in ".!?:;,"),
    ]


def _neighbour(one: _Token | None) -> list[float]:
    if one is None:
        return [0.0, 0.0, 0.0, 0.0]
    return [one.word.rank - 8, one.word.near, _key(one.word), 1.0]


def _ties(found: Table, one: _Token | None, token: _Token, two: _Token | None) -> list[float]:
    before = found.pair(one.text, token.text) if one else 0.0
    after = found.pair(token.text, two.text) if two else 0.0
    return [before, after, _tie(before, one, token), _tie(after, token, two)]


def _tie(pair: float, one: _Token | None, two: _Token | None) -> float:
    """How much more often the two stand side by side than chance lets expect (nats)."""
    if not pair or one is None or two is None:
        return 0.0
    return max(0.0, pair + 13.7 - one.word.used - two.word.used)


def _beside(token: _Token, technical: Sequence[tuple[int, int]]) -> bool:
    return any(
        0 <= token.start - end <= 1 or 0 <= start - token.end <= 1 for start, end in technical
    )


def _meaning(tokens: Sequence[_Token], at: int) -> float:
    one, two = _beside_word(tokens, at)
    before = one.word.meaning[1] if one else 0.0
    after = two.word.meaning[2] if two else 0.0
    return tokens[at].word.meaning[0] + before + after
