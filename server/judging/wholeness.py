"""Whether an edit left a whole sentence: its subject, its verb and its objects still there.

No grammar is parsed: a small set of rules looks at the words beside each seam, and only where the
source did not have the same ones, so that a careless writer's own half sentences pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?(?:-[A-Za-z]+)*|\d[\w.,:%]*|[.,;:!?()]")
_DETERMINERS = frozenset("the a an our your my every".split())
_AUXILIARIES = frozenset(
    "is are was were am has have had do does did will would can could may might must shall should"
    " cannot isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't"
    " can't couldn't shouldn't mustn't".split()
)
_PAST = frozenset(
    "went came took made gave got ran began fell rose grew kept held left lost found sent said told"
    " saw knew thought brought bought built sold paid spent met led broke spoke chose wrote drove"
    " drew threw stood understood won felt became cut put set hit let shut cost meant hurt".split()
)
_BASE = frozenset(
    "need want use take go see get make keep show help give run ask say mean cost save work fail"
    " expect propose recommend suggest plan hope think know believe agree decide confirm approve"
    " start stop end begin finish move change add remove raise reduce lower cut hit drop rise fall"
    " grow slip reach remain stay become seem look happen cause affect improve break require"
    " include send receive pay charge offer provide deliver return write read tell let leave put"
    " bring hold stand meet find lose win build buy sell test check fix update launch release"
    " review call book try wait continue close"
    " open apply support allow prevent protect avoid depend"
    " contain handle process store serve load explain describe cover answer discuss choose accept"
    " reject cancel restore recover repeat retry warn risk note promise feel like expire arrive"
    " occur come appear belong consist convert create define deny detect enable ensure exist expand"
    " fetch hang ignore install produce push refuse rely respond restart skip solve suffer throw"
    " tolerate verify vanish wipe overflow die freeze".split()
)
_THIRD = frozenset(
    (b[:-1] + "ies" if b.endswith("y") and b[-2] not in "aeiou" else b + "es")
    if b.endswith(("s", "x", "ch", "sh", "o", "z")) or b.endswith("y") and b[-2] not in "aeiou"
    else b + "s"
    for b in _BASE
)
# After such a verb something must follow that it is done to.
_TRANSITIVE = frozenset(
    "need needs use uses used cause caused causes require requires raised raise reached reaches"
    " hit affects affected include includes included contains contain gave give gives made makes"
    " make took take takes put set sent send has provide provides bring brought buy bought build"
    " built".split()
)
_PREPOSITIONS = frozenset(
    "of for with from at into onto by to in on about between during against within without because"
    " than per via through".split()
)
_LINKS = frozenset("and or but because so which that while when if as since".split())
# What remains after such a word alone would be a torso.
TORN_END = re.compile(
    r"\b(?:and|but|or|so|that|which|who|because|since|as|if|when|while|to|of|for|with|by|from|at|in"
    r"|on|the|an?|we|it|is|are|was|were|not|than|our|your|their)[\s.,;:]*$",
    re.IGNORECASE,
)
_STOPS = frozenset(".,;:!?)")
# What tells when.
_ORDER = frozenset("after before until now today tomorrow tonight first again later soon".split())
# Words before the subject of a sentence that are no part of it.
_BEFORE = frozenset("so and but also however then therefore thus yet now still".split())
_PRONOUNS = frozenset("i we you they he she it this that there who nobody everybody".split())
# Nouns that are verbs as well: which one shows only in what follows.
_EITHER = frozenset(
    "hit hits drop drops lag lags leak leaks test tests check checks run runs pass passes miss"
    " misses crash crashes race races join joins call calls trigger triggers switch switches store"
    " stores host hosts log logs request requests process processes merge merges update updates"
    " upgrade upgrades restore restores record records step steps commit commits build builds"
    " queue queues cache caches stream streams scan scans retry retries rewrite rewrites patch"
    " patches change changes set cut put stall stalls fault faults spike spikes increase increases"
    " rise rises limit limits filter filters lock locks block blocks watch probe probes".split()
)
# Nouns whose plural is a verb where a value or an object follows: "the classifier flags 2%".
_OR_ACTS = frozenset(
    "flags slips ships syncs pings reboots restarts indexes routes maps tags links marks samples"
    " traces mirrors buffers polls signals alerts renders reflows janks stutters ghosts loads"
    " scales pins sorts flushes dumps fires loops throttles batches bundles shards forks branches"
    " splits scrapes crawls deploys exploits queries returns reindexes snapshots backfills".split()
)
_VALUE_WORDS = frozenset(
    "the a an our your their its all no about almost nearly over under above below at to from by"
    " up down back again out every zero one two three four five six seven eight nine ten half"
    " twice".split()
)


def is_verb_here(text: str, start: int, end: int) -> bool:
    """Whether a word that may be a noun or a verb is the verb of its clause: "lag hit 4 hours".

    It is when a value, an object or a direction follows and no other verb does.
    """
    word = text[start:end].lower()
    if word not in _EITHER | _OR_ACTS:
        return False
    clause = re.split(r"[.,;:!?()]\s|\b(?:and|but|because|so|which|that|while)\b", text[end:])[0]
    following = _tokens(clause)
    if not following or not _may_be_done_to(text[start:end], following[0]):
        return False
    before = _tokens(re.split(r"[.;:!?()]\s", text[:start])[-1])
    if before and before[-1] in _DETERMINERS:
        return False
    if word in _OR_ACTS and (not before or any(t in _THIRD for t in following)):
        return False
    return not any(_is_surely_finite(t) for t in following[1:]) and not any(
        t in _AUXILIARIES for t in before[-3:]
    )


def _may_be_done_to(word: str, after: str) -> bool:
    """Whether a value or an object follows; a bare noun only after "-s": "it leaks connections"."""
    if after[0].isdigit() or after in _VALUE_WORDS:
        return True
    links = _PREPOSITIONS | _LINKS | _STOPS | _AUXILIARIES | _PAST | _THIRD
    bare = word.endswith("s") and after.isalpha() and after.endswith("s")
    return bare and after not in links


def is_likely_verb(word: str, *, before: bool) -> bool:
    """Whether a word at the edge of a phrase is a verb: "propose" before it, "loses" after it."""
    low = word.lower()
    if low in _EITHER:
        return False
    return low in _BASE if before else low in _THIRD | _PAST or low.endswith("ed")


def ends_an_object(word: str) -> bool:
    """Whether what an action is done to is over before this word or mark, "" for the end."""
    low = word.lower()
    closes = low in _PREPOSITIONS | _LINKS | _STOPS | _AUXILIARIES | _ORDER or not low
    return closes or is_likely_verb(low, before=False)


def begins_with_verb(phrase: str) -> bool:
    """Whether the first word of a phrase is a verb in its base form, as in "try again"."""
    return phrase.split(" ")[0] in _BASE


def half(text: str, source: str) -> str | None:
    """In words, what an edited sentence lacks that its source had; None when it is whole."""
    now, was = _tokens(text), _tokens(source)
    if not now:
        return "it is empty"
    # A label and what it is ("Credits: 5%") needs no verb, nor does a clause that had none.
    as_it_was = source.startswith(text.rstrip(".;, ") + ";")
    if not as_it_was and ":" not in text and has_verb(source) and not has_verb(text):
        return "its verb is gone"
    if _lost_subject(now, was):
        return "its subject is gone"
    if _lost_action(now, was):
        return "what is done to “them” is gone"
    pairs = set(_pairs(was))
    for one, two in _pairs(now):
        if one in was and (one, two) not in pairs and (said := _torn(one, two)):
            return said
    return None


def has_verb(text: str) -> bool:
    """Whether a word of a text may be a finite verb; it errs towards yes."""
    tokens = _tokens(text)
    if any(_is_surely_finite(t) or t in _THIRD or t in _BASE for t in tokens):
        return True
    return any(one in _PRONOUNS and two.isalpha() for one, two in _pairs(tokens))


def _is_surely_finite(token: str) -> bool:
    past = token.endswith("ed") and len(token) > 4 and "-" not in token
    return token in _AUXILIARIES or token in _PAST or past


def _lost_subject(now: list[str], was: list[str]) -> bool:
    now, was = _less_links(now), _less_links(was)
    if len(now) < 2 or now[:1] == was[:1] and now[1] in was[1:2]:
        return False
    first, second = now[0], now[1]
    third = now[2] if len(now) > 2 else "."
    if first in _DETERMINERS:
        value = third[0].isdigit() or third in _VALUE_WORDS
        acts = second in _PAST | _EITHER and value and not _later_verb(now[3:])
        return second in _AUXILIARIES | _STOPS or acts
    if first in was[:1] or first not in was:
        return False
    asked = now[-1] == "?" or (was and was[-1] == "?")
    if first in _AUXILIARIES | _PAST and not asked:
        return True
    return first in _THIRD and (second in _DETERMINERS or second[0].isdigit())


def _later_verb(tokens: Iterable[str]) -> bool:
    for token in tokens:
        if token in _STOPS | _LINKS:
            return False
        if _is_surely_finite(token) or token in _THIRD:
            return True
    return False


def _lost_action(now: list[str], was: list[str]) -> bool:
    """A noun in the place of a verb: "rather than clean-up of the software them"."""
    had = set(_pairs(was))
    return any(
        two == "them" and (one, two) not in had and not _may_govern(one) for one, two in _pairs(now)
    )


def _may_govern(one: str) -> bool:
    return (
        one in _PREPOSITIONS | _LINKS | _STOPS | _BASE | _THIRD
        or _is_surely_finite(one)
        or one.endswith("ing")
    )


def _torn(one: str, two: str) -> str | None:
    ends = two in _STOPS
    if one in _DETERMINERS and (ends or two in _AUXILIARIES | _PREPOSITIONS | _LINKS):
        return f"nothing follows “{one}”"
    if one in _PREPOSITIONS - {"in", "on", "by", "about", "through"} and (
        ends or two in _AUXILIARIES | {"and", "or", "but"}
    ):
        return f"nothing follows “{one}”"
    if one in _TRANSITIVE and (ends or two in {"and", "or", "but", "because", "so"}):
        return f"nothing follows “{one}”"
    return None


def _less_links(tokens: list[str]) -> list[str]:
    at = 0
    while at < len(tokens) and (tokens[at] in _BEFORE or tokens[at] == ","):
        at += 1
    return tokens[at:]


def _tokens(text: str) -> list[str]:
    return [t.lower().replace("’", "'") for t in _TOKEN.findall(text)]


def _pairs(tokens: list[str]) -> list[tuple[str, str]]:
    return list(zip(tokens, [*tokens[1:], "."], strict=False))
