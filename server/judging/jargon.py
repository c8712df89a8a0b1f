"""Technical words in a sentence, and the sentence with plain words in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from server.judging.lexicon import Lexicon
from server.judging.names import Name, names

_DETERMINER = re.compile(
    r"\b(?:the|an?|our|your|their|its|his|her|my|this|that|these|those|each|every|any|some|no|both"
    r"|all|new|old|current|main|first|second|next|last|[a-z]+ed|[a-z]+al|[a-z]+ly|\d+)[\s-]+$",
    re.IGNORECASE,
)
# What an identifier stands before when it only names something: "the svc_orders service".
_NAMED_THING = re.compile(
    r"\s+(?:service|system|team|table|job|server|queue|topic|cluster|database|module|process"
    r"|field|flag"
    r"|endpoint|pipeline|store|component|data store|connection point|data flow|waiting line)s?\b"
)
_TICKET = re.compile(r"#\d+|[A-Z]{2,10}-\d+")


@dataclass(frozen=True)
class JargonHit:
    """A technical word in place; `plain` is "" where the lexicon has no words for it."""

    term: str
    start: int
    end: int
    plain: str
    kind: str  # "term", "system", "identifier", "acronym"


def jargon(text: str, lexicon: Lexicon, known: Iterable[str] = ()) -> tuple[JargonHit, ...]:
    """Technical words of a text that its reader does not use, in order; none overlap.

    Lexicon entries, identifiers such as `orders_v2` or INC-4821, and acronyms that are neither
    everyday words nor in `known` (lexicon keys, any case).
    """
    allowed = {k.lower() for k in known}
    found, familiar = [], []
    for hit in lexicon.term_pattern.finditer(text):
        key = lexicon.entry(hit.group())
        if key and key.lower() in allowed:
            familiar.append(hit.span())
        elif key:
            kind = "system" if key in lexicon.systems else "term"
            plain = _plain(key, hit, lexicon)
            found.append(JargonHit(hit.group(), hit.start(), hit.end(), plain, kind))
    for name in names(text, lexicon):
        if name.kind not in ("identifier", "acronym") or name.text.lower() in allowed:
            continue
        if any(start <= name.start and name.end <= end for start, end in familiar):
            continue
        found = [h for h in found if h.end <= name.start or name.end <= h.start or _wider(h, name)]
        if all(h.end <= name.start or name.end <= h.start for h in found):
            found.append(JargonHit(name.text, name.start, name.end, "", name.kind))
    return tuple(sorted(found, key=lambda h: h.start))


def _wider(hit: JargonHit, name: Name) -> bool:
    return hit.start <= name.start and name.end <= hit.end


def _plain(key: str, hit: re.Match[str], lexicon: Lexicon) -> str:
    plain = lexicon.plain(key)
    written = re.sub(r"\s+", " ", hit.group()).lower()
    return plural(plain) if written != key.lower() and written.endswith("s") else plain


def plural(plain: str) -> str:
    """The plural of a noun phrase: of the word before "of", "to", "for" .., else of the last."""
    words = plain.split()
    cut = next((i for i, w in enumerate(words) if w in _LINKS and i), len(words))
    head = words[cut - 1]
    if head.endswith("s") and not head.endswith("ss"):
        return plain
    if head.endswith("y") and head[-2] not in "aeiou":
        head = head[:-1] + "ies"
    else:
        head += "es" if head.endswith(("x", "ch", "sh", "ss")) else "s"
    return " ".join([*words[: cut - 1], head, *words[cut:]])


_LINKS = frozenset(
    [
        "of",
        "to",
        "for",
        "from",
        "with",
        "in",
        "on",
        "that",
        "whose",
        "per",
        "at",
        "between",
        "against",
        "under",
        "after",
    ]
)


def in_plain_words(text: str, hits: tuple[JargonHit, ...]) -> str:
    """The text with every hit replaced; articles fitted, bare references in brackets dropped."""
    out = text
    for i in reversed(range(len(hits))):
        hit = hits[i]
        follower = hits[i + 1] if i + 1 < len(hits) else None
        out = _replaced(out, hit, _is_joined(text, hit, follower))
    out = re.sub(r"\s*\(\s*[,;]?\s*\)", "", out)
    return re.sub(r"[ \t]{2,}", " ", re.sub(r"\s+([,.;:!?])", r"\1", out)).strip()


def _is_joined(text: str, hit: JargonHit, follower: JargonHit | None) -> bool:
    """A name right before another technical word ("Kafka cluster") says nothing more."""
    return bool(
        follower
        and follower.kind == "term"
        and hit.kind != "term"
        and text[hit.end : follower.start].isspace()
    )


def _replaced(text: str, hit: JargonHit, joined: bool) -> str:
    before, after = text[: hit.start], text[hit.end :]
    if before.rstrip().endswith("(") and after.lstrip().startswith(")"):
        return before.rstrip() + after.lstrip()
    plain = "" if joined else hit.plain or _unnamed(hit, after)
    if not plain:
        after = after.lstrip()
    elif hit.kind != "term" and not _DETERMINER.search(before) and plain != "internal":
        plain = f"our {plain}" if hit.kind == "system" else f"an {plain}"
    if _DETERMINER.search(before):
        plain = plain.removeprefix("the ")
    before = _fitting_article(before, plain or after)
    opens = not before.strip(" \t-*•") or bool(re.search(r"[.!?]\s+$", before))
    if opens and plain:
        plain = plain[0].upper() + plain[1:]
    elif opens:
        after = after[:1].upper() + after[1:]
    return before + plain + after


def _unnamed(hit: JargonHit, after: str) -> str:
    if _TICKET.fullmatch(hit.term):
        return "internal ticket"
    return "internal" if _NAMED_THING.match(after) else "internal system"


def _fitting_article(before: str, following: str) -> str:
    article = re.search(r"\b([Aa]n?)(\s+)$", before)
    if not article or not following:
        return before
    vowel = following[0].lower() in "aeiou"
    fitted = article[1][0] + ("n" if vowel else "")
    return before[: article.start()] + fitted + article[2]
