"""A sentence with plain words in the place of its technical ones: articles, capitals, brackets."""

from __future__ import annotations

import re

from server.judging.inflection import is_doing
from server.judging.jargon import JargonHit
from server.judging.verb_phrase import around_its_object
from server.judging.wholeness import is_likely_verb
from server.text import stem

_DETERMINER = re.compile(
    r"\b(?:the|an?|our|your|their|its|his|her|my|this|that|these|those|each|every|any|some|no|both"
    r"|all|new|old|current|main|first|second|next|last|[a-z]+ed|[a-z]+al|[a-z]+ly|\d+)[\s-]+$",
    re.IGNORECASE,
)
_TICKET = re.compile(r"#\d+|[A-Z]{2,10}-\d+")


def in_plain_words(text: str, hits: tuple[JargonHit, ...]) -> str:
    """The text with every hit replaced; articles fitted, bare references in brackets dropped.

    An identifier becomes its own words ("label-service" a label service); an acronym without
    plain words goes before a noun and otherwise stays, for nobody here may guess what it means.
    """
    out = text
    for i in reversed(range(len(hits))):
        hit = hits[i]
        follower = hits[i + 1] if i + 1 < len(hits) else None
        out = _replaced(out, hit, _is_joined(text, hit, follower))
    out = re.sub(r"\s*\(\s*(?:[,;/]|and|or)?\s*\)", "", out)
    out = re.sub(r"^\s*:\s*", "", re.sub(r"\b([a-z]{3,})(\s+\1)+\b", r"\1", out))
    out = re.sub(r"[ \t]{2,}", " ", re.sub(r"\s+([,.;:!?])", r"\1", out)).strip()
    return out[:1].upper() + out[1:] if text[:1].isupper() else out


# "Kafka in production": the term that follows is no noun that the name narrows down.
_WHERE = re.compile(r"(?:in|on|at|by|for|under|over|out|via) ", re.IGNORECASE)


def _is_joined(text: str, hit: JargonHit, follower: JargonHit | None) -> bool:
    """A name right before another technical word ("Kafka cluster") says nothing more."""
    return bool(
        follower
        and follower.kind == "term"
        and (hit.kind != "term" or hit.term.isupper())
        and text[hit.end : follower.start].isspace()
        and not _WHERE.match(follower.term)
    )


def _replaced(text: str, hit: JargonHit, joined: bool) -> str:
    before, after = text[: hit.start], text[hit.end :]
    counted = _COUNTED.fullmatch(hit.term)
    if counted:
        return f"{before}{counted[1]} in all{after}"
    if before.rstrip().endswith("(") and after.lstrip().startswith(")"):
        return before.rstrip() + after.lstrip()
    plain = "" if joined else _owned(hit.plain or _unnamed(hit, before, after), hit, before, after)
    if hit.acts:
        plain, after = around_its_object(plain, after)
    if not plain:
        after = after.lstrip()
    elif hit.kind == "term":
        before, plain = _with_article(before, plain, hit.term)
    before = _fitting_article(before, plain or after)
    opens = not before.strip(" \t-*•") or bool(re.search(r"[.!?]\s+$", before))
    if opens:
        plain, after = (_capital(plain), after) if plain else (plain, _capital(after))
    return before + plain + after


def _owned(plain: str, hit: JargonHit, before: str, after: str) -> str:
    """The plain words as the place wants them: with "our" or "an", without "the", as one word."""
    determined = bool(_DETERMINER.search(before))
    if determined:
        plain = plain.removeprefix("the ")
    elif plain and hit.kind == "system":
        plain = f"our {plain}"
    elif plain == "internal ticket":
        plain = "an internal ticket"
    if hit.told_before_nouns and " " in plain and _NOUN_NEXT.match(after):
        return plain.replace(" ", "-")
    return plain


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# What no "a" stands before.
_MASS = re.compile(
    r"(?:data|software|storage|memory|encryption|testing|traffic|access|monitoring|hosting|handling)$"
)
_TOLD = re.compile(r" (?:of|where|between|until|to|that|on which) ")
_WANTS_THE = re.compile(
    r"(?:^|[.:;,!?]\s+|\b(?:of|in|on|with|by|from|for|at|through|during|after|before|because|and|or|but"
    r"|is|are|was|were|needs?|requires?|has|have|as|into|about|without|under|over|until|via)\s+)$",
    re.IGNORECASE,
)


def _with_article(before: str, plain: str, term: str) -> tuple[str, str]:
    """No "a" before what has no number; "the" before "share of cases found" and the like."""
    bare = re.search(r"\b[Aa]n?\s+$", before)
    head = re.split(r" (?:of|where|between|until|to|that|on) ", plain)[0]
    if bare and (_MASS.search(head) or is_doing(plain)):
        return before[: bare.start()], plain
    counts = _TOLD.search(plain) and not head.endswith("s") and not plain.startswith(("the ", "a "))
    noun = not re.search(r"(?:ed|able)$", plain.split()[0]) and not term.lower().endswith(
        ("ed", "ing")
    )
    if counts and noun and _WANTS_THE.search(before) and " " not in head.strip():
        return before, f"the {plain}"
    return before, plain


_PART = {
    "svc": "service", "srv": "server", "db": "database", "tbl": "table", "cfg": "settings",
    "api": "interface", "gw": "gateway", "mq": "queue", "auth": "login", "prod": "", "stg": "",
    "dev": "", "id": "number",
}  # fmt: skip
# After an acronym, a lower-case word that is no verb or link: the noun it only narrows.
_NOUN_NEXT = re.compile(
    r"\s+(?!(?:and|or|is|are|was|were|will|would|can|could|may|might|must|should|has|have|had"
    r"|does|do"
    r"|did|for|from|to|of|in|on|at|by|with|without|over|under|via|per|as|than|then|that|which"
    r"|because"
    r"|since|so|but|if|when|while|after|before|until|not|no|only|also|still|alone|here|there|now"
    r"|instead|rather|either|both|goes|fails?|runs?|takes?|needs?|gets?|says?|strips?|stops?|went"
    r"|came|comes|costs?|uses?|used|works?|went|failed|started|starts|ended|ends"
    r"|makes?|every|each|all|both|any|some|the|our|your|their|this|these|those|near|between|about"
    r"|into|onto|through|during|within|across|against|around|just|even|yet|very|too|once|twice"
    r"|where|who|what|how|why|they|you|she|\w+ly)\b)(?P<noun>[a-z]{3,})"
)
# What follows the verb of a clause whose subject is the acronym: "SD plays."
_AFTER_PLURAL = re.compile(r"\s*(?:[.,;:!?]|$)|\s+(?:on|in|at|to|for|with|from|by|under|over)\b")


def _narrows(before: str, after: str) -> bool:
    """Whether a word without plain ones only narrows down the noun that follows it."""
    following = _NOUN_NEXT.match(after)
    if not following or is_likely_verb(following["noun"], before=False):
        return False
    opens = not re.search(r"\w\s+$", before)
    acts = following["noun"].endswith("s") and _AFTER_PLURAL.match(after, following.end())
    return not (opens and acts)


# How many there were: "n=84".
_COUNTED = re.compile(r"[nN]\s?=\s?(\d[\d,.]*\d|\d)")
# Before a ticket that the reader is to name.
_QUOTED = re.compile(
    r"\b(?:quot(?:e|ing)|mention(?:ing)?|referenc(?:e|ing)|refer(?:ring)? to|citing|cite|your)\s+"
    r"(?:the |our |your )?(?:ticket |case |number |reference )*$",
    re.IGNORECASE,
)
# Names by their shape: what they are, where no noun after them says so.
_SHAPES = (
    (re.compile(r"(?:aria|data|x|ng|v)-[a-z]"), "hidden page marks"),
    (re.compile(r"[A-Z][a-z]*-[A-Z][a-z]"), "web request details"),
    (re.compile(r"\S+?\s?[<>=≤≥]"), ""),
)


def _unnamed(hit: JargonHit, before: str, after: str) -> str:
    """What to say for a name written like code or an acronym, without guessing its meaning."""
    if _TICKET.fullmatch(hit.term):
        if _QUOTED.search(before):
            return hit.term
        alone = not before.strip() and after.startswith(":")
        return "" if alone or before.rstrip().endswith("(") else "internal ticket"
    if _is_one_of_a_name(before, after):
        return hit.term
    for shape, said in _SHAPES:
        if shape.match(hit.term):
            return "" if _narrows(before, after) else said
    if hit.kind == "identifier":
        return _as_words(hit.term, after)
    return "" if _narrows(before, after) else hit.term


def _is_one_of_a_name(before: str, after: str) -> bool:
    """Whether a word is quoted as it is to be written, or one half of a name: "UN/LOCODE"."""
    quoted = before[-1:] in "\"“'‘`" and after[:1] in "\"”'’`" and bool(before and after)
    return quoted or before.endswith("/") or bool(re.match(r"/\w", after))


def _as_words(identifier: str, after: str) -> str:
    """The words of an identifier, less versions and what the next word repeats."""
    bare = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", identifier.strip("`").replace("()", ""))
    parts = [p.lower() for p in re.split(r"[^A-Za-z0-9]+", bare) if p]
    said = [_PART.get(p, p) for p in parts if not re.fullmatch(r"v?\d+", p)]
    if len(parts) > 1 and parts[0] in ("svc", "srv", "db", "tbl"):
        said = [*said[1:], said[0]]
    following = re.match(r"\s+(\w+)", after)
    if said and following and stem(said[-1]) == stem(following[1]):
        said = said[:-1]
    return " ".join(p for p in said if p)


def _fitting_article(before: str, following: str) -> str:
    article = re.search(r"\b([Aa]n?)(\s+)$", before)
    if not article or not following:
        return before
    vowel = following[0].lower() in "aeiou"
    fitted = article[1][0] + ("n" if vowel else "")
    return before[: article.start()] + fitted + article[2]
